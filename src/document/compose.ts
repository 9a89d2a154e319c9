// The whole briefing from what an edition knows: page 1, sections, annex, notes, numbers. Must not know HTML or files.
import type { BriefConfig } from '../config/brief-config.ts';
import type { BriefCalendar } from '../config/calendar.ts';
import type { Finding } from '../findings/finding.ts';
import { rankFindings } from '../findings/registry.ts';
import { formatsFor } from '../format.ts';
import type { Source } from '../observations/observation.ts';
import { composeSpoken } from './beside.ts';
import { BRIEFING_FORMAT, type Block, type Briefing, type Callout, type Edition, type Text } from './briefing.ts';
import type { CommentaryText } from './commentary.ts';
import { printAsks } from './commentary-number.ts';
import type { FactChanges } from './comparison.ts';
import type { Day } from '../period.ts';
import type { MeasuredFact } from './edition-facts.ts';
import type { Evaluated } from './evaluate.ts';
import { composeRecord } from './finding-record.ts';
import { composeFigure, type ChartData, type ComposedFigure } from './figure.ts';
import { composeFocusLead, rankForFocus, selectFocus } from './focus.ts';
import { plain, type Messages } from './messages.ts';
import type { CollectedSource } from './news.ts';
import type { Revisions } from './revised.ts';
import { nameOf } from './names.ts';
import { createPrinter, type Printer } from './printer.ts';
import { composeSection, figureBlock, findingsOf, type SectionContext } from './section.ts';
import { hasSentence, maybeSentence } from './sentence.ts';
import { selectShort } from './short-edition.ts';
import { composeTakeaways } from './takeaways.ts';

/** Where the numbers of the headline and the bottom line stand. */
const PAGE_1 = 'page-1';

export interface ComposeInput {
  readonly config: BriefConfig;
  readonly month: string;
  readonly locale: string;
  readonly calendar: BriefCalendar;
  readonly evaluated: Evaluated;
  readonly messages: Messages;
  readonly sources: ReadonlyMap<string, Source>;
  /** The analyst's own words, a paragraph each. */
  readonly commentary: readonly CommentaryText[];
  readonly draft: boolean;
  /** What was wrong in earlier versions of this edition, oldest first. */
  readonly corrections?: readonly Correction[];
  /** Collected sources that are not simply fresh. */
  readonly collected: readonly CollectedSource[];
  /** Collected figures that an earlier revision of their month had otherwise. */
  readonly revised: Revisions;
  /** Against the issue before; undefined for the first. */
  readonly changes?: FactChanges<MeasuredFact> | undefined;
  /** How much a short edition holds, 0 for the most; see `short-edition.ts`. */
  readonly size?: number;
}

/** Said on page 1 of every later version. */
export interface Correction {
  readonly date: Day;
  readonly reason: string;
}

export interface Composed {
  readonly briefing: Briefing;
  readonly charts: readonly ChartData[];
}

export function composeBriefing(asked: ComposeInput): Composed {
  const input = { ...asked, config: selectSections(asked) };
  const { config, evaluated, messages } = input;
  const printer = createPrinter(formatsFor(input.locale), messages, input.sources);
  const composed = new Map<string, ComposedFigure>();
  const leadFigure = findLead(config, evaluated);
  const figure = (id: string): ComposedFigure | undefined => {
    const ready = composed.get(id);
    const settings = config.figures.get(id);
    const found = evaluated.results.get(id);
    if (ready !== undefined || settings === undefined || found === undefined) return ready;
    const made = composeFigure(id === leadFigure ? { ...settings, width: 'full' } : settings, found, findingsOf(id, evaluated.findings), composed.size + 1, evaluated.history.cutoff, printer);
    composed.set(id, made);
    return made;
  };
  const context: SectionContext = { config, evaluated, printer, figure, leadFigure, collected: input.collected, revised: input.revised, changes: input.changes, figures: () => [...composed.values()].map((c) => c.figure) };
  const told = findHeadline(evaluated.findings, config.focus, printer);
  const page1 = composePage1(input, told, printer);
  const lead: Block[] = [...composeCorrections(input, printer), ...(leadFigure === undefined ? [] : [figureBlock(leadFigure, context)])];
  let commentary: Callout | undefined;
  const sections = config.sections
    .map((section, index) => {
      const composed = composeSection(section, index + 1, context);
      // Its numbers and notes are counted where it stands, at the end of the first section.
      if (composed.blocks.length > 0) commentary ??= composeCommentary(printAsks(input.commentary, evaluated, printer), messages);
      return composed;
    })
    // What a bloc's view leaves out may be all of a section.
    .filter((section) => config.focus === undefined || section.blocks.length > 0)
    .map((section, index) => (index === 0 && commentary !== undefined ? { ...section, blocks: [...section.blocks, commentary] } : section));
  const figures = [...composed.values()];
  const edition = composeEdition(input, printer);
  const briefing: Briefing = {
    format: BRIEFING_FORMAT,
    brief: {
      name: config.name, title: config.title, shortTitle: config.shortTitle, question: questionOf(config, messages), publisher: config.publisher,
      author: config.author, contact: config.contact, licence: config.licence, keywords: config.keywords,
    },
    edition,
    title: messages.text('labels.document', { title: config.title, month: edition.monthLabel }),
    ...page1,
    findings: composeRecord([...evaluated.findings, ...evaluated.suppressed], { headline: told, takeaways: page1.takeaways, lead, sections, hasNews: input.changes !== undefined }, printer),
    lead,
    sections,
    // Two pages have no room for them; the numbers are attached all the same.
    annex: config.length === 'short' ? [] : [...figures.map((f) => f.table), ...composeSpoken(config, evaluated, printer)],
    notes: printer.notes(),
    numbers: printer.numbers(),
    attachments: [
      { name: 'brief.json', description: messages.text('attachments.brief') },
      { name: 'data.csv', description: messages.text('attachments.data') },
      { name: 'datapackage.json', description: messages.text('attachments.package') },
      ...figures.map((f) => ({ name: `${f.figure.id}.csv`, description: messages.text('attachments.figure', { figure: f.figure.label }) })),
    ],
    words: Object.fromEntries(messages.keysUnder('words').map((key) => [key, messages.text(`words.${key}`)])),
  };
  return { briefing, charts: figures.map((f) => f.data) };
}

/** The brief with the sections that this edition has. */
function selectSections({ config, evaluated, size = 0 }: ComposeInput): BriefConfig {
  const focused = config.focus === undefined ? config : { ...config, sections: selectFocus(config, config.focus, evaluated) };
  return config.length === 'short' ? { ...focused, sections: selectShort(focused, evaluated, findLead(focused, evaluated), size) } : focused;
}

function questionOf({ question, focus }: BriefConfig, messages: Messages): string {
  return focus === undefined ? question : messages.text('focus.question', { question, bloc: nameOf(focus, messages) });
}

/** The figure that the brief names for page 1 or, while it has no data, the first figure that has. */
function findLead(config: BriefConfig, evaluated: Evaluated): string | undefined {
  if (config.headlineFigure === undefined || evaluated.results.has(config.headlineFigure)) return config.headlineFigure;
  return config.sections.flatMap((s) => s.items.flatMap((item) => (item.kind === 'figure' && evaluated.results.has(item.figure) ? [item.figure] : [])))[0];
}

/** The headline and the bottom line tell one finding: the most important one that can carry an issue. */
function findHeadline(findings: readonly Finding[], focus: BriefConfig['focus'], printer: Printer): Finding | undefined {
  return rankForFocus(rankFindings(findings), focus, printer).find((f) => hasSentence(f, 'headline', printer) && hasSentence(f, 'bottom', printer));
}

function composePage1({ config, evaluated, messages }: ComposeInput, told: Finding | undefined, printer: Printer): Pick<Briefing, 'headline' | 'bottomLine' | 'takeaways'> {
  const sentence = (part: 'headline' | 'bottom') => (told === undefined ? undefined : maybeSentence(told, part, PAGE_1, printer));
  return {
    headline: sentence('headline') ?? messages.runs('page1.headline'),
    bottomLine: [...composeFocusLead(config, told, evaluated, PAGE_1, printer), ...(sentence('bottom') ?? messages.runs('page1.bottom'))],
    takeaways: composeTakeaways(rankForFocus(rankFindings(evaluated.findings), config.focus, printer), config.length === 'short' ? 3 : 4, printer, countedHere(config)),
  };
}

/** Figures that wait for a collection: what they print was counted by this brief. */
function countedHere(config: BriefConfig): ReadonlySet<string> {
  return new Set([...config.figures].flatMap(([id, { waiting }]) => (waiting === undefined ? [] : [id])));
}

function composeCommentary(paragraphs: readonly Text[], messages: Messages): Callout | undefined {
  if (paragraphs.length === 0) return undefined;
  return { kind: 'callout', tone: 'commentary', title: messages.text('labels.commentary'), paragraphs: [...paragraphs, ...ownNumbers(paragraphs, messages)] };
}

/** Typed numerals have no trace; the reader is told whose they are. */
function ownNumbers(paragraphs: readonly Text[], messages: Messages): readonly Text[] {
  return paragraphs.some((text) => /\d/.test(plain(text.filter((run) => typeof run === 'string' || !('n' in run))))) ? [messages.runs('labels.commentary_numbers')] : [];
}

function composeCorrections({ corrections = [], messages }: ComposeInput, { formats }: Printer): Callout[] {
  return corrections.map(({ date, reason }) => ({ kind: 'callout', tone: 'correction', title: messages.text('labels.corrected', { date: formats.day(date) }), paragraphs: [[reason], ...ownNumbers([[reason]], messages)] }));
}

function composeEdition({ config, month, locale, calendar, evaluated, messages, draft, corrections = [] }: ComposeInput, { formats }: Printer): Edition {
  const status = draft ? 'draft' : corrections.length > 0 ? 'corrected' : 'new';
  const language = new Intl.Locale(locale).language;
  return {
    month,
    monthLabel: formats.period({ text: month, kind: 'month', start: `${month}-01`, end: `${month}-28` }),
    issue: calendar.issue,
    published: calendar.published,
    publishedLabel: formats.day(calendar.published),
    asOf: evaluated.history.cutoff,
    asOfLabel: formats.day(evaluated.history.cutoff),
    next: calendar.next,
    nextLabel: formats.day(calendar.next),
    status,
    statusLabel: messages.text(`status.${status}`),
    locale,
    dir: ['ar', 'fa', 'he', 'ur'].includes(language) ? 'rtl' : 'ltr',
    page: config.page,
    variant: config.variant,
  };
}
