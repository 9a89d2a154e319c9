// Reading untrusted JSON and tables: a value with its path, and what is wrong with it with a sample.
// Must not guess: a field that is not as expected is reported, never coerced.

/** A field renamed, a type changed: where, what was expected, what is there. */
export interface ShapeProblem {
  /** Key of the capture and path: `models/Qwen/0001 [3].downloads`. */
  readonly path: string;
  /** `expected a whole number`. */
  readonly expected: string;
  /** The value as JSON, shortened, or `(absent)` with the names that are there. */
  readonly sample: string;
}

/** A value of untrusted JSON. Each reader returns undefined and reports once when the value is not as expected. */
export interface Shape {
  readonly value: unknown;
  readonly path: string;
  readonly isAbsent: boolean;
  /** Field of an object. Reading it tells whether it had to be there: `text` reports an absent one, `maybeText` does not. */
  readonly field: (name: string) => Shape;
  readonly items: () => readonly Shape[];
  /** Own fields, for an object used as a map. */
  readonly entries: () => readonly (readonly [string, Shape])[];
  readonly text: () => string | undefined;
  /** Finite. */
  readonly number: () => number | undefined;
  /** Whole, from 0 to 2^53 − 1. */
  readonly count: () => number | undefined;
  /** ISO 8601 time with zone or plain day; gives the day (UTC). */
  readonly day: () => string | undefined;
  readonly flag: () => boolean | undefined;
  /** The same, but absent or null is fine. */
  readonly maybeText: () => string | undefined;
  readonly maybeNumber: () => number | undefined;
  readonly maybeCount: () => number | undefined;
  readonly maybeDay: () => string | undefined;
  readonly maybeItems: () => readonly Shape[];
  /** Reports that the value is not what was expected. */
  readonly report: (expected: string) => void;
}

/** Most problems that are kept: the first tell what changed. */
const MOST = 20;

/** `value` as read from the capture `key`; problems go to `problems`. */
export function shapeOf(value: unknown, key: string, problems: ShapeProblem[]): Shape {
  return at(value, key, () => [], problems);
}

/** The JSON of a body. Reports and gives undefined when it is none. `problems` as in shapeOf. */
export function parseJsonShape(body: Uint8Array, key: string, problems: ShapeProblem[]): Shape | undefined {
  const text = new TextDecoder('utf-8').decode(body);
  try {
    return shapeOf(JSON.parse(text) as unknown, `${key} `, problems);
  } catch {
    add(problems, { path: key, expected: 'expected JSON', sample: text.trim() === '' ? '(empty)' : clip(text.trim()) });
    return undefined;
  }
}

function at(value: unknown, path: string, siblings: () => readonly string[], problems: ShapeProblem[]): Shape {
  const isAbsent = value === undefined || value === null;
  const report = (expected: string): void => add(problems, { path: path.trim(), expected, sample: value === undefined ? absent(siblings()) : clip(JSON.stringify(value) ?? String(value)) });
  const want = <T>(found: T | undefined, expected: string): T | undefined => {
    if (found === undefined) report(expected);
    return found;
  };
  const child = (name: string): Shape => {
    const record = isRecord(value) ? value : undefined;
    return at(record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined, `${path}${path.endsWith(' ') || path === '' ? '' : '.'}${name}`, () => Object.keys(record ?? {}), problems);
  };
  const items = (): readonly Shape[] => (want(Array.isArray(value) ? (value as unknown[]) : undefined, 'expected a list') ?? []).map((item, i) => at(item, `${path}[${i}]`, () => [], problems));
  const text = (): string | undefined => want(typeof value === 'string' ? value : undefined, 'expected text');
  const number = (): number | undefined => want(typeof value === 'number' && Number.isFinite(value) ? value : undefined, 'expected a number');
  const count = (): number | undefined => want(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined, 'expected a whole number from 0');
  const day = (): string | undefined => want(typeof value === 'string' ? maybeDayOf(value) : undefined, 'expected a time such as 2025-11-30T12:00:00.000Z');
  const maybe = <T>(read: () => T | undefined) => (): T | undefined => (isAbsent ? undefined : read());
  return {
    value, path: path.trim(), isAbsent, field: child, items, report, text, number, count, day,
    entries: () => Object.keys(want(isRecord(value) ? value : undefined, 'expected an object') ?? {}).map((name) => [name, child(name)] as const),
    flag: () => want(typeof value === 'boolean' ? value : undefined, 'expected true or false'),
    maybeText: maybe(text), maybeNumber: maybe(number), maybeCount: maybe(count), maybeDay: maybe(day),
    maybeItems: () => (isAbsent ? [] : items()),
  };
}

/** The day (UTC) of an ISO 8601 time with a zone, or a plain day; undefined for anything that the calendar has not. */
export function maybeDayOf(text: string): string | undefined {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString();
    if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return undefined;
    return Temporal.Instant.from(text).toString().slice(0, 10);
  } catch {
    return undefined;
  }
}

function add(problems: ShapeProblem[], problem: ShapeProblem): void {
  if (problems.length < MOST) problems.push(problem);
}

function absent(siblings: readonly string[]): string {
  return siblings.length === 0 ? '(absent)' : `(absent; there are: ${siblings.slice(0, 12).map((name) => clip(name, 40)).join(', ')}${siblings.length > 12 ? ', …' : ''})`;
}

function clip(text: string, most = 120): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
