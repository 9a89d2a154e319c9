// messages, figure new and observation add: valid files, every refusal leaves the project as it was.
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { packageRoot } from '../../src/project.ts';
import { readStarter } from '../../src/scaffold/starter.ts';
import { writeNewFolder } from '../../src/scaffold/new-folder.ts';
import { recordEffects } from '../cli/fixture.ts';

let root: string;
beforeEach(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'scaffold-')), 'p');
  await writeNewFolder(root, await readStarter(packageRoot(), 'blank', 'p'), new AbortController().signal);
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function run(argv: readonly string[], answers?: readonly string[]): Promise<{ status: number; out: string; err: string; asked: string[] }> {
  const asked: string[] = [];
  const left = [...(answers ?? [])];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(left.shift() ?? '');
  };
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] }, ...(answers === undefined ? {} : { ask }) });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err(), asked };
}

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8');
const ROW = {
  series: 'stars.mine', entity: 'Qwen', country: 'CN', period: '2026-08', value: '12', unit: 'stars', denominator: 'stars of the organisation', window: 'stock', 'as-of': '2026-08-31', published: '2026-09-01',
  evidence: 'primary', source: 'mine', locator: 'page 2', note: 'a "quoted", word',
};
const SOURCE = { 'source-publisher': 'Us', 'source-title': 'Our: count', 'source-url': 'https://example.org/', 'source-date': '2026-09-01', 'source-accessed': '2026-09-02', 'source-licence': 'CC0', 'source-counts': 'Stars', 'source-counts-not': 'Users' };
const flags = (values: Readonly<Record<string, string>>): string[] => Object.entries(values).map(([k, v]) => `--${k}=${v}`);

describe('observation add', () => {
  test('writes the row, a new table with its description, and the source; all stays sound', async () => {
    const before = await read('data/registry/sources.yaml');
    const { status, out } = await run(['observation', 'add', ...flags({ ...ROW, ...SOURCE })]);
    expect([status, out]).toEqual([0, 'data/observations/stars.csv\ndata/registry/sources.yaml\ndata/datapackage.json\n']);
    expect(await read('data/observations/stars.csv')).toContain('stars.mine,Qwen,CN,2026-08,12,,,,stars,stars of the organisation,stock,2026-08-31,2026-09-01,primary,mine,page 2,"a ""quoted"", word"\n');
    expect((await read('data/registry/sources.yaml')).startsWith(before.trimEnd())).toBe(true);
    expect((JSON.parse(await read('data/datapackage.json')) as { resources: { path: string }[] }).resources.map((r) => r.path)).toContain('observations/stars.csv');
    await run(['observation', 'add', ...flags({ ...ROW, entity: 'Llama', country: 'US', value: '9' })]);
    expect((await read('data/observations/stars.csv')).trim().split('\n')).toHaveLength(3);
    expect(await run(['check'])).toMatchObject({ status: 0, err: 'No problems found.\n' });
  });

  test('asks for what is not given, on a terminal only', async () => {
    const { status, err } = await run(['observation', 'add']);
    expect(status).toBe(2);
    expect(err).toContain('--series is needed');
    expect(err).toContain('--denominator is needed');
    const answers = ['tracked-models.atom', 'another count', 'world', '2026-08-17', '1772', '', '', '', 'models', 'language models that ATOM tracks', 'stock', '2026-08-17', '2026-08-17', 'derived', 'atom-tracked-models', 'models.csv', ''];
    const asked = await run(['observation', 'add'], answers);
    expect([asked.status, asked.err, asked.out]).toEqual([0, '', 'data/observations/figures.csv\n']);
    expect(asked.asked).toHaveLength(17);
    expect(await read('data/observations/figures.csv')).toContain('another count,world,2026-08-17,1772,');
  });

  test.each([
    ['an unknown source', { source: 'nobody' }, 'nobody'], ['a share without its denominator', { unit: '%', denominator: '' }, '--denominator is needed'], ['a value that is no number', { value: '1,2' }, 'DATA_'],
    ['a country that there is not', { country: 'XX' }, 'DATA_'], ['a table outside', { table: '../../x' }, 'cannot be the name of a table'], ['a series with a path', { series: '../x.y' }, 'DATA_SERIES'],
    ['hidden characters', { entity: 'Q\u202ewen' }, 'DATA_TEXT'], ['the same row again', { series: 'tracked-models.atom', entity: 'all tracked models', country: 'CN', period: '2026-08-17', unit: 'models', denominator: 'language models that ATOM tracks', published: '2026-08-17', 'as-of': '2026-08-17' }, 'DATA_DUPLICATE'],
  ])('%s is refused, and nothing has changed', async (_, over, says) => {
    const paths = ['data/observations/figures.csv', 'data/registry/sources.yaml', 'data/datapackage.json'];
    const before = await Promise.all(paths.map(read));
    const { status, err } = await run(['observation', 'add', ...flags({ ...ROW, source: 'atom-tracked-models', ...over } as Record<string, string>)]);
    expect(status).toBe(2);
    expect(err).toContain(says);
    expect(await Promise.all(paths.map(read))).toEqual(before);
    await expect(read('data/observations/stars.csv')).rejects.toThrow();
  });
});

describe('figure new', () => {
  const FIGURE = { id: 'again', section: 'models', series: 'tracked-models.atom', chart: 'bar-values', title: 'The same models again', subtitle: 'Tracked models, {latest}' };

  test('adds a figure with its words, keeps every line and comment, and the brief builds a document', async () => {
    const before = (await read('data/briefs/monthly.yaml')).split('\n').filter((l) => l.trim() !== '');
    expect(await run(['figure', 'new', ...flags(FIGURE)])).toMatchObject({ status: 0, out: 'data/briefs/monthly.yaml\n' });
    const after = await read('data/briefs/monthly.yaml');
    for (const line of before) expect(after).toContain(line);
    expect(after).toContain('- figure: again');
    expect(after).toContain('scope: language models that ATOM tracks');
    expect(await run(['check'])).toMatchObject({ status: 0 });
    expect((await run(['trace', 'again', '--json'])).status).toBe(0);
  });

  test.each([
    ['a series without rows', { series: 'tracked-model.atom' }, 'Try "tracked-models.atom"'], ['a chart that there is not', { chart: 'pie' }, 'CHART_UNKNOWN'], ['a chart outside', { chart: '../../../secret' }, 'TEMPLATE_BAD_PATH'], ['an id that is taken', { id: 'tracked-models' }, 'CONFIG_DUPLICATE_ID'],
    ['a section that there is not', { section: 'modls' }, 'Try "models"'], ['an id that is none', { id: 'A b' }, 'CONFIG_BAD_VALUE'], ['no title', { title: ' ' }, '--title is needed'],
  ])('%s is refused, and nothing has changed', async (_, over, says) => {
    const before = await read('data/briefs/monthly.yaml');
    const { status, err } = await run(['figure', 'new', ...flags({ ...FIGURE, ...over })]);
    expect(status).toBe(2);
    expect(err).toContain(says);
    expect(await read('data/briefs/monthly.yaml')).toBe(before);
  });

  test('is asked for on a terminal', async () => {
    const { status, asked } = await run(['figure', 'new'], ['tracked-models.atom', 'again', 'models', 'bar-values', 'Again', 'Models, {latest}']);
    expect([status, asked.length]).toEqual([0, 6]);
  });
});

describe('messages', () => {
  test('names what is missing, what is extra, and what fills in other values', async () => {
    await cp(join(packageRoot(), 'templates/messages/fr.yaml'), join(root, 'fr-original.yaml'));
    await writeFile(join(root, 'templates/messages/fr.yaml'), 'sections: { models: Les modèles, nowhere: Nulle part }\nlabels: { document: "{title}" }\nfigures: { tracked-models: { title: "{oops" } }\n');
    const { status, out } = await run(['messages', '--locale', 'fr', '--json']);
    expect(status).toBe(0);
    const [{ gaps } = { gaps: [] }] = (JSON.parse(out) as { languages: { gaps: { key: string; kind: string; arguments: string[]; originalArguments: string[] }[] }[] }).languages;
    const kind = (key: string): string | undefined => gaps.find((g) => g.key === key)?.kind;
    expect([kind('findings.tracked-models.lead.headline'), kind('sections.nowhere'), kind('labels.document'), kind('figures.tracked-models.title'), kind('sections.models')]).toEqual(['missing', 'extra', 'arguments', 'syntax', undefined]);
    expect(gaps.find((g) => g.key === 'labels.document')).toMatchObject({ arguments: ['title'], originalArguments: ['month', 'title'] });
  });

  test('a language that is not there yet is all of it; --strict says so by its status', async () => {
    const { out } = await run(['messages', '--locale', 'nl']);
    expect(Number(/^nl: (\d+) open/.exec(out)?.[1])).toBeGreaterThan(300);
    expect(out).toContain('missing: sections.models: "The models"');
    expect((await run(['messages', '--locale', 'nl', '--strict'])).status).toBe(3);
    expect(await run(['messages'])).toMatchObject({ status: 0, out: '' });
  });
});

describe('check', () => {
  test('names the mistakes of a chart that no figure draws, and every message that the edition lacks', async () => {
    const brief = 'data/briefs/monthly.yaml';
    const first = await run(['check']);
    expect([first.status, first.err]).toEqual([0, expect.stringContaining('No problems found.')]);
    await mkdir(join(root, 'templates/charts'), { recursive: true });
    await writeFile(join(root, 'templates/charts/later.vl.json'), '{ "$schema": "https://vega.github.io/schema/vega-lite/v6.json", "mark": "bar",\n  "encoding": { "x": { "field": "vaule", "type": "quantitative", "axis": { "titel": null } } } }\n');
    const wrong = await run(['check']);
    expect([wrong.status, wrong.err]).toEqual([2, expect.stringMatching(/later\.vl\.json:2:76 {2}CHART_SPEC\n {2}Vega-Lite has no "titel" here[\s\S]*Try "title"[\s\S]*later\.vl\.json:2:24 {2}CHART_FIELD\n {2}The data have no field "vaule"[\s\S]*Try "value"/)]);
    expect(wrong.err.match(/CHART_/g)).toHaveLength(2);
    await rm(join(root, 'templates/charts'), { recursive: true });
    await writeFile(join(root, brief), (await read(brief)).replace('locale: en-GB', 'locale: en-GB\nlocales: [en-GB, fr]'));
    const french = await run(['check', '--locale', 'fr']);
    expect([french.status, french.err]).toEqual([2, expect.stringMatching(/templates\/messages\/fr\.yaml {2}MESSAGE_MISSING\n {2}This edition asks for 8 messages that are missing for fr:\n {4}figures\.tracked-models\.subtitle\n/)]);
  }, 60_000);
});
