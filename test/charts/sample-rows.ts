// One real-looking table per shipped specification.
import type { ChartEvent, ChartRow } from '../../src/charts/chart.ts';
import type { Bloc } from '../../src/observations/observation.ts';
import { month, row, week, year } from './sample.ts';
import type { SpecName } from './sample.ts';

const PERCENT = '\u00a0%';

const OPEN_SHARE: readonly [string, number, number][] = [
  ['2025-01', 15.1, 18.4], ['2025-02', 13.8, 16.6], ['2025-03', 18.3, 21.1], ['2025-04', 18.9, 22.7], ['2025-05', 15.8, 17.7], ['2025-06', 20.2, 22.9],
  ['2025-07', 26.2, 29.3], ['2025-08', 30.4, 35.5], ['2025-09', 19.6, 22.3], ['2025-10', 19.7, 22.1], ['2025-11', 18.2, 21.0], ['2025-12', 25.6, 29.9],
  ['2026-01', 29.8, 33.4], ['2026-02', 46.2, 50.6], ['2026-03', 37.9, 49.6], ['2026-04', 36.9, 49.2], ['2026-05', 51.0, 60.0], ['2026-06', 59.6, 68.8],
  ['2026-07', 69.8, 75.2], ['2026-08', 63.2, 74.0], ['2026-09', 64.1, 74.6],
];

const WEEKLY_CHINA = [7, 6, 4, 0, 0, 15, 26, 27, 22, 22, 24, 21, 43, 55, 59, 48, 50, 51, 59, 73, 82, 56, 45, 44, 67, 70];

const COUNTRY_WEEKS: readonly [string, readonly number[]][] = [
  ['2025-01-06', [6.1, 80.8, 4.1, 1.7, 7.3]], ['2025-12-22', [26.5, 58.8, 5.9, 0, 8.8]], ['2026-03-02', [36.2, 44.1, 8.1, 0.5, 11.1]],
  ['2026-07-20', [63.5, 28.6, 0.6, 0.2, 7.1]], ['2026-10-03', [56.5, 23.6, 0.8, 0.2, 18.9]],
];

const FIVE: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned'];

function bands(): ChartRow[] {
  return OPEN_SHARE.map(([name, low, high], order) => row({ ...month(name), label: 'Open weights', bloc: 'world', value: null, low, high, text: `${Math.round(low)}–${Math.round(high)}${PERCENT}`, order }));
}

function lines(): ChartRow[] {
  return WEEKLY_CHINA.flatMap((china, i) => {
    const when = week(new Date(Date.UTC(2025, 10, 13) + i * 7 * 86_400_000).toISOString().slice(0, 10));
    const us = 100 - china - (i % 4);
    return ([['china', china], ['united-states', us], ['europe', i % 4]] as const).map(([bloc, value], order) => row({ ...when, bloc, value, text: `${value}${PERCENT}`, order }));
  });
}

function shares(): ChartRow[] {
  return COUNTRY_WEEKS.flatMap(([start, values]) => FIVE.map((bloc, order) => {
    const value = values[order] ?? 0;
    const when = week(start);
    return row({ ...when, group: when.periodLabel, bloc, value, text: `${Math.round(value)}${PERCENT}`, order });
  }));
}

function prices(): ChartRow[] {
  const list: readonly [string, Bloc, number][] = [
    ['Claude Opus 4.7', 'united-states', 25], ['Claude Sonnet 4.6', 'united-states', 15], ['Mistral Large 3', 'europe', 6], ['Kimi K2.6', 'china', 3.5], ['Gemini 3 Flash', 'united-states', 3],
    ['MiniMax M2.7', 'china', 1.2], ['DeepSeek V4 Pro', 'china', 0.87], ['DeepSeek V4 Flash', 'china', 0.28], ['Tencent Hy3', 'china', 0.26],
  ];
  return list.map(([label, bloc, value], order) => row({ label, bloc, value, text: `$${value}`, order }));
}

function downloads(): ChartRow[] {
  return [
    row({ label: 'Qwen', bloc: 'china', value: 385.3e6, text: '385.3 million', group: 'Bloomberg count, to Nov 2025', order: 0 }),
    row({ label: 'Llama', bloc: 'united-states', value: 346.2e6, text: '346.2 million', group: 'Bloomberg count, to Nov 2025', order: 1 }),
    row({ label: 'Qwen', bloc: 'china', value: 942e6, text: '942 million', group: 'ATOM Project, to Mar 2026', order: 2 }),
    row({ label: 'Llama', bloc: 'united-states', value: 476e6, text: '476 million', group: 'ATOM Project, to Mar 2026', order: 3 }),
    row({ label: 'Mistral', bloc: 'europe', value: 104e6, text: '104 million', group: 'ATOM Project, to Mar 2026', order: 4 }),
  ];
}

function gaps(): ChartRow[] {
  return [
    row({ label: 'Epoch AI, all models', bloc: 'world', value: 3, low: 1.5, high: 5, text: '3 months (1.5–5)', order: 0 }),
    row({ label: 'Stanford AI Index', bloc: 'united-states', value: 7, text: '7 months', order: 1 }),
    row({ label: 'CAISI evaluation', bloc: 'unassigned', value: null, low: 4, high: 9, text: '4–9 months', order: 2 }),
  ];
}

function releases(): ChartRow[] {
  const counts: readonly [string, readonly number[]][] = [['2019', [6, 44, 9, 5, 2]], ['2020', [8, 41, 7, 6, 1]], ['2021', [21, 60, 12, 8, 3]], ['2022', [18, 71, 15, 9, 4]], ['2023', [30, 95, 22, 13, 6]], ['2024', [42, 80, 12, 9, 5]], ['2025', [39, 47, 6, 4, 3]]];
  return counts.flatMap(([name, values]) => FIVE.map((bloc, order) => row({ ...year(name), bloc, value: values[order] ?? 0, text: String(values[order] ?? 0), order })));
}

function panels(): ChartRow[] {
  const counts: Readonly<Record<string, readonly [number, number]>> = { 2021: [12, 30], 2022: [14, 35], 2023: [28, 61], 2024: [41, 40], 2025: [39, 12] };
  return (['china', 'united-states', 'europe'] as const).flatMap((bloc, k) => Object.entries(counts).map(([name, [a, b]]) => {
    const value = Math.round((bloc === 'china' ? a : b) / (k + 1));
    return row({ ...year(name), bloc, group: row({ bloc, value: 0 }).blocLabel, value, text: String(value), order: k });
  }));
}

function pairs(): ChartRow[] {
  const list: readonly [string, Bloc, number, number][] = [['China', 'china', 10, 70], ['Europe', 'europe', 58, 4], ['United States', 'united-states', 29, 22], ['Other', 'other', 3, 4]];
  return list.flatMap(([label, bloc, before, after], order) => [
    row({ ...month('2024-03'), label, bloc, value: before, text: `${before}${PERCENT}`, order }),
    row({ ...month('2026-02'), label, bloc, value: after, text: `${after}${PERCENT}`, order }),
  ]);
}

function index(): ChartRow[] {
  return OPEN_SHARE.map(([name, low], order) => row({ ...month(name), label: 'Price index', bloc: 'world', value: Math.round(180 - low), text: String(Math.round(180 - low)), order }));
}

function totals(): ChartRow[] {
  return OPEN_SHARE.map(([name], order) => row({ ...month(name), label: 'Qwen', bloc: 'china', value: Math.round(40e6 * (order + 1) ** 1.1), text: `${Math.round(40 * (order + 1) ** 1.1)} million`, order }));
}

/** Shares that leave an unassigned rest in every month. */
function months(): ChartRow[] {
  return OPEN_SHARE.flatMap(([name, low, high], i) => {
    const parts = [low * 0.9, 88 - low, 4 - (i % 3), 2, 0];
    parts[4] = 100 - parts.reduce((sum, part) => sum + part, 0);
    return FIVE.map((bloc, order) => row({ ...month(name), bloc, value: parts[order] ?? 0, text: `${Math.round(parts[order] ?? 0)}${PERCENT}`, low: null, high: null, order: high > 0 ? order : 0 }));
  });
}

function statements(): ChartRow[] {
  const list: readonly [string, Bloc, string, string][] = [
    ['2025-01-20', 'china', 'Chinese labs', 'DeepSeek R1 under MIT licence'], ['2025-07-11', 'china', 'Chinese labs', 'Kimi K2 weights published'], ['2025-09-05', 'china', 'Chinese labs', 'Qwen3-Max without weights'],
    ['2025-11-06', 'china', 'Chinese labs', 'Kimi K2 Thinking'], ['2025-10-21', 'united-states', 'US companies', 'Airbnb: relies on Qwen'], ['2025-11-13', 'united-states', 'US companies', 'Bloomberg count of downloads'],
    ['2026-05-12', 'united-states', 'US companies', 'Airbnb: clarification'], ['2025-12-02', 'europe', 'European labs', 'Mistral Large 3'],
  ];
  const lanes = ['Chinese labs', 'US companies', 'European labs'];
  const days = list.map(([date, bloc, group, label]) => row({ start: date, end: date, date, periodLabel: date, bloc, group, label, value: 1, text: '', order: lanes.indexOf(group) }));
  return [...days, row({ start: '2026-02-01', end: '2026-04-30', date: '2026-02-01', periodLabel: 'Feb–Apr 2026', bloc: 'united-states', group: 'US companies', label: 'Free promotion of a test model', value: 1, text: '', order: 1 })];
}

export function sampleRows(name: SpecName): ChartRow[] {
  const makers: Readonly<Record<SpecName, () => ChartRow[]>> = {
    'range-band': bands, 'line-blocs': lines, 'stacked-share': shares, 'dot-values': downloads, 'bar-values': downloads, 'dot-log': prices, 'range-dots': gaps,
    'stacked-columns': releases, 'small-multiples': panels, slope: pairs, dumbbell: pairs,
    line: index, area: totals, 'stacked-area': months, timeline: statements,
  };
  return makers[name]();
}

export const EVENTS: readonly ChartEvent[] = [
  { date: '2025-01-20', label: 'DeepSeek R1 released' },
  { date: '2025-11-13', label: 'Nov 2025: the story of this brief' },
  { date: '2026-02-01', label: 'Free promotion of a test model' },
];
