// A checked table column by column: what was parsed once is read again in a fraction of the time and of the memory.
// Must not be believed against the frozen table, which is hashed each time, and must not know where copies are kept.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { sha256 } from '../files.ts';
import type { Observation, Printed } from '../observations/observation.ts';
import type { Known } from '../observations/rows.ts';
import type { Period } from '../period.ts';

/** Where copies are kept: each comes back as it was written or not at all. */
export interface CopyStore {
  /** A hash of the program, which checks the rows and shapes the copies. */
  readonly program: string;
  /** `key` is a SHA-256 in hexadecimal. */
  readonly maybeRead: (key: string) => Promise<Uint8Array | undefined>;
  readonly write: (key: string, bytes: Uint8Array) => Promise<void>;
  /** Removes what has not been used for longest. */
  readonly trim: () => Promise<void>;
}

/** Texts that months have in common, each kept once. */
export type SharedTexts = Map<string, string>;

const TEXTS = ['series', 'entity', 'country', 'qualifier', 'unit', 'denominator', 'window', 'asOf', 'published', 'evidence', 'source', 'locator', 'note'] as const;
const NUMBERS = ['value', 'low', 'high'] as const;

/** Between the texts of a column, and between columns: characters that no cell may hold. */
const [BETWEEN, END] = ['\u001f', '\u001e'];

interface Head {
  readonly rows: number;
  readonly periods: readonly Period[];
  readonly printed: readonly Printed[];
}

/** What is in each column of texts, in order of its first row. */
type Texts = readonly (readonly string[])[];

/** Per column the place of each row's text; the last column is the line. One that is the same in all rows has no places. */
type Columns = readonly (Uint32Array | undefined)[];

/** The table's hash stands for its rows; another program may find other things in them. */
export function copyKey(program: string, table: string): string {
  return sha256(JSON.stringify(['snapshot copy', program, table]));
}

/** Observations of one table in its order; their keys are `<file>:<line>`. */
export function encodeObservations(observations: readonly Observation[]): Uint8Array {
  const columns = [...TEXTS.map((name) => listColumn(observations, (o) => o[name])), listColumn(observations, (o) => JSON.stringify(o.period)), listColumn(observations, (o) => JSON.stringify(o.printed))];
  const parse = <T>(column: number): T[] => (columns[column]?.texts ?? []).map((text) => JSON.parse(text) as T);
  const head: Head = { rows: observations.length, periods: parse(TEXTS.length), printed: parse(TEXTS.length + 1) };
  const text = Buffer.from([JSON.stringify(head), ...columns.slice(0, TEXTS.length).map(({ texts }) => texts.join(BETWEEN))].join(END));
  const start = Buffer.alloc(sizeOfHead(text.length));
  start.writeUInt32LE(text.length);
  text.copy(start, 8);
  const numbers = NUMBERS.map((name) => Float64Array.from(observations, (o) => o[name] ?? NaN));
  const lines = Uint32Array.from(observations, (o) => Number(o.key.slice(o.key.lastIndexOf(':') + 1)));
  const places = columns.flatMap(({ texts, places }) => (texts.length > 1 ? [places] : []));
  return zstdCompressSync(Buffer.concat([start, ...[...numbers, ...places, lines].map(({ buffer, byteLength }) => new Uint8Array(buffer, 0, byteLength))]));
}

function listColumn(observations: readonly Observation[], textOf: (o: Observation) => string): { readonly texts: readonly string[]; readonly places: Uint32Array } {
  const seen = new Map<string, number>();
  const places = Uint32Array.from(observations, (o) => {
    const text = textOf(o);
    const place = seen.get(text) ?? seen.size;
    seen.set(text, place);
    return place;
  });
  return { texts: [...seen.keys()], places };
}

/** Columns begin at a multiple of eight, so that they are read in place. */
function sizeOfHead(length: number): number {
  return 8 + Math.ceil(length / 8) * 8;
}

/** The same observations. Undefined where the registry does not know a country or a source of theirs: then the table's problems are to be told. */
export function maybeDecode(copy: Uint8Array, file: string, known: Known, shared: SharedTexts): readonly Observation[] | undefined {
  const plain = zstdDecompressSync(copy);
  const bytes = plain.byteOffset % 8 === 0 ? plain : Buffer.from(new Uint8Array(plain).buffer);
  const length = bytes.readUInt32LE(0);
  const [first = '', ...joined] = bytes.toString('utf8', 8, 8 + length).split(END);
  const head = JSON.parse(first) as Head;
  const { rows, periods, printed } = head;
  const texts: Texts = joined.map((column) => (rows === 0 ? [] : column.split(BETWEEN)));
  const textsOf = (name: (typeof TEXTS)[number]): readonly string[] => texts[TEXTS.indexOf(name)] ?? [];
  if (!textsOf('country').every((code) => known.countries.has(code)) || !textsOf('source').every((id) => known.sources.has(id))) return undefined;
  let at = bytes.byteOffset + sizeOfHead(length);
  const numbers = new Float64Array(bytes.buffer, at, NUMBERS.length * rows);
  at += numbers.byteLength;
  const columns = [...texts, periods, printed, undefined].map((all) => {
    if (all?.length === 1) return undefined;
    const places = new Uint32Array(bytes.buffer, at, rows);
    at += places.byteLength;
    return places;
  });
  return listObservations(head, texts.map((column) => column.map((text) => keepText(text, shared))), columns, numbers, file, known);
}

/** The text as it was met first; by itself, since one cut out of a long text would hold that too. */
function keepText(text: string, shared: SharedTexts): string {
  const kept = shared.get(text) ?? Buffer.from(text).toString('utf8');
  if (!shared.has(kept)) shared.set(kept, kept);
  return kept;
}

function listObservations({ rows, periods, printed }: Head, texts: Texts, columns: Columns, numbers: Float64Array, file: string, known: Known): readonly Observation[] {
  const spread = <T>(all: readonly T[], column: number): readonly T[] => spreadColumn(all, columns[column], rows);
  const [series = [], entity = [], country = [], qualifier = [], unit = [], denominator = [], window = [], asOf = [], published = [], evidence = [], source = [], locator = [], note = []] = texts.map(spread);
  const [period, shown, bloc] = [spread(periods, TEXTS.length), spread(printed, TEXTS.length + 1), spread((texts[2] ?? []).map((code) => known.countries.get(code)?.bloc), 2)];
  const lines = columns.at(-1);
  const start = `${file}:`;
  const out: Observation[] = [];
  for (let i = 0; i < rows; i += 1) {
    // Written out in the order of a parsed one: nine of ten rows are so, and an object made of parts takes twice as long.
    const usual = {
      key: start + String(lines?.[i]), series: series[i], entity: entity[i], country: country[i], bloc: bloc[i], period: period[i], value: numbers[i],
      qualifier: qualifier[i], unit: unit[i], printed: shown[i], denominator: denominator[i], window: window[i],
      asOf: asOf[i], published: published[i], evidence: evidence[i], source: source[i], locator: locator[i], note: note[i],
    } as Observation;
    out.push(!Number.isNaN(numbers[i]) && Number.isNaN(numbers[rows + i]) ? usual : withBounds(usual, numbers[rows + i] ?? NaN, numbers[2 * rows + i] ?? NaN));
  }
  return out;
}

/** The column's text of each row. Throws for a place that there is none for. */
function spreadColumn<T>(all: readonly T[], places: Uint32Array | undefined, rows: number): readonly T[] {
  const [only] = all;
  if (places === undefined && only !== undefined) return new Array<T>(rows).fill(only);
  const out: T[] = [];
  for (let i = 0; i < rows; i += 1) {
    const text = all[places?.[i] ?? -1];
    if (text === undefined) throw new Error('A copy without its words.');
    out.push(text);
  }
  return out;
}

/** A range has both bounds and may have no value; an event has none of the three. */
function withBounds(usual: Observation, low: number, high: number): Observation {
  const { key, series, entity, country, bloc, period, value = NaN, ...last } = usual;
  return { key, series, entity, country, bloc, period, ...(Number.isNaN(value) ? {} : { value }), ...(Number.isNaN(low) ? {} : { low, high }), ...last };
}
