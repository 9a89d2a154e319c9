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
import type { ChartLayout } from './chart-layout.ts';
import { injectOverlay } from './label-injection.ts';
import { isRecord, parseChartOptions } from './label-rules.ts';
import { flattenScene } from './scene.ts';
import { normalizeSpec } from './spec-normalization.ts';
import { findRefusedParts, specProblem } from './spec-guard.ts';
import { cleanSvg, inspectSvg } from './svg-cleaning.ts';
import type { TextMeasure } from './text-measure.ts';
import { runSpec } from './vega-runtime.ts';
import type { DrawnView } from './vega-runtime.ts';

type Json = Record<string, unknown>;

/** Throws a BriefwrightError with every problem of the specification, or of the chart that it makes. */
export async function drawChart(request: ChartRequest, measure: TextMeasure): Promise<Chart> {
  const drawing = prepareDrawing(request, measure);
  const layout = await layOutChart(drawing);
  const spec = composeFinalSpec(drawing, layout);
  const view = await drawing.run(spec);
  try {
    return await finishChart(drawing, layout, spec, view);
  } finally {
    view.finalize();
  }
}

function prepareDrawing(request: ChartRequest, measure: TextMeasure): Drawing {
  const source = { file: request.specFile, text: request.specText };
  const words = computeWords(request.locale, request.rows, request.words);
  const refused = findRefusedParts(request.spec, source, words);
  if (refused.length > 0 || !isRecord(request.spec)) throw new BriefwrightError(refused);
  const { options, problems } = parseChartOptions(request.spec, source);
  for (const key of ['hconcat', 'vconcat', 'concat', 'repeat']) {
    if (key in request.spec) problems.push(specProblem(source, [key], 'CHART_SPEC', `"${key}" is not supported; a chart is one plot, layers, or a facet.`));
  }
  if (!request.rows.some(hasFigure)) problems.push({ code: 'CHART_EMPTY', message: `Figure "${request.id}" has no row with a value.`, file: request.specFile });
  if (problems.length > 0) throw new BriefwrightError(problems);
  const rows = composeRows(request, words, measure);
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
  const spec = injectOverlay(layout.spec, { rows: rows.map((row) => ({ ...row })), events }, overlay, request.theme);
  return { ...spec, padding: layout.padding };
}

async function finishChart(drawing: Drawing, layout: ChartLayout, spec: Json, view: DrawnView): Promise<Chart> {
  const { request, options, rows, words } = drawing;
  const { id, specFile, theme, alt } = request;
  const { left, right, top, bottom } = layout.padding;
  const [width, height] = [view.width + left + right, view.height + top + bottom];
  const box = { x1: -left, y1: -top, x2: width - left, y2: height - top };
  const items = flattenScene(view.scene);
  const svg = cleanSvg(await view.toSvg(), id, alt);
  const problems = [...inspectChart({ id, specFile, rows, allRows: options.allRows, items, view: box }), ...inspectSvg(svg, id, specFile)];
  if (problems.length > 0) throw new BriefwrightError(problems);
  const complete = { ...spec, description: alt, params: composeParams(spec, request, words) };
  return { id, svg, png: await view.toPng(2, theme.ground), width, height, vegaLite: `${JSON.stringify(complete, null, 2)}\n`, alt };
}
