// Projects from outside, through the commands as a user runs them: whatever they try, a secret file stays unread, a server on this machine is not asked,
// and what is refused says where. What is not refused is built, and the edition is searched.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { loadPdf, openDocument } from '../../src/render/pdf-tools.ts';
import { recordEffects } from '../cli/fixture.ts';

const SMALL = join(import.meta.dirname, '../input/projects/small');
const OWN = join(import.meta.dirname, '../../templates');
const CANARY = 'CANARY-51c0ffee';
let server: Server;
let hits: string[] = [];
/** Of the server that nobody must ask. */
let address: string;
let secrets: string;
let root: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.end(CANARY);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  secrets = await mkdtemp(join(tmpdir(), 'secrets-'));
  await mkdir(join(secrets, 'assets'));
  for (const name of ['secret.txt', 'secret.csv', 'secret.yaml', 'assets/logo.png']) await writeFile(join(secrets, name), `${CANARY},${CANARY}\n${CANARY}: [\n`);
});
afterAll(async () => {
  server.close();
  await rm(secrets, { recursive: true, force: true });
});
beforeEach(async () => {
  hits = [];
  root = await mkdtemp(join(tmpdir(), 'hostile-project-'));
  await cp(SMALL, root, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** `{address}` and `{secret}` stand for the two canaries. */
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text.replaceAll('{address}', address).replaceAll('{secret}', join(secrets, 'secret.txt')));
}

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await write(path, change(await readFile(join(root, path), 'utf8')));
}

async function run(...argv: string[]): Promise<{ readonly status: number; readonly text: string }> {
  const world = recordEffects({ cwd: root, env: { PATH: process.env['PATH'], HOME: root } });
  const status = await main([...argv, '--project', root], world.effects);
  const text = world.out() + world.err();
  expect(text).not.toContain(CANARY);
  expect(hits).toEqual([]);
  return { status, text };
}

/** `check` refuses the project, and says so about this file. */
async function expectRefused(code: RegExp, file: string): Promise<void> {
  const { status, text } = await run('check');
  const heads = text.split('\n').filter((line) => /^\S.* {2}[A-Z_]+$/.test(line));
  expect([status, heads]).toEqual([2, expect.arrayContaining([expect.stringMatching(new RegExp(`^${file.replaceAll('.', '\\.')}(?::\\d+)* {2}(?:${code.source})$`))])]);
}

describe('links out of the project are refused before anything is read', () => {
  test.each([
    ['data/observations/more.csv', 'secret.csv'], ['data/briefs/other.yaml', 'secret.yaml'], ['data/registry/sources.yaml', 'secret.yaml'], ['data/commentary/2026-02.md', 'secret.txt'], ['data/sources', '.'],
    ['templates/partials/imprint.hbs', 'secret.txt'], ['templates/messages/en.yaml', 'secret.yaml'], ['templates/charts/bar-values.vl.json', 'secret.txt'], ['templates/themes/default/print.css', 'secret.txt'],
    ['templates/themes/default/brand.yaml', 'secret.yaml'], ['templates/themes/default/assets', 'assets'], ['templates/themes/default/fonts', '.'], ['templates/email/brief.txt.hbs', 'secret.txt'], ['templates/partials/gone.hbs', 'nowhere'],
  ])('%s', async (path, target) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await rm(join(root, path), { force: true });
    await symlink(join(secrets, target), join(root, path));
    await expectRefused(/PROJECT_LINK/, path);
    expect((await run('build')).status).toBe(2);
    expect((await readdir(root)).sort()).toEqual(['data', 'templates'].filter((name) => name === 'data' || path.startsWith(name)));
  });

  test('all of them at once; links inside a folder are none of them, nor is a list of readers kept elsewhere', async () => {
    await symlink(join(secrets, 'secret.csv'), join(root, 'data/observations/a.csv'));
    await symlink(join(secrets, 'secret.yaml'), join(root, 'data/briefs/b.yaml'));
    expect((await run('check')).text.match(/PROJECT_LINK/g)).toHaveLength(2);
    for (const path of ['observations/a.csv', 'briefs/b.yaml']) await rm(join(root, 'data', path));
    await symlink('2026-02.md', join(root, 'data/commentary/2026-03.md'));
    await symlink(secrets, join(root, 'data/private'));
    expect(await run('check')).toEqual({ status: 0, text: 'No problems found.\n' });
  });

  test('a link into the list of readers', async () => {
    await write('data/private/recipients.csv', CANARY);
    await symlink('../private/recipients.csv', join(root, 'data/observations/readers.csv'));
    await expectRefused(/PROJECT_LINK/, 'data/observations/readers.csv');
  });
});

describe('what a brief, a registry or a brand says', () => {
  const brief = (from: string, to: string) => () => edit('data/briefs/small.yaml', (text) => text.replace(from, to));
  const append = (path: string, text: string) => () => edit(path, (before) => `${before}\n${text}`);
  test.each<[string, RegExp, string, () => Promise<void>]>([
    ['a chart that climbs out', /CONFIG_BAD_VALUE/, 'data/briefs/small.yaml', brief('chart: bar-values', 'chart: ../../../secret')],
    ['a theme that climbs out', /CONFIG_BAD_VALUE/, 'data/briefs/small.yaml', append('data/briefs/small.yaml', 'theme: ../../secret')],
    ['a contact that runs', /CONFIG_BAD_VALUE/, 'data/briefs/small.yaml', brief('contact: desk@example.org', 'contact: "javascript:alert(1)"')],
    ['an archive in a file', /CONFIG_BAD_VALUE/, 'data/briefs/small.yaml', append('data/briefs/small.yaml', 'email: { archive: "file:///etc" }')],
    ['a key of the prototype', /CONFIG_\w+/, 'data/briefs/small.yaml', append('data/briefs/small.yaml', '__proto__: { polluted: 1 }')],
    ['a figure of the prototype', /CONFIG_\w+/, 'data/briefs/small.yaml', brief('figures:\n', 'figures:\n  constructor: { metric: toString, chart: hasOwnProperty }\n')],
    ['an alias bomb', /YAML_ALIAS/, 'data/briefs/small.yaml', append('data/briefs/small.yaml', 'x: &a [y, y]\nz: [*a, *a]')],
    ['a key twice', /YAML_DUPLICATE_KEY/, 'data/briefs/small.yaml', append('data/briefs/small.yaml', 'title: Another')],
    ['a JavaScript function', /YAML_TAG/, 'data/registry/sources.yaml', append('data/registry/sources.yaml', 'x: !!js/function "function () { return 1 }"')],
    ['a source at a script', /\w+/, 'data/registry/sources.yaml', () => edit('data/registry/sources.yaml', (text) => text.replace('https://example.org/tracker', 'javascript:alert(1)'))],
    ['a source in a file', /\w+/, 'data/registry/sources.yaml', () => edit('data/registry/sources.yaml', (text) => text.replace('https://example.org/tracker', 'file:///etc/passwd'))],
    ['a logo that climbs out', /CONFIG_BAD_VALUE/, 'templates/themes/default/brand.yaml', () => write('templates/themes/default/brand.yaml', 'logo: ../../../secret.png\n')],
    ['a logo at an address', /CONFIG_BAD_VALUE/, 'templates/themes/default/brand.yaml', () => write('templates/themes/default/brand.yaml', 'logo: {address}/logo.png\n')],
    ['fonts that climb out', /CONFIG_BAD_VALUE/, 'templates/themes/default/brand.yaml', () => write('templates/themes/default/brand.yaml', 'faces: { text: { family: X, from: ../../../fonts, weights: [400] } }\n')],
    ['a family that ends its rule', /CONFIG_BAD_VALUE/, 'templates/themes/default/brand.yaml', () => write('templates/themes/default/brand.yaml', "faces: { text: { family: 'X\"; } @import \"{address}', from: fonts, weights: [400] } }\n")],
    ['messages with a key twice', /YAML_DUPLICATE_KEY/, 'templates/messages/en.yaml', () => write('templates/messages/en.yaml', 'words: { notes: a }\nwords: { notes: b }\n')],
    ['messages a thousand deep', /YAML_TOO_DEEP/, 'templates/messages/en.yaml', () => write('templates/messages/en.yaml', `${'['.repeat(1000)}${']'.repeat(1000)}\n`)],
  ])('%s', async (_, code, file, change) => {
    await change();
    await expectRefused(code, file);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

test('queries for files and addresses, and one that writes, are each refused', async () => {
  const queries = ["SELECT * FROM read_text('{secret}')", "SELECT * FROM '{secret}'", "SELECT * FROM read_csv('{address}/x.csv')", "COPY (SELECT 1) TO 'here.csv'"];
  const figures = queries.map((query, at) => `  own-${at}:\n    sql: { query: "${query}", unit: models, denominator: models, window: stock }\n    words: { title: T, subtitle: S, country: C, care: D }\n    chart: bar-values\n`);
  await edit('data/briefs/small.yaml', (text) => `${text.replace('      - figure: list-price', `${queries.map((_, at) => `      - figure: own-${at}\n`).join('')}$&`)}${figures.join('')}`);
  const { status, text } = await run('check');
  expect([status, text.match(/^data\/briefs\/small\.yaml:\d+:\d+ {2}SQL_/gm)?.length]).toEqual([2, queries.length]);
  expect(await readdir(root)).toEqual(['data']);
});

describe('what styles, charts, templates and commentary load or run', () => {
  const CSS = ['a { background: url({address}/x) }', '@import "{address}/x.css";', 'a { background: u\\72l({address}/x) }', '@\\69mport "{address}/x.css";', 'a { background: image-set("{address}/x.png" 1x) }', '/* </style><meta http-equiv="refresh" content="0;url={address}/"> */',
    'a::before { content: "/*" } b { background: url({address}/x) } c::before { content: "*/" }', '@font-face { font-family: X; src: url({address}/x.woff2) }', 'a { background: url(file://{secret}) }'];
  test.each(['print.css', 'screen.css', 'mail.css'])('%s: every attempt, each refused with its line', async (sheet) => {
    const own = await readFile(join(OWN, 'themes/default', sheet), 'utf8');
    const first = own.split('\n').length;
    await write(`templates/themes/default/${sheet}`, `${own}${CSS.join('\n')}\n`);
    const { status, text } = await run('check');
    const lines = [...text.matchAll(new RegExp(`^templates/themes/default/${sheet.replace('.', '\\.')}:(\\d+):\\d+ {2}THEME_CSS$`, 'gm'))].map((m) => Number(m[1]));
    expect([status, CSS.filter((_, at) => !lines.includes(first + at))]).toEqual([2, []]);
  });

  const BAR = { $schema: 'https://vega.github.io/schema/vega-lite/v6.json', data: { name: 'rows' }, mark: 'bar', encoding: { x: { field: 'value', type: 'quantitative' }, y: { field: 'label', type: 'nominal' } } };
  // More of them, without the canaries, in test/charts/hostile.test.ts.
  test.each<[string, object, RegExp]>([
    ['data from an address', { ...BAR, data: { url: '{address}/x.csv' } }, /CHART_REFUSED/], ['a link that runs', { ...BAR, encoding: { ...BAR.encoding, href: { value: 'javascript:fetch("{address}")' } } }, /CHART_REFUSED/],
    ['a call of the constructor', { ...BAR, transform: [{ calculate: '[].constructor.constructor("return process")()', as: 'x' }] }, /CHART_SPEC/],
  ])('a chart with %s', async (_, spec, code) => {
    await write('templates/charts/bar-values.vl.json', JSON.stringify(spec, null, 2));
    await expectRefused(code, 'templates/charts/bar-values.vl.json');
  });

  test('a template: every attempt, each refused with its line', async () => {
    const attempts = [
      '<script src="{address}/x.js"></script>', '<iframe src="{address}/"></iframe>', '<iframe src="file://{secret}"></iframe>', '<object data="file://{secret}"></object>', '<embed src="{address}/">', '<link rel="prefetch" href="{address}/">',
      '<link rel="stylesheet" href="{address}/x.css">', '<meta http-equiv="refresh" content="0;url={address}/">', '<img src="{address}/x.png" alt="">', '<img src="file://{secret}" alt="">', '<a href="javascript:alert(1)">x</a>', '<a href="file://{secret}">x</a>',
      '<p style="background: url({address}/x)">x</p>', '<p onload="fetch()">x</p>', '<svg><image href="{address}/x.png"/></svg>', '{{> "../../secret"}}', '{{asset "../../secret.txt"}}', '{{#with (lookup this "__proto__")}}x{{/with}}', '{{constructor.constructor}}', '{{{title}}}',
    ];
    const own = await readFile(join(OWN, 'brief.hbs'), 'utf8');
    const first = own.split('\n').length;
    await write('templates/brief.hbs', `${own}${attempts.join('\n')}\n`);
    const { status, text } = await run('check');
    const lines = [...text.matchAll(/^templates\/brief\.hbs:(\d+):\d+ {2}TEMPLATE_/gm)].map((m) => Number(m[1]));
    expect([status, attempts.filter((_, at) => !lines.includes(first + at))]).toEqual([2, []]);
  });

  test('a commentary: every attempt, each refused with its line', async () => {
    const attempts = ['<script>fetch("{address}")</script>', '<iframe src="file://{secret}"></iframe>', '![x]({address}/x.png)', '[x](javascript:alert)', '[x](file://{secret})', '[x](data:text/html,x)', '[x](smb://host/x)'];
    await write('data/commentary/2026-02.md', `${attempts.join('\n\n')}\n`);
    const { status, text } = await run('check');
    const lines = [...text.matchAll(/^data\/commentary\/2026-02\.md:(\d+)/gm)].map((m) => Number(m[1]));
    expect([status, attempts.filter((_, at) => !lines.includes(2 * at + 1))]).toEqual([2, []]);
  });
});

test('words that look like markup, addresses or prototypes are printed as words, in page, PDF, pictures and message', async () => {
  const evil = [`<script>fetch('${address}')</script>`, `"><img src=${address}/x onerror=alert(1)>`, `]]></svg><iframe src=${address}>`, 'constructor', '__proto__'];
  const [script = '', image = '', svg = ''] = evil;
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  await edit('data/observations/downloads.csv', (text) => `${text.replace('Qwen,', `${cell(image)},`).replace('Llama,', `${cell(svg)},`).trimEnd()}\n${evil.slice(3).map((name, i) => `downloads-cumulative-family.tracker,${name},CN,2026-02,${i + 2},,,,million downloads,downloads of the family,cumulative,2026-02-28,2026-03-05,primary,tracker,table 1,`).join('\n')}\n`);
  await edit('data/observations/statements.csv', (text) => text.replaceAll('A firm <script>', cell(script)).replace('A firm said', `${script} said`));
  await edit('data/registry/sources.yaml', (text) => text.replace('title: Downloads by family', `title: '${image}'`).replace('publisher: A tracker', `publisher: '${svg}'`));
  await edit('data/briefs/small.yaml', (text) => text.replace('title: Small Monthly', `title: '${svg}'`).replace('Does a small project work?', `'${image}'`));
  const { status, text } = await run('build', '--quiet');
  expect([status, text]).toEqual([0, expect.stringMatching(/^\S+brief\.pdf\n$/)]);
  const folder = dirname(text.trim());
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) {
    const found = await readFile(file, 'latin1');
    expect([file, found.includes(CANARY)]).toEqual([file, false]);
    if (/\.(html|svg)$/.test(file)) expect([file, /<script|<img src=["']?http|<iframe/i.test(found)]).toEqual([file, false]);
  }
  const pages = openDocument(await loadPdf(await readFile(text.trim()), { ignoreEncryption: true })).pages();
  const words = [...pages.values()].map((page) => page.text.all).join('').replace(/\s+/g, '');
  for (const name of ['<script>', '<iframe', 'onerror=alert(1)', 'constructor', '__proto__']) expect(words).toContain(name);
  const raw = await readFile(text.trim(), 'latin1');
  expect([...raw.matchAll(/\/URI \(([a-z]+):/g)].map((m) => m[1]).filter((scheme) => scheme !== 'https' && scheme !== 'mailto')).toEqual([]);
  expect(hits).toEqual([]);
}, 60_000);
