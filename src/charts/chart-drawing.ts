// Draws one chart: check, normalise, lay out, place labels, draw again with them, inspect. Must not read files.
//
//   request ─> guard ─> normal spec ─> settled width ─> placed labels ─> final spec ─> SVG, PNG, inspection
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Chart, ChartRequest } from './chart.ts';
import { computeWords } from './chart-locale.ts';
import { composeRows, hasFigure, selectEvents } from './chart-rows.ts';
import type { Drawing } from './drawing.ts';
import { inspectChart } from './chart-inspection.ts';
import { composeOverlay, layOutChart } from './chart-layout.ts';
import type { ChartLayout, ChartPadding } from './chart-layout.ts';
import { injectOverlay } from './label-injection.ts';
import { isRecord, parseChartOptions } from './label-rules.ts';
import { flattenScene } from './scene.ts';
import { countColumns, findValueAxis, normalizeSpec } from './spec-normalization.ts';
import { findSpecProblems } from './spec-check.ts';
import { cleanSvg, inspectSvg } from './svg-cleaning.ts';
import type { TextMeasure } from './text-measure.ts';
import { runSpec } from './vega-runtime.ts';
import type { DrawnView } from './vega-runtime.ts';

type Json = Record<string, unknown>;

/** CSS pixels: what US Letter leaves beside running head, caption and source. */
const TALLEST = 800;

/** Throws a BriefwrightError with every problem of the specification, or of the chart that it makes. */
export async function drawChart(request: ChartRequest, measure: TextMeasure): Promise<Chart> {
  const drawing = prepareDrawing({ ...request, width: Math.floor(request.width) }, measure);
  const layout = await layOutChart(drawing);
  const drawn = await runFinal(drawing, composeFinalSpec(drawing, layout), layout.padding);
  try {
    return await finishChart(drawing, drawn);
  } finally {
    drawn.view.finalize();
  }
}

interface FinalRun {
  readonly spec: Json;
  readonly view: DrawnView;
  readonly padding: ChartPadding;
}

/** Labels that rise out of a panel push the rows of panels apart, so that the picture may have to grow in height once more. */
async function runFinal(drawing: Drawing, spec: Json, padding: ChartPadding): Promise<FinalRun> {
  const view = await drawing.run({ ...spec, padding });
  const drawn = flattenScene(view.scene).filter((item) => item.visible && item.type === 'text').map((item) => item.box);
  const top = Math.max(padding.top, Math.ceil(-Math.min(...drawn.map((box) => box.y1))) + 2);
  const bottom = Math.max(padding.bottom, Math.ceil(Math.max(...drawn.map((box) => box.y2)) - view.height) + 2);
  if (drawn.length === 0 || (top <= padding.top && bottom <= padding.bottom)) return { spec: { ...spec, padding }, view, padding };
  const grown = { ...padding, top, bottom };
  return { spec: { ...spec, padding: grown }, view: await view.pad(grown), padding: grown };
}

function prepareDrawing(request: ChartRequest, measure: TextMeasure): Drawing {
  const source = { file: request.specFile, text: request.specText };
  const words = computeWords(request.locale, request.rows, request.words);
  const refused = findSpecProblems(request.spec, source, words);
  if (refused.length > 0 || !isRecord(request.spec)) throw new BriefwrightError(refused);
  const { options, problems } = parseChartOptions(request.spec, source);
  if (!request.rows.some(hasFigure)) problems.push({ code: 'CHART_EMPTY', message: `Figure "${request.id}" has no row with a value.`, file: request.specFile });
  if (problems.length > 0) throw new BriefwrightError(problems);
  const rows = composeRows(request, words, measure, countColumns(request.spec));
  const events = selectEvents(request).map((event, row) => ({ ...event, row }));
  return { request, measure, words, options, rows, events, spec: normalizeSpec(request.spec, request, rows), run: createRun(request, words, measure) };
}

function createRun(request: ChartRequest, words: Readonly<Record<string, string>>, measure: TextMeasure): Drawing['run'] {
  return async (spec) => {
    const messages = new Set<string>();
    let view: DrawnView | undefined;
    try {
      view = await runSpec({ ...spec, params: composeParams(spec, request, words) }, { measure, report: (message) => void messages.add(message) });
    } catch (error) {
      messages.add(error instanceof Error ? error.message : String(error));
    }
    if (view === undefined || messages.size > 0) {
      view?.finalize();
      throw new BriefwrightError([...messages].map((m) => locateMessage(request, m)));
    }
    return view;
  };
}

/** Pretty JSON that can stand inside a page: `<` is written as an escape. */
function formatSpec(spec: Json): string {
  return `${JSON.stringify(spec, null, 2).replaceAll('<', '\\u003c')}\n`;
}

/** What an expression may read beside its datum: `words`, and the theme's plain colours as `theme`. */
function composeParams(spec: Json, request: ChartRequest, words: Readonly<Record<string, string>>): unknown[] {
  const { ink, muted, grid, ground } = request.theme;
  const own = Array.isArray(spec['params']) ? (spec['params'] as unknown[]) : [];
  return [{ name: 'words', value: words }, { name: 'theme', value: { ink, muted, grid, ground } }, ...own];
}

/** Vega says what is wrong but not where: the first name that it quotes is looked up in the text. */
function locateMessage(request: ChartRequest, message: string): Problem {
  const short = message.length > 400 ? `${message.slice(0, 400)}…` : message;
  const problem = { code: 'CHART_SPEC', message: `Figure "${request.id}": ${short}`, file: request.specFile };
  const lines = request.specText.split('\n');
  for (const [, name = ''] of message.matchAll(/["'`]([\w.-]{2,40})["'`]/g)) {
    const line = lines.findIndex((l) => l.includes(`"${name}"`) || l.includes(name)) + 1;
    if (line > 0) return { ...problem, line, column: 1, text: request.specText };
  }
  return problem;
}

function composeFinalSpec(drawing: Drawing, layout: ChartLayout): Json {
  const { request, rows, events } = drawing;
  const overlay = composeOverlay(drawing, layout);
  return injectOverlay(layout.spec, { rows: rows.map((row) => ({ ...row })), events }, overlay, request.theme);
}

async function finishChart(drawing: Drawing, { spec, view, padding }: FinalRun): Promise<Chart> {
  const { request, options, rows, words } = drawing;
  const { id, specFile, theme, alt } = request;
  const { left, right, top, bottom } = padding;
  const [width, height] = [view.width + left + right, view.height + top + bottom];
  const box = { x1: -left, y1: -top, x2: width - left, y2: height - top };
  const items = flattenScene(view.scene);
  const svg = cleanSvg(await view.toSvg(), id, alt);
  const tall = height > TALLEST ? [{ code: 'CHART_TOO_TALL', message: `Figure "${id}" is ${height} pixels high; no page holds more than ${TALLEST}.`, file: specFile, hint: 'Show fewer rows, or split the figure.' }] : [];
  const problems = [...tall, ...inspectChart({ id, specFile, rows, allRows: options.allRows, valueAxis: findValueAxis(drawing.spec), items, view: box }), ...inspectSvg(svg, id, specFile)];
  if (problems.length > 0) throw new BriefwrightError(problems);
  const complete = { ...spec, description: alt, params: composeParams(spec, request, words) };
  return { id, svg, png: await view.toPng(2, theme.ground), width, height, vegaLite: formatSpec(complete), alt };
}
