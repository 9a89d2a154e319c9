// The brief as one self-contained HTML file. Must not compute a figure, read a file or load anything.
import Handlebars from 'handlebars';
import type { Chart } from '../../charts/chart.ts';
import type { Briefing } from '../../document/briefing.ts';
import { BriefwrightError } from '../../errors.ts';
import { CONTENT_POLICY } from '../browser/content-policy.ts';
import { briefingShape } from '../templates/briefing-shape.ts';
import { checkTemplates, renderTemplate } from '../templates/environment.ts';
import type { TemplateSet } from '../templates/template-set.ts';
import { faceCss } from './faces.ts';
import { briefHelpers } from './helpers.ts';
import type { HelperData } from './helpers.ts';
import { checkReferences } from './links.ts';
import { pageCss } from './page.ts';
import { plainText } from './text.ts';
import type { Theme } from './theme.ts';

const escape = Handlebars.escapeExpression;

/** The template that a brief begins with. */
export const BRIEF_ENTRY = { path: 'brief.hbs', shape: briefingShape };

export interface HtmlOptions {
  /** Has the list of contents with page numbers. By default where more than four figures make a long document; on paper it is left out again up to six pages. */
  readonly contents?: boolean;
}

/**
 * A complete HTML document, UTF-8, the same bytes for the same arguments.
 * Throws all template problems, or all unsafe links and dangling references, or the first failure of a helper.
 */
export function renderHtml(briefing: Briefing, charts: ReadonlyMap<string, Chart>, templates: TemplateSet, theme: Theme, options: HtmlOptions = {}): string {
  const data: HelperData = { briefing, charts, assets: theme.assets, brand: theme.brand, contents: options.contents ?? charts.size > 4 };
  const helpers = briefHelpers(data);
  const problems = checkTemplates(templates, [BRIEF_ENTRY], helpers);
  if (problems.length > 0) throw new BriefwrightError(problems);
  checkReferences(briefing);
  const body = renderTemplate(templates, BRIEF_ENTRY.path, briefing, helpers);
  const { edition } = briefing;
  return `<!doctype html>
<html lang="${escape(edition.locale)}" dir="${edition.dir}">
<head>
${head(briefing)}
<style>
${faceCss(theme, body + briefing.title + briefing.brief.publisher)}
${theme.css}
${pageCss(briefing)}
</style>
</head>
${originComment(templates, theme)}
<body class="${edition.page.toLowerCase()}">
${body.trim()}
</body>
</html>
`;
}

function head(briefing: Briefing): string {
  const { brief } = briefing;
  return [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`,
    `<title>${escape(briefing.title)}</title>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="author" content="${escape(brief.author)}">`,
    `<meta name="description" content="${escape(plainText(briefing.bottomLine))}">`,
    ...(brief.keywords.length === 0 ? [] : [`<meta name="keywords" content="${escape(brief.keywords.join(', '))}">`]),
    '<meta name="color-scheme" content="light">',
  ].join('\n');
}

/** Which file won for each template, so that a reader of the source can tell. */
function originComment(templates: TemplateSet, theme: Theme): string {
  const files = [...templates.values()].filter((t) => t.path === BRIEF_ENTRY.path || t.path.startsWith('partials/'));
  const lines = [...files.map((t) => `${t.path}: ${t.origin}`), ...[...theme.origins].map(([file, origin]) => `themes/${theme.name}/${file}: ${origin}`)];
  return `<!-- Templates\n${lines.join('\n').replaceAll('--', '- -')}\n-->`;
}
