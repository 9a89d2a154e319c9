// The page and the message as text, with all problems of both together, found without a browser. Must not print.
import { BriefwrightError, type Problem } from '../errors.ts';
import type { RenderInput } from './edition-files.ts';
import { renderHtml } from './html/render-html.ts';
import { checkTraces } from './html/traces.ts';
import { LOGO } from './mail/mail-parts.ts';
import type { MailParts } from './mail/mail-parts.ts';
import { renderMail } from './mail/render-mail.ts';

export function checkHtml(input: RenderInput): readonly Problem[] {
  try {
    renderTexts(input);
    return [];
  } catch (error) {
    if (error instanceof BriefwrightError) return error.problems;
    throw error;
  }
}

/** Throws the problems of the page, of its list of traces and of the message together. */
export function renderTexts(input: RenderInput): { readonly html: string; readonly mail: MailParts } {
  const problems: Problem[] = [];
  const attempt = <T>(render: () => T): T | undefined => {
    try {
      return render();
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const { briefing, charts, templates, theme } = input;
  const html = attempt(() => renderHtml(briefing, charts, templates, theme));
  problems.push(...checkTraces(briefing, templates));
  const texts = attempt(() => renderMail(briefing, templates, theme));
  if (html === undefined || texts === undefined || problems.length > 0) throw new BriefwrightError(problems);
  const pictures = texts.pictures.flatMap((id): (readonly [string, Uint8Array])[] => {
    if (id === LOGO && theme.mail.logo !== undefined) return [[id, theme.mail.logo]];
    const chart = input.mailCharts?.get(id) ?? charts.get(id);
    return chart === undefined ? [] : [[id, chart.png] as const];
  });
  return { html, mail: { html: texts.html, text: texts.text, pictures: new Map(pictures) } };
}
