// override and check --templates: who wins, what became of the original, and templates for another form of the briefing.
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { briefingChanges } from '../../src/document/briefing-changes.ts';
import { findOldTemplates } from '../../src/pipeline/template-formats.ts';
import { packageRoot, resolveProject } from '../../src/project.ts';
import { readTemplates } from '../../src/render/templates/template-set.ts';
import { findLineChanges } from '../../src/scaffold/line-difference.ts';
import { recordEffects } from '../cli/fixture.ts';

const SMALL = join(import.meta.dirname, '../input/projects/small');
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'override-'));
  await cp(SMALL, root, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'] } });
  const status = await main(argv, world.effects);
  return { status, out: world.out(), err: world.err() };
}

interface Listed {
  readonly path: string;
  readonly winner: string;
  readonly others: readonly string[];
  readonly state: string;
  readonly changes: readonly unknown[];
}

async function listed(path: string): Promise<Listed | undefined> {
  const { out } = await run('check', '--templates', '--json');
  return (JSON.parse(out) as { templates: Listed[] }).templates.find((t) => t.path === path);
}

test('a copy wins, is named in the list, and its original is kept', async () => {
  expect(await listed('partials/masthead.hbs')).toMatchObject({ winner: 'built-in partials/masthead.hbs', others: [], state: 'built-in' });
  const { status, out } = await run('override', 'partials/masthead.hbs');
  expect([status, out]).toEqual([0, `${join(root, 'templates/partials/masthead.hbs')}\n`]);
  expect(await listed('partials/masthead.hbs')).toMatchObject({ winner: 'templates/partials/masthead.hbs', others: ['built-in partials/masthead.hbs'], state: 'current' });
  expect((await run('check', '--templates')).out).toMatch(/partials\/masthead\.hbs +templates\/partials\/masthead\.hbs +replaces/);
  expect((await run('check')).status).toBe(0);
});

test('after an upgrade the list says that the original has changed, and how', async () => {
  await run('override', 'partials/masthead.hbs');
  const original = join(root, 'templates/.originals/partials/masthead.hbs');
  await writeFile(original, (await readFile(original, 'utf8')).replace('class="nameplate"', 'class="name"'));
  const state = await listed('partials/masthead.hbs');
  expect(state).toMatchObject({ state: 'behind', changes: [{ sign: '-', line: 2, text: expect.stringContaining('class="name"') as string }, { sign: '+', line: 2, text: expect.stringContaining('class="nameplate"') as string }] });
  expect((await run('check', '--templates')).out).toMatch(/what the package has changed since it was copied\n {2}- 2: .*class="name"/);
});

test('files of one\'s own, merged files and copies by hand are told apart', async () => {
  await mkdir(join(root, 'templates/partials'), { recursive: true });
  await mkdir(join(root, 'templates/messages'), { recursive: true });
  await cp(join(packageRoot(), 'templates/partials/list.hbs'), join(root, 'templates/partials/list.hbs'));
  await cp(join(packageRoot(), 'templates/charts/line.vl.json'), join(root, 'templates/charts/mine.vl.json'));
  await writeFile(join(root, 'templates/messages/en.yaml'), 'words: { notes: Sources }\n');
  expect([(await listed('partials/list.hbs'))?.state, (await listed('charts/mine.vl.json'))?.state, (await listed('messages/en.yaml'))?.state]).toEqual(['unrecorded', 'own', 'partial']);
});

test('what cannot be copied is refused, and nothing is written', async () => {
  expect((await run('override', 'partials/masthed.hbs')).err).toContain('Try "partials/masthead.hbs".');
  for (const path of ['../package.json', '/etc/passwd', 'partials/../../package.json']) expect((await run('override', path)).err).toContain('TEMPLATE_UNKNOWN_FILE');
  await run('override', 'brief.hbs');
  await appendFile(join(root, 'templates/brief.hbs'), '<p>mine</p>\n');
  expect((await run('override', 'brief.hbs')).err).toContain('TEMPLATE_EXISTS');
  expect(await readFile(join(root, 'templates/brief.hbs'), 'utf8')).toContain('<p>mine</p>');
});

test('a template for another form of the briefing is refused, with what has changed', async () => {
  await run('override', 'partials/list.hbs');
  await run('override', 'brief.hbs');
  await writeFile(join(root, 'templates/brief.hbs'), `{{!-- briefing 2 --}}\n${await readFile(join(root, 'templates/brief.hbs'), 'utf8')}`);
  const project = await resolveProject({ project: root }, root);
  const templates = await readTemplates(project.templates);
  const changes = new Map([[1, ['First.']], [2, ['"edition.month" is "edition.period" now.']], [3, ['Notes have no "url".']]]);
  const found = await findOldTemplates(project, templates, 3, changes);
  expect(found.map((p) => [p.code, p.file, p.line, p.hint])).toEqual([
    ['TEMPLATE_FORMAT', 'templates/brief.hbs', 1, expect.stringMatching(/^Changed since: Notes have no "url"\. Change/)],
    ['TEMPLATE_FORMAT', 'templates/partials/list.hbs', 1, expect.stringMatching(/^Changed since: "edition\.month" is "edition\.period" now\. Notes have/)],
  ]);
  const { status, err } = await run('check');
  expect(status).toBe(2);
  expect(err).toContain('templates/brief.hbs:1:1  TEMPLATE_FORMAT');
  expect(err).toContain('written for a newer version');
  expect(briefingChanges(1, 1)).toEqual([]);
});

test('line changes are the fewest, and exact', () => {
  expect(findLineChanges('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([{ sign: '-', line: 2, text: 'b' }, { sign: '+', line: 2, text: 'B' }, { sign: '+', line: 4, text: 'd' }]);
  expect(findLineChanges('a\r\nb', 'a\nb\n')).toEqual([]);
  expect(findLineChanges('x\n'.repeat(10), '')).toHaveLength(11);
});
