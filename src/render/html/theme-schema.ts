// What a brand file may say, and whether its colours can be read. Must not read files.
import type { Bloc } from '../../observations/observation.ts';
import type { Schema } from '../../config/schema.ts';
import { contrast } from './contrast.ts';

/** One face: a family whose files lie in an npm package or in the theme's `fonts/`. */
export interface FaceSpec {
  readonly family: string;
  /** `package:@fontsource/…` or `fonts`. */
  readonly from: string;
  readonly weights: readonly number[];
  readonly italics?: readonly number[];
}

/** `brand.yaml`, checked. Colours are `#rrggbb`. */
export interface BrandSpec {
  readonly colours: {
    readonly ink: string;
    readonly muted: string;
    readonly grid: string;
    readonly ground: string;
    readonly tint: string;
    readonly accent: string;
    readonly blocs: Readonly<Record<Bloc, string>>;
  };
  readonly faces: {
    readonly text: FaceSpec;
    readonly label: FaceSpec;
    /** For scripts that the two lack, in order of preference. */
    readonly others?: readonly FaceSpec[];
  };
  /** File name in the theme's `assets/`. */
  readonly logo?: string;
  /** Who is answerable, as the law wants it said. */
  readonly legal?: string;
  /** Paper of briefs that name none. */
  readonly page?: 'A4' | 'Letter';
}

const colour: Schema = { type: 'string', pattern: '^#[0-9a-f]{6}$', patternErrorMessage: 'must be a colour such as #1c2326 in lower case' };
const weights: Schema = { type: 'array', minItems: 1, uniqueItems: true, items: { type: 'integer', minimum: 100, maximum: 900 } };
const face: Schema = {
  type: 'object', additionalProperties: false, required: ['family', 'from', 'weights'],
  properties: {
    family: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9 ]*$', patternErrorMessage: 'must be letters, digits and spaces' },
    from: { type: 'string', pattern: '^(fonts|package:@fontsource/[a-z0-9-]+)$', patternErrorMessage: 'must be "fonts" or "package:@fontsource/<name>"' },
    weights, italics: { ...weights, description: 'Leave it out where the face has no italics.' },
  },
};
const BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'];
const ROLES = ['ink', 'muted', 'grid', 'ground', 'tint', 'accent'] as const;

const colours: Schema = {
  description: 'Colours by what they are for, #rrggbb.', type: 'object', additionalProperties: false,
  properties: {
    ...Object.fromEntries(ROLES.map((role) => [role, colour])),
    blocs: { type: 'object', additionalProperties: false, properties: Object.fromEntries(BLOCS.map((bloc) => [bloc, colour])) },
  },
};
const faces: Schema = { type: 'object', additionalProperties: false, properties: { text: face, label: face, others: { type: 'array', items: face } } };

/** A brand file of a project: the keys that it changes. */
export const BRAND_SCHEMA: Schema = {
  type: 'object', additionalProperties: false, minProperties: 1,
  properties: {
    colours, faces,
    logo: { type: 'string', pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*\\.(svg|png|jpg|webp)$', patternErrorMessage: 'must be the name of a picture in assets/ of the theme, such as logo.svg' },
    legal: { type: 'string', maxLength: 500, pattern: '^[^\\u0000-\\u001f\\u007f]+$', patternErrorMessage: 'must be one line of text' },
    page: { type: 'string', enum: ['A4', 'Letter'] },
  },
};

/** The package's own, which is whole. */
export const THEME_SCHEMA: Schema = {
  ...BRAND_SCHEMA, required: ['colours', 'faces'],
  properties: {
    ...BRAND_SCHEMA.properties,
    colours: {
      ...colours, required: [...ROLES, 'blocs'],
      properties: { ...colours.properties, blocs: { ...colours.properties?.['blocs'], required: [...BLOCS] } },
    },
    faces: { ...faces, required: ['text', 'label'] },
  },
};

export interface ContrastIssue {
  readonly path: readonly string[];
  readonly code: 'THEME_CONTRAST';
  readonly message: string;
  readonly hint: string;
}

/** Text needs 4.5 : 1 on ground and on tint, a bloc's mark 3 : 1 on ground (WCAG 2.2, 1.4.3 and 1.4.11). */
export function findContrastIssues(spec: BrandSpec): ContrastIssue[] {
  const { colours } = spec;
  const text = (['ink', 'muted', 'accent'] as const).flatMap((role) => [
    faint(['colours', role], colours[role], colours.ground, 4.5, 'the ground'),
    faint(['colours', role], colours[role], colours.tint, 4.5, 'the tint'),
  ]);
  const marks = BLOCS.map((bloc) => faint(['colours', 'blocs', bloc], colours.blocs[bloc], colours.ground, 3, 'the ground'));
  return [...text, ...marks].filter((issue) => issue !== undefined);
}

function faint(path: readonly string[], colourOf: string, ground: string, least: number, on: string): ContrastIssue | undefined {
  const ratio = contrast(colourOf, ground);
  if (ratio >= least) return undefined;
  return {
    path, code: 'THEME_CONTRAST', hint: 'Take a darker colour.',
    message: `${colourOf} on ${on} ${ground} has a contrast of ${(Math.floor(ratio * 100) / 100).toFixed(2)} to 1; it needs ${least}.`,
  };
}
