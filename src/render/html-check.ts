// The problems that the page itself would have, found without a browser. Must not print.
import { BriefwrightError, type Problem } from '../errors.ts';
import type { RenderInput } from './edition-files.ts';
import { renderHtml } from './html/render-html.ts';

export function checkHtml({ briefing, charts, templates, theme }: RenderInput): readonly Problem[] {
  try {
    renderHtml(briefing, charts, templates, theme);
    return [];
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
}
