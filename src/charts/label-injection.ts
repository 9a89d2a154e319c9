// Writes placed labels, their leaders and the hatching of unassigned bars into the specification and its rows,
// so that SVG, PNG and the exported specification all carry them. Must not place anything.
import { LABEL_SIZE, LINE_HEIGHT } from './chart-config.ts';
import { composeHatch } from './hatching.ts';
import type { Hatched } from './hatching.ts';
import { isRecord } from './label-rules.ts';
import type { PlacedLabel } from './label-layout.ts';

type Json = Record<string, unknown>;

export interface LabelInk {
  readonly muted: string;
  readonly ground: string;
}

/** Begins the names of our own layers; a row is not drawn by having its label drawn. */
export const OVERLAY = 'overlay_';

/** What is drawn on top, by the data set whose rows carry it. */
export interface Overlay {
  readonly labels: readonly PlacedLabel[];
  readonly hatched: readonly Hatched[];
  /** Index of each rule whose labels hang on events instead of rows. */
  readonly eventRules: readonly number[];
}

/** Adds to `spec` one layer of text and one of leaders per rule, and the hatching under them. Returns a new specification. */
export function injectOverlay(spec: Json, datasets: { rows: readonly Json[]; events: readonly Json[] }, overlay: Overlay, ink: LabelInk): Json {
  const rows = datasets.rows.map((row) => ({ ...row }));
  const events = datasets.events.map((event) => ({ ...event }));
  const layers: Json[] = [];
  const labelled = overlay.labels.map((label) => label.box);
  for (const hatched of overlay.hatched) {
    const row = rows[hatched.row];
    if (row !== undefined) row['hatch'] = composeHatch(hatched, labelled);
  }
  if (overlay.hatched.length > 0) layers.push(pathLayer('hatch', 'rows', ink.ground, 1.2));
  for (const rule of [...new Set(overlay.labels.map((label) => label.anchor.rule))].sort((a, b) => a - b)) {
    const labels = overlay.labels.filter((label) => label.anchor.rule === rule);
    const data = overlay.eventRules.includes(rule) ? 'events' : 'rows';
    for (const label of labels) {
      const row = (data === 'events' ? events : rows)[label.anchor.row];
      if (row === undefined) continue;
      row[`label${rule}`] = composeLabel(label);
      if (label.leader !== undefined) row[`leader${rule}`] = composeLeader(label);
    }
    if (labels.some((label) => label.leader !== undefined)) layers.push(pathLayer(`leader${rule}`, data, ink.muted, 0.75));
    layers.push(textLayer(`label${rule}`, data));
  }
  return { ...addLayers(spec, layers), datasets: { rows, events } };
}

function addLayers(spec: Json, layers: readonly Json[]): Json {
  if (layers.length === 0) return spec;
  if (isRecord(spec['spec'])) return { ...spec, spec: addLayers(spec['spec'], layers) };
  if (Array.isArray(spec['layer'])) {
    const { encoding, ...rest } = spec;
    return { ...rest, layer: [...spec['layer'].map((layer: unknown) => pushDown(encoding, layer)), ...layers] };
  }
  const { mark, encoding, name, transform, ...rest } = spec;
  const unit = Object.fromEntries(Object.entries({ name, mark, encoding, transform }).filter(([, value]) => value !== undefined));
  return { ...rest, layer: [unit, ...layers] };
}

/** Gives a layer the encoding that all layers shared, so that ours need not inherit it. */
function pushDown(shared: unknown, layer: unknown): unknown {
  if (!isRecord(shared) || !isRecord(layer)) return layer;
  return { ...layer, encoding: { ...shared, ...(isRecord(layer['encoding']) ? layer['encoding'] : {}) } };
}

/** Positions as properties of the mark: as channels they would take part in the scales and in the steps of the axis. */
function pixel(field: string): Json {
  return { x: { expr: `datum.${field}.x` }, y: { expr: `datum.${field}.y` } };
}

function textLayer(field: string, data: 'rows' | 'events'): Json {
  return {
    name: `${OVERLAY}${field}`,
    ...(data === 'events' ? { data: { name: 'events' } } : {}),
    transform: [{ filter: `isValid(datum.${field})` }],
    mark: {
      type: 'text', ...pixel(field), baseline: 'middle', fontSize: LABEL_SIZE, lineBreak: '\n', lineHeight: LINE_HEIGHT, clip: false,
      align: { expr: `datum.${field}.align` }, fontWeight: { expr: `datum.${field}.weight` },
    },
    encoding: {
      text: { field: `${field}.text`, type: 'nominal' },
      color: { field: `${field}.colour`, type: 'nominal', scale: null },
    },
  };
}

/** A symbol whose shape is the drawing itself: Vega scales a custom shape by half the root of its size, so 4 means pixels. */
function pathLayer(field: string, data: 'rows' | 'events', colour: string, width: number): Json {
  return {
    name: `${OVERLAY}${field}`,
    ...(data === 'events' ? { data: { name: 'events' } } : {}),
    transform: [{ filter: `isValid(datum.${field})` }],
    mark: { type: 'point', ...pixel(field), filled: false, fill: null, stroke: colour, strokeWidth: width, opacity: 1 },
    encoding: {
      size: { value: 4 },
      shape: { field: `${field}.path`, type: 'nominal', scale: null },
    },
  };
}

function composeLabel({ anchor, align, box }: PlacedLabel): Json {
  const x = align === 'left' ? box.x1 : align === 'right' ? box.x2 : (box.x1 + box.x2) / 2;
  const firstLine = box.y1 + LINE_HEIGHT / 2;
  return { x: round(x - anchor.item.originX), y: round(firstLine - anchor.item.originY), text: anchor.text, align, weight: anchor.weight, colour: anchor.colour };
}

function composeLeader({ anchor, leader }: PlacedLabel): Json {
  const { x1, y1, x2, y2 } = leader ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
  return { x: round(x1 - anchor.item.originX), y: round(y1 - anchor.item.originY), path: `M0,0L${round(x2 - x1)},${round(y2 - y1)}` };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
