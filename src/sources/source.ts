// The nouns of this room: what a source is, what it asks for, what it gets and what it makes of it.
// Must not ask anybody: http.ts does. A new source is one file beside this one and one entry in registry.ts.
import type { Day, Month } from '../period.ts';
import type { ShapeProblem } from './shape.ts';

/** Who publishes it, under what terms, and what it counts. As in `data/registry/sources.yaml`. */
export interface SourceInfo {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly publisher: string;
  readonly title: string;
  /** For a reader: the page, not the API. */
  readonly url: string;
  readonly licence: string;
  /** The line that the licence asks for, verbatim, `{as_of}` replaced by the last day counted; empty where none. */
  readonly attribution: string;
  readonly counts: string;
  readonly countsNot: string;
}

/** What a source promises; broken promises become a verdict. */
export interface Promises {
  /** Fewer rows are suspect: an empty answer with status 200 is a failure that looks like success. */
  readonly minRows: number;
  /** The newest figure may be this many days older than the collection; older is stale. */
  readonly maxAgeDays?: number;
  /** A figure may grow to this many times its value of the collection before, or shrink to 1/n; default 10. */
  readonly maxJump?: number;
  /** Share of the collection before that may be missing; default 0.2. */
  readonly maxMissing?: number;
  /** Series that only ever grow, such as all-time counters. */
  readonly growing?: readonly string[];
  /** Series that cannot be held against their past: lists of the largest, whose names come and go, and counts of rare things. */
  readonly unsteady?: readonly string[];
}

/** How gently a server wants to be asked. */
export interface Manners {
  /** Requests at once; default 2. */
  readonly concurrency?: number;
  /** Least milliseconds between the starts of two requests; default 0. */
  readonly spacing?: number;
}

export interface TokenUse {
  /** Name of the environment variable: `HF_TOKEN`. Sent as `Authorization: Bearer …` to the base address and nowhere else. */
  readonly variable: string;
  /** Without it the source is not asked, and says so. */
  readonly required: boolean;
  /** Ask once more without it after 401 or 403: a narrow token can be refused where nobody needs one. */
  readonly retryWithout?: boolean;
}

export interface Source extends SourceInfo {
  /** Default base address, no slash at the end. */
  readonly base: string;
  /** Environment variable that replaces it: `HF_ENDPOINT`. `--source-url` and the configuration win over it. */
  readonly baseVariable?: string;
  /** Further origins (`https://pypistats.org`) that may be asked; the token is not sent there. */
  readonly also?: readonly string[];
  readonly token?: TokenUse;
  /** `running`: counters that show only today, collected from the last day of the month to its cut-off. `dated`: has a history. */
  readonly figures: 'running' | 'dated';
  /** Its address is the path of a file; it is asked only when one is named. */
  readonly isLocal?: true;
  readonly promises: Promises;
  readonly manners?: Manners;
  /** What would be asked, for `--dry-run`. Asks nobody. */
  readonly plan: (context: SourceContext) => readonly PlannedStep[];
  /** Asks for all that `parse` needs. Same context and same answers: same requests. Nothing else is kept than what was asked. */
  readonly gather: (context: GatherContext) => Promise<void>;
  /**
   * Rows from the captures alone, which come in order of their keys: no clock, no network, no file. Replay depends on it.
   * What does not have the expected shape goes to `shapes`, with its path and a sample; it must not be guessed.
   */
  readonly parse: (captures: readonly Capture[], context: SourceContext) => Promise<Parsed>;
}

export interface PlannedStep {
  /** `models of 447 organisations`. */
  readonly what: string;
  /** At least so many requests. */
  readonly requests: number;
  /** An example address. */
  readonly url: string;
}

/** What a source may know besides its captures: frozen beside them, so that replay has the same. */
export interface SourceContext {
  readonly month: Month;
  /** Base address in use, no slash at the end. */
  readonly base: string;
  /** `--since`: only figures from this day on, for sources with a history. */
  readonly since?: Day;
  readonly registry: SourceRegistry;
}

/** Who is who, from `data/registry`. */
export interface SourceRegistry {
  readonly organisations: readonly { readonly namespace: string; readonly name: string; readonly country: string; readonly note: string }[];
  readonly families: readonly { readonly name: string; readonly organisation: string; readonly country: string; readonly match: readonly string[] }[];
  readonly countries: ReadonlyMap<string, { readonly name: string; readonly bloc: string }>;
}

export interface GatherContext extends SourceContext {
  /** Asks, or takes what an interrupted run already has. Throws SourceFailure. The body is in the raw store before this returns. */
  readonly fetch: (request: SourceRequest) => Promise<Capture>;
  /** Takes a file of the project (path with forward slashes) into the raw store. */
  readonly read: (key: string, path: string) => Promise<Capture>;
  /**
   * Takes into the raw store what was counted in a file too large to keep. `url` names that file without its folder, and its
   * hash. Never taken from an interrupted run.
   */
  readonly keep: (key: string, url: string, body: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<Capture>;
  /** Writes a body that is too large for the raw store to `request.to`, whole or not at all. Throws SourceFailure. */
  readonly download: (request: SourceRequest & { readonly to: string }, etag?: string) => Promise<Downloaded>;
  /** Aborted when the time for this source is over. */
  readonly signal: AbortSignal;
  /** Works through `items`, a few at a time, in order; the first failure stops the rest. Use it instead of Promise.all. */
  readonly each: <T>(items: readonly T[], work: (item: T, index: number) => Promise<void>) => Promise<void>;
  /** How many requests are expected in all, for the time left. May be said again. */
  readonly expect: (requests: number) => void;
}

/** What the answer must be; another content type is refused, and a text that is no JSON is retried. */
export type BodyKind = 'json' | 'ndjson' | 'csv' | 'text' | 'binary';

export interface SourceRequest {
  /** Stable name within the source and month, such as `models/Qwen/0001`; resuming and the order of the captures go by it. */
  readonly key: string;
  /** Absolute: `${base}/…`, or a `next` link as the server wrote it. */
  readonly url: string;
  readonly kind: BodyKind;
  /** Besides 200, statuses that are an answer and not a failure: `[404]` for an organisation that may be gone. */
  readonly answers?: readonly number[];
  /** Most bytes after decompression; default 64 MiB. */
  readonly maxBytes?: number;
  /** Most milliseconds for one attempt, from the first byte sent to the last one read; default 120,000. */
  readonly limit?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absolute path: the body, of the kind `binary`, is written there piece by piece and never held in memory. */
  readonly to?: string;
}

/** What lies on the disk after a download. */
export interface Downloaded {
  /** The server says that the version with the etag is still the present one, and nothing was written. */
  readonly isUnchanged: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** One answer, as it lies in the raw store. */
export interface Capture {
  readonly key: string;
  /** Without secrets. `project:<path>` for a file of the project. */
  readonly url: string;
  readonly status: number;
  /** Those that matter, names in lower case: content-type, etag, last-modified, link, date, ratelimit, x-error-code, … */
  readonly headers: Readonly<Record<string, string>>;
  /** SHA-256 of the body after decompression, lower-case hexadecimal. */
  readonly sha256: string;
  /** Bytes of the body after decompression. */
  readonly size: number;
  /** When the last byte was read, `2025-12-01T08:00:00.000Z`. */
  readonly capturedAt: string;
  /** The body, checked against `sha256`. Throws RAW_CORRUPT. */
  readonly read: () => Promise<Uint8Array>;
}

/** One figure: the columns of an observation table, numbers as digits. See data/README.md. */
export interface Row {
  /** `<measure>.<tracker>`. */
  readonly series: string;
  readonly entity: string;
  /** ISO 3166 alpha-2, `ZZ`, or a bloc. */
  readonly country: string;
  readonly period: string;
  /** Digits as the source printed them. A number is written without exponent. */
  readonly value?: string | number | bigint;
  readonly low?: string | number | bigint;
  readonly high?: string | number | bigint;
  readonly qualifier?: '' | '>' | '<' | '~' | 'up to';
  readonly unit: string;
  readonly denominator: string;
  readonly window: string;
  /** Last day counted or read; default: the day of the last capture (UTC). */
  readonly asOf?: Day;
  /** Only for a dated dump, which counts from its own day; default: the day of the last capture (UTC). */
  readonly published?: Day;
  readonly evidence: 'primary' | 'secondary' | 'derived' | 'vendor';
  /** Id of the source that the row cites; default: this source's own. */
  readonly source?: string;
  /** Where in the capture: `models/Qwen/0001 [3].downloads`. Begins with the key of a capture, so that a trace leads to the bytes. */
  readonly locator: string;
  readonly note?: string;
}

export interface Parsed {
  readonly rows: readonly Row[];
  /** Last day that the figures cover as the source itself says; for freshness and `{as_of}`. */
  readonly asOf?: Day;
  /** What does not have the expected shape. Any of them refuses the source. */
  readonly shapes: readonly ShapeProblem[];
  /** What a reader should know, such as "12 models without a creation date were left out". */
  readonly notes?: readonly string[];
}

/** The source could not be collected. `until` is set when it asked us to come back later. */
export class SourceFailure extends Error {
  readonly code: string;
  readonly hint: string;
  /** Milliseconds since 1970. */
  readonly until: number | undefined;
  readonly attempts: number;

  constructor(code: string, message: string, hint: string, rest: { readonly until?: number | undefined; readonly attempts?: number; readonly cause?: unknown } = {}) {
    super(message, rest.cause === undefined ? undefined : { cause: rest.cause });
    this.name = 'SourceFailure';
    this.code = code;
    this.hint = hint;
    this.until = rest.until;
    this.attempts = rest.attempts ?? 0;
  }
}
