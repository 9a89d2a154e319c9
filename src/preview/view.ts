// What a page is told about an edition: the document and what stands in the side panel, as plain data. Must not know HTTP.
import type { Block, Briefing, Text } from '../document/briefing.ts';
import { plain } from '../document/messages.ts';
import { choosesFigures, LAST_SIZE } from '../document/short-edition.ts';
import { fillHtml } from '../delivery/personal-parts.ts';
import { rankFindings, RULES } from '../findings/registry.ts';
import { FIRST_TOP, pageGeometry, runningHeads } from '../render/html/page.ts';
import { pictureId, type MailParts } from '../render/mail/mail-parts.ts';
import type { ReadyEdition } from '../pipeline/workshop.ts';

/** JSON for the page's script, which draws what it says. */
export function viewOf({ prepared, composed, html, mail, isLate }: ReadyEdition): Readonly<Record<string, unknown>> {
  const { briefing } = composed;
  const { config, month, locale } = prepared;
  return {
    html, isLate, title: briefing.title, paper: { ...pageGeometry(briefing.edition.page), firstTop: FIRST_TOP, name: briefing.edition.page }, heads: runningHeads(briefing), dir: briefing.edition.dir,
    current: { month, locale, page: config.page, theme: config.theme, variant: config.variant }, pages: config.pages, lastSize: choosesFigures(config) ? LAST_SIZE : 0,
    findings: findingsOf(prepared, briefing), figures: figuresOf(prepared, briefing), gaps: composed.gaps,
    numbers: briefing.numbers.map(({ id, text, where }) => ({ id, text, where })),
    mail: mailOf(mail),
  };
}

function findingsOf({ evaluated }: ReadyEdition['prepared'], { takeaways }: Briefing) {
  return rankFindings(evaluated.findings).map(({ rule, figure, importance, confidence, direction }) => {
    const takeaway = takeaways.find((t) => t.finding === `${figure}.${rule}`);
    const text = takeaway === undefined ? '' : [takeaway.lead, takeaway.text].map(words).join(' ');
    return { rule, figure, importance, confidence, direction, why: RULES.get(rule)?.why ?? '', isTakeaway: takeaway !== undefined, text };
  });
}

/** In the order of print; those without data too. */
function figuresOf({ config }: ReadyEdition['prepared'], { lead, sections }: Briefing) {
  return [...lead, ...sections.flatMap((s) => s.blocks)].flatMap((block: Block) => {
    if (block.kind === 'missing') return [{ id: block.id, label: '', headline: block.title, alt: '', isMissing: true, note: words(block.text), chart: '', metric: '' }];
    if (block.kind !== 'figure') return [];
    const settings = config.figures.get(block.id);
    return [{ id: block.id, label: block.label, headline: words(block.headline), alt: block.alt, isMissing: false, note: words(block.subtitle), chart: settings?.chart ?? '', metric: settings?.metric ?? '' }];
  });
}

/** As a reader gets it whose PDF is attached, with its pictures inside. The PDF is not made for a look at the message, so that its size is not known. */
function mailOf({ html, pictures }: MailParts): string {
  const filled = fillHtml(html, { parts: ['attached', 'unsubscribe'], places: { file: 'brief.pdf', size: '…', unsubscribe: 'https://example.org/unsubscribe' } });
  return [...pictures].reduce((text, [id, png]) => text.replaceAll(`cid:${pictureId(id)}`, `data:image/png;base64,${Buffer.from(png).toString('base64')}`), filled);
}

function words(text: Text): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}
