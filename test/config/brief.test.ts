// Briefs in, checked configuration or every problem with its place out.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBriefNames, resolveBriefName } from '../../src/config/brief-list.ts';
import { parseBrief, readBrief } from '../../src/config/brief.ts';
import { isRequired } from '../../src/config/brief-config.ts';
import type { BriefConfig } from '../../src/config/brief-config.ts';
import { BriefwrightError, formatProblem } from '../../src/errors.ts';
import type { Problem } from '../../src/errors.ts';
import { resolveProject } from '../../src/project.ts';
import type { Project } from '../../src/project.ts';

const input = join(import.meta.dirname, '../input/config');
const small = await readFile(join(input, 'small.yaml'), 'utf8');
const parse = (text: string): BriefConfig => parseBrief(text, 'data/briefs/small.yaml', 'small', join(tmpdir(), 'project'));

function problemsOf(text: string): readonly Problem[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
  return [];
}

const short = (p: Problem): string => `${p.line}:${p.column} ${p.code}`;

test('a full brief is read with its own values', async () => {
  const config = parse(await readFile(join(input, 'full.yaml'), 'utf8'));
  expect(config).toMatchObject({
    title: 'Open models monthly', shortTitle: 'Open models', author: 'A. Nalyst', locale: 'en-GB', locales: ['en-GB', 'de'], pages: { min: 3, max: 12 }, headlineFigure: 'router-open-share',
    question: 'Which AI ecosystem do developers build on, and what follows from it?',
    email: {
      from: 'The desk <desk@example.org>', replyTo: 'answers@example.org', bounceTo: 'bounces@example.org', owner: 'owner@example.org', sink: 'probe@example.org', listId: 'open-models.example.org',
      groups: ['policy-team', 'press'], recipientsCommand: ['list-readers', '--csv'], allowDomains: ['example.org'], rate: { perMinute: 60, connections: 2, perConnection: 100 },
      retry: { firstMinutes: 10, windowHours: 48 }, approval: true, staleDays: 60, embargo: { time: '09:00', zone: 'Europe/Brussels' }, limit: 8_000_000,
      archive: 'https://example.org/briefs', unsubscribe: 'https://example.org/u/', relay: 'relay.example.org', dkim: { domain: 'example.org', selector: 'briefing1' },
    },
    browserPath: join(tmpdir(), 'project', 'tools/chrome'),
  });
  expect(config.sections[0]?.items).toEqual([{ kind: 'text', text: 'use.lead' }, { kind: 'findings', findings: ['crossing', 'change'] }, { kind: 'figure', figure: 'router-open-share' }]);
  expect(config.sections[1]?.items.map((i) => i.kind)).toEqual(['figure', 'table', 'register', 'questions', 'waiting']);
  expect([...config.figures.keys()]).toEqual(['router-open-share', 'prices']);
  expect(config.figures.get('router-open-share')).toMatchObject({ width: 'half', params: { router: 'a', nested: { deep: [1, 2] } }, events: [{ date: '2026-02-01', label: 'New counting rule' }] });
  expect(config.sources.get('huggingface')).toBe('https://mirror.example.org/hf');
});

test('a sender alone gets the defaults of sending', () => {
  expect(parse(`${small}email: {from: a@b.org}\n`).email).toEqual({
    from: 'a@b.org', rate: { perMinute: 120, connections: 1, perConnection: 100 }, retry: { firstMinutes: 5, windowHours: 24 }, approval: false, limit: 10_000_000,
  });
});

test('a small brief gets every default', () => {
  expect(parse(small)).toMatchObject({
    name: 'small', variant: '', shortTitle: 'Small', author: 'The desk', keywords: [], cutoffDay: 10, publicationDay: 14, locale: 'en-GB', locales: ['en-GB'],
    page: 'A4', length: 'full', pages: { min: 3, max: 12 }, theme: 'default', variants: [],
  });
  expect(parse(small).figures.get('one')).toEqual({ id: 'one', metric: 'm', chart: 'c', params: {}, findings: [], width: 'full', required: false, events: [] });
  expect(parse(`${small}cutoff_day: 20\n`).publicationDay).toBe(20);
  expect(parse(`${small}length: short\n`).pages).toEqual({ min: 1, max: 2 });
  expect(parse(`${small}pages: {max: 2}\n`).pages).toEqual({ min: 2, max: 2 });
  expect(parse(`${small}pages: {min: 20}\n`).pages).toEqual({ min: 20, max: 20 });
});

test('a figure is required never, always, or from a month on', () => {
  const figure = (required: boolean | string) => ({ id: 'x', metric: 'm', chart: 'c', params: {}, findings: [], width: 'full', required, events: [] }) as const;
  expect([false, true, '2026-09'].map((r) => ['2026-08', '2026-09', '2026-10'].map((m) => isRequired(figure(r), m)))).toEqual([[false, false, false], [true, true, true], [false, true, true]]);
});

test('all that is wrong is named at once, in place, with a way out', async () => {
  const text = await readFile(join(input, 'wrong.yaml'), 'utf8');
  const problems = problemsOf(text);
  expect(problems.map(short)).toEqual([
    '1:8 CONFIG_WRONG_TYPE', '2:1 CONFIG_UNKNOWN_KEY', '3:11 CONFIG_BAD_VALUE', '5:10 CONFIG_BAD_VALUE', '7:8 CONFIG_BAD_VALUE', '8:13 CONFIG_BAD_VALUE', '9:7 CONFIG_BAD_VALUE',
    '11:9 CONFIG_BAD_VALUE', '13:9 CONFIG_BAD_VALUE', '15:9 CONFIG_UNKNOWN_KEY', '16:5 CONFIG_MISSING_KEY', '16:12 CONFIG_WRONG_TYPE',
    '18:3 CONFIG_MISSING_KEY', '20:15 CONFIG_BAD_VALUE', '22:15 CONFIG_BAD_VALUE', '23:16 CONFIG_BAD_VALUE', '24:1 CONFIG_MISSING_KEY', '24:19 CONFIG_BAD_VALUE',
  ]);
  expect(problems.every((p) => p.file === 'data/briefs/small.yaml' && p.text === text)).toBe(true);
  const shown = problems.map(formatProblem);
  expect(shown[0]).toContain('Put it into quotes: "2025".');
  expect(shown[6]).toContain('Try "A4". Known values: A4, Letter.');
  expect(shown[8]).toContain('"sections[1].items[1]" has 2 keys (figure, text)');
  expect(shown[9]).toContain('Try "figure". Known keys: figure, text, findings, table, register, questions, waiting.');
  expect(shown[12]).toContain('"figures.one" lacks the key "chart".');
});

test('an unknown key is reported as the contract shows it', () => {
  expect(formatProblem(problemsOf(`licens: x\n${small}`)[0] ?? { code: '', message: '' })).toMatch(
    /^data\/briefs\/small\.yaml:1:1 {2}CONFIG_UNKNOWN_KEY\n {2}Unknown key "licens"\.\n {2}> 1 \| licens: x\n {4}2 \| title: Small\n {2}Try "licence"\. Known keys: title, /,
  );
});

describe('what is wrong between the keys', () => {
  const cases: readonly [string, string, string][] = [
    ['publication before cut-off', `${small}cutoff_day: 15\npublication_day: 14\n`, '13:18 CONFIG_BAD_VALUE'],
    ['min pages over max pages', `${small}pages: {min: 4, max: 2}\n`, '12:8 CONFIG_BAD_VALUE'],
    ['default locale not among locales', `${small}locales: [de]\n`, '12:10 CONFIG_BAD_VALUE'],
    ['a locale that is none', `${small}locale: en-x\n`, '12:9 CONFIG_BAD_VALUE'],
    ['headline figure that is none', `${small}headline_figure: onee\n`, '12:18 CONFIG_UNKNOWN_NAME'],
    ['section with an unknown figure', small.replace('{figure: one}', '{figure: one}, {figure: onne}'), '9:37 CONFIG_UNKNOWN_NAME'],
    ['figure in two places', small.replace('{figure: one}', '{figure: one}, {figure: one}'), '9:37 CONFIG_DUPLICATE_ID'],
    ['figure that no section uses', `${small}  two: {metric: m, chart: c}\n`, '12:8 CONFIG_UNUSED_FIGURE'],
    ['two sections of one id', small.replace('figures:', '  - {id: only, items: [{table: t}]}\nfigures:'), '10:10 CONFIG_DUPLICATE_ID'],
    ['section and figure of one id', small.replace('id: only', 'id: one'), '8:9 CONFIG_DUPLICATE_ID'],
    ['two variants of one name', `${small}variants: [{name: a, page: A4}, {name: a, page: Letter}]\n`, '12:40 CONFIG_DUPLICATE_ID'],
    ['variant of an unknown section', `${small}variants: [{name: a, sections: [onli]}]\n`, '12:33 CONFIG_UNKNOWN_NAME'],
    ['day that the calendar lacks', small.replace('chart: c}', 'chart: c, events: [{date: 2026-02-30, label: x}]}'), '11:46 CONFIG_BAD_VALUE'],
    ['a mirror that is no address', `${small}sources: {hub: "https://exa mple"}\n`, '12:16 CONFIG_BAD_VALUE'],
    ['a time zone that nobody knows', `${small}email: {from: a@b.org, embargo: {time: "09:00", zone: Europe/Brussel}}\n`, '12:55 CONFIG_BAD_VALUE'],
    ['a second try after the window', `${small}email: {from: a@b.org, retry: {first_minutes: 61, window_hours: 1}}\n`, '12:47 CONFIG_BAD_VALUE'],
  ];
  test.each(cases)('%s', (_, text, place) => expect(problemsOf(text).map(short)).toEqual([place]));
});

describe('hostile values', () => {
  test.each([
    ['a password in an address', 'sources: {hub: "https://me:secret@example.org"}'],
    ['another scheme', 'sources: {hub: "file:///etc/passwd"}'],
    ['a header in a header', 'email: {from: "a@example.org\\nBcc: b@example.org"}'],
    ['two senders', 'email: {from: "a@example.org, b@example.org"}'],
    ['a theme that climbs out', 'theme: ../../secret'],
    ['a variant with a dot', 'variants: [{name: a.b, page: A4}]'],
    ['a variant that changes nothing', 'variants: [{name: a}]'],
    ['an escape sequence in a title', 'short_title: "a\\e[31mb"'],
    ['a half day', 'cutoff_day: 1.5'],
    ['a day as text', 'cutoff_day: "10"'],
    ['a day beyond every month', 'cutoff_day: 32'],
    ['an hour that no day has', 'email: {from: a@b.org, embargo: {time: "24:00", zone: UTC}}'],
    ['an unsubscribe address in the clear', 'email: {from: a@b.org, unsubscribe: "http://example.org/u"}'],
    ['an empty command', 'email: {from: a@b.org, recipients_command: []}'],
    ['no connection at all', 'email: {from: a@b.org, rate: {connections: 0}}'],
    ['nothing where something is', 'email:'],
    ['a list where a block is', 'browser: [path]'],
    ['a keyword twice', 'keywords: [a, a]'],
    ['a prototype', '__proto__: {title: x}'],
    ['a constructor', 'constructor: x'],
  ])('%s is refused', (_, line) => {
    const problems = problemsOf(`${small}${line}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ line: 12, file: 'data/briefs/small.yaml' });
  });

  test('labels are counted in characters, not in code units', () => {
    const withLabel = (label: string): string => small.replace('chart: c}', `chart: c, events: [{date: 2026-02-01, label: "${label}"}]}`);
    expect(problemsOf(withLabel('😀'.repeat(50)))).toEqual([]);
    expect(problemsOf(withLabel('😀'.repeat(51)))).toHaveLength(1);
  });

  test('an empty file, a list and a text are one problem, not a crash', () => {
    for (const text of ['', '- a\n', 'hello\n', '42\n']) expect(problemsOf(text).map((p) => p.code)).toEqual(['CONFIG_WRONG_TYPE']);
  });

  test('a very long value is cut in the message', () => {
    expect(problemsOf(small.replace('contact: https://example.org/contact', `contact: ${'x'.repeat(5000)}`))[0]?.message.length).toBeLessThan(200);
  });
});

describe('in a project', () => {
  let root: string;
  let project: Project;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'brief-'));
    await mkdir(join(root, 'data/briefs'), { recursive: true });
    project = await resolveProject({ project: root }, '/');
  });
  afterEach(() => rm(root, { recursive: true }));

  test('the only brief is meant when none is named; of several one must be named', async () => {
    await expect(resolveBriefName(project, undefined)).rejects.toMatchObject({ problems: [{ code: 'PROJECT_NO_BRIEFS' }] });
    await writeFile(join(root, 'data/briefs/one.yaml'), small);
    await writeFile(join(root, 'data/briefs/brief.schema.json'), '{}');
    expect(await resolveBriefName(project, undefined)).toBe('one');
    await writeFile(join(root, 'data/briefs/two.yaml'), small);
    await writeFile(join(root, 'data/briefs/not.a.brief.yaml'), small);
    expect(await readBriefNames(project)).toEqual(['one', 'two']);
    await expect(resolveBriefName(project, undefined)).rejects.toMatchObject({ status: 2, problems: [{ code: 'USAGE_WHICH_BRIEF', hint: 'Name one: one, two.' }] });
    await expect(readBrief(project, 'onne')).rejects.toMatchObject({ problems: [{ code: 'USAGE_UNKNOWN_BRIEF', hint: 'Try "one". Known briefs: one, two.' }] });
    await expect(readBrief(project, '../briefs/one')).rejects.toMatchObject({ problems: [{ code: 'USAGE_UNKNOWN_BRIEF' }] });
    expect(await readBrief(project, 'one')).toMatchObject({ name: 'one', file: 'data/briefs/one.yaml', fileText: small });
  });

  test('bytes that are no text, and a folder in place of the file, are said to be that', async () => {
    await writeFile(join(root, 'data/briefs/latin.yaml'), Buffer.from([0x74, 0x3a, 0x20, 0xe9, 0x0a]));
    await mkdir(join(root, 'data/briefs/folder.yaml'));
    await expect(readBrief(project, 'latin')).rejects.toMatchObject({ problems: [{ code: 'CONFIG_NOT_UTF8', file: 'data/briefs/latin.yaml' }] });
    await expect(readBrief(project, 'folder')).rejects.toMatchObject({ problems: [{ code: 'CONFIG_UNREADABLE' }] });
  });
});
