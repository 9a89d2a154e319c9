// Font files of a theme: where they are, which letters each has, and which a text needs. Must not choose faces.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { failure } from '../../errors.ts';
import type { BrandSpec, FaceSpec } from './theme-schema.ts';

export interface FaceFile {
  readonly role: 'text' | 'label';
  readonly family: string;
  readonly weight: number;
  readonly style: 'normal' | 'italic';
  /** `latin`, `latin-ext`, … */
  readonly subset: string;
  /** CSS `unicode-range` of the subset; empty for every letter. */
  readonly range: string;
  /** Absolute. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** Every subset of every face of the theme. Throws `THEME_FONT` where a weight has no file. */
export async function readFaces(faces: BrandSpec['faces'], brand: { readonly folder: string; readonly file: string }): Promise<FaceFile[]> {
  const text = await readFamily('text', faces.text, brand);
  return [...text, ...(await readFamily('label', faces.label, brand))];
}

async function readFamily(role: FaceFile['role'], spec: FaceSpec, brand: { readonly folder: string; readonly file: string }): Promise<FaceFile[]> {
  const { folder, ranges } = await findFolder(spec, brand);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.woff2')).sort();
  const wanted = [...spec.weights.map((weight) => ({ weight, style: 'normal' as const })), ...(spec.italics ?? []).map((weight) => ({ weight, style: 'italic' as const }))];
  const found: FaceFile[] = [];
  for (const { weight, style } of wanted) {
    const before = found.length;
    for (const name of names) {
      const subset = new RegExp(`^${slug(spec.family)}-(.+)-${weight}-${style}\\.woff2$`).exec(name)?.[1];
      if (subset === undefined) continue;
      const path = join(folder, name);
      found.push({ role, family: spec.family, weight, style, subset, range: ranges[subset] ?? '', path, bytes: await readFile(path) });
    }
    if (found.length === before) {
      throw failure('THEME_FONT', `There is no file for ${spec.family}, weight ${weight}, ${style}.`, { file: brand.file, hint: `It would be called ${slug(spec.family)}-latin-${weight}-${style}.woff2.` });
    }
  }
  return found;
}

async function findFolder(spec: FaceSpec, brand: { readonly folder: string; readonly file: string }): Promise<{ folder: string; ranges: Record<string, string> }> {
  if (spec.from === 'fonts') {
    const folder = join(brand.folder, 'fonts');
    return { folder, ranges: await readRanges(join(folder, 'unicode.json')) };
  }
  const name = spec.from.slice('package:'.length);
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/LICENSE`));
    return { folder: join(root, 'files'), ranges: await readRanges(join(root, 'unicode.json')) };
  } catch (cause) {
    throw failure('THEME_FONT', `The package "${name}" is not installed.`, { file: brand.file, hint: `npm install ${name}` }, cause === undefined ? 2 : 2);
  }
}

async function readRanges(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}

function slug(family: string): string {
  return family.toLowerCase().replaceAll(' ', '-');
}

/** `@font-face` rules with `data:` URIs for the subsets that `text` has letters of, and always `latin`. */
export function faceCss(faces: readonly FaceFile[], text: string): string {
  const letters = new Set([...text].map((c) => c.codePointAt(0) ?? 0));
  return faces.filter((face) => face.subset === 'latin' || isNeeded(face.range, letters)).map((face) => `@font-face { font-family: "${face.family}"; font-weight: ${face.weight}; font-style: ${face.style}; font-display: block; `
    + `src: url(data:font/woff2;base64,${face.bytes.toString('base64')}) format("woff2");${face.range === '' ? '' : ` unicode-range: ${face.range};`} }`).join('\n');
}

function isNeeded(range: string, letters: ReadonlySet<number>): boolean {
  if (range === '') return true;
  const spans = range.split(',').map((part) => part.trim().slice(2).split('-').map((hex) => Number.parseInt(hex, 16)));
  // Combining marks stand in several subsets' ranges and would pull in each of them.
  return [...letters].some((c) => c > 0xff && !isCovered(c) && spans.some(([low = 0, high = low]) => c >= low && c <= high));
}

/** Letters that `latin` has although other subsets list them too. */
function isCovered(code: number): boolean {
  return (code >= 0x2000 && code <= 0x206f) || [0x131, 0x152, 0x153, 0x304, 0x308, 0x329].includes(code);
}
