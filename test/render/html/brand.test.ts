// A project's brand: the keys that it changes, its own fonts, logo and legal line, and what may not lead out of the theme.
import { cp, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renderHtml } from '../../../src/render/html/render-html.ts';
import { readTheme } from '../../../src/render/html/theme.ts';
import { readTemplates } from '../../../src/render/templates/template-set.ts';
import { sampleBriefing } from '../sample/briefing.ts';
import { sampleCharts } from '../sample/charts.ts';

const OWN = join(import.meta.dirname, '../../../templates');
const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'brand-'));
  await mkdir(join(root, 'themes/house/assets'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const write = (path: string, text: string): Promise<void> => writeFile(join(root, 'themes/house', path), text);
const read = () => readTheme([root, OWN], 'house');

test('a brand file needs only what it changes; the rest is the package\'s', async () => {
  await write('brand.yaml', 'colours:\n  accent: "#7a1f5c"\n  blocs: { china: "#7a1f5c" }\n');
  const theme = await read();
  expect(theme.css).toContain('--accent: #7a1f5c;');
  expect(theme.css).toContain('--bloc-china: #7a1f5c;');
  expect(theme.css).toContain('--bloc-europe: #9a6e09;');
  expect(theme.chart.blocs.china).toBe('#7a1f5c');
  expect(theme.css).toContain('--face-text: "Source Serif 4"');
  expect(theme.origins.get('brand.yaml')).toBe('project');
  expect(JSON.stringify([...(await readTheme([root, OWN], 'default')).origins])).not.toContain('project');
});

test('the project\'s default brand lies under its other themes', async () => {
  await mkdir(join(root, 'themes/default'), { recursive: true });
  await writeFile(join(root, 'themes/default/brand.yaml'), 'colours: { accent: "#7a1f5c", ink: "#000000" }\n');
  await write('brand.yaml', 'colours: { ink: "#111111" }\n');
  expect((await read()).css).toMatch(/--ink: #111111;.*--accent: #7a1f5c;/);
});

test('contrast is checked on what comes out, and named in the file that says it', async () => {
  await write('brand.yaml', 'colours:\n  ground: "#777777"\n  tint: "#777777"\n');
  await expect(read()).rejects.toMatchObject({ problems: expect.arrayContaining([
    expect.objectContaining({ code: 'THEME_CONTRAST', file: 'templates/themes/default/brand.yaml', message: expect.stringContaining('#0f5b5f on the ground #777777') as unknown }),
  ]) as unknown });
  await write('brand.yaml', 'colours:\n  accent: "#cccccc"\n');
  await expect(read()).rejects.toMatchObject({ problems: [{ code: 'THEME_CONTRAST', file: 'templates/themes/house/brand.yaml', line: 2, column: 11 }, { line: 2 }] });
});

test.each([
  ['colours: { akzent: "#000000" }\n', 'CONFIG_UNKNOWN_KEY'], ['colours: { accent: black }\n', 'CONFIG_BAD_VALUE'], ['logo: ../../../secret.svg\n', 'CONFIG_BAD_VALUE'], ['logo: /etc/passwd\n', 'CONFIG_BAD_VALUE'],
  ['logo: https://example.org/logo.svg\n', 'CONFIG_BAD_VALUE'], ['logo: lgo.svg\n', 'THEME_ASSET'], ['page: A3\n', 'CONFIG_BAD_VALUE'], ['faces: { text: { family: X, from: ../fonts, weights: [400] } }\n', 'CONFIG_BAD_VALUE'],
  ['faces: { text: { family: X } }\n', 'CONFIG_MISSING_KEY'], ['colours: &a { accent: "#000000" }\nlegal: *a\n', 'YAML_ALIAS'], ['legal: a\nlegal: b\n', 'YAML_DUPLICATE_KEY'], ['{}\n', 'CONFIG_BAD_VALUE'],
])('%j is refused in the brand file', async (text, code) => {
  await write('brand.yaml', text);
  await expect(read()).rejects.toMatchObject({ problems: expect.arrayContaining([expect.objectContaining({ code, file: 'templates/themes/house/brand.yaml', line: expect.any(Number) as unknown })]) as unknown });
});

test('fonts of one\'s own are read from the theme', async () => {
  const files = join(dirname(createRequire(import.meta.url).resolve('@fontsource/source-serif-4/LICENSE')), 'files');
  await mkdir(join(root, 'themes/house/fonts'));
  for (const weight of [400, 600]) await cp(join(files, `source-serif-4-latin-${weight}-normal.woff2`), join(root, `themes/house/fonts/house-serif-latin-${weight}-normal.woff2`));
  await write('brand.yaml', 'faces:\n  text: { family: House Serif, from: fonts, weights: [400, 600] }\n');
  const theme = await read();
  expect(theme.faces.filter((f) => f.role === 'text').map((f) => f.path)).toEqual([400, 600].map((w) => join(root, `themes/house/fonts/house-serif-latin-${w}-normal.woff2`)));
  expect(theme.faces.some((f) => f.family === 'Source Sans 3')).toBe(true);
  await write('brand.yaml', 'faces:\n  text: { family: House Serif, from: fonts, weights: [400, 700] }\n');
  await expect(read()).rejects.toMatchObject({ problems: [{ code: 'THEME_FONT', file: 'templates/themes/house/brand.yaml' }] });
});

test('logo and legal line stand on the page, escaped; without them nothing does', async () => {
  await write('brand.yaml', 'logo: logo.svg\nlegal: "Registered <in> Brussels & elsewhere"\npage: Letter\n');
  await write('assets/logo.svg', LOGO);
  const theme = await read();
  expect(theme.page).toBe('Letter');
  const templates = await readTemplates([root, OWN]);
  const html = renderHtml(sampleBriefing(), sampleCharts(sampleBriefing()), templates, theme);
  expect(html.replaceAll('&#x3D;', '=')).toContain(`src="data:image/svg+xml;base64,${Buffer.from(LOGO).toString('base64')}"`);
  expect(html).toContain('<p class="legal">Registered &lt;in&gt; Brussels &amp; elsewhere</p>');
  const plain = renderHtml(sampleBriefing(), sampleCharts(sampleBriefing()), templates, await readTheme([OWN], 'default'));
  expect(plain).not.toMatch(/class="(logo|legal)"/);
});

test('links that lead out of the templates are refused, or not seen', async () => {
  const secret = join(root, 'secret');
  await writeFile(secret, 'legal: CANARY\n');
  const link = join(root, 'themes/house/brand.yaml');
  await symlink(secret, link);
  const inside = await mkdtemp(join(tmpdir(), 'outside-'));
  await writeFile(join(inside, 'canary.css'), '/* CANARY */');
  await rm(link);
  await symlink(join(inside, 'canary.css'), link);
  await expect(read()).rejects.toMatchObject({ problems: [{ code: 'TEMPLATE_OUTSIDE', file: 'templates/themes/house/brand.yaml' }] });
  await rm(link);
  await write('brand.yaml', 'legal: Us\n');
  await symlink(join(inside, 'canary.css'), join(root, 'themes/house/print.css'));
  await expect(read()).rejects.toMatchObject({ problems: [{ code: 'TEMPLATE_OUTSIDE', file: 'templates/themes/house/print.css' }] });
  await rm(join(root, 'themes/house/print.css'));
  await symlink(join(inside, 'canary.css'), join(root, 'themes/house/assets/logo.svg'));
  expect([...(await read()).assets.keys()]).toEqual([]);
  await rm(inside, { recursive: true });
  expect(await readdir(join(root, 'themes/house/assets'))).toEqual(['logo.svg']);
});
