// The noun of this room: everything that the reader will see, as plain data. Must not know HTML.
import type { Confidence, Direction } from '../findings/finding.ts';
import type { Bloc, Evidence } from '../observations/observation.ts';
import type { FindingRecord } from './finding-record.ts';

/** Raised when a template written for an older shape could no longer read it. */
export const BRIEFING_FORMAT = 1;

/** A printed number; `n` is the id of its row in `Briefing.numbers`. */
export interface NumberRun {
  readonly n: string;
  readonly text: string;
}

/** A reference to endnote `note`, printed as a superior figure; `ref` is unique, so that the note can link back. */
export interface NoteRun {
  readonly note: number;
  readonly ref: string;
}

/** A reference to figure or section `to` (an element id). */
export interface CrossRun {
  readonly to: string;
  readonly text: string;
}

/** Words in another language than the edition's, or somebody's own words. */
export interface SpanRun {
  readonly text: string;
  readonly lang?: string;
  readonly strong?: boolean;
  /** Whose it is, where it is a number of the author's own. */
  readonly own?: string;
}

/** A live link. */
export interface LinkRun {
  readonly href: string;
  readonly text: string;
  readonly lang?: string;
}

export type Run = string | NumberRun | NoteRun | CrossRun | SpanRun | LinkRun;
/** Running text: plain strings and the runs that carry meaning. */
export type Text = readonly Run[];

export interface Takeaway {
  readonly finding: string;
  /** The number that leads, such as 64–75 %. */
  readonly lead: Text;
  readonly direction: Direction;
  readonly text: Text;
  /** Denominator, window, comparison. */
  readonly basis: Text;
  readonly confidence: Confidence;
  readonly confidenceLabel: string;
}

export interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: Text;
}

/** Words set apart: the analyst's own judgement, or a caution. */
export interface Callout {
  readonly kind: 'callout';
  readonly tone: 'commentary' | 'caution' | 'waiting' | 'correction';
  readonly title: string;
  readonly paragraphs: readonly Text[];
}

export interface ListBlock {
  readonly kind: 'list';
  readonly items: readonly Text[];
}

export interface Cell {
  readonly text: Text;
  readonly align: 'start' | 'end';
  /** Draws the bloc's mark (colour and shape) before the text. */
  readonly bloc?: Bloc;
}

export interface Table {
  readonly kind: 'table';
  /** Element id, unique. */
  readonly id: string;
  readonly caption: Text;
  readonly columns: readonly { readonly label: string; readonly align: 'start' | 'end' }[];
  /** The first cell of a row is its header. */
  readonly rows: readonly (readonly Cell[])[];
  readonly note: Text;
}

export interface Figure {
  readonly kind: 'figure';
  /** Element id and file name, as in the brief's configuration. */
  readonly id: string;
  readonly number: number;
  /** `Figure 3`, in the edition's language. */
  readonly label: string;
  /** The finding, ten words or fewer. */
  readonly headline: Text;
  /** Measure, geography, period. */
  readonly subtitle: Text;
  /** What the figure shows, with extremes and the latest value. */
  readonly alt: string;
  /** Half the measure or all of it. */
  readonly width: 'half' | 'full';
  /** Source with link, then what the figure is not. */
  readonly source: Text;
  readonly caveats: readonly Text[];
  /** Id of the twin in the annex. */
  readonly table: string;
}

/** An optional figure without data: said, never left blank. */
export interface Missing {
  readonly kind: 'missing';
  readonly id: string;
  readonly title: string;
  readonly text: Text;
}

export interface RegisterEntry {
  readonly date: string;
  readonly who: string;
  readonly bloc: Bloc;
  readonly kind: string;
  readonly text: Text;
  /** Later words on the same matter, indented under it. */
  readonly later: readonly Omit<RegisterEntry, 'later'>[];
}

export interface Register {
  readonly kind: 'register';
  readonly id: string;
  readonly entries: readonly RegisterEntry[];
}

/** Open questions, answered where there are data and left open where there are none. */
export interface Questions {
  readonly kind: 'questions';
  readonly items: readonly { readonly question: string; readonly answer: Text; readonly open: boolean }[];
}

export type Block = Paragraph | Callout | ListBlock | Table | Figure | Missing | Register | Questions;

export interface Section {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface Note {
  readonly number: number;
  /** Element id of the note. */
  readonly id: string;
  /** Publisher, title, date. */
  readonly text: Text;
  readonly url: string;
  readonly evidence: Evidence;
  /** "Primary source", "As reported by …", "Our arithmetic". */
  readonly evidenceLabel: string;
  /** Verbatim attribution that the licence asks for, or empty. */
  readonly attribution: string;
  /** `ref` of every NoteRun that points here. */
  readonly backlinks: readonly string[];
}

/** One printed number and its way back to the source. A row of `data.csv`. */
export interface PrintedNumber {
  readonly id: string;
  readonly text: string;
  /** Element id of the figure, table or section that prints it. */
  readonly where: string;
  /** The mark of a figure that it is: `china`, or `Qwen/atom` where the figure has groups. Absent elsewhere. */
  readonly row?: string;
  /** `<figure>.<rule>` of the finding whose sentence prints it. Absent elsewhere. */
  readonly finding?: string;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly qualifier: string;
  readonly unit: string;
  readonly period: string;
  readonly denominator: string;
  readonly window: string;
  readonly metric: string;
  readonly formula: string;
  /** Keys of the observations (`file:line`). */
  readonly observations: readonly string[];
  /** Source ids. */
  readonly sources: readonly string[];
}

export interface Edition {
  readonly month: string;
  readonly monthLabel: string;
  readonly issue: number;
  readonly published: string;
  readonly publishedLabel: string;
  readonly asOf: string;
  readonly asOfLabel: string;
  readonly next: string;
  readonly nextLabel: string;
  readonly status: 'new' | 'updated' | 'corrected' | 'draft';
  readonly statusLabel: string;
  /** BCP 47. */
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly page: 'A4' | 'Letter';
  readonly variant: string;
}

export interface Briefing {
  readonly format: typeof BRIEFING_FORMAT;
  readonly brief: {
    readonly name: string;
    readonly title: string;
    /** For running heads. */
    readonly shortTitle: string;
    readonly question: string;
    readonly publisher: string;
    readonly author: string;
    readonly contact: string;
    readonly licence: string;
    readonly keywords: readonly string[];
  };
  readonly edition: Edition;
  /** Document title: brief and month. */
  readonly title: string;
  readonly headline: Text;
  readonly bottomLine: Text;
  readonly takeaways: readonly Takeaway[];
  /** Everything that the rules found, most important first. */
  readonly findings: readonly FindingRecord[];
  /** The figure of page 1, where the brief names one. */
  readonly lead: readonly Block[];
  readonly sections: readonly Section[];
  /** Table twins of the figures. */
  readonly annex: readonly Table[];
  readonly notes: readonly Note[];
  readonly numbers: readonly PrintedNumber[];
  /** Files attached to or beside the edition, for the annex. */
  readonly attachments: readonly { readonly name: string; readonly description: string }[];
  /** Fixed words for the templates: `contents`, `source`, `notes`, `annex`, `page`, … */
  readonly words: Readonly<Record<string, string>>;
}
