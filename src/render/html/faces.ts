// Font files of a theme: where they are, which letters each has, and which a text needs. Must not choose faces.
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { failure } from '../../errors.ts';
import { isInSpans, lettersOf, parseUnicodeRange, selectByLetters } from '../../unicode-range.ts';
import { refuseOutside } from '../templates/template-set.ts';
import type { Brand } from './brand.ts';
import type { BrandSpec, FaceSpec } from './theme-schema.ts';

export interface FaceFile {
  /** `other`: for scripts that text and label lack. */
  readonly role: 'text' | 'label' | 'other';
  readonly family: string;
  readonly weight: number;
  readonly style: 'normal' | 'italic';
  /** `latin`, `latin-ext`, … */
  readonly subset: string;
  /** CSS `unicode-range` of the subset; empty for every letter. */
  readonly range: string;
  /** Absolute. */
  readonly path: string;
  /** Of an `other` face read each time that it is asked for: Chinese has a hundred files, and most editions need none. */
  readonly bytes: Buffer;
}

interface Place {
  readonly folder: string;
  readonly file: string;
}

/** Every file of the theme's two faces. Throws `THEME_FONT` where a weight has no file. */
export async function readFaces(faces: BrandSpec['faces'], brand: Brand): Promise<FaceFile[]> {
  return [...(await readFamily('text', faces.text, brand.sourceOf(['faces', 'text']))), ...(await readFamily('label', faces.label, brand.sourceOf(['faces', 'label'])))];
}

/** Every file of the faces for other scripts, in order of preference. Throws as `readFaces` does. */
export async function readOtherFaces(faces: BrandSpec['faces'], brand: Brand): Promise<FaceFile[]> {
  return (await Promise.all((faces.others ?? []).map((spec) => readFamily('other', spec, brand.sourceOf(['faces', 'others']))))).flat();
}

async function readFamily(role: FaceFile['role'], spec: FaceSpec, brand: Place): Promise<FaceFile[]> {
  const { folder, ranges } = await findFolder(spec, brand);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.woff2')).sort();
  const wanted = [...spec.weights.map((weight) => ({ weight, style: 'normal' as const })), ...(spec.italics ?? []).map((weight) => ({ weight, style: 'italic' as const }))];
  const found: FaceFile[] = [];
  for (const { weight, style } of wanted) {
    const before = found.length;
    const pattern = new RegExp(`^${slug(spec.family)}-(.+)-${weight}-${style}\\.woff2$`);
    for (const name of names) {
      const subset = pattern.exec(name)?.[1];
      if (subset === undefined) continue;
      const path = join(folder, name);
      if (spec.from === 'fonts') await refuseOutside(folder, name, `${brand.file.replace(/brand\.yaml$/, '')}fonts/${name}`);
      // Fontsource writes the numbered subsets of large scripts as `[118]`.
      const face = { role, family: spec.family, weight, style, subset, range: ranges[subset] ?? ranges[`[${subset}]`] ?? '', path };
      found.push(role === 'other' ? readLater(face) : { ...face, bytes: await readFile(path) });
    }
    if (found.length === before) {
      throw failure('THEME_FONT', `There is no file for ${spec.family}, weight ${weight}, ${style}.`, { file: brand.file, hint: `It would be called ${slug(spec.family)}-latin-${weight}-${style}.woff2.` });
    }
  }
  return found;
}

function readLater(face: Omit<FaceFile, 'bytes'>): FaceFile {
  return {
    ...face,
    get bytes() {
      return readFileSync(face.path);
    },
  };
}

async function findFolder(spec: FaceSpec, brand: Place): Promise<{ folder: string; ranges: Record<string, string> }> {
  if (spec.from === 'fonts') {
    const folder = join(brand.folder, 'fonts');
    return { folder, ranges: await readRanges(join(folder, 'unicode.json')) };
  }
  const name = spec.from.slice('package:'.length);
  try {
    const root = dirname(createRequire(import.meta.url).resolve(`${name}/LICENSE`));
    return { folder: join(root, 'files'), ranges: await readRanges(join(root, 'unicode.json')) };
  } catch {
    throw failure('THEME_FONT', `The package "${name}" is not installed beside the program.`, { file: brand.file, hint: `Run "npm install ${name}" where the program is installed, or put the font's files into the theme's folder fonts/ and write "from: fonts".` }, 2);
  }
}

async function readRanges(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch(() => '{}');
  return JSON.parse(text) as Record<string, string>;
}

function slug(family: string): string {
  return family.toLowerCase().replaceAll(' ', '-');
}

export interface Faces {
  /** Text and label. */
  readonly faces: readonly FaceFile[];
  readonly otherFaces: readonly FaceFile[];
}

/**
 * The files that `text` has letters for, and always `latin` of text and label.
 * A face for another script is taken only for letters that those two have in none of their files.
 */
export function selectFaces({ faces, otherFaces }: Faces, text: string): FaceFile[] {
  const letters = [...lettersOf(text)].filter((c) => !isCovered(c));
  const known = faces.flatMap((face) => parseUnicodeRange(face.range));
  const foreign = faces.some((face) => face.range === '') ? [] : letters.filter((c) => !isInSpans(c, known));
  const isNeeded = ({ range }: FaceFile): boolean => {
    const spans = parseUnicodeRange(range);
    return letters.some((c) => isInSpans(c, spans));
  };
  return [...faces.filter((face) => face.subset === 'latin' || face.range === '' || isNeeded(face)), ...selectByLetters(otherFaces, foreign)];
}

/** `@font-face` rules with `data:` URIs for the files that `selectFaces` takes. */
export function faceCss(theme: Faces, text: string): string {
  return selectFaces(theme, text).map((face) => `@font-face { font-family: "${face.family}"; font-weight: ${face.weight}; font-style: ${face.style}; font-display: block; `
    + `src: url(data:font/woff2;base64,${face.bytes.toString('base64')}) format("woff2");${face.range === '' ? '' : ` unicode-range: ${face.range};`} }`).join('\n');
}

/** Combining marks and punctuation that `latin` has although other subsets list them too, and would be pulled in for. */
function isCovered(code: number): boolean {
  return (code >= 0x2000 && code <= 0x206f) || [0x131, 0x152, 0x153, 0x304, 0x308, 0x329].includes(code);
}

/** Families whose faces a page declares, in the order of their rules. */
export function declaredFamilies(html: string): string[] {
  return [...new Set([...html.matchAll(/@font-face \{ font-family: "([^"]+)"/g)].map((match) => match[1] ?? ''))];
}
