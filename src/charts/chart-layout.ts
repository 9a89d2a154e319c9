// The geometry of one chart: how wide the plot may be, and where its labels stand. Must not draw the result.
import { BriefwrightError } from '../errors.ts';
import type { Drawing } from './drawing.ts';
import { findHatched } from './hatching.ts';
import { findAnchors } from './label-anchors.ts';
import type { LabelAnchor } from './label-anchors.ts';
import type { Overlay } from './label-injection.ts';
import { END_GAP, LABEL_GAP, placeLabels } from './label-layout.ts';
import type { PlacedLabel } from './label-layout.ts';
import { isRecord } from './label-rules.ts';
import type { LabelPlace, LabelRule } from './label-rules.ts';
import { flattenScene, maybeUniteBoxes } from './scene.ts';
import type { Box, SceneItem } from './scene.ts';
import { countColumns } from './spec-normalization.ts';
import type { DrawnView } from './vega-runtime.ts';

type Json = Record<string, unknown>;

/** Pixels around the plot. */
export interface ChartPadding {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface ChartLayout {
  /** With its plot width set. */
  readonly spec: Json;
  readonly items: readonly SceneItem[];
  readonly labels: readonly PlacedLabel[];
  readonly padding: ChartPadding;
}

interface Pass {
  readonly spec: Json;
  readonly items: readonly SceneItem[];
  readonly anchors: readonly LabelAnchor[];
  /** Panels side by side. */
  readonly columns: number;
  readonly plotWidth: number;
  readonly viewWidth: number;
  readonly viewHeight: number;
  readonly extent: Box;
}

const MIN_PLOT = 40;
/** The longest line of a label, as a share of the width. */
const LINE_LIMIT: Readonly<Partial<Record<LabelPlace, number>>> = { event: 0.6, lane: 0.45 };
const MAX_PASSES = 10;

/**
 * Lays the chart out until plot, axes and the column of labels fill the width, then places the labels.
 * Throws CHART_TOO_NARROW when names leave no room for the plot, CHART_OUTSIDE for marks that no width can hold, CHART_LABEL_OVERLAP for labels without a place.
 */
export async function layOutChart(drawing: Drawing): Promise<ChartLayout> {
  const pass = await settleWidth(drawing);
  const labels = placeAll(drawing, pass);
  const all = maybeUniteBoxes([pass.extent, ...labels.map((label) => label.box)]) ?? pass.extent;
  const left = Math.ceil(-pass.extent.x1);
  const padding = {
    left, right: Math.max(0, drawing.request.width - left - pass.viewWidth),
    top: Math.ceil(-all.y1) + 2, bottom: Math.ceil(all.y2 - pass.viewHeight) + 2,
  };
  return { spec: pass.spec, items: pass.items, labels, padding };
}

async function settleWidth(drawing: Drawing): Promise<Pass> {
  const width = Math.round((drawing.request.width * 0.8) / Math.max(1, countColumns(drawing.spec)));
  const { rows, events } = drawing;
  const view = await drawing.run({ ...setPlotWidth(drawing.spec, width), padding: 0, datasets: { rows: rows.map((row) => ({ ...row })), events } });
  try {
    return await settleView(drawing, view, width);
  } finally {
    view.finalize();
  }
}

async function settleView(drawing: Drawing, first: DrawnView, start: number): Promise<Pass> {
  const { request } = drawing;
  let [view, width] = [first, start];
  for (let n = 0; ; n++) {
    const pass = readPass(drawing, view, width);
    const spare = request.width - Math.ceil(-pass.extent.x1) - Math.ceil(pass.extent.x2);
    const change = Math.floor(spare / pass.columns);
    if (change === 0) return pass;
    if (n === MAX_PASSES) {
      if (spare > 0) return pass;
      throw new BriefwrightError([{ code: 'CHART_OUTSIDE', message: `Figure "${request.id}": its marks reach ${-spare} pixels beyond its width.`, file: request.specFile, hint: 'Look for values outside a fixed domain of the scale.' }]);
    }
    width += change;
    if (width < MIN_PLOT) {
      const message = `Figure "${request.id}": names and labels leave ${Math.max(0, width)} of ${request.width} pixels for the plot.`;
      throw new BriefwrightError([{ code: 'CHART_TOO_NARROW', message, file: request.specFile, hint: 'Shorten the labels, or give the figure the full width.' }]);
    }
    view = await view.resize(width);
  }
}

function readPass(drawing: Drawing, view: DrawnView, plotWidth: number): Pass {
  const { request, measure, words, options } = drawing;
  const spec = setPlotWidth(drawing.spec, plotWidth);
  const items = flattenScene(view.scene).filter((item) => item.visible);
  const { width: viewWidth, height: viewHeight } = view;
  const anchors = options.labels.flatMap((rule, i) => findAnchors(items, rule, i, { theme: request.theme, measure, words, limit: request.width * (LINE_LIMIT[rule.at] ?? 0.34) }));
  const drawn = maybeUniteBoxes(items.filter((item) => item.box.x2 > item.box.x1 || item.box.y2 > item.box.y1).map((item) => item.box));
  const columns = new Set(items.filter((item) => item.role === 'mark').map((item) => item.originX)).size;
  const room = computeRoom(options.labels, anchors, plotWidth, columns);
  const box = drawn ?? { x1: 0, y1: 0, x2: plotWidth, y2: 0 };
  const extent = { ...box, x1: Math.min(0, box.x1, -room.left), x2: Math.max(box.x2, room.right, plotWidth) };
  return { spec, items, anchors, columns: Math.max(1, columns), plotWidth, viewWidth, viewHeight, extent };
}

/** How far labels would reach: to the left of the plot, and from its left edge to the right. */
function computeRoom(rules: readonly LabelRule[], anchors: readonly LabelAnchor[], plotWidth: number, columns: number): { left: number; right: number } {
  let [left, right] = [0, 0];
  if (columns > 1) return { left, right };
  for (const { rule, width, item } of anchors) {
    const at = rules[rule]?.at;
    if (at === 'end' || at === 'beside') right = Math.max(right, plotWidth + width + END_GAP);
    if (at === 'start') left = Math.max(left, width + END_GAP);
    if (at === 'point') right = Math.max(right, item.x + width + Math.sqrt(item.size) / 2 + LABEL_GAP);
    if (at === 'bar') right = Math.max(right, item.box.x2 + width + (rules[rule]?.gap ?? LABEL_GAP));
  }
  return { left, right };
}

function setPlotWidth(spec: Json, width: number): Json {
  return isRecord(spec['spec']) ? { ...spec, autosize: 'none', spec: { ...spec['spec'], width } } : { ...spec, width, autosize: 'none' };
}

function placeAll(drawing: Drawing, pass: Pass): PlacedLabel[] {
  const { request, options } = drawing;
  const left = Math.ceil(-pass.extent.x1);
  const area = { x1: -left, y1: -200, x2: request.width - left, y2: pass.viewHeight + 200 };
  const plotHeight = pass.viewHeight > 0 ? pass.viewHeight : Math.max(...pass.items.map((item) => item.box.y2 - item.originY));
  const marks = pass.items.filter((item) => item.role === 'mark');
  const placed: PlacedLabel[] = [];
  const lost: LabelAnchor[] = [];
  const words = pass.items.filter((item) => item.type === 'text').map((item) => item.box);
  for (const [rule, indexes] of groupRules(options.labels)) {
    const mine = pass.anchors.filter((anchor) => indexes.includes(anchor.rule));
    const result = placeLabels(rule, mine, marks, [...words, ...placed.map((p) => p.box)], { area, plotWidth: pass.plotWidth, plotHeight, columns: pass.columns });
    placed.push(...result.placed);
    lost.push(...result.lost);
  }
  if (lost.length === 0) return placed;
  const names = lost.slice(0, 6).map((anchor) => `"${anchor.text.replaceAll('\n', ' ')}"`);
  const message = `Figure "${request.id}": there is no room for ${lost.length} labels: ${names.join(', ')}.`;
  throw new BriefwrightError([{ code: 'CHART_LABEL_OVERLAP', message, file: request.specFile, hint: 'Show fewer rows, shorten the names, or give the figure the full width.' }]);
}

/** The rules at line ends share one column, so that they are placed together; every other rule stands alone. */
function groupRules(rules: readonly LabelRule[]): [LabelRule, number[]][] {
  const groups = Map.groupBy(rules.map((rule, i) => ({ rule, i })), ({ rule, i }) => (rule.at === 'end' || rule.at === 'start' ? rule.at : String(i)));
  return [...groups.values()].flatMap((group): [LabelRule, number[]][] => (group[0] === undefined ? [] : [[group[0].rule, group.map(({ i }) => i)]]));
}

/** Labels, and the hatching of what is unassigned, which keeps clear of the labels. */
export function composeOverlay(drawing: Drawing, layout: ChartLayout): Overlay {
  return {
    labels: layout.labels,
    hatched: findHatched(layout.items),
    eventRules: drawing.options.labels.flatMap((rule, i) => (rule.at === 'event' ? [i] : [])),
  };
}
