// Themes: the shipped one, overrides, and what a brand file or a style sheet may not say.
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from '../../../src/render/html/contrast.ts';
import { declaredFamilies, faceCss, selectFaces } from '../../../src/render/html/faces.ts';
import { checkStyles } from '../../../src/render/html/styles.ts';
import { parseBrand, readTheme } from '../../../src/render/html/theme.ts';

const OWN = join(import.meta.dirname, '../../../templates');
const BRAND = join(OWN, 'themes/default/brand.yaml');

async function project(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'theme-'));
  await mkdir(join(root, 'themes', name, 'assets'), { recursive: true });
  for (const [path, content] of Object.entries(files)) await writeFile(join(root, 'themes', name, path), content);
  return root;
}

async function brandWith(change: (text: string) => string): Promise<{ file: string; text: string }> {
  return { file: 'templates/themes/default/brand.yaml', text: change(await readFile(BRAND, 'utf8')) };
}

test('the shipped theme reads, and gives the charts their colours and faces', async () => {
  const theme = await readTheme([OWN], 'default');
  expect(theme.chart.labelFamily).toBe("'Source Sans 3', sans-serif");
  expect(theme.chart.fonts.map((f) => f.weight)).toEqual(expect.arrayContaining([400, 600, 700]));
  expect(Object.keys(theme.chart.blocs)).toHaveLength(7);
  expect(theme.css).toContain('--bloc-china: #982919;');
  for (const colour of Object.values(theme.chart.blocs)) expect(contrast(colour, theme.chart.ground)).toBeGreaterThanOrEqual(3);
});

test('a project replaces single files of the theme, and adds pictures', async () => {
  const root = await project('default', { 'print.css': 'p { color: red }', 'assets/logo.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>', 'assets/secret.txt': 'no' });
  const theme = await readTheme([root, OWN], 'default');
  expect(theme.css).toContain('p { color: red }');
  expect([...theme.origins]).toEqual([['brand.yaml', 'built-in'], ['print.css', 'project'], ['screen.css', 'built-in']]);
  expect([...theme.assets.keys()]).toEqual(['logo.svg']);
});

test('a theme of a new name needs a brand file and takes the default styles', async () => {
  const root = await project('blue', {});
  await expect(readTheme([root, OWN], 'blue')).rejects.toMatchObject({ problems: [{ code: 'THEME_MISSING', file: 'templates/themes/blue/brand.yaml' }] });
  await cp(BRAND, join(root, 'themes/blue/brand.yaml'));
  expect((await readTheme([root, OWN], 'blue')).css).toContain('@media screen');
});

test.each(['../default', 'a/b', '', 'A'])('"%s" is no name of a theme', async (name) => {
  await expect(readTheme([OWN], name)).rejects.toMatchObject({ problems: [{ code: 'THEME_NAME' }] });
});

test('colours that cannot be read are named with their place and contrast', async () => {
  const brand = await brandWith((t) => t.replace('muted: "#4f595d"', 'muted: "#8a9094"').replace('europe: "#9a6e09"', 'europe: "#e0c060"'));
  expect(() => parseBrand(brand)).toThrow(expect.objectContaining({ problems: [
    expect.objectContaining({ code: 'THEME_CONTRAST', line: 5, column: 10, message: expect.stringContaining('3.2') as unknown }),
    expect.objectContaining({ code: 'THEME_CONTRAST', line: 5 }),
    expect.objectContaining({ code: 'THEME_CONTRAST', line: 15, column: 13 }),
  ] }));
});

test.each([
  ['an unknown key', (t: string) => t.replace('  accent:', '  akzent:'), 'CONFIG_UNKNOWN_KEY'],
  ['a colour by name', (t: string) => t.replace('"#121618"', 'black'), 'CONFIG_BAD_VALUE'],
  ['a bloc left out', (t: string) => t.replace(/ {4}mixed:.*\n/, ''), 'CONFIG_MISSING_KEY'],
  ['a face from anywhere', (t: string) => t.replace('package:@fontsource/source-serif-4', '../../secret'), 'CONFIG_BAD_VALUE'],
])('%s is refused', async (_name, change, code) => {
  const brand = await brandWith(change);
  expect(() => parseBrand(brand)).toThrow(expect.objectContaining({ problems: expect.arrayContaining([expect.objectContaining({ code, file: brand.file })]) as unknown }));
});

test('a weight without a file, and a package that is not there', async () => {
  const brand = await readFile(BRAND, 'utf8');
  const root = await project('default', { 'brand.yaml': brand.replace('weights: [400, 600]', 'weights: [400, 650]') });
  await expect(readTheme([root, OWN], 'default')).rejects.toMatchObject({ problems: [{ code: 'THEME_FONT', message: expect.stringContaining('650') as unknown }] });
  await writeFile(join(root, 'themes/default/brand.yaml'), brand.replace('source-serif-4', 'no-such-face'));
  await expect(readTheme([root, OWN], 'default')).rejects.toMatchObject({ problems: [{ code: 'THEME_FONT' }] });
});

test.each([
  ['@import "x.css";', 1, 1], ['a { }\nb { background: url(https://example.org/x.png) }', 2, 17], ['a { }</style><script>', 1, 6],
  ['a {\n  opacity: .5 }', 2, 3], ['a { box-shadow: 0 0 1px }', 1, 5], ["a { background: url( 'file:///etc/passwd') }", 1, 17],
])('a style sheet with %j is refused', (css, line, column) => {
  expect(() => checkStyles(css, 'x.css')).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code: 'THEME_CSS', file: 'x.css', line, column })] }));
});

test('comments and data: addresses are allowed in a style sheet', () => {
  expect(() => checkStyles('/* opacity: 0; @import */ a { background: url(data:image/png;base64,AA==) }', 'x.css')).not.toThrow();
});

test('only the subsets that the text needs are embedded', async () => {
  const theme = await readTheme([OWN], 'default');
  const count = (text: string): number => faceCss(theme, text).match(/@font-face/g)?.length ?? 0;
  expect(count('plain “quoted” – 5 €')).toBe(6);
  expect(count('Česko, Łódź')).toBe(12);
  expect(count('α-β')).toBeGreaterThan(6);
});

test('faces of other scripts come only for letters that the two faces lack', async () => {
  const theme = await readTheme([OWN], 'default');
  const others = (text: string): string[] => [...new Set(selectFaces(theme, text).filter((f) => f.role === 'other').map((f) => `${f.family} ${f.subset}`))];
  expect(others('plain “quoted” – 5 € ↑ Łódź Ω Ж \u200e')).toEqual([]);
  expect(others('نور')).toEqual(['IBM Plex Sans Arabic arabic']);
  expect(others('נחשון')).toEqual(['Noto Sans Hebrew hebrew']);
  expect(others('通义千问')).toEqual(['Noto Sans SC 115', 'Noto Sans SC 118']);
  const css = faceCss(theme, '通');
  expect(declaredFamilies(css)).toEqual(['Source Serif 4', 'Source Sans 3', 'Noto Sans SC']);
});
