// Share of a count (tokens, downloads) by the bloc of the model's developer, within each period of one series.
// Unassigned is a row of its own, so that the shares of a period add up to 100 %. Where it is more than a tenth the others are ranges,
// from what is theirs to that and all that is unassigned; `value` stays the part that is theirs.
// Worked: week of 3–9 October 2026, billions: China 95,668.5 of 169,298.1 = 56.5 %; unassigned 32,027.7 = 18.9 %;
// so China has 56.5 to 75.4 %.
import type { Bloc, Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, percentOf, total } from './measure.ts';
import type { Metric, MetricResult, Row } from './metric.ts';
import { maybeShareRange } from './share-range.ts';

/** Reading order of blocs all through the brief. */
export const BLOC_ORDER: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'mixed', 'unassigned'];

/** All traffic of the router, in the weeks that were tabulated by country. */
export const routerCountryShare: Metric = {
  id: 'router-country-share',
  version: 2,
  freshness: 'any',
  compute: (history) => shares('router-country-share', history.series('router-tokens-week-country.openrouter'), ['router-scope', 'open-and-closed', 'tokenizers', 'sample-weeks']),
};

/** The week's nine or ten largest models only: a share of the top, never of the market. */
export const routerTopShare: Metric = {
  id: 'router-top-share',
  version: 2,
  freshness: 'any',
  compute: (history) => shares('router-top-share', history.series('router-top-tokens.openrouter-archive'), ['top-only', 'open-and-closed', 'free-promotions']),
};

/** Downloads of the last thirty days of the tracked accounts' language models, at each collection, by the publisher's country. */
export const hubDownloadShare: Metric = {
  id: 'hub-download-share',
  version: 2,
  freshness: 'any',
  compute: (history) => shares('hub-download-share', history.series('downloads-30d-country.hub'), ['tracked-accounts', 'downloads-are-requests', 'publisher-counts']),
};

function shares(id: string, observations: readonly Observation[], caveats: readonly string[]): MetricResult | undefined {
  const weeks = [...groupBy(observations, (o) => o.period.text).values()];
  // A bloc that the series never names is left out; the unassigned part is always said.
  const blocs = BLOC_ORDER.filter((bloc) => bloc === 'unassigned' || observations.some((o) => o.bloc === bloc));
  const rows = weeks.flatMap((week) => weekRows(id, week, blocs));
  if (rows.length === 0) return undefined;
  const ranges = rows.some((r) => r.measure.isRange === true) ? ['unassigned-makes-ranges'] : [];
  return { id, version: 2, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats: [...caveats, ...ranges] };
}

function weekRows(id: string, week: readonly Observation[], blocs: readonly Bloc[]): Row[] {
  const byBloc = groupBy(week, (o) => o.bloc);
  const whole = total(week);
  const open = total(byBloc.get('unassigned') ?? []);
  const rows: Row[] = [];
  for (const bloc of blocs) {
    const part = byBloc.get(bloc) ?? [];
    const value = percentOf(total(part), whole);
    const [first] = week;
    if (first === undefined || value === undefined) continue;
    const range = bloc === 'unassigned' ? undefined : maybeShareRange(total(part), open, whole);
    const bounds = range !== undefined && 'low' in range ? { ...range, isRange: true } : undefined;
    const measure = computed({
      metric: `${id}@2`,
      formula: formulaOf(part.length, bounds !== undefined),
      inputs: week,
      unit: 'percent',
      printed: { scale: 1, decimals: 1 },
      period: first.period,
      denominator: first.denominator,
      window: first.window,
      value,
      ...bounds,
    });
    rows.push({ label: bloc, bloc, group: '', measure });
  }
  return rows;
}

function formulaOf(parts: number, isRange: boolean): string {
  const share = parts === 0 ? '0 ÷ the sum of the period' : 'sum of the bloc ÷ sum of the period';
  return isRange ? `${share}, to (that sum + unassigned) ÷ sum of the period` : share;
}
