// The brand of a theme: the package's values, and over them those that a project sets, key by key. Must not read styles or pictures.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findIssues, isRecord } from '../../config/schema.ts';
import { parseYaml, type YamlFile } from '../../config/yaml.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { refuseOutside } from '../templates/template-set.ts';
import { BRAND_SCHEMA, findContrastIssues, THEME_SCHEMA } from './theme-schema.ts';
import type { BrandSpec } from './theme-schema.ts';

/** One brand file, read. */
export interface BrandFile {
  readonly text: string;
  /** For messages. */
  readonly file: string;
  /** The theme's folder; empty for a text alone. */
  readonly folder: string;
  readonly origin: 'project' | 'built-in';
}

export interface Brand {
  readonly spec: BrandSpec;
  /** Which file says what is at `path`: the most specific one. */
  readonly sourceOf: (path: readonly string[]) => BrandFile;
  readonly origin: BrandFile['origin'];
  readonly problemAt: (path: readonly string[], code: string, message: string, hint: string) => Problem;
}

/**
 * `themes/<name>/brand.yaml` of every folder over `themes/default/brand.yaml` of every folder, the first folder's on top; a file
 * needs only the keys that it changes. Throws THEME_MISSING where no folder has one of that name, or every problem of all files.
 */
export async function readBrand(folders: readonly string[], name: string): Promise<Brand> {
  const files: BrandFile[] = [];
  for (const theme of name === 'default' ? ['default'] : [name, 'default']) {
    for (const folder of folders) files.push(...await maybeFile(folder, theme, folder === folders.at(-1) ? 'built-in' : 'project'));
    if (files.length === 0) throw failure('THEME_MISSING', `There is no brand.yaml for the theme "${name}".`, { file: `templates/themes/${name}/brand.yaml` });
  }
  return mergeBrand(files);
}

async function maybeFile(folder: string, theme: string, origin: BrandFile['origin']): Promise<BrandFile[]> {
  const path = `themes/${theme}/brand.yaml`;
  const text = await readFile(join(folder, path), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  await refuseOutside(folder, path, `templates/${path}`);
  return [{ text, file: `templates/${path}`, folder: join(folder, 'themes', theme), origin }];
}

/** The most specific first; the last is whole. Throws every problem of all of them. */
export function mergeBrand(files: readonly BrandFile[]): Brand {
  const read = files.map((file, i) => ({ file, yaml: checkFile(file, i === files.length - 1) }));
  const spec = read.reduceRight<unknown>((under, { yaml }) => merge(under, yaml.value), {}) as BrandSpec;
  const sourceOf = (path: readonly string[]) => read.find(({ yaml }) => has(yaml.value, path)) ?? read.at(-1);
  const problemAt: Brand['problemAt'] = (path, code, message, hint) => {
    const found = sourceOf(path);
    return { code, message, hint, ...(found === undefined ? {} : { file: found.file.file, text: found.file.text, ...found.yaml.locate(path) }) };
  };
  const faint = findContrastIssues(spec).map(({ path, code, message, hint }) => problemAt(path, code, message, hint));
  if (faint.length > 0) throw new BriefwrightError(faint);
  const [first] = files;
  if (first === undefined) throw new TypeError('no brand file');
  return { spec, sourceOf: (path) => sourceOf(path)?.file ?? first, origin: first.origin, problemAt };
}

function checkFile(brand: BrandFile, isWhole: boolean): YamlFile {
  const yaml = parseYaml(brand.text, brand.file);
  const issues: Problem[] = findIssues(isWhole ? THEME_SCHEMA : BRAND_SCHEMA, yaml.value).map(({ path, atKey, ...issue }) => ({ ...issue, file: brand.file, text: brand.text, ...(atKey ? yaml.locateKey(path) : yaml.locate(path)) }));
  if (issues.length > 0) throw new BriefwrightError(issues);
  return yaml;
}

/** Lists and faces are one thing: a family goes with its own files. */
function merge(under: unknown, over: unknown): unknown {
  if (!isRecord(under) || !isRecord(over) || 'family' in over) return over;
  return { ...under, ...Object.fromEntries(Object.entries(over).map(([key, value]) => [key, merge(under[key], value)])) };
}

function has(value: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return isRecord(value) && Object.hasOwn(value, key) && has(value[key], rest);
}

/** Checked content of one whole brand file. Throws all its problems with line and column. */
export function parseBrand(brand: { readonly text: string; readonly file: string }): BrandSpec {
  return mergeBrand([{ ...brand, folder: '', origin: 'built-in' }]).spec;
}
