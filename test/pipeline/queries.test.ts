// A figure that is a query, from the brief's YAML to the printed number and its trace, over a copy of the shipped data.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BriefwrightError, formatProblem, type Problem } from '../../src/errors.ts';
import { maybeAnswer } from '../../src/document/trace.ts';
import { sha256 } from '../../src/files.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { compose, effects, project, ROOT } from '../support/edition.ts';

const folder = mkdtempSync(join(tmpdir(), 'sql-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD = `title: Own figures
question: What do our own queries say?
publisher: The desk
contact: https://example.org/desk
licence: CC BY 4.0
first: 2025-11
pages: { min: 1, max: 12 }
`;

/** A brief with the given figures, each in a section of its own. */
function brief(figures: string, ids: readonly string[]): string {
  return `${HEAD}sections:\n  - id: use\n    items:\n${ids.map((id) => `      - figure: ${id}\n`).join('')}      - table: method\n${figures}`;
}

function writeBrief(name: string, text: string): void {
  writeFileSync(join(folder, 'data', 'briefs', `${name}.yaml`), text);
}

beforeAll(() => {
  mkdirSync(join(folder, 'data', 'briefs'), { recursive: true });
  for (const part of ['observations', 'registry']) cpSync(join(ROOT, 'data', part), join(folder, 'data', part), { recursive: true });
  mkdirSync(join(folder, 'templates', 'charts'), { recursive: true });
  cpSync(join(ROOT, 'templates', 'charts', 'line-blocs.vl.json'), join(folder, 'templates', 'charts', 'own-lines.vl.json'));
});

/** The example of data/README.md, as it stands there. */
const example = /```yaml\n(figures:\n {2}top-models:\n[\s\S]*?)```/.exec(readFileSync(join(ROOT, 'data', 'README.md'), 'utf8'))?.[1] ?? '';

describe('the example of data/README.md', () => {
  test('is drawn by a chart of the project, each number with the rows and the query behind it', async () => {
    writeBrief('own', brief(example.replace('chart: line-blocs', 'chart: own-lines'), ['top-models']));
    const { composed, prepared } = await compose({ folder, brief: 'own', month: '2026-05' });
    const numbers = composed.briefing.numbers.filter((n) => n.where === 'top-models');
    // Counted here by hand, from the table itself.
    const rows = readFileSync(join(ROOT, 'data/observations/router.csv'), 'utf8').split('\n').map((line) => line.split(','));
    const latest = rows.filter((r) => r[0] === 'router-top-tokens.openrouter-archive').map((r) => r[3] ?? '').sort().at(-1) ?? '';
    const chinese = rows.filter((r) => r[0] === 'router-top-tokens.openrouter-archive' && r[2] === 'CN' && r[3] === latest);
    const printed = numbers.find((n) => n.period === latest && n.value === chinese.length && n.observations.length === chinese.length);
    expect(chinese.length).toBeGreaterThan(0);
    expect(printed?.formula).toContain(`SHA-256 ${sha256(prepared.config.figures.get('top-models')?.sql?.query ?? '')}`);
    expect(printed).toMatchObject({ unit: 'models', window: 'one week', sources: ['openrouter-archive'], text: String(chinese.length) });
    const [match] = maybeAnswer(printed?.id ?? '', composed.briefing, { tables: prepared.tables })?.matches ?? [];
    expect(match?.observations.map((o) => o.period)).toEqual(chinese.map(() => latest));
    const block = composed.briefing.sections.flatMap((s) => s.blocks).find((b) => b.kind === 'figure' && b.id === 'top-models');
    expect(block).toMatchObject({ headline: ['Models among the week’s largest, by country'] });
    expect(JSON.stringify(composed.briefing.sections)).toContain('lab’s primary base');
    expect(composed.charts.get('top-models')?.svg).toContain('<svg');
  }, 60_000);

  test('does not see what was published after the cut-off', async () => {
    writeBrief('own', brief(example, ['top-models']));
    const { composed } = await compose({ folder, brief: 'own', month: '2025-12' });
    const ends = composed.briefing.numbers.map((n) => n.period).sort();
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.at(-1)! <= '2026-01-10').toBe(true);
    writeBrief('all', brief(`figures:\n  n:\n    sql:\n      query: |\n        SELECT 'all' AS label, '2025-12' AS period, count(*) AS value, list(key ORDER BY key) AS keys FROM vintages\n        WHERE published > DATE '2026-01-10'\n      unit: models\n      denominator: x\n      window: y\n    chart: bar-values\n`, ['n']));
    expect(await problemsOf('all', '2025-12')).toMatchObject([{ code: 'SQL_KEYS' }]);
  }, 60_000);
});

async function problemsOf(name: string, month = '2026-05'): Promise<readonly Problem[]> {
  try {
    await prepareEdition({ project: await project(folder), brief: name, month }, effects);
    return [];
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
}

/** A figure of a query; the lines of the query are indented as in a YAML block. */
const figureOf = (id: string, query: string, unit = 'models', chart = 'bar-values'): string =>
  `  ${id}:\n    sql:\n      query: |\n${query.split('\n').map((l) => `        ${l}`).join('\n')}\n      unit: "${unit}"\n      denominator: all\n      window: one week\n    chart: ${chart}\n`;

test('every wrong query is named at once, at its line and column, with a hint', async () => {
  const where = "FROM observations WHERE series = 'router-top-tokens.openrouter-archive'";
  const queries: readonly (readonly [string, string, string, string, string?])[] = [
    ['a', `SELECT entity AS label,\n  period, valu AS value, key AS keys\n${where}`, 'SQL_UNKNOWN_COLUMN', 'valu AS'],
    ['b', `SELECT entity AS label period\n${where}`, 'SQL_SYNTAX', 'period'],
    ['c', `SELECT entity AS label, period, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_COLUMNS', 'SELECT'],
    ['d', `SELECT entity AS label, period, NULL AS value, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_VALUE', 'SELECT'],
    ['e', `SELECT entity AS label, period, entity AS value, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_VALUE', 'SELECT'],
    ['f', `SELECT entity AS label, 'soon' AS period, 1 AS value, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_PERIOD', 'SELECT'],
    ['g', `SELECT entity AS label, period, 1 AS value, 'x' AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_KEYS', 'SELECT'],
    ['h', `SELECT entity AS label, period, value, key AS keys FROM observations\nORDER BY key`, 'SQL_TOO_MANY_ROWS', 'SELECT'],
    ['i', `SELECT entity AS label, period, 1e300 * 1e300 AS value, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_V', 'SELECT'],
    ['j', `SELECT series AS label, period, 120 AS value, list(key ORDER BY key) AS keys ${where}\nGROUP BY ALL ORDER BY period LIMIT 3`, 'SQL_VALUE', 'SELECT', '%'],
    ['k', `SELECT 'both' AS label, period, count(*) AS value, list(key ORDER BY key) AS keys FROM observations\nWHERE series IN ('downloads-cumulative-family.bloomberg', 'downloads-cumulative-family.atom') GROUP BY period ORDER BY period`, 'SQL_JOINED', 'SELECT'],
    ['l', `SELECT 'one' AS label, period, value, key AS keys ${where}\nORDER BY key LIMIT 3`, 'SQL_REPEATED', 'SELECT'],
  ];
  const text = brief(`figures:\n${queries.map(([id, query, , , unit]) => figureOf(id, query, unit)).join('')}`, queries.map(([id]) => id));
  writeBrief('wrong', text);
  const problems = await problemsOf('wrong');
  expect(problems.map((p) => p.code.replace(/^SQL_V.*/, 'SQL_V'))).toEqual(queries.map(([, , code]) => code.replace(/^SQL_V.*/, 'SQL_V')));
  const lines = text.split('\n');
  for (const [i, [, , , at]] of queries.entries()) {
    const { line = 0, column = 0, hint = '', file } = problems[i] ?? { code: '', message: '' };
    expect(lines[line - 1]?.slice(column - 1).startsWith(at)).toBe(true);
    expect([file, hint.length > 10]).toEqual(['data/briefs/wrong.yaml', true]);
  }
  expect(problems.at(-1)?.message).toMatch(/^"one" has \d numbers for \S+: [\d.]+ from data\/observations\/router\.csv:\d+; [\d.]+ from data/);
  expect(formatProblem(problems[0] ?? { code: '', message: '' })).toMatch(/^data\/briefs\/wrong\.yaml:\d+:\d+ {2}SQL_UNKNOWN_COLUMN\n {2}There is no column "valu"\.\n[\s\S]*valu AS value[\s\S]*Try "value", a column of observations/);
}, 60_000);

test('a wrong query is named beside a wrong theme and a wrong template', async () => {
  writeBrief('wrong', brief(`figures:\n${figureOf('a', "SELECT entity AS label, period, valu AS value, key AS keys FROM observations")}`, ['a']));
  mkdirSync(join(folder, 'templates', 'themes', 'default'), { recursive: true });
  writeFileSync(join(folder, 'templates', 'themes', 'default', 'brand.yaml'), 'colours:\n  ink: "none"\n');
  writeFileSync(join(folder, 'templates', 'brief.hbs'), '{{#if edition}}');
  const files = (await problemsOf('wrong')).map((problem) => problem.file);
  for (const name of ['brief.hbs', 'themes']) rmSync(join(folder, 'templates', name), { recursive: true });
  expect([...new Set(files)].sort()).toEqual(['data/briefs/wrong.yaml', 'templates/brief.hbs', 'templates/themes/default/brand.yaml']);
}, 60_000);

test('a figure names a metric or gives a query, and a unit that the tables have', async () => {
  writeBrief('both', brief(`figures:\n${figureOf('a', 'SELECT 1').replace('    sql:', '    metric: reported\n    sql:')}  b:\n    chart: bar-values\n`, ['a', 'b']));
  expect(await problemsOf('both')).toMatchObject([{ code: 'CONFIG_BAD_VALUE', message: expect.stringContaining('both') as string }, { code: 'CONFIG_BAD_VALUE', message: expect.stringContaining('neither') as string }]);
  writeBrief('unit', brief(`figures:\n${figureOf('a', 'SELECT 1', 'million download')}`, ['a']));
  expect(await problemsOf('unit')).toMatchObject([{ code: 'CONFIG_UNKNOWN_NAME', hint: expect.stringContaining('Try "million downloads"') as string }]);
});

test('without rows it is a gap, and stops the build where it is required', async () => {
  const none = figureOf('a', "SELECT entity AS label, period, value, key AS keys FROM observations WHERE series = 'none.such'");
  writeBrief('none', brief(`figures:\n${none}`, ['a']));
  expect(await problemsOf('none')).toEqual([]);
  writeBrief('none', brief(`figures:\n${none}    required: true\n`, ['a']));
  expect(await problemsOf('none')).toMatchObject([{ code: 'REQUIRED_FIGURE_MISSING' }]);
}, 60_000);
