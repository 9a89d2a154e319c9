// The gallery's cases drawn, or refused with the words that a user would see.
import type { Chart } from '../../src/charts/chart.ts';
import type { ChartRenderer } from '../../src/charts/chart-renderer.ts';
import { BriefwrightError } from '../../src/errors.ts';
import type { GalleryCase } from './cases.ts';

export interface DrawnCase {
  readonly item: GalleryCase;
  readonly chart: Chart | undefined;
  /** Codes and messages; empty for a chart that was drawn. */
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

/** Throws what is no problem of the data. */
export function drawCases(cases: readonly GalleryCase[], renderer: ChartRenderer): Promise<DrawnCase[]> {
  return Promise.all(cases.map(async (item): Promise<DrawnCase> => {
    try {
      return { item, chart: await renderer.renderChart(item.request), problems: [] };
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      return { item, chart: undefined, problems: error.problems.map(({ code, message }) => ({ code, message })) };
    }
  }));
}
