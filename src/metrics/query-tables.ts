// The tables that a query of a brief sees: what was known at the cut-off, and the registry beside it. Must not show a later row.
import type { QueryTable } from '../engine/query.ts';
import type { History } from '../history/history.ts';
import type { Snapshot } from '../history/snapshot.ts';
import type { Observation, Tables } from '../observations/observation.ts';

const OBSERVATION = {
  key: 'text', series: 'text', measure: 'text', tracker: 'text', entity: 'text', country: 'text', bloc: 'text', period: 'text', period_start: 'day', period_end: 'day',
  value: 'number', value_low: 'number', value_high: 'number', qualifier: 'text', unit: 'text', denominator: 'text', window: 'text', as_of: 'day', published: 'day',
  evidence: 'text', source: 'text', locator: 'text', note: 'text',
} as const;

/** Rows in the order of series, period and publication. Values are in base units: 385.3 million downloads is 385300000. */
export function queryTables(history: History, tables: Tables, snapshots: readonly Snapshot[]): readonly QueryTable[] {
  const newest = history.names.flatMap((name) => history.series(name));
  const all = history.names.flatMap((name) => history.vintages(name));
  const cited = new Set([...all, ...history.statements].map((row) => row.source));
  return [
    { name: 'observations', keyed: true, columns: OBSERVATION, rows: newest.map(observationRow) },
    { name: 'vintages', keyed: true, columns: OBSERVATION, rows: all.map(observationRow) },
    {
      name: 'statements', keyed: false, columns: { id: 'text', date: 'text', who: 'text', bloc: 'text', about: 'text', kind: 'text', topic: 'text', clarifies: 'text', published: 'day', source: 'text' },
      rows: history.statements.map((s) => [s.id, s.date.text, s.who, s.bloc, s.about, s.kind, s.topic, s.clarifies, s.published, s.source]),
    },
    {
      name: 'snapshots', keyed: false, columns: { month: 'text', revision: 'number', source: 'text', verdict: 'text', as_of: 'day', captured_to: 'text' },
      rows: snapshots.filter((s) => s.capturedAt.slice(0, 10) <= history.cutoff).flatMap((s) => [...s.verdicts].map(([id, v]) => [s.month, s.revision, id, v.verdict, v.asOf ?? null, v.capturedTo ?? null])),
    },
    {
      name: 'sources', keyed: false, columns: { id: 'text', publisher: 'text', title: 'text', url: 'text', date: 'text', licence: 'text' },
      rows: [...tables.sources.values()].filter((s) => cited.has(s.id)).map((s) => [s.id, s.publisher, s.title, s.url, s.date, s.licence]),
    },
    { name: 'organisations', keyed: false, columns: { namespace: 'text', organisation: 'text', country: 'text', evidence: 'text' }, rows: tables.organisations.map((o) => [o.namespace, o.name, o.country, o.evidence]) },
    { name: 'families', keyed: false, columns: { family: 'text', organisation: 'text', country: 'text' }, rows: tables.families.map((f) => [f.name, f.organisation, f.country]) },
    { name: 'countries', keyed: false, columns: { code: 'text', name: 'text', bloc: 'text' }, rows: [...tables.countries].map(([code, c]) => [code, c.name, c.bloc]) },
    { name: 'edition', keyed: false, columns: { month: 'text', cutoff: 'day' }, rows: [[history.month, history.cutoff]] },
  ];
}

function observationRow(o: Observation): readonly (string | number | null)[] {
  const point = o.series.indexOf('.');
  return [
    o.key, o.series, o.series.slice(0, point), o.series.slice(point + 1), o.entity, o.country, o.bloc, o.period.text, o.period.start, o.period.end,
    o.value ?? null, o.low ?? null, o.high ?? null, o.qualifier, o.unit, o.denominator, o.window, o.asOf, o.published, o.evidence, o.source, o.locator, o.note,
  ];
}
