// Share of a count (tokens, downloads) by the bloc of the model's developer, within each period of one series.
// Unassigned is a row of its own, so that the shares of a period add up to 100 %.
// Worked: week of 3–9 October 2026, billions: China 95,668.5 of 169,298.1 = 56.5 %; unassigned 32,027.7 = 18.9 %.
import type { Bloc, Observation } from '../observations/observation.ts';
import { computed, groupBy, latestPeriod, percentOf, total } from './measure.ts';
import type { Metric, MetricResult, Row } from './metric.ts';

/** Reading order of blocs all through the brief. */
export const BLOC_ORDER: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'mixed', 'unassigned'];

/** All traffic of the router, in the weeks that were tabulated by country. */
export const routerCountryShare: Metric = {
  id: 'router-country-share',
  version: 1,
  freshness: 'any',
  compute: (history) => shares('router-country-share', history.series('router-tokens-week-country.openrouter'), ['router-scope', 'open-and-closed', 'tokenizers', 'sample-weeks']),
};

/** The week's nine or ten largest models only: a share of the top, never of the market. */
export const routerTopShare: Metric = {
  id: 'router-top-share',
  version: 1,
  freshness: 'any',
  compute: (history) => shares('router-top-share', history.series('router-top-tokens.openrouter-archive'), ['top-only', 'open-and-closed', 'free-promotions']),
};

/** Downloads of the last thirty days of the tracked accounts' language models, at each collection, by the publisher's country. */
export const hubDownloadShare: Metric = {
  id: 'hub-download-share',
  version: 1,
  freshness: 'any',
  compute: (history) => shares('hub-download-share', history.series('downloads-30d-country.hub'), ['tracked-accounts', 'downloads-are-requests', 'publisher-counts']),
};

function shares(id: string, observations: readonly Observation[], caveats: readonly string[]): MetricResult | undefined {
  const weeks = [...groupBy(observations, (o) => o.period.text).values()];
  // A bloc that the series never names is left out; the unassigned part is always said.
  const blocs = BLOC_ORDER.filter((bloc) => bloc === 'unassigned' || observations.some((o) => o.bloc === bloc));
  const rows = weeks.flatMap((week) => weekRows(id, week, blocs));
  if (rows.length === 0) return undefined;
  return { id, version: 1, rows, latest: latestPeriod(rows.map((r) => r.measure.period)), caveats };
}

function weekRows(id: string, week: readonly Observation[], blocs: readonly Bloc[]): Row[] {
  const byBloc = groupBy(week, (o) => o.bloc);
  const whole = total(week);
  const rows: Row[] = [];
  for (const bloc of blocs) {
    const part = byBloc.get(bloc) ?? [];
    const value = percentOf(total(part), whole);
    const [first] = week;
    if (first === undefined || value === undefined) continue;
    const measure = computed({
      metric: `${id}@1`,
      formula: part.length === 0 ? '0 ÷ the sum of the period' : 'sum of the bloc ÷ sum of the period',
      inputs: week,
      unit: 'percent',
      printed: { scale: 1, decimals: 1 },
      period: first.period,
      denominator: first.denominator,
      window: first.window,
      value,
    });
    rows.push({ label: bloc, bloc, group: '', measure });
  }
  return rows;
}
