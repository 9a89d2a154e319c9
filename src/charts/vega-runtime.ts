// The only file that imports Vega: compiles a specification and draws it, as SVG or on a canvas.
// Vega keeps two things per process, the text metrics and a counter of ids. Both are set here before every run.
import { createCanvas } from '@napi-rs/canvas';
import * as vega from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import * as vegaLite from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import type { SceneMark } from './scene.ts';
import type { TextMeasure } from './text-measure.ts';

/** One laid-out view. Widths and heights are of the plot, without its axes. */
export interface DrawnView {
  readonly width: number;
  readonly height: number;
  readonly scene: SceneMark;
  /** The same view laid out again with plots of another width, which is much less work than a new one. What was read before no longer holds. */
  readonly resize: (width: number) => Promise<DrawnView>;
  /** The same, with other space around the plot. */
  readonly pad: (padding: PlotPadding) => Promise<DrawnView>;
  readonly toSvg: () => Promise<string>;
  /** PNG at `scale` times the size, on `ground`. */
  readonly toPng: (scale: number, ground: string) => Promise<Uint8Array>;
  readonly finalize: () => void;
}

/** Pixels. */
export interface PlotPadding {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export interface RunOptions {
  readonly measure: TextMeasure;
  /** Called with every warning or error of the compiler and the runtime. */
  readonly report: (message: string) => void;
}

interface MeasuredItem {
  readonly limit?: number;
}

/** Vega exports these without declaring them; vl-convert sets the metrics in the same way. */
interface VegaInternals {
  readonly textMetrics: { width: (item: MeasuredItem, text: unknown) => number };
  readonly font: (item: MeasuredItem) => string;
  readonly fontSize: (item: MeasuredItem) => number;
  readonly resetSVGDefIds: () => void;
}

/**
 * Warnings that say nothing of a mistake: all rows of a chart come from one data set, which is what the first asks to make sure of,
 * and a layer that has nothing to draw this month is no fault; a chart without any mark is found by the inspection.
 */
const HARMLESS = ['Detected faceted independent scales', 'Infinite extent'];

const internals = vega as unknown as VegaInternals;

/** Compiles `spec` and lays it out. Throws what Vega throws; warnings go to `report`. */
export async function runSpec(spec: object, options: RunOptions): Promise<DrawnView> {
  installTextMetrics(options.measure);
  internals.resetSVGDefIds();
  const logger = createLogger(options.report);
  const compiled = vegaLite.compile(spec as TopLevelSpec, { logger });
  const runtime = vega.parse(compiled.spec, undefined, { ast: true });
  const view = new vega.View(runtime, { expr: expressionInterpreter, loader: createLoader(), renderer: 'none', logger });
  await view.runAsync();
  // A facet's panels have a width of their own.
  const plotWidth = ['child_width', 'width'].find((name) => compiled.spec.signals?.some((signal) => signal.name === name)) ?? 'width';
  return readView(view, plotWidth);
}

function readView(view: vega.View, plotWidth: string): DrawnView {
  return {
    width: view.width(),
    height: view.height(),
    scene: (view.scenegraph() as unknown as { root: SceneMark }).root,
    resize: async (width) => readView(await view.signal(plotWidth, width).runAsync(), plotWidth),
    pad: async (padding) => readView(await view.padding({ ...padding }).runAsync(), plotWidth),
    toSvg: () => view.toSVG(),
    toPng: (scale, ground) => drawPng(view, scale, ground),
    finalize: () => void view.finalize(),
  };
}

function installTextMetrics(measure: TextMeasure): void {
  internals.textMetrics.width = (item, text) => {
    const line = text === null || text === undefined ? '' : String(text).trim();
    if (line === '' || !(internals.fontSize(item) > 0)) return 0;
    const width = measure.width(internals.font(item), line);
    return item.limit !== undefined && item.limit > 0 ? Math.min(width, item.limit) : width;
  };
}

function createLoader(): vega.Loader {
  const refuse = async (): Promise<never> => {
    throw new Error('A chart loads nothing.');
  };
  return { ...vega.loader(), load: refuse, sanitize: refuse, http: refuse, file: refuse };
}

function createLogger(report: (message: string) => void): vega.LoggerInterface {
  const loud = (...args: readonly unknown[]): vega.LoggerInterface => {
    const text = args.map(String).join(' ');
    if (HARMLESS.some((start) => text.startsWith(start))) return logger;
    report(args.map((arg) => (arg instanceof Error ? arg.message : String(arg))).join(' '));
    return logger;
  };
  const level = ((value?: number) => (value === undefined ? vega.Warn : logger)) as vega.LoggerInterface['level'];
  const logger: vega.LoggerInterface = { level, warn: loud, error: loud, info: () => logger, debug: () => logger };
  return logger;
}

async function drawPng(view: vega.View, scale: number, ground: string): Promise<Uint8Array> {
  const { top, bottom, left, right } = sides(view.padding());
  const canvas = createCanvas(Math.round((view.width() + left + right) * scale), Math.round((view.height() + top + bottom) * scale));
  const context = canvas.getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  await view.toCanvas(scale, { externalContext: context });
  return canvas.encode('png');
}

function sides(padding: vega.Padding): { top: number; bottom: number; left: number; right: number } {
  if (typeof padding === 'number') return { top: padding, bottom: padding, left: padding, right: padding };
  const { top = 0, bottom = 0, left = 0, right = 0 } = padding as Partial<Record<'top' | 'bottom' | 'left' | 'right', number>>;
  return { top, bottom, left, right };
}
