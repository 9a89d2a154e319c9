// A theme: brand file, styles, faces and pictures, found by the override list and checked. Must not know the brief.
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { ChartTheme } from '../../charts/chart.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import { refuseOutside } from '../templates/template-set.ts';
import { readBrand } from './brand.ts';
import { readFaces, readOtherFaces } from './faces.ts';
import type { FaceFile } from './faces.ts';
import { flattenPng } from '../mail/flat-png.ts';
import { parseMailStyles } from '../mail/inline-styles.ts';
import type { MailStyles } from '../mail/inline-styles.ts';
import { checkStyles, mailProperties, themeProperties } from './styles.ts';

export interface Theme {
  readonly name: string;
  /** Custom properties, then `print.css`, then `screen.css`. */
  readonly css: string;
  readonly faces: readonly FaceFile[];
  /** For scripts that text and label lack. */
  readonly otherFaces: readonly FaceFile[];
  readonly chart: ChartTheme;
  /** `mail.css`, for messages. */
  readonly mail: MailStyles & { readonly css: string; /** The logo as PNG, where the theme has one: mail programs show no other kind of picture everywhere. */ readonly logo?: Uint8Array };
  /** `data:` URI by file name of `assets/`. */
  readonly assets: ReadonlyMap<string, string>;
  /** File name of a picture among `assets`, and the legal line; empty where there is none. */
  readonly brand: { readonly logo: string; readonly legal: string };
  /** Paper of briefs that name none. */
  readonly page?: 'A4' | 'Letter';
  /** Which folder each of its files came from, for the comment in the HTML. */
  readonly origins: ReadonlyMap<string, 'project' | 'built-in'>;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PICTURES: Readonly<Record<string, string>> = { '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp' };
const LARGEST_PICTURE = 512 * 1024;

interface Found {
  readonly text: string;
  readonly folder: string;
  readonly file: string;
  readonly origin: 'project' | 'built-in';
}

/**
 * Reads `themes/<name>/{brand.yaml,print.css,screen.css,mail.css,assets/}`; a folder wins over those after it, and the last is the package's own.
 * A project's theme of a new name takes the styles of `default` where it has none. Throws every problem of the brand file together.
 */
export async function readTheme(folders: readonly string[], name: string): Promise<Theme> {
  if (!NAME.test(name)) throw failure('THEME_NAME', `"${name}" cannot be a theme's name.`, { hint: 'Names are lower-case words with hyphens.' });
  const brand = await readBrand(folders, name);
  const print = await findFile(folders, name, 'print.css');
  const screen = await findFile(folders, name, 'screen.css');
  const mail = await findFile(folders, name, 'mail.css');
  const { spec } = brand;
  for (const sheet of [print, screen, mail]) checkStyles(sheet.text, sheet.file);
  const [faces, otherFaces] = await Promise.all([readFaces(spec.faces, brand), readOtherFaces(spec.faces, brand)]);
  const assets = await readAssets(folders, name);
  if (spec.logo !== undefined && !assets.has(spec.logo)) throw new BriefwrightError([brand.problemAt(['logo'], 'THEME_ASSET', `There is no picture "${spec.logo}" in assets/ of the theme.`, assets.size === 0 ? `Put it at templates/themes/${name}/assets/${spec.logo}.` : `Pictures: ${[...assets.keys()].join(', ')}.`)]);
  const picture = assets.get((spec.logo ?? '').replace(/\.[a-z]+$/, '.png'));
  const logo = picture === undefined ? undefined : flattenPng(Buffer.from(picture.slice(picture.indexOf(',') + 1), 'base64'), spec.colours.ground);
  if (picture !== undefined && logo === undefined) throw new BriefwrightError([brand.problemAt(['logo'], 'THEME_ASSET', 'The PNG of the logo cannot be shown in messages: it is no PNG, or transparent in a way that mail programs spoil.', 'Save it as PNG with 8 bits a colour, not interlaced, best without transparency.')]);
  const family = `'${spec.faces.label.family}', sans-serif`;
  return {
    name,
    css: [themeProperties(spec), print.text, screen.text].join('\n'),
    faces, otherFaces,
    chart: {
      ink: spec.colours.ink, muted: spec.colours.muted, grid: spec.colours.grid, ground: spec.colours.ground, blocs: spec.colours.blocs,
      labelFamily: family,
      fonts: chartFonts(faces, 'label'),
      otherFonts: chartFonts(otherFaces, 'other'),
    },
    mail: { ...parseMailStyles(mail.text, mail.file, mailProperties(spec)), css: mail.text, ...(logo === undefined ? {} : { logo }) },
    assets,
    brand: { logo: spec.logo ?? '', legal: spec.legal ?? '' },
    ...(spec.page === undefined ? {} : { page: spec.page }),
    origins: new Map([['brand.yaml', brand.origin], ['print.css', print.origin], ['screen.css', screen.origin]]),
  };
}

/** Upright files of one role, to measure and draw with. */
function chartFonts(faces: readonly FaceFile[], role: FaceFile['role']): { path: string; family: string; weight: number; range: string }[] {
  return faces.filter((face) => face.role === role && face.style === 'normal').map(({ path, family, weight, range }) => ({ path, family, weight, range }));
}

async function findFile(folders: readonly string[], name: string, file: string): Promise<Found> {
  const themes = name === 'default' ? ['default'] : [name, 'default'];
  for (const theme of themes) {
    for (const folder of folders) {
      const text = await readFile(join(folder, 'themes', theme, file), 'utf8').catch(() => undefined);
      const origin = folder === folders.at(-1) ? 'built-in' : 'project';
      if (text === undefined) continue;
      await refuseOutside(folder, `themes/${theme}/${file}`, `templates/themes/${theme}/${file}`);
      return { text, folder: join(folder, 'themes', theme), file: `templates/themes/${theme}/${file}`, origin };
    }
  }
  throw failure('THEME_MISSING', `There is no ${file} for the theme "${name}".`, { file: `templates/themes/${name}/${file}` });
}

async function readAssets(folders: readonly string[], name: string): Promise<Map<string, string>> {
  const assets = new Map<string, string>();
  for (const folder of folders.toReversed()) {
    const dir = join(folder, 'themes', name, 'assets');
    for (const entry of await readdir(dir, { withFileTypes: true }).catch(() => [])) {
      const type = PICTURES[extname(entry.name)];
      if (!entry.isFile() || type === undefined) continue;
      const bytes = await readFile(join(dir, entry.name));
      if (bytes.length > LARGEST_PICTURE) throw failure('THEME_ASSET', 'A picture of a theme may have 512 KiB at most.', { file: `templates/themes/${name}/assets/${entry.name}` });
      assets.set(entry.name, `data:${type};base64,${bytes.toString('base64')}`);
    }
  }
  return new Map([...assets].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export { parseBrand } from './brand.ts';
