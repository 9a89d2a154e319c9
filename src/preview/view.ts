// What a page is told about an edition: the document and what stands in the side panel, as plain data. Must not know HTTP.
import type { Block, Briefing, Text } from '../document/briefing.ts';
import { plain } from '../document/messages.ts';
import { composeHtml } from '../delivery/html-part.ts';
import { resolveWords } from '../delivery/words.ts';
import { rankFindings, RULES } from '../findings/registry.ts';
import { FIRST_TOP, pageGeometry, runningHeads } from '../render/html/page.ts';
import type { ReadyEdition } from '../pipeline/workshop.ts';

/** JSON for the page's script, which draws what it says. */
export function viewOf({ prepared, composed, html }: ReadyEdition): Readonly<Record<string, unknown>> {
  const { briefing } = composed;
  const { config, month, locale } = prepared;
  return {
    html, title: briefing.title, paper: { ...pageGeometry(briefing.edition.page), firstTop: FIRST_TOP, name: briefing.edition.page }, heads: runningHeads(briefing), dir: briefing.edition.dir,
    current: { month, locale, page: config.page, theme: config.theme, variant: config.variant }, pages: config.pages,
    findings: findingsOf(prepared, briefing), figures: figuresOf(prepared, briefing), gaps: composed.gaps,
    numbers: briefing.numbers.map(({ id, text, where }) => ({ id, text, where })),
    mail: mailOf(briefing),
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

/** The attachment is not made for a look at the message, so that its size is not known. */
function mailOf(briefing: Briefing): string {
  return composeHtml(briefing, resolveWords(briefing), { isProof: false, fileName: 'brief.pdf', fileSize: '…' });
}

function words(text: Text): string {
  return plain(text).replace(/\s+/g, ' ').trim();
}
