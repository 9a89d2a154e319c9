// Three years of monthly snapshots of 3,000 models → metrics and findings: how long the evaluation of the last month takes.
// Prints one JSON object: processor seconds of the first evaluation in a fresh process, median of the next ones, rows and findings.
// Processor time, so that a busy machine does not count. Reads no file.
import { parseBrief } from '../../src/config/brief.ts';
import { evaluateBrief } from '../../src/document/evaluate.ts';
import { historyAt } from '../../src/history/history.ts';
import type { Bloc, Observation, Tables } from '../../src/observations/observation.ts';
import { addMonths, cutoffOf, lastDayOf, maybePeriod } from '../../src/period.ts';

const MODELS = 3000;
const MONTHS = 36;
const FIRST = '2024-01';
const RUNS = 5;
const BLOCS: readonly { readonly bloc: Bloc; readonly country: string; readonly weight: number }[] = [
  { bloc: 'china', country: 'CN', weight: 4 }, { bloc: 'united-states', country: 'US', weight: 3 }, { bloc: 'europe', country: 'FR', weight: 1 }, { bloc: 'other', country: 'KR', weight: 1 }, { bloc: 'unassigned', country: 'ZZ', weight: 1 },
];

const RULES = 'findings: [crossing, change, level, record, reversal, acceleration, one-model, mover, concentration, promotion, revision, lead, gap]';
const BRIEF = `title: Bench
question: How long?
publisher: P
contact: desk@example.org
licence: CC BY 4.0
first: ${FIRST}
sections: [{ id: all, items: [{ figure: shares }, { figure: models }, { figure: monthly }, { figure: top }, { figure: grown }, { figure: adoption }] }]
figures:
  shares: { metric: hub-download-share, chart: stacked-share, ${RULES} }
  models: { metric: reported, params: { series: downloads-30d-model.bench, order: value, most: 10 }, chart: bar-values, ${RULES} }
  monthly: { metric: counter-monthly, params: { series: downloads-all-time-model.bench, latest: true }, chart: bar-values, ${RULES} }
  top: { metric: concentration, params: { series: downloads-30d-model.bench }, chart: line-blocs, ${RULES} }
  grown: { metric: growth, params: { series: downloads-30d-model.bench }, chart: bar-values, ${RULES} }
  adoption: { metric: relative-adoption, params: { series: downloads-all-time-model.bench, releases: releases-model.bench, entities: [lab-0/model-0, lab-1/model-1, lab-2/model-2] }, chart: line-blocs, ${RULES} }
`;

/** Numbers that look like chance and are the same in every run. */
function createChance(): () => number {
  let state = 20261124;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function observe(given: Pick<Observation, 'series' | 'entity' | 'bloc' | 'country' | 'unit' | 'window'> & { readonly month: string; readonly value?: number }, index: number): Observation {
  const { month, ...rest } = given;
  const period = maybePeriod(month);
  if (period === undefined) throw new TypeError(month);
  return {
    ...rest, key: `data/snapshots/${month}/r1/observations.csv:${index}`, period, qualifier: '', printed: { scale: 1, decimals: 0 }, denominator: 'downloads of tracked models', asOf: lastDayOf(month), published: lastDayOf(month),
    evidence: 'primary', source: 'bench', locator: '', note: '',
  };
}

function simulate(): Tables {
  const chance = createChance();
  const observations: Observation[] = [];
  const sums = new Map<string, number>();
  const total = BLOCS.reduce((sum, b) => sum + b.weight, 0);
  for (let model = 0; model < MODELS; model++) {
    let at = chance() * total;
    const side = BLOCS.find((b) => (at -= b.weight) < 0) ?? BLOCS[0];
    if (side === undefined) continue;
    const { bloc, country } = side;
    const [entity, born, level] = [`lab-${model % 97}/model-${model}`, Math.floor(chance() * 24), 1e6 * chance() ** 4];
    let sum = 0;
    observations.push(observe({ series: 'releases-model.bench', entity, bloc, country, unit: 'event', window: 'day', month: addMonths(FIRST, born) }, observations.length + 2));
    for (let i = born; i < MONTHS; i++) {
      const month = addMonths(FIRST, i);
      const value = Math.round(level * (0.5 + chance()) * (bloc === 'china' ? 1 + i / 12 : 1));
      sum += value;
      observations.push(observe({ series: 'downloads-30d-model.bench', entity, bloc, country, unit: 'downloads', window: 'thirty days', month, value }, observations.length + 2));
      observations.push(observe({ series: 'downloads-all-time-model.bench', entity, bloc, country, unit: 'downloads', window: 'since release', month, value: sum }, observations.length + 2));
      sums.set(`${month} ${bloc} ${country}`, (sums.get(`${month} ${bloc} ${country}`) ?? 0) + value);
    }
  }
  for (const [key, value] of sums) {
    const [month = '', bloc = '', country = ''] = key.split(' ');
    observations.push(observe({ series: 'downloads-30d-country.hub', entity: 'all', bloc: bloc as Bloc, country, unit: 'downloads', window: 'thirty days', month, value }, observations.length + 2));
  }
  // Snapshots are read month by month.
  observations.sort((a, b) => (a.published < b.published ? -1 : a.published > b.published ? 1 : 0));
  return { observations, statements: [], sources: new Map(), organisations: [], countries: new Map(), hashes: new Map(), families: [] };
}

const config = parseBrief(BRIEF, 'data/briefs/bench.yaml', 'bench', '/');
const tables = simulate();
const month = addMonths(FIRST, MONTHS - 1);
const seconds: number[] = [];
let findings = 0;
let rows = 0;
for (let run = 0; run < RUNS; run++) {
  const begin = process.cpuUsage();
  const evaluated = evaluateBrief(config, historyAt(tables, month, cutoffOf(month, 10)), cutoffOf(addMonths(month, -1), 10));
  const used = process.cpuUsage(begin);
  seconds.push((used.user + used.system) / 1e6);
  findings = evaluated.findings.length;
  rows = [...evaluated.results.values()].reduce((sum, r) => sum + r.result.rows.length, 0);
}
const [first = 0, ...next] = seconds;
const sorted = next.sort((a, b) => a - b);
process.stdout.write(`${JSON.stringify({ observations: tables.observations.length, rows, findings, first, median: sorted[sorted.length >> 1] ?? first })}\n`);
