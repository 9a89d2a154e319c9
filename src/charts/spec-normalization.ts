// Makes a checked specification whole: theme, time in UTC, scales by bloc, ticks, titles. Must not place labels.
import type { ChartRequest, ChartTheme } from './chart.ts';
import { computeBlocScale, computeChartConfig, LINE_HEIGHT } from './chart-config.ts';
import type { BlocScale } from './chart-config.ts';
import type { DrawnRow } from './chart-rows.ts';
import { isRecord } from './label-rules.ts';
import { computeTimeAxis } from './time-axis.ts';

/** Vega puts the first of several lines at the middle of the row; this puts their block there. Vega-Lite compiles it, though its schema lacks it. */
const CENTRED = `-(length(split(datum.label, '\\n')) - 1) * ${LINE_HEIGHT / 2}`;

type Json = Record<string, unknown>;

const BLOC_CHANNELS: Readonly<Record<string, BlocScale>> = { color: 'colour', stroke: 'colour', fill: 'tint', shape: 'shape', strokeDash: 'dash' };
const LEGEND_CHANNELS = ['color', 'fill', 'stroke', 'shape', 'strokeDash', 'size', 'opacity'];
/** Room for `Sep 2026` and air on both sides. */
const TICK_SPACE = 66;

/** A new specification; the one that came in is left alone. `rows` are only looked at. */
export function normalizeSpec(spec: Json, request: ChartRequest, rows: readonly DrawnRow[]): Json {
  const copy: Json = dropEmptyFacet(structuredClone(spec), rows);
  const widthOfPlot = (request.width * 0.85) / Math.max(1, countColumns(copy));
  eachUnit(copy, (unit) => {
    if (isRecord(unit['encoding'])) unit['encoding'] = normalizeEncoding(unit['encoding'], request.theme, rows, widthOfPlot);
    if (unit['height'] !== undefined) unit['height'] = normalizeHeight(unit['height'], rows, countColumns(copy) === 0);
  });
  const config = mergeDeep(computeChartConfig(request.theme, request.locale), isRecord(copy['config']) ? copy['config'] : {});
  delete copy['autosize'];
  delete copy['padding'];
  if (copy['data'] === undefined) copy['data'] = { name: 'rows' };
  const inner = isRecord(copy['spec']) ? copy['spec'] : copy;
  if (inner['height'] === undefined) inner['height'] = Math.round(Math.min(184, Math.max(120, request.width * 0.32)));
  return { ...copy, config };
}

/** A facet by a field that is empty in every row would only be a heading without words. */
function dropEmptyFacet(spec: Json, rows: readonly DrawnRow[]): Json {
  const { facet, spec: inner, spacing: _, resolve: __, columns: ___, ...rest } = spec;
  const by = isRecord(facet) ? (isRecord(facet['row']) ? facet['row'] : facet) : {};
  const isEmpty = (field: unknown): boolean => (field === 'group' || field === 'groupLines') && rows.every((row) => row.group === '');
  return isRecord(inner) && isEmpty(by['field']) ? { ...rest, ...inner } : spec;
}

/** Calls `change` for the specification, its layers and a facet's inner one. */
function eachUnit(spec: Json, change: (unit: Json) => void): void {
  change(spec);
  for (const layer of Array.isArray(spec['layer']) ? spec['layer'] : []) if (isRecord(layer)) eachUnit(layer, change);
  if (isRecord(spec['spec'])) eachUnit(spec['spec'], change);
}

/** The channel that carries the values, first in the first unit that has one. */
export function findValueAxis(spec: Json): 'x' | 'y' | undefined {
  const found: ('x' | 'y')[] = [];
  eachUnit(spec, ({ encoding }) => {
    for (const channel of ['x', 'y'] as const) {
      const def = isRecord(encoding) ? encoding[channel] : undefined;
      if (isRecord(def) && VALUE_FIELDS.includes(String(def['field'])) && def['type'] === 'quantitative') found.push(channel);
    }
  });
  return found[0];
}

/** Panels side by side: a facet's columns; 0 without a facet. */
export function countColumns(spec: Json): number {
  const facet = spec['facet'];
  if (!isRecord(facet)) return 0;
  if (facet['row'] !== undefined) return 1;
  const columns = spec['columns'];
  return typeof columns === 'number' && columns >= 1 ? Math.floor(columns) : 1;
}

function normalizeEncoding(encoding: Json, theme: ChartTheme, rows: readonly DrawnRow[], width: number): Json {
  const out: Json = {};
  for (const [channel, raw] of Object.entries(encoding)) {
    if (!isRecord(raw)) {
      out[channel] = raw;
      continue;
    }
    const def: Json = { ...raw };
    const kind = BLOC_CHANNELS[channel];
    if (def['field'] === 'bloc' && kind !== undefined && def['scale'] === undefined) def['scale'] = computeBlocScale(kind, theme);
    if (LEGEND_CHANNELS.includes(channel) && def['field'] !== undefined && def['legend'] === undefined) def['legend'] = null;
    normalizeTime(def);
    normalizeLogDomain(def, rows);
    normalizeFlatDomain(def, rows);
    if (channel === 'x' || channel === 'y') normalizeAxis(def, channel, rows, width);
    out[channel] = def;
  }
  return out;
}

function normalizeTime(def: Json): void {
  if (def['type'] !== 'temporal' && def['timeUnit'] === undefined) return;
  if (typeof def['timeUnit'] === 'string' && !def['timeUnit'].startsWith('utc')) def['timeUnit'] = `utc${def['timeUnit']}`;
  if (def['type'] === 'temporal' && def['scale'] !== null) def['scale'] = { type: 'utc', ...(isRecord(def['scale']) ? def['scale'] : {}) };
}

function normalizeAxis(def: Json, channel: 'x' | 'y', rows: readonly DrawnRow[], width: number): void {
  if (def['axis'] === null || (def['field'] === undefined && def['aggregate'] === undefined)) return;
  const axis: Json = { ...(isRecord(def['axis']) ? def['axis'] : {}) };
  if (def['title'] === undefined && axis['title'] === undefined) axis['title'] = null;
  const name = def['field'];
  if (channel === 'y' && (name === 'labelLines' || name === 'groupLines') && rows.some((row) => countLines(row[name]) > 1)) {
    axis['encoding'] = { labels: { dy: { value: { signal: CENTRED } } } };
  }
  const isTime = channel === 'x' && def['type'] === 'temporal' && def['field'] === 'date';
  if (isTime && axis['values'] === undefined && axis['tickCount'] === undefined) {
    const time = computeTimeAxis(rows, width, TICK_SPACE);
    if (time !== undefined) Object.assign(axis, { values: time.values, format: axis['format'] ?? time.format });
  }
  def['axis'] = axis;
}

/** A row of an axis of names grows with the number of lines of its longest name. */
function normalizeHeight(height: unknown, rows: readonly DrawnRow[], hasGroupsOnAxis: boolean): unknown {
  if (!isRecord(height) || typeof height['step'] !== 'number') return height;
  const lines = Math.max(1, ...rows.map((row) => Math.max(countLines(row.labelLines), hasGroupsOnAxis ? countLines(row.groupLines) : 1)));
  return { ...height, step: Math.max(height['step'], lines * LINE_HEIGHT + 7) };
}

function countLines(text: string): number {
  return text.split('\n').length;
}

/** A logarithmic axis needs a decade to have ticks; a single value would leave it without an extent. */
function normalizeLogDomain(def: Json, rows: readonly DrawnRow[]): void {
  const { scale } = def;
  if (!isRecord(scale) || scale['type'] !== 'log' || scale['domain'] !== undefined || def['field'] !== 'value') return;
  const values = rows.flatMap((row) => (row.value !== null && row.value > 0 ? [row.value] : []));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (values.length === 0 || most / least >= 10) return;
  const middle = Math.sqrt(least * most);
  def['scale'] = { ...scale, domain: [middle / Math.sqrt(10), middle * Math.sqrt(10)] };
}

const VALUE_FIELDS = ['value', 'low', 'high'];

/** One value alone gives an axis no extent: its line would lie on the edge of the plot. */
function normalizeFlatDomain(def: Json, rows: readonly DrawnRow[]): void {
  const scale: Json = isRecord(def['scale']) ? def['scale'] : {};
  if (!VALUE_FIELDS.includes(String(def['field'])) || def['type'] !== 'quantitative' || def['scale'] === null || scale['type'] === 'log' || scale['domain'] !== undefined) return;
  const values = new Set(rows.flatMap((row) => [row.value, row.low, row.high].filter((value) => value !== null)));
  const [value] = values;
  if (values.size !== 1 || value === undefined) return;
  const reach = Math.abs(value) * 0.1;
  if (scale['zero'] === false && reach > 0) def['scale'] = { ...scale, domain: [value - reach, value + reach] };
  if (value !== 0) return;
  const most = scale['domainMax'];
  def['scale'] = { ...scale, domainMin: 0, domainMax: isRecord(most) && typeof most['expr'] === 'string' ? { expr: `(${most['expr']}) || 1` } : (most ?? 1) };
}

function mergeDeep(base: Json, over: Json): Json {
  const out: Json = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (key === '__proto__') continue;
    const old = out[key];
    out[key] = isRecord(value) && isRecord(old) ? mergeDeep(old, value) : value;
  }
  return out;
}
