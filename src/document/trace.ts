// The way back from a printed number to its observations and sources. Must not compute.
import type { Snapshot } from '../history/snapshot.ts';
import type { Observation, Tables } from '../observations/observation.ts';
import type { Briefing, PrintedNumber } from './briefing.ts';
import { plain } from './messages.ts';
import type { RevisedFigure } from './revised.ts';

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
  readonly value?: number;
  readonly low?: number;
  readonly high?: number;
  readonly unit: string;
  readonly formula: string;
  readonly metric: string;
  readonly period: string;
  readonly denominator: string;
  readonly window: string;
  readonly cutoff: string;
  readonly observations: readonly { readonly key: string; readonly entity: string; readonly period: string; readonly value: string; readonly published: string; readonly source: string; readonly locator: string; readonly revised?: TracedRevision }[];
  /** The raw bodies that a collected observation was parsed from: the first few, and how many there are. */
  readonly raw: readonly { readonly snapshot: string; readonly bodies: number; readonly first: readonly { readonly url: string; readonly at: string; readonly sha256: string }[] }[];
  readonly sources: readonly { readonly id: string; readonly publisher: string; readonly title: string; readonly url: string; readonly date: string; readonly evidence: string }[];
}

/** Numbers whose id, place, figure label ("Figure 3"), finding or printed text is `label`, in the order of print. */
export function findMatches(label: string, briefing: Briefing, tables: Pick<Tables, 'observations' | 'sources'>, snapshots: readonly Pick<Snapshot, 'folder' | 'verdicts'>[] = [], revised: readonly RevisedFigure[] = []): TraceMatch[] {
  const wanted = label.trim().toLowerCase();
  const figures = [...briefing.lead, ...briefing.sections.flatMap((s) => s.blocks)].flatMap((b) => (b.kind === 'figure' ? [b] : []));
  const places = new Set([wanted, ...figures.filter((f) => f.label.toLowerCase() === wanted || `figure ${f.number}` === wanted).map((f) => f.id)]);
  // A finding is `<figure>.<rule>`: its numbers are those of its figure and of its takeaway.
  const takeaway = briefing.takeaways.find((t) => t.finding.toLowerCase() === wanted);
  const inTakeaway = new Set([takeaway?.lead, takeaway?.text, takeaway?.basis].flatMap((text) => (text ?? []).flatMap((run) => (typeof run === 'object' && 'n' in run ? [run.n] : []))));
  const earlier = new Map(revised.map((r) => [r.after.key, { before: valueText(r.before), at: r.before.key, reason: r.reason }]));
  const byKey = new Map(tables.observations.map((o) => [o.key, o]));
  return briefing.numbers
    .filter((n) => n.id === wanted || places.has(n.where.toLowerCase()) || inTakeaway.has(n.id) || normalize(n.text) === normalize(wanted))
    .map((n) => toMatch(n, byKey, tables, snapshots, briefing.edition.asOf, earlier));
}

function normalize(text: string): string {
  return text.toLowerCase().replaceAll(/[\u00a0\u202f]/g, ' ');
}

function toMatch(n: PrintedNumber, byKey: ReadonlyMap<string, Observation>, { sources }: Pick<Tables, 'sources'>, snapshots: readonly Pick<Snapshot, 'folder' | 'verdicts'>[], cutoff: string, earlier: ReadonlyMap<string, TracedRevision>): TraceMatch {
  const observations = n.observations.flatMap((key) => byKey.get(key) ?? []);
  return {
    id: n.id, text: n.text, where: n.where,
    ...(n.value === undefined ? {} : { value: n.value }), ...(n.low === undefined ? {} : { low: n.low }), ...(n.high === undefined ? {} : { high: n.high }),
    unit: n.unit, formula: n.formula, metric: n.metric, period: n.period, denominator: n.denominator, window: n.window, cutoff,
    observations: observations.map((o) => ({ key: o.key, entity: o.entity, period: o.period.text, value: valueText(o), published: o.published, source: o.source, locator: o.locator, ...maybeRevision(earlier.get(o.key)) })),
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
