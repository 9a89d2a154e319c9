// `Briefing` + the mail templates → the two texts of a message, the same for every reader; what differs is left as marks. Must not know a reader.
import Handlebars from 'handlebars';
import type { Briefing } from '../../document/briefing.ts';
import { BriefwrightError, failure, findNearest } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import type { Theme } from '../html/theme.ts';
import { briefingShape } from '../templates/briefing-shape.ts';
import { checkTemplates, renderTemplate } from '../templates/environment.ts';
import type { TemplateSet } from '../templates/template-set.ts';
import { inlineStyles } from './inline-styles.ts';
import { mailHelpers } from './mail-helpers.ts';
import { findPictures } from './mail-parts.ts';
import { wrapPlain } from './mail-text.ts';
import { cleanForMail, findLooseMarks } from './marks.ts';

const escape = Handlebars.escapeExpression;
const HTML = 'email/brief.html.hbs';
const TEXT = 'email/brief.txt.hbs';
/** Gmail cuts the HTML part at about 102 KB; the sender adds little. */
const HTML_BUDGET = 80_000;

export interface MailTexts {
  /** A whole document, styles in its elements. */
  readonly html: string;
  /** Lines of at most 72 columns. */
  readonly text: string;
  /** Ids of the figures that the HTML shows. */
  readonly pictures: readonly string[];
}

/** Throws every problem of the two templates, or MAIL_TOO_LONG for HTML above 80 kB. */
export function renderMail(composed: Briefing, templates: TemplateSet, theme: Theme): MailTexts {
  const briefing = cleanForMail(composed);
  const brand = { legal: cleanForMail(theme.brand.legal), hasLogo: theme.mail.logo !== undefined };
  const [html, text] = [mailHelpers(briefing, 'html', brand), mailHelpers(briefing, 'text', brand)];
  const set = new Map([...templates].filter(([path]) => path.startsWith('email/')));
  const problems = [
    ...checkTemplates(set, [{ path: HTML, shape: briefingShape }], html), ...checkTemplates(set, [{ path: TEXT, shape: briefingShape }], text, false),
    ...findStrangers(set),
  ];
  if (problems.length > 0) throw new BriefwrightError(problems);
  const body = renderTemplate(set, HTML, briefing, html);
  const plain = renderTemplate(set, TEXT, briefing, text, false);
  const loose = [[HTML, body] as const, [TEXT, plain] as const].flatMap(([path, made]) => findLooseMarks(made, set.get(path)?.file ?? path));
  if (loose.length > 0) throw new BriefwrightError(loose);
  const page = inlineStyles(pageOf(briefing, body, theme), theme.mail);
  const size = Buffer.byteLength(page);
  if (size > HTML_BUDGET) throw failure('MAIL_TOO_LONG', `The HTML of the message has ${size} bytes; ${HTML_BUDGET} are allowed, because mail programs cut it.`, { file: set.get(HTML)?.file ?? HTML, hint: 'Shorten the takeaways or the template.' });
  return { html: page, text: wrapPlain(plain), pictures: findPictures(page) };
}

/** A project's file that nothing reads: most likely a misspelt name. */
function findStrangers(set: TemplateSet): Problem[] {
  return [...set.values()].filter(({ path, origin }) => origin === 'project' && path !== HTML && path !== TEXT).map((template) => {
    const near = findNearest(template.path, [HTML, TEXT]);
    return { code: 'TEMPLATE_UNUSED', message: 'No message uses this template.', file: template.file, line: 1, column: 1, ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }) };
  });
}

/** Language and direction stand on the first element of the body too, because mail programs strip the outer ones. */
function pageOf(briefing: Briefing, body: string, theme: Theme): string {
  const lang = escape(briefing.edition.locale);
  const { dir } = briefing.edition;
  return `<!DOCTYPE html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escape(briefing.title)}</title>
<style>
:root { color-scheme: light dark; supported-color-schemes: light dark; }
${theme.mail.media}
</style>
</head>
<body class="page">
<div class="page ${dir}" role="article" aria-roledescription="email" aria-label="${escape(briefing.title)}" lang="${lang}" dir="${dir}">
${body.trim()}
</div>
</body>
</html>
`;
}
