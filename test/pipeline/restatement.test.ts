// A registry that is mended after a month was told: the month is counted again, from its bodies and its dump, and the next edition says so.
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatAnswer } from '../../src/commands/trace-format.ts';
import { plain } from '../../src/document/messages.ts';
import { maybeAnswer } from '../../src/document/trace.ts';
import { maybeRevision, readRevision } from '../../src/history/snapshot.ts';
import type { Cells } from '../../src/history/snapshot-rows.ts';
import { collectMonth, type CollectResult } from '../../src/pipeline/collection.ts';
import { replaySnapshot } from '../../src/pipeline/collection-replay.ts';
import { resolveProject, type Project } from '../../src/project.ts';
import { createWorld, QUICK } from '../sources/support/project.ts';
import { startServer, type TestServer } from '../sources/support/server.ts';
import { compose, ROOT } from '../support/edition.ts';
import { makeHub, type Item } from './lineage-hub.ts';

const folder = mkdtempSync(join(tmpdir(), 'restatement-'));
const root = join(folder, 'project');
const hub = makeHub(5, 220);
let server: TestServer;
let project: Project;
beforeAll(async () => {
  for (const part of ['data/registry', 'data/briefs', 'data/observations']) cpSync(join(ROOT, part), join(root, part), { recursive: true });
  server = await startServer(hub.handler);
  project = await resolveProject({ project: root }, folder);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const dumpOf = (name: string, items: readonly Item[]): string => {
  writeFileSync(join(folder, name), items.map((item) => `${JSON.stringify(item)}\n`).join(''));
  return join(folder, name);
};
const later = (day: string): string => dumpOf(`${day}.ndjson`, hub.items.map((item) => ({ ...item, createdAt: item.createdAt.startsWith('2025-12') ? `${day}T08:00:00.000Z` : item.createdAt.replace('2025-11-2', `${day.slice(0, 7) === '2026-01' ? '2025-12' : '2026-01'}-1`) })));

async function collect(month: string, today: string, dump: string, sources: readonly string[]): Promise<Extract<CollectResult, { kind: 'collected' }>> {
  const result = await collectMonth({ project, month, sources, urls: new Map([['huggingface', server.url], ['hub-census', dump]]), limits: { ...QUICK } }, createWorld({}, () => Date.parse(`${today}T08:00:00.000Z`)));
  if (result.kind !== 'collected' || result.problems.length > 0) throw new Error(JSON.stringify(result));
  return result;
}

const register = (line: string): void => appendFileSync(join(root, 'data/registry/organisations.csv'), `${line}\n`);
const blocs = (cells: readonly Cells[], tracker: string): readonly string[] => cells.filter((c) => c['series'] === `new-derivatives-root-bloc.${tracker}`).map((c) => `${c['country'] ?? ''} ${c['value'] ?? ''}`).sort();
const tables = (): readonly string[] => readdirSync(join(root, 'data/snapshots/2025-11')).map((r) => readFileSync(join(root, 'data/snapshots/2025-11', r, 'observations.csv'), 'utf8'));

test('the month is counted again by both routes; nothing that was frozen has changed', async () => {
  expect((await collect('2025-11', '2025-12-02', dumpOf('november.ndjson', hub.items), ['huggingface', 'hub-census'])).restated).toEqual([]);
  const [before] = tables();
  register('ann,Ann Labs,KR,public file,,');
  const { restated } = await collect('2025-12', '2026-01-03', later('2026-01-02'), ['hub-census']);
  expect(restated).toMatchObject([{ month: '2025-11', revision: 2, accounts: [{ namespace: 'ann', before: 'unknown, unassigned', after: 'KR' }], kept: [] }]);
  expect(restated[0]?.figures).toBeGreaterThan(10);
  expect(tables()[0]).toBe(before);

  const [first, second] = [await readRevision(root, '2025-11', 1), await readRevision(root, '2025-11', 2)];
  expect(second.provenance.restatedBy).toBe('2025-12');
  expect(blocs(second.cells, 'hub')).toEqual(blocs(second.cells, 'hub-census'));
  const number = (cells: readonly Cells[], bloc: string): number => Number(blocs(cells, 'hub').find((t) => t.startsWith(`${bloc} `))?.split(' ')[1] ?? 0);
  expect(number(second.cells, 'other')).toBeGreaterThan(number(first.cells, 'other'));
  const total = (cells: readonly Cells[]): number => ['china', 'united-states', 'europe', 'other', 'mixed', 'unassigned'].reduce((sum, bloc) => sum + number(cells, bloc), 0);
  expect(total(second.cells)).toBe(total(first.cells));
  expect(await replaySnapshot({ project, month: '2025-11' })).toMatchObject({ revision: 2, isSame: true, problems: [] });
  expect(JSON.stringify(second.provenance)).not.toContain(folder);
}, 120_000);

test('the edition of the collection that found it says old → new and why; a trace does too', async () => {
  const { prepared, composed } = await compose({ month: '2025-12', folder: root });
  const blocks = composed.briefing.sections.find((s) => s.id === 'revisions')?.blocks ?? [];
  const paragraph = blocks.flatMap((b) => (b.kind === 'paragraph' ? [plain(b.text)] : [])).join(' ');
  expect(paragraph).toContain('The registry of accounts and families has changed since earlier issues: ann (unknown, unassigned → KR).');
  const items = blocks.flatMap((b) => (b.kind === 'list' ? b.items.map(plain) : []));
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) expect(item).toMatch(/^Restated: .*November 2025, [\d.,]+ → [\d.,]+ \(new /);
  expect(items.join('\n')).toContain('derivatives, Unassigned');

  const matches = maybeAnswer('derivative-share', composed.briefing, { tables: prepared.tables, snapshots: prepared.snapshots, revised: prepared.revised.figures })?.matches ?? [];
  const revised = matches.flatMap((m) => m.observations.flatMap((o) => (o.revised === undefined ? [] : [o.revised])));
  expect(revised.length).toBeGreaterThan(0);
  expect(new Set(revised.map((r) => `${r.reason} ${r.at}`))).toEqual(new Set(['registry data/snapshots/2025-11/r1/observations.csv']));
  const one = matches.find((m) => m.observations.some((o) => o.revised !== undefined));
  if (one === undefined) throw new TypeError('no restated number is printed');
  expect(formatAnswer({ label: 'derivative-share', matches: [{ ...one, figure: 1 }], figures: 1 })).toMatch(/before: \d+ models in data\/snapshots\/2025-11\/r1\/observations\.csv; the registry or the rules have changed since/);
}, 120_000);

test('with the same registry nothing is counted again', async () => {
  const { restated } = await collect('2025-12', '2026-01-03', later('2026-01-02'), ['hub-census']);
  expect(restated).toEqual([]);
  expect((await maybeRevision(root, '2025-11'))?.provenance.revision).toBe(2);
}, 120_000);

test('a dump that is gone or another one is said, what lies in bodies is counted all the same, and is tried again when it is back', async () => {
  const text = readFileSync(join(folder, 'november.ndjson'), 'utf8');
  rmSync(join(folder, 'november.ndjson'));
  register('bob,Bob AI,FR,public file,,');
  const gone = await collect('2026-01', '2026-02-02', later('2026-02-01'), ['hub-census']);
  expect(gone.restated.find((r) => r.month === '2025-11')).toMatchObject({ revision: 3, kept: ['hub-census: november.ndjson does not exist.'] });
  const third = await readRevision(root, '2025-11', 3);
  expect(blocs(third.cells, 'hub')).not.toEqual(blocs(third.cells, 'hub-census'));
  // The dump of December is still there.
  expect(gone.restated.find((r) => r.month === '2025-12')).toMatchObject({ revision: 2, kept: [] });

  writeFileSync(join(folder, 'november.ndjson'), text.replace('"downloadsAllTime":', '"downloadsAllTime":1'));
  const other = await collect('2026-01', '2026-02-02', later('2026-02-01'), ['hub-census']);
  expect(other.restated).toMatchObject([{ month: '2025-11', figures: 0, kept: [expect.stringContaining('the dump that lies in its place is another one')] }]);

  writeFileSync(join(folder, 'november.ndjson'), text);
  const back = await collect('2026-01', '2026-02-02', later('2026-02-01'), ['hub-census']);
  expect(back.restated).toMatchObject([{ month: '2025-11', revision: 4, kept: [] }]);
  const fourth = await readRevision(root, '2025-11', 4);
  expect(blocs(fourth.cells, 'hub')).toEqual(blocs(fourth.cells, 'hub-census'));
}, 180_000);
