// One source of a collection: gathered, parsed, judged. Must not decide about the others or write a snapshot.
import type { SourceResult, Verdict } from '../history/provenance.ts';
import type { Revision } from '../history/snapshot.ts';
import { cellsOf, checkRows, compareRows, figuresOf, formatRows, type Cells } from '../history/snapshot-rows.ts';
import type { Known } from '../observations/rows.ts';
import type { Day } from '../period.ts';
import { byKey, captureOf } from '../sources/gathering.ts';
import type { CaptureRecord } from '../sources/journal.ts';
import { findSuspicions } from '../sources/plausibility.ts';
import type { RawStore } from '../sources/raw-store.ts';
import { SourceFailure, type Parsed, type Source, type SourceContext } from '../sources/source.ts';
import type { ShapeProblem } from '../sources/shape.ts';

/** The bodies that a source's figures come from, and where they lie. */
export interface Material {
  readonly captures: readonly CaptureRecord[];
  readonly store: RawStore;
  readonly collection: string;
  readonly carriedFrom?: number;
}

/** A source's part of a snapshot. */
export interface Portion {
  readonly result: SourceResult;
  readonly cells: readonly Cells[];
  readonly material?: Material;
}

export interface ReadRows {
  readonly cells: readonly Cells[];
  readonly parsed: Parsed;
  /** Day of the last capture (UTC). */
  readonly day: Day;
}

/** The last day on which a body was read. */
export function captureDay(captures: readonly CaptureRecord[]): Day {
  return captures.reduce((last, c) => (c.capturedAt > last ? c.capturedAt : last), '').slice(0, 10);
}

/** The rows of a source from its captures alone: the same captures, the same rows. Throws SourceFailure; BriefwrightError for a corrupt body. */
export async function readSourceRows(source: Source, context: SourceContext, { captures, store }: Pick<Material, 'captures' | 'store'>): Promise<ReadRows> {
  const sorted = [...captures].sort(byKey);
  const parsed = await source.parse(sorted.map((record) => captureOf(record, store)), context);
  if (parsed.shapes.length > 0) throw new SourceFailure('SOURCE_SHAPE', describeShapes(parsed.shapes), 'The source has changed its format; its figures are not used until the program understands it. Please report it.');
  const day = captureDay(captures);
  return { cells: parsed.rows.map((row) => cellsOf(row, source.id, day)), parsed, day };
}

function describeShapes(shapes: readonly ShapeProblem[]): string {
  const [first, ...rest] = shapes.map((s) => `${s.path}: ${s.expected}, found ${s.sample}`);
  return `The answer has another shape than expected: ${[first ?? '', ...rest.slice(0, 2)].join('; ')}${rest.length > 2 ? `; and ${rest.length - 2} more` : ''}.`;
}

export interface Judging {
  readonly source: Source;
  readonly context: SourceContext;
  readonly known: Known;
  /** Revisions that the figures are measured against, the nearest first: the first that has sound figures of the source counts. */
  readonly baselines: readonly Revision[];
  /** This month's revision before, whose rows are compared. */
  readonly previous: Revision | undefined;
}

/** Parses and judges. Throws SourceFailure when the material gives no rows that can be used. */
export async function judgeSource(material: Material, judging: Judging, extra: { readonly reasons: readonly string[]; readonly until?: number }): Promise<Portion> {
  const { source, context, previous } = judging;
  if (material.captures.length === 0) throw new SourceFailure('SOURCE_EMPTY', 'It had nothing to ask for.', 'It asks about what the registry names; see data/registry.');
  const { cells, parsed, day } = await readSourceRows(source, context, material);
  const { problems } = checkRows(formatRows(cells), `${source.id}.csv`, judging.known);
  const [problem] = problems;
  if (problem !== undefined) throw new SourceFailure('SOURCE_ROWS', `${problems.length} rows are not sound, the first: ${problem.message} (row ${(problem.line ?? 2) - 1}: ${rowName(cells[(problem.line ?? 2) - 2])})`, 'The source sends something that the tables do not allow. Please report it.');
  const past = judging.baselines.filter((r) => r.provenance.sources.some((s) => s.id === source.id && !['suspect', 'failed'].includes(s.verdict))).map((r) => rowsOf(r, source.id))[0];
  const suspicions = findSuspicions(figuresOf(cells), past === undefined ? undefined : figuresOf(past), source.promises).map((s) => s.message);
  const age = staleness(source, parsed.asOf, day);
  const isCached = extra.reasons.length > 0 || (material.captures.length > 0 && material.captures.every((c) => c.isUnchanged === true));
  const verdict: Verdict = suspicions.length > 0 ? 'suspect' : age !== undefined ? 'stale' : isCached ? 'cached' : 'fresh';
  const reasons = [...suspicions, ...(age === undefined ? [] : [age]), ...extra.reasons];
  return {
    cells, material,
    result: {
      ...describe(source, context), verdict, reasons, notes: parsed.notes ?? [], ...(extra.until === undefined ? {} : { until: new Date(extra.until).toISOString() }), rows: cells.length,
      compared: compareRows(cells, previous === undefined ? [] : rowsOf(previous, source.id) ?? []), ...(parsed.asOf === undefined ? {} : { asOf: parsed.asOf }), ...windowOf(material.captures),
      ...(material.carriedFrom === undefined ? {} : { carriedFrom: material.carriedFrom }), collection: material.collection, captures: material.captures,
    },
  };
}

/** A source without figures. */
export function failedPortion(source: Source, context: SourceContext, failure: SourceFailure): Portion {
  return {
    cells: [],
    result: {
      ...describe(source, context), verdict: 'failed', reasons: [failure.message], notes: [], ...(failure.until === undefined ? {} : { until: new Date(failure.until).toISOString() }),
      rows: 0, compared: { added: 0, changed: 0, gone: 0 }, captures: [],
    },
  };
}

function describe(source: Source, context: SourceContext): Pick<SourceResult, 'id' | 'publisher' | 'title' | 'url' | 'licence' | 'attribution' | 'counts' | 'countsNot' | 'base' | 'figures' | 'since'> {
  const { id, publisher, title, url, licence, attribution, counts, countsNot, figures } = source;
  return { id, publisher, title, url, licence, attribution, counts, countsNot, base: context.base, figures, ...(context.since === undefined ? {} : { since: context.since }) };
}

function windowOf(captures: readonly CaptureRecord[]): { readonly capturedFrom?: string; readonly capturedTo?: string } {
  const times = captures.map((c) => c.capturedAt).sort();
  const [from, to] = [times[0], times.at(-1)];
  return from === undefined || to === undefined ? {} : { capturedFrom: from, capturedTo: to };
}

function staleness(source: Source, asOf: Day | undefined, day: Day): string | undefined {
  const { maxAgeDays } = source.promises;
  if (maxAgeDays === undefined || asOf === undefined) return undefined;
  const days = Temporal.PlainDate.from(asOf).until(Temporal.PlainDate.from(day)).days;
  return days > maxAgeDays ? `its newest figures are of ${asOf}, ${days} days before they were collected; at most ${maxAgeDays} are usual` : undefined;
}

/** The rows of a revision that came from `source`; undefined when it was not part of it. They stand in the order of the sources. */
export function rowsOf(revision: Revision, source: string): readonly Cells[] | undefined {
  let at = 0;
  for (const result of revision.provenance.sources) {
    if (result.id === source) return result.verdict === 'failed' ? undefined : revision.cells.slice(at, at + result.rows);
    at += result.rows;
  }
  return undefined;
}

function rowName(cells: Cells | undefined): string {
  return `${cells?.['series'] ?? ''} ${cells?.['entity'] ?? ''} ${cells?.['period'] ?? ''}`.trim();
}
