// Server → collect → build: the PDF carries the collected figures, and each leads back to the body that came.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { collectMonth } from '../../src/pipeline/collection.ts';
import { buildEdition, traceLabel } from '../../src/pipeline.ts';
import type { Project } from '../../src/project.ts';
import { inspectPdf } from '../../src/render/pdf/inspect.ts';
import { createCounter, createProject, createWorld, MONTH, QUICK } from '../sources/support/project.ts';
import { sendJson, startServer, type TestServer } from '../sources/support/server.ts';
import { effects, project as resolve } from '../support/edition.ts';

const BRIEF = `title: Counters Monthly
question: Does a collected figure reach the page?
publisher: A small institute
contact: desk@example.org
licence: CC BY 4.0
first: 2025-11
pages: { min: 1, max: 8 }
headline_figure: counted
sections:
  - id: news
    items: [{ table: news }]
  - id: downloads
    items: [{ figure: counted }]
figures:
  counted:
    metric: reported
    params: { series: downloads.counter, order: value }
    chart: bar-values
    required: true
`;

let items = [{ id: 'Alpha', country: 'CN', downloads: 41_234_567 }, { id: 'Beta', country: 'US', downloads: 7_654_321 }, { id: 'Gamma', country: 'FR', downloads: 1_000_001 }];
let server: TestServer;
let at: Project;

beforeAll(async () => {
  server = await startServer((_, response) => sendJson(response, items));
  at = await createProject();
  await mkdir(join(at.root, 'data/briefs'), { recursive: true });
  await mkdir(join(at.root, 'data/observations'), { recursive: true });
  await writeFile(join(at.root, 'data/briefs/counters.yaml'), BRIEF);
  // The words of this figure: a project adds its own.
  await mkdir(join(at.root, 'templates/messages'), { recursive: true });
  await writeFile(join(at.root, 'templates/messages/en.yaml'), 'figures:\n  counted:\n    title: What the counter counted\n    subtitle: Downloads, {latest}\n');
});
afterAll(async () => {
  await server.close();
  await rm(at.root, { recursive: true, force: true });
});

async function collect(day: string): Promise<void> {
  const world = createWorld({}, () => Date.parse(`${day}T08:00:00.000Z`));
  const result = await collectMonth({ project: at, month: MONTH, sources: [], urls: new Map([['counter', server.url]]), catalogue: [createCounter()], limits: { ...QUICK } }, world);
  expect(result.kind === 'collected' ? result.problems : [result.kind]).toEqual([]);
}

test('the collected figures are in the PDF, with traces down to the raw body', async () => {
  await collect('2025-12-02');
  const project = await resolve(at.root);
  const result = await buildEdition({ project, brief: 'counters', month: MONTH, strict: false }, effects);
  const text = (await inspectPdf(await readFile(result.pdf))).pages.map((p) => p.text).join(' ');
  expect(text).toContain('41,234,567'.slice(0, 2));
  const { matches: [match] } = await traceLabel({ project, brief: 'counters', month: MONTH, strict: false, label: 'counted' }, effects);
  expect(match?.value).toBe(41_234_567);
  expect(text.replaceAll(/\s+/g, '')).toContain(match?.text.replaceAll(/\s+/g, ''));
  expect(match?.observations[0]?.key).toMatch(/^data\/snapshots\/2025-11\/r1\/observations\.csv:\d+$/);
  expect(match?.raw[0]?.first[0]?.sha256).toBe(createHash('sha256').update(JSON.stringify(items)).digest('hex'));
}, 120_000);

test('a second collection makes a revision, and the edition prints old → new', async () => {
  items = items.map((item) => (item.id === 'Beta' ? { ...item, downloads: 8_000_000 } : item));
  await collect('2025-12-04');
  const project = await resolve(at.root);
  const result = await buildEdition({ project, brief: 'counters', month: MONTH, strict: false }, effects);
  const json = await readFile(join(result.folder, 'brief.json'), 'utf8');
  expect(json).toContain('Revised at a later collection of the month: Beta');
  const { matches } = await traceLabel({ project, brief: 'counters', month: MONTH, strict: false, label: 'news' }, effects);
  expect(matches.map((m) => m.value)).toEqual([7_654_321, 8_000_000]);
}, 120_000);
