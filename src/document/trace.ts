// The way back from a printed number to its observations and sources. Must not compute a figure.
import type { Snapshot } from '../history/snapshot.ts';
import type { Observation, Tables } from '../observations/observation.ts';
import type { Briefing, Figure, PrintedNumber } from './briefing.ts';
import type { FindingRecord } from './finding-record.ts';
import { plain } from './messages.ts';
import type { RevisedFigure } from './revised.ts';
import { maybeWorked } from './worked.ts';

/** What an earlier revision of the snapshot had in an observation's place, and why it has another figure now. */
export interface TracedRevision {
  readonly before: string;
  readonly at: string;
  readonly reason: RevisedFigure['reason'];
}

export interface TraceMatch {
  readonly id: string;
  readonly text: string;
  readonly where: string;
  /** `where` as a reader knows it. */
  readonly place: string;
  /** Matches with the same number here are one figure, printed in several places. From 1. */
  readonly figure: number;
  readonly row?: string;
  readonly finding?: string;
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit: string;
  readonly formula: string;
  /** The formula with its numbers filled in, where its arithmetic is known. */
  readonly worked?: string;
  readonly metric: string;
  readonly period: string;
  readonly denominator: string;
  readonly window: string;
  readonly cutoff: string;
  readonly observations: readonly { readonly key: string; readonly entity: string; readonly country: string; readonly period: string; readonly value: string; readonly published: string; readonly source: string; readonly locator: string; readonly revised?: TracedRevision }[];
  /** The tables that the observations stand in. */
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** The raw bodies that a collected observation was parsed from: the first few, and how many there are. */
  readonly raw: readonly { readonly snapshot: string; readonly bodies: number; readonly first: readonly { readonly url: string; readonly at: string; readonly sha256: string }[] }[];
  readonly sources: readonly { readonly id: string; readonly publisher: string; readonly title: string; readonly url: string; readonly date: string; readonly evidence: string }[];
}

/** What a label means: printed numbers, and the finding where it is the id of one. */
export interface TraceAnswer {
  readonly label: string;
  readonly matches: readonly TraceMatch[];
  /** How many figures the matches are: one figure may be printed in several places, and two figures may read the same. */
  readonly figures: number;
  readonly finding?: FindingRecord;
}

/** Numbers whose id, place, figure label ("Figure 3"), finding or printed text is `label`, in the order of print; undefined when there is nothing. */
export function maybeAnswer(label: string, briefing: Briefing, knowledge: Knowledge): TraceAnswer | undefined {
  const wanted = label.trim().toLowerCase();
  const finding = briefing.findings.find((f) => f.id === wanted);
  const numbers = finding === undefined ? findNumbers(wanted, briefing) : briefing.numbers.filter((n) => n.finding === finding.id);
  if (numbers.length === 0 && finding === undefined) return undefined;
  const matches = traceNumbers(numbers, briefing, knowledge);
  return { label, matches, figures: new Set(matches.map((m) => m.figure)).size, ...(finding === undefined ? {} : { finding }) };
}

/** `numbers` of `briefing`, each with its way back. */
export function traceNumbers(numbers: readonly PrintedNumber[], briefing: Briefing, knowledge: Knowledge): readonly TraceMatch[] {
  const groups = [...new Set(numbers.map(figureOf))];
  const earlier = new Map((knowledge.revised ?? []).map((r) => [r.after.key, { before: valueText(r.before), at: r.before.key, reason: r.reason }]));
  const byKey = new Map(knowledge.tables.observations.map((o) => [o.key, o]));
  return numbers.map((n) => ({ ...toMatch(n, byKey, knowledge, briefing.edition.asOf, earlier), place: placeOf(n.where, briefing), figure: groups.indexOf(figureOf(n)) + 1 }));
}

/** What observations and bodies are looked up in. */
export interface Knowledge {
  readonly tables: Pick<Tables, 'observations' | 'sources' | 'hashes'>;
  readonly snapshots?: readonly Pick<Snapshot, 'folder' | 'verdicts'>[];
  readonly revised?: readonly RevisedFigure[];
}

function findNumbers(wanted: string, briefing: Briefing): readonly PrintedNumber[] {
  const places = new Set([wanted, ...figuresOf(briefing).filter((f) => f.label.toLowerCase() === wanted || `figure ${f.number}` === wanted).map((f) => f.id)]);
  const byPlace = briefing.numbers.filter((n) => n.id === wanted || places.has(n.where.toLowerCase()));
  if (byPlace.length > 0) return byPlace;
  const asPrinted = briefing.numbers.filter((n) => normalize(n.text) === normalize(wanted));
  // "40%" also means what is printed as "more than 40%" or ">40%".
  return asPrinted.length > 0 || !/\d/.test(wanted) ? asPrinted : briefing.numbers.filter((n) => n.qualifier !== '' && normalize(n.text).split(/[ >~<]/).includes(normalize(wanted)));
}

function figuresOf({ lead, sections }: Briefing): Figure[] {
  return [...lead, ...sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b] : []));
}

/** Numbers of one figure have the same observations, period and arithmetic. */
function figureOf(n: PrintedNumber): string {
  return JSON.stringify([n.value, n.low, n.high, n.unit, n.period, n.denominator, n.window, n.metric, n.formula, n.observations]);
}

/** Where a reader finds it: the figure's label, the section's title, the table's caption. */
function placeOf(where: string, briefing: Briefing): string {
  const figure = figuresOf(briefing).find((f) => f.id === where);
  const section = briefing.sections.find((s) => s.id === where || s.blocks.some((b) => 'id' in b && b.id === where));
  return figure === undefined ? (section?.title ?? where) : figure.label;
}

function normalize(text: string): string {
  return text.toLowerCase().replaceAll(/[\u00a0\u202f]/g, ' ');
}

function toMatch(n: PrintedNumber, byKey: ReadonlyMap<string, Observation>, { tables: { sources, hashes }, snapshots = [] }: Knowledge, cutoff: string, earlier: ReadonlyMap<string, TracedRevision>): Omit<TraceMatch, 'place' | 'figure'> {
  const observations = n.observations.flatMap((key) => byKey.get(key) ?? []);
  return {
    id: n.id, text: n.text, where: n.where,
    ...(n.value === undefined ? {} : { value: n.value }), ...(n.low === undefined ? {} : { low: n.low }), ...(n.high === undefined ? {} : { high: n.high }),
    unit: n.unit, formula: n.formula, ...maybe('worked', maybeWorked(n, observations)), ...maybe('row', n.row), ...maybe('finding', n.finding),
    metric: n.metric, period: n.period, denominator: n.denominator, window: n.window, cutoff,
    observations: observations.map((o) => ({ key: o.key, entity: o.entity, country: o.country, period: o.period.text, value: valueText(o), published: o.published, source: o.source, locator: o.locator, ...maybeRevision(earlier.get(o.key)) })),
    files: [...new Set(observations.map((o) => o.key.slice(0, o.key.lastIndexOf(':'))))].map((file) => ({ file, sha256: hashes.get(file) ?? '' })),
    raw: findRaw(observations, snapshots),
    sources: n.sources.flatMap((id) => {
      const s = sources.get(id);
      const evidence = observations.find((o) => o.source === id)?.evidence ?? '';
      return s === undefined ? [] : [{ id, publisher: s.publisher, title: plain([s.title]), url: s.url, date: s.date, evidence }];
    }),
  };
}

function maybeRevision(revised: TracedRevision | undefined): { readonly revised?: TracedRevision } {
  return revised === undefined ? {} : { revised };
}

/** Bodies by snapshot and source; the list of a large collection is cut, its provenance.json has the rest. */
function findRaw(observations: readonly Observation[], snapshots: readonly Pick<Snapshot, 'folder' | 'verdicts'>[]): TraceMatch['raw'] {
  return snapshots.flatMap(({ folder, verdicts }) => {
    const cited = new Set(observations.filter((o) => o.key.startsWith(`${folder}/`)).map((o) => o.source));
    return [...cited].flatMap((id) => {
      const captures = verdicts.get(id)?.captures ?? [];
      return captures.length === 0 ? [] : [{ snapshot: folder, bodies: captures.length, first: captures.slice(0, 3).map((c) => ({ url: c.url, at: c.capturedAt, sha256: c.sha256 })) }];
    });
  });
}

/** The observation's own number with its hedge and unit. */
function valueText(o: Observation): string {
  const number = o.value ?? (o.low === undefined && o.high === undefined ? undefined : `${o.low ?? ''}–${o.high ?? ''}`);
  return number === undefined ? '' : `${o.qualifier}${number} ${o.unit}`;
}

function maybe<K extends string>(key: K, value: string | undefined): { readonly [N in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [N in K]?: string };
}
