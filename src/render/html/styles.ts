// Style sheets of a theme: the properties made from the brand, and what a sheet may not do. Must not read files.
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import type { BrandSpec } from './theme-schema.ts';

/** Colours and faces as custom properties: `--ink`, `--bloc-china`, `--face-text`, … */
export function themeProperties(spec: BrandSpec): string {
  const { blocs, ...roles } = spec.colours;
  const colours = Object.entries(roles).map(([role, colour]) => `--${role}: ${colour};`);
  const marks = Object.entries(blocs).map(([bloc, colour]) => `--bloc-${bloc}: ${colour};`);
  const others = (spec.faces.others ?? []).map((face) => `"${face.family}", `).join('');
  const stack = (family: string, generic: string): string => `"${family}", ${others}${generic}`;
  return `:root { ${[...colours, ...marks].join(' ')} --face-text: ${stack(spec.faces.text.family, 'serif')}; --face-label: ${stack(spec.faces.label.family, 'sans-serif')}; }`;
}

/** The same for messages, where a mail program knows no custom properties and mostly lacks the faces. */
export function mailProperties(spec: BrandSpec): ReadonlyMap<string, string> {
  const { blocs: _, ...roles } = spec.colours;
  return new Map([
    ...Object.entries(roles).map(([role, colour]): [string, string] => [`--${role}`, colour]),
    ['--face-text', `'${spec.faces.text.family}',Georgia,'Times New Roman',serif`],
    ['--face-label', `'${spec.faces.label.family}',Arial,Helvetica,sans-serif`],
  ]);
}

type Refused = readonly [RegExp, string, string];

/** Sought in a sheet without its comments. */
const REFUSED: readonly Refused[] = [
  [/@import\b/gi, 'A style sheet cannot import another one.', 'Copy the rules into the file.'],
  [/url\(\s*["']?(?!data:|#)/gi, 'A style sheet can only use data: addresses.', 'Put pictures into assets/ and use {{asset}} in a template.'],
  [/(?:image-set|cross-fade|\bsrc)\(/gi, 'A style sheet can only use data: addresses.', 'Put pictures into assets/ and use {{asset}} in a template.'],
  [/(?:^|[;{\s])(?:filter|backdrop-filter|mix-blend-mode|box-shadow|text-shadow|opacity)\s*:/gi, 'Transparency, shadows and filters spoil the PDF.', 'Use a solid colour.'],
];
/** Sought in a sheet without comments and texts: what is spelt with escapes is read by nobody but a browser. */
const REFUSED_OUTSIDE_TEXTS: readonly Refused[] = [[/\\[0-9a-z]/gi, 'A name cannot be spelt with escapes.', 'Write it in plain letters; \\2014 and the like belong into quotes.']];
/** Sought in the whole sheet: an element ends wherever its end is written. */
const REFUSED_ANYWHERE: readonly Refused[] = [[/<\/?style/gi, 'A style sheet cannot end its own element.', 'Leave the tag out.']];

const COMMENT_OR_TEXT = /\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g;
const blank = (text: string): string => text.replace(/[^\n]/g, ' ');

/** Throws every place where a sheet would load something, end its element, or make transparency. */
export function checkStyles(css: string, file: string): void {
  const bare = css.replace(COMMENT_OR_TEXT, (found) => (found.startsWith('/*') ? blank(found) : found));
  const names = css.replace(COMMENT_OR_TEXT, blank);
  const sought = [[bare, REFUSED], [names, REFUSED_OUTSIDE_TEXTS], [css, REFUSED_ANYWHERE]] as const;
  const problems: Problem[] = sought.flatMap(([text, refused]) => refused.flatMap(([pattern, message, hint]) => [...text.matchAll(pattern)].map((match) => {
    const before = text.slice(0, match.index + match[0].search(/[^;{\s]/)).split('\n');
    return { code: 'THEME_CSS', message, hint, file, text: css, line: before.length, column: (before.at(-1) ?? '').length + 1 };
  })));
  if (problems.length > 0) throw new BriefwrightError(problems);
}
