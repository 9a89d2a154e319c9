// What two editions say otherwise: of the shipped data, and of a collected month under another registry.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { BriefwrightError } from '../../src/errors.ts';
import type { Briefing } from '../../src/document/briefing.ts';
import { compareEditions } from '../../src/document/edition-diff.ts';
import { plain } from '../../src/document/messages.ts';
import { sha256 } from '../../src/files.ts';
import { collectMonth } from '../../src/pipeline/collection.ts';
import { diffRegistry } from '../../src/pipeline/diff.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import type { Project } from '../../src/project.ts';
import type { Row } from '../../src/sources/source.ts';
import { createCounter, createProject, createWorld, QUICK } from '../sources/support/project.ts';
import { sendJson, startServer, type TestServer } from '../sources/support/server.ts';
import { recordEffects } from '../cli/fixture.ts';
import { effects, project as resolve } from '../support/edition.ts';

async function composeMonth(month: string, folder?: string, brief = 'open-models'): Promise<Briefing> {
  return (await composeDocument(await prepareEdition({ project: await resolve(folder), brief, month }, effects), false)).briefing;
}

/** As much of an edition as `diff` reads: the briefing and the manifest that vouches for it. */
async function keepEdition(out: string, briefing: Briefing): Promise<string> {
  const { month, variant, locale } = briefing.edition;
  const name = `${month}/${briefing.brief.name}`;
  await mkdir(join(out, name), { recursive: true });
  const text = `${JSON.stringify(briefing, null, 1)}\n`;
  await writeFile(join(out, name, 'brief.json'), text);
  await writeFile(join(out, name, 'manifest.json'), JSON.stringify({ format: 1, brief: briefing.brief.name, month, variant, locale, status: 'new', outputs: { 'brief.json': { sha256: sha256(text) } } }));
  return name;
}

describe('two editions of the shipped data', () => {
  test('March 2026 against February: what the ATOM Report brought, and the month of the crossing as a revision', async () => {
    const diff = compareEditions(await composeMonth('2026-02'), await composeMonth('2026-03'));
    expect(diff.figures.find((f) => f.figure === 'origin-readings')?.kind).toBe('new');
    expect(diff.findings).toContainEqual(expect.objectContaining({ id: 'derivatives-reported.change', kind: 'new' }));
    expect(diff.sources.added.map((s) => s.text).join('\n')).toContain('The ATOM Report');
    expect(diff.revisions).toContainEqual(expect.objectContaining({ what: 'Qwen ahead of Llama', after: expect.stringContaining('September 2025') as string }));
    expect(diff.wording.find((w) => w.place === 'headline')).toMatchObject({ before: expect.stringContaining('largest routed models') as string, after: expect.stringContaining('Qwen') as string });
    const top = diff.figures.find((f) => f.figure === 'router-top-share');
    expect(top?.moved.find((m) => m.row === 'china')).toMatchObject({ before: { text: '50.3%' }, after: { text: '82.0%' } });
  });

  test('an edition is the same as itself', async () => {
    const briefing = await composeMonth('2026-03');
    expect(compareEditions(briefing, structuredClone(briefing))).toMatchObject({ isSame: true, figures: [], findings: [], revisions: [], wording: [] });
  });

  test('a month where nothing was published differs in nothing but its dates and the gap that grew, and its document says so', async () => {
    const [june, july] = [await composeMonth('2026-06'), await composeMonth('2026-07')];
    const diff = compareEditions(june, july);
    expect([diff.figures, diff.revisions, diff.sources]).toEqual([[], [], { added: [], gone: [] }]);
    const said = diff.wording.filter((w) => !w.place.startsWith('section news') && !w.numbersOnly);
    for (const w of said) expect(w.after).toMatch(/ No later figure had been published by the cut-off: the last one is for [^.]* May 2026\.$/);
    expect(said.length).toBe(diff.findings.filter((f) => f.kind === 'new' && f.id.endsWith('.gap')).length);
    const news = july.sections.find((s) => s.id === 'news')?.blocks.flatMap((b) => (b.kind === 'paragraph' ? [plain(b.text)] : [])) ?? [];
    expect(news.join(' ')).toContain('No source behind this brief published a new figure since the last issue.');
  });
});

describe('the command', () => {
  let root: string;
  beforeAll(async () => {
    root = (await createProject()).root;
    await mkdir(join(root, 'data/briefs'), { recursive: true });
    for (const month of ['2026-02', '2026-03']) await keepEdition(join(root, 'out'), await composeMonth(month));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));
  const run = async (...argv: string[]) => {
    const world = recordEffects({ cwd: root, env: {} });
    return { status: await main(argv, world.effects), out: world.out(), err: world.err() };
  };

  test('ends with 0, as text and as one JSON value', async () => {
    const text = await run('diff', '2026-02/open-models', '2026-03/open-models');
    expect([text.status, text.err]).toEqual([0, '']);
    for (const part of ['Open Models Monthly: 2026-02 (issue 4', 'Figures', '+ origin-readings', 'Revisions', 'Sources', 'Wording']) expect(text.out).toContain(part);
    const json = await run('diff', '2026-02/open-models', '2026-03/open-models', '--json');
    expect(JSON.parse(json.out)).toMatchObject({ ok: true, isSame: false, before: { month: '2026-02' }, after: { month: '2026-03' } });
    expect((await run('diff', '2026-03/open-models', '2026-03/open-models')).out).toContain('Nothing changed.');
  });

  test.each([
    [['diff'], 'USAGE_MISSING_WORD'], [['diff', '2026-02/open-models'], 'USAGE_MISSING_WORD'], [['diff', '2026-02/open-models', '2027-01/open-models'], 'EDITION_UNKNOWN'],
    [['diff', '2026-02/open-models', '2026-03/open-models', '--registry', '2026-01'], 'USAGE_EXTRA_WORD'],
  ])('%s is refused', async (argv, code) => {
    const { status, out, err } = await run(...argv);
    expect([status, out, err.includes(code)]).toEqual([2, '', true]);
  });

  test('an edition whose data were touched is not compared', async () => {
    const other = join(root, 'touched');
    await cp(join(root, 'out/2026-03/open-models'), other, { recursive: true });
    await writeFile(join(other, 'brief.json'), (await readFile(join(other, 'brief.json'), 'utf8')).replace('69', '96'));
    const { status, err } = await run('diff', '2026-02/open-models', other);
    expect([status, err.includes('EDITION_CHANGED')]).toEqual([2, true]);
  });
});

test('under other registry files, figures that were entered by hand keep their country and a query sees the files', async () => {
  const home = await mkdtemp(join(tmpdir(), 'briefwright-diff-'));
  await cp(join((await resolve()).root, 'data'), join(home, 'data'), { recursive: true });
  const run = async (...argv: string[]) => {
    const world = recordEffects({ cwd: home, env: {} });
    return { status: await main(argv, world.effects), out: world.out(), err: world.err() };
  };
  const folder = join(home, 'other');
  await mkdir(folder, { recursive: true });
  const countries = (await readFile(join(home, 'data/registry/countries.csv'), 'utf8')).replace(/^FR,France,europe/m, 'FR,France,other');
  const families = await readFile(join(home, 'data/registry/families.csv'), 'utf8');
  await writeFile(join(folder, 'countries.csv'), countries);
  await writeFile(join(folder, 'families.csv'), families.slice(0, families.lastIndexOf('\n', families.length - 2) + 1));
  await writeFile(join(home, 'data/briefs/query.yaml'), `title: Families\nquestion: Whose?\npublisher: P\ncontact: desk@example.org\nlicence: CC BY 4.0\nfirst: 2025-11\nsections: [{ id: downloads, items: [{ figure: known }, { figure: releases-open-weights }] }]
figures:
  known: { sql: { query: "SELECT 'families' AS label, '2026-02' AS period, (SELECT count(*) FROM families) AS value, min(key) AS keys FROM observations", unit: models, denominator: families, window: today }, words: { title: Families, subtitle: Known, unit: families, scope: registry, country: none, care: none }, chart: bar-values }
  releases-open-weights: { metric: notable-releases, params: { weights: open weights }, chart: bar-values }
`);
  const name = await keepEdition(join(home, 'out'), await composeMonth('2026-02', home, 'query'));
  const { status, out, err } = await run('diff', name, '--registry', 'other', '--json');
  expect([status, err]).toEqual([0, '']);
  const { figures } = JSON.parse(out) as { figures: { figure: string; moved: unknown[]; restated: { row: string; before: string; after: string }[] }[] };
  const lines = families.trim().split('\n').length - 1;
  expect(figures.find((f) => f.figure === 'known')?.restated).toMatchObject([{ before: String(lines), after: String(lines - 1) }]);
  expect(figures.find((f) => f.figure === 'releases-open-weights')?.restated.map((r) => r.row.split('/')[0])).toEqual(expect.arrayContaining(['europe', 'other']));
  await writeFile(join(folder, 'countries.csv'), countries.replace(/^CN,.*\n/m, ''));
  const lacking = await run('diff', name, '--registry', 'other');
  expect([lacking.status, lacking.err.includes('DATA_COUNTRY')]).toEqual([2, true]);
  await rm(home, { recursive: true, force: true });
}, 60_000);

describe('under last month’s registry', () => {
  const BRIEF = `title: Accounts
question: Whose are the downloads?
publisher: A small institute
contact: desk@example.org
licence: CC BY 4.0
first: 2025-11
sections: [{ id: downloads, items: [{ figure: counted }] }]
figures:
  counted:
    metric: reported
    params: { series: downloads.counter, by: bloc, pick: all }
    chart: bar-values
    required: true
`;
  /** One row a bloc, as the registry has the accounts: what a re-assignment moves. */
  const source = createCounter({
    promises: { minRows: 1 },
    parse: async (captures, { registry, month }) => {
      const sums = new Map<string, number>();
      for (const capture of captures) {
        for (const { id, downloads } of JSON.parse(new TextDecoder().decode(await capture.read())) as { id: string; downloads: number }[]) {
          const country = registry.organisations.find((o) => o.namespace === id)?.country ?? 'ZZ';
          sums.set(country, (sums.get(country) ?? 0) + downloads);
        }
      }
      const rows = [...sums].map(([country, value]): Row => ({
        series: 'downloads.counter', entity: 'all', country, period: month, value, unit: 'downloads', denominator: 'requests', window: '30 days', evidence: 'primary', locator: `${captures[0]?.key} [0].downloads`,
      }));
      return { rows, shapes: [], asOf: (captures.at(-1)?.capturedAt ?? '').slice(0, 10) };
    },
  });
  let server: TestServer;
  let at: Project;
  const organisations = (...rows: string[]): Promise<void> => writeFile(join(at.root, 'data/registry/organisations.csv'), ['namespace,organisation,country,evidence,source_url,note', ...rows, ''].join('\n'));
  const collect = async (month: string, day: string): Promise<void> => {
    const result = await collectMonth({ project: at, month, sources: [], urls: new Map([['counter', server.url]]), catalogue: [source], limits: { ...QUICK } }, createWorld({}, () => Date.parse(`${day}T08:00:00.000Z`)));
    expect(result.kind === 'collected' ? result.problems : [result.kind]).toEqual([]);
  };
  beforeAll(async () => {
    server = await startServer((_, response) => sendJson(response, [{ id: 'acme', downloads: 100 }, { id: 'novum', downloads: 40 }]));
    at = await createProject();
    await mkdir(join(at.root, 'data/briefs'), { recursive: true });
    await mkdir(join(at.root, 'data/observations'), { recursive: true });
    await writeFile(join(at.root, 'data/briefs/accounts.yaml'), BRIEF);
    await mkdir(join(at.root, 'templates/messages'), { recursive: true });
    await writeFile(join(at.root, 'templates/messages/en.yaml'), 'figures:\n  counted:\n    title: What was counted\n    subtitle: Downloads, {latest}\n');
    await organisations('acme,Acme,US,public file,,');
    await collect('2025-11', '2025-12-02');
    await organisations('acme,Acme,US,public file,,', 'novum,Novum,CN,public file,,');
    await collect('2025-12', '2026-01-02');
    await keepEdition(join(at.root, 'out'), await composeMonth('2025-12', at.root, 'accounts'));
  });
  afterAll(async () => {
    await server.close();
    await rm(at.root, { recursive: true, force: true });
  });
  const diff = (registry: string) => diffRegistry({ project: at, edition: '2025-12/accounts', registry, catalogue: [source] }, { ...effects, cwd: at.root });

  test('the account that is known since is unassigned again, and the rest stays', async () => {
    const { figures, before, after } = await diff('2025-11');
    expect([before.month, after.month]).toEqual(['2025-12', '2025-12']);
    const [change] = figures;
    // November has been restated since: both months read as they would have then.
    const both = (row: string) => ['2025-11', '2025-12'].map((period) => ({ row, period, text: '40' }));
    expect([change?.gone, change?.added]).toEqual([both('china/counter'), both('unassigned/counter')]);
  });
  test('under the registry of its own month nothing reads otherwise: the months before it were restated', async () => {
    expect((await diff('2025-12')).figures).toEqual([]);
  });
  test('a folder of registry files will do, and what it lacks stays', async () => {
    await mkdir(join(at.root, 'other'), { recursive: true });
    await writeFile(join(at.root, 'other/organisations.csv'), 'namespace,organisation,country,evidence,source_url,note\nacme,Acme,FR,public file,,\nnovum,Novum,CN,public file,,\n');
    const [change] = (await diff('other')).figures;
    expect(new Set(change?.gone.map((m) => m.row))).toEqual(new Set(['united-states/counter']));
    expect(new Set(change?.added.map((m) => m.row))).toEqual(new Set(['europe/counter']));
  });
  test('a month without a snapshot, or a folder without a registry, is refused with what there is', async () => {
    const problems = (which: string) => diff(which).then(() => [], (error: unknown) => (error instanceof BriefwrightError ? error.problems.map((p) => [p.code, p.hint]) : [error]));
    expect(await problems('2026-05')).toEqual([['REGISTRY_UNKNOWN', expect.stringContaining('2025-11, 2025-12')]]);
    expect(await problems('nowhere')).toEqual([['REGISTRY_UNKNOWN', expect.any(String)]]);
  });
});
