// The nouns of this room: a brief as written (Spec) and as checked (Config). Must not read or check.
import type { Problem } from '../errors.ts';
import type { Day, Month } from '../period.ts';
import type { EmailConfig, EmailSpec } from './email.ts';
import type { ScheduleConfig, ScheduleSpec } from './schedule.ts';
import type { EditorialConfig } from './editorial.ts';
import type { FocusBloc, FocusSpec } from './focus.ts';
import type { Path } from './schema.ts';
import type { FigureManner } from './figure-manner.ts';

export type PageSize = 'A4' | 'Letter';
export type Length = 'full' | 'short';
export interface PageLimits {
  readonly min: number;
  readonly max: number;
}

/** One block of a section as written: exactly one key. */
export interface ItemSpec {
  readonly figure?: string;
  readonly text?: string;
  readonly findings?: readonly string[];
  readonly table?: string;
  readonly register?: string;
  readonly questions?: string;
  readonly waiting?: string;
}

export interface FigureSpec extends FigureManner {
  readonly metric?: string;
  readonly sql?: SqlConfig;
  readonly words?: FigureWords;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly chart: string;
  readonly findings?: readonly string[];
  readonly waiting?: string;
  readonly width?: 'full' | 'half';
  readonly required?: boolean | Month;
  readonly events?: readonly EventConfig[];
}

/** The brief's own words in another language than its default one. */
export interface TranslationSpec {
  readonly title?: string;
  readonly short_title?: string;
  readonly question?: string;
  readonly keywords?: readonly string[];
}

/** A query that gives a figure's rows, with what a number of it means. */
export interface SqlConfig {
  readonly query: string;
  /** As in the tables: `million downloads`. */
  readonly unit: string;
  readonly denominator: string;
  readonly window: string;
  readonly decimals?: number;
  /** Keys under `caveats.` in the messages. */
  readonly caveats?: readonly string[];
}

/** Words of a figure that stand in the brief itself. */
export interface FigureWords {
  readonly title?: string;
  readonly subtitle?: string;
  readonly measure?: string;
  readonly unit?: string;
  readonly scope?: string;
  readonly country?: string;
  readonly care?: string;
  readonly caveat?: string;
  readonly chart?: Readonly<Record<string, string>>;
}

/** A section that a variant changes or adds. */
export interface VariantSectionSpec {
  readonly id: string;
  /** In place of the brief's items, or those of a section that only the variant has. */
  readonly items?: readonly ItemSpec[];
  /** Names of figures, texts, tables, registers, … that it leaves out. */
  readonly without?: readonly string[];
}

export interface VariantSpec {
  readonly name: string;
  readonly title?: string;
  readonly short_title?: string;
  readonly question?: string;
  readonly translations?: Readonly<Record<string, TranslationSpec>>;
  readonly page?: PageSize;
  readonly length?: Length;
  readonly pages?: Partial<PageLimits>;
  readonly theme?: string;
  readonly headline_figure?: string;
  readonly focus?: FocusSpec;
  readonly sections?: readonly (string | VariantSectionSpec)[];
  /** Keys that replace those of the figure; `params` are merged. */
  readonly figures?: Readonly<Record<string, Partial<FigureSpec>>>;
}

/** `data/briefs/<name>.yaml` after BRIEF_SCHEMA accepted it. */
export interface BriefSpec extends Omit<VariantSpec, 'name' | 'sections' | 'figures'> {
  readonly title: string;
  readonly question: string;
  readonly publisher: string;
  readonly author?: string;
  readonly contact: string;
  readonly licence: string;
  readonly keywords?: readonly string[];
  readonly first: Month;
  readonly cutoff_day?: number;
  readonly publication_day?: number;
  readonly locale?: string;
  readonly locales?: readonly string[];
  readonly variants?: readonly VariantSpec[];
  readonly sections: readonly { readonly id: string; readonly items: readonly ItemSpec[] }[];
  readonly figures: Readonly<Record<string, FigureSpec>>;
  readonly comparisons?: readonly ComparisonConfig[];
  readonly editorial?: readonly EditorialConfig[];
  readonly accept?: readonly AcceptConfig[];
  readonly sources?: Readonly<Record<string, string>>;
  readonly browser?: string | { readonly path?: string };
  readonly email?: EmailSpec;
  readonly schedule?: ScheduleSpec;
}

export interface EventConfig {
  readonly date: Day;
  /** At most 50 characters. */
  readonly label: string;
}

/** A suspect source that the analyst vouches for. */
export interface AcceptConfig {
  readonly source: string;
  readonly reason: string;
}

/** An earlier figure and a later one on the same matter: `[series, entity, period]` each, the last two optional. */
export interface ComparisonConfig {
  readonly id: string;
  readonly earlier: readonly string[];
  readonly later: readonly string[];
}

export type ItemConfig =
  | { readonly kind: 'figure'; readonly figure: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'findings'; readonly findings: readonly string[] }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'register'; readonly register: string }
  | { readonly kind: 'questions'; readonly questions: string }
  | { readonly kind: 'waiting'; readonly waiting: string };

export interface SectionConfig {
  readonly id: string;
  readonly items: readonly ItemConfig[];
  /** Where it is in the file. */
  readonly at?: Path;
  /** The items' places there, where a variant has left some out. */
  readonly order?: readonly number[];
}

export interface FigureConfig extends FigureManner {
  readonly id: string;
  /** Empty for a figure of a query. */
  readonly metric: string;
  readonly sql?: SqlConfig;
  readonly words?: FigureWords;
  readonly params: Readonly<Record<string, unknown>>;
  readonly chart: string;
  /** Rule ids, the most telling first. */
  readonly findings: readonly string[];
  /** Key under `waiting.` in the messages: said until the figure has data. */
  readonly waiting?: string;
  readonly width: 'full' | 'half';
  /** A month: required in editions of that month and later. */
  readonly required: boolean | Month;
  readonly events: readonly EventConfig[];
  /** Where the keys are that a variant has replaced. */
  readonly replaced?: { readonly path: Path; readonly keys: readonly string[] };
}

/** Where a path of the configuration stands in its file, for a Problem. */
export type Place = Pick<Problem, 'file' | 'line' | 'column' | 'text'>;

/** A brief, checked, with every default filled in. */
export interface BriefConfig {
  /** File name without `.yaml`. */
  readonly name: string;
  /** Empty for the brief itself, else the variant that was applied. */
  readonly variant: string;
  readonly title: string;
  readonly shortTitle: string;
  readonly question: string;
  readonly publisher: string;
  readonly author: string;
  readonly contact: string;
  readonly licence: string;
  readonly keywords: readonly string[];
  /** Month of issue 1. */
  readonly first: Month;
  readonly cutoffDay: number;
  readonly publicationDay: number;
  /** Canonical BCP 47; the default one, which folder names leave out. */
  readonly locale: string;
  /** Canonical, the default one first. */
  readonly locales: readonly string[];
  /** By canonical language tag or language. */
  readonly translations: ReadonlyMap<string, TranslationSpec>;
  readonly page: PageSize;
  /** Whether the brief or its variant says so. */
  readonly pageGiven: boolean;
  readonly length: Length;
  readonly pages: PageLimits;
  readonly theme: string;
  readonly variants: readonly VariantSpec[];
  readonly headlineFigure?: string;
  /** The bloc that the edition is about. */
  readonly focus?: FocusBloc;
  readonly sections: readonly SectionConfig[];
  /** In the order of the file. */
  readonly figures: ReadonlyMap<string, FigureConfig>;
  readonly comparisons: readonly ComparisonConfig[];
  /** What the analyst decided about single findings. */
  readonly editorial: readonly EditorialConfig[];
  readonly accept: readonly AcceptConfig[];
  /** Base address by source id, without a trailing slash. */
  readonly sources: ReadonlyMap<string, string>;
  /** Absolute path of the browser, or the address of one that runs elsewhere, where one is set. */
  readonly browserPath?: string;
  readonly email?: EmailConfig;
  /** Undefined: the monthly job leaves the brief alone. */
  readonly schedule?: ScheduleConfig;
  /** Project-relative path of the file, with forward slashes. */
  readonly file: string;
  /** The file's text, as read. */
  readonly fileText: string;
  /** Place of the value at `path`, with the keys as written: `place(['figures', 'x', 'metric'])`. */
  readonly place: (path: Path) => Place;
  /** As `place`, of the character `offset` of the text at `path`. */
  readonly placeWithin: (path: Path, offset: number) => Place;
}

/** Whether an edition of `month` may not be built without the figure. */
export function isRequired(figure: FigureConfig, month: Month): boolean {
  return typeof figure.required === 'string' ? figure.required <= month : figure.required;
}
