// Composes an edition, draws its charts and hands both to the room that renders.
// Must not print or write.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChartRenderer } from '../charts/chart-renderer.ts';
import type { Chart, ChartRequest } from '../charts/chart.ts';
import type { Briefing } from '../document/briefing.ts';
import { composeBriefing, type Composed } from '../document/compose.ts';
import type { ChartData } from '../document/figure.ts';
import { BriefwrightError, failure, type Problem } from '../errors.ts';
import type { Prepared } from './preparation.ts';
import type { RenderInput } from '../render/edition-files.ts';
import { figureWidths } from '../render/html/page.ts';

export interface ComposedEdition {
  readonly briefing: Briefing;
  readonly charts: ReadonlyMap<string, Chart>;
  readonly data: readonly ChartData[];
  readonly gaps: readonly { readonly figure: string; readonly reason: string }[];
}

/** Throws BriefwrightError with the problems of every chart. */
export async function composeEdition(prepared: Prepared, draft: boolean): Promise<ComposedEdition> {
  const { evaluated } = prepared;
  const { briefing, charts: data } = composeDocument(prepared, draft);
  const charts = await drawCharts(prepared, data);
  const gaps = evaluated.gaps.map((gap) => ({ figure: gap.figure, reason: gap.latest === undefined ? `nothing was published by ${evaluated.history.cutoff}` : `the latest figure is for ${gap.latest.text}` }));
  return { briefing, charts, data, gaps };
}

/** The document alone, without its charts. */
export function composeDocument(prepared: Prepared, draft: boolean): Composed {
  const { config, evaluated } = prepared;
  return composeBriefing({
    config, month: prepared.month, locale: prepared.locale, calendar: prepared.calendar, evaluated, messages: prepared.messages,
    sources: prepared.tables.sources, commentary: prepared.commentary.paragraphs, draft, collected: prepared.collected,
  });
}

/** What the render room needs of an edition. */
export function renderInput(prepared: Prepared, composed: ComposedEdition): RenderInput {
  const { config, project } = prepared;
  return {
    briefing: composed.briefing, charts: composed.charts, figures: composed.data, templates: prepared.templates, theme: prepared.theme,
    pages: config.pages, browserPath: config.browserPath, inputs: prepared.inputs,
    version: (JSON.parse(readFileSync(join(project.packageRoot, 'package.json'), 'utf8')) as { version: string }).version,
  };
}

async function drawCharts(prepared: Prepared, data: readonly ChartData[]): Promise<ReadonlyMap<string, Chart>> {
  const renderer = createChartRenderer();
  const charts = new Map<string, Chart>();
  const problems: Problem[] = [];
  try {
    for (const chart of data) {
      const drawn = await renderer.renderChart(chartRequest(prepared, chart)).catch((error: unknown) => {
        if (!(error instanceof BriefwrightError)) throw error;
        problems.push(...error.problems);
      });
      if (drawn !== undefined) charts.set(chart.figure, drawn);
    }
  } finally {
    await renderer.close();
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return charts;
}

function chartRequest(prepared: Prepared, chart: ChartData): ChartRequest {
  const spec = prepared.specs.get(chart.chart);
  if (spec === undefined) throw failure('CHART_UNKNOWN', `There is no chart "${chart.chart}".`);
  return {
    id: chart.figure, spec: spec.spec, specFile: spec.file, specText: spec.text, rows: chart.rows, events: chart.events, words: chart.words,
    width: figureWidths(prepared.config.page)[chart.width], locale: prepared.locale, alt: chart.alt, theme: prepared.theme.chart,
  };
}
