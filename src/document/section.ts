// One section from its items in the brief's configuration. Must not know a section by name.
import type { BriefConfig, ItemConfig, SectionConfig } from '../config/brief-config.ts';
import type { Finding } from '../findings/finding.ts';
import { besideIn, composeBeside } from './beside.ts';
import type { Block, Figure, Section } from './briefing.ts';
import type { ComposedFigure } from './figure.ts';
import { composeFocus } from './focus.ts';
import { maybeMethod } from './method.ts';
import { composeChanges } from './changes.ts';
import type { FactChanges } from './comparison.ts';
import type { MeasuredFact } from './edition-facts.ts';
import { composeCollected, composeNews, type CollectedSource } from './news.ts';
import type { Printer } from './printer.ts';
import { composeQuestions } from './questions.ts';
import { maybeRegister } from './register.ts';
import { composeRestated, composeRevised, type Revisions } from './revised.ts';
import { composeRestatements } from './restatement-table.ts';
import { maybeScorecard } from './scorecard.ts';
import { choosesFigures } from './short-edition.ts';
import { chooseSpoken, maybeSentence } from './sentence.ts';
import type { Evaluated } from './evaluate.ts';

/** What sections draw on. Figures are composed on first use, so that they are numbered in reading order. */
export interface SectionContext {
  readonly config: BriefConfig;
  readonly evaluated: Evaluated;
  readonly printer: Printer;
  readonly figure: (id: string) => ComposedFigure | undefined;
  readonly figures: () => readonly Figure[];
  /** Printed on page 1, so that its section only speaks of it. */
  readonly leadFigure: string | undefined;
  readonly collected: readonly CollectedSource[];
  readonly revised: Revisions;
  /** Against the issue before; undefined for the first. */
  readonly changes: FactChanges<MeasuredFact> | undefined;
}

export function composeSection(section: SectionConfig, number: number, context: SectionContext): Section {
  const { printer, leadFigure, evaluated } = context;
  const beside = besideIn(section, context.config, evaluated, leadFigure);
  const blocks = section.items.flatMap((item): Block[] => {
    if (item.kind !== 'figure') return itemBlocks(item, context);
    if (beside.includes(item.figure)) return [];
    const waiting = context.config.figures.get(item.figure)?.waiting;
    if (waiting !== undefined && !evaluated.results.has(item.figure)) return waitingBlocks(item.figure, waiting, context);
    // On two pages the title over a figure is what is said of it.
    const text = choosesFigures(context.config) ? [] : figureText(item.figure, context);
    const isSpoken = context.config.figures.get(item.figure)?.form === 'spoken' && !choosesFigures(context.config);
    return leadFigure === item.figure || isSpoken ? text : [...text, figureBlock(item.figure, context)];
  });
  if (beside.length > 0) blocks.push(composeBeside(section.id, beside, evaluated, printer));
  return { id: section.id, number, title: printer.messages.text(`sections.${section.id}`), blocks };
}

function figureText(id: string, { evaluated, printer }: SectionContext): Block[] {
  if (!evaluated.results.has(id)) return [];
  const { spoken, noted } = chooseSpoken(findingsOf(id, evaluated.findings), printer);
  const texts = [spoken === undefined ? undefined : maybeSentence(spoken, 'text', id, printer), ...noted.map((f) => maybeSentence(f, 'note', id, printer))].filter((t) => t !== undefined);
  return texts.length === 0 ? [] : [{ kind: 'paragraph', text: texts.flatMap((text, i) => (i === 0 ? text : [' ', ...text])) }];
}

/** The figure, or that it is missing. */
export function figureBlock(id: string, { figure, printer, config, evaluated }: SectionContext): Block {
  const composed = figure(id);
  if (composed !== undefined) return composed.figure;
  const title = printer.messages.text(`figures.${id}.title`);
  const latest = evaluated.gaps.find((gap) => gap.figure === id)?.latest;
  const day = printer.formats.day(evaluated.history.cutoff);
  const text = latest === undefined ? printer.messages.runs('missing.nothing', { day }) : printer.messages.runs('missing.stale', { day, period: printer.formats.period(latest) });
  return { kind: 'missing', id: config.figures.get(id)?.id ?? id, title, text };
}

export function findingsOf(figure: string, findings: readonly Finding[]): Finding[] {
  return findings.filter((f) => f.figure === figure);
}

function itemBlocks(item: Exclude<ItemConfig, { kind: 'figure' }>, context: SectionContext): Block[] {
  const { printer, evaluated } = context;
  switch (item.kind) {
    case 'text':
      return textBlocks(item.text, printer);
    case 'findings':
      return evaluated.findings.filter((f) => item.findings.includes(f.rule)).flatMap((f) => {
        const text = maybeSentence(f, 'text', f.figure, printer);
        return text === undefined ? [] : [{ kind: 'paragraph' as const, text }];
      });
    case 'table':
      return tableBlocks(item.table, context);
    case 'register': {
      const register = maybeRegister(item.register, evaluated.history.statements, printer);
      return register === undefined ? [{ kind: 'paragraph', text: printer.messages.runs('missing.register') }] : [register];
    }
    case 'questions':
      return [composeQuestions(item.questions, evaluated.findings, printer)];
    case 'waiting':
      return [waitingCallout(item.waiting, printer)];
  }
}

/** Figures that wait for the same thing say so once, where the last of them would stand; with an empty message they wait in silence. */
function waitingBlocks(figure: string, key: string, { config, evaluated, printer }: SectionContext): Block[] {
  const inOrder = config.sections.flatMap((s) => s.items.flatMap((i) => (i.kind === 'figure' ? [i.figure] : [])));
  const last = inOrder.filter((id) => config.figures.get(id)?.waiting === key && !evaluated.results.has(id)).at(-1);
  // What already has data is not said to wait.
  const some = `${key}-partly`;
  const isPartly = inOrder.some((id) => config.figures.get(id)?.waiting === key && evaluated.results.has(id)) && printer.messages.has(`waiting.${some}`);
  const said = isPartly ? some : key;
  return last === figure && printer.messages.text(`waiting.${said}`) !== '' ? [waitingCallout(said, printer)] : [];
}

function waitingCallout(key: string, printer: Printer): Block {
  return { kind: 'callout', tone: 'waiting', title: printer.messages.text('labels.waiting'), paragraphs: [printer.messages.runs(`waiting.${key}`)] };
}

/** A message is a paragraph; a group of messages is a list. */
function textBlocks(key: string, printer: Printer): Block[] {
  if (printer.messages.has(key)) return [{ kind: 'paragraph', text: printer.messages.runs(key) }];
  const items = printer.messages.keysUnder(key).map((k) => printer.messages.runs(`${key}.${k}`));
  if (items.length === 0) printer.messages.runs(key);
  return [{ kind: 'list', items }];
}

function tableBlocks(table: string, context: SectionContext): Block[] {
  const { printer, evaluated, figures } = context;
  if (table === 'scorecard') {
    const card = maybeScorecard(SCORED.map((id) => evaluated.results.get(id)), printer);
    return card === undefined ? [] : [card];
  }
  if (table === 'news') return newsBlocks(context);
  if (table === 'focus') return context.config.focus === undefined ? [] : composeFocus(context.config, context.config.focus, evaluated, printer);
  if (table === 'method') return [maybeMethod(figures(), printer)].filter((t) => t !== undefined);
  if (table === 'restatements') {
    const { restatements } = evaluated;
    const used = new Set(evaluated.used.map((o) => o.key));
    const blocks = [...(restatements === undefined ? [] : [composeRestatements(restatements, printer)]), ...composeRestated(context.revised, used, printer)];
    return blocks.length === 0 ? [{ kind: 'paragraph', text: printer.messages.runs('restatements.none') }] : blocks;
  }
  return [];
}

/** Figures that the scorecard may show; the first that the edition has. */
const SCORED = ['router-country-share', 'router-top-share'];

/** The comparison with the issue before, the sources that brought it, and what collecting had to say. */
function newsBlocks({ config, evaluated, changes, collected, revised, printer }: SectionContext): Block[] {
  const items = config.sections.flatMap((s) => s.items);
  const shown = items.flatMap((item) => (item.kind === 'figure' ? [item.figure] : []));
  const scored = items.some((item) => item.kind === 'table' && item.table === 'scorecard') ? SCORED.find((id) => evaluated.results.has(id)) : undefined;
  return joinLists([
    ...composeChanges(changes, evaluated, shown, scored, printer), composeNews(evaluated.used, evaluated.previousCutoff, evaluated.first, printer),
    ...composeCollected(collected, printer), ...composeRevised(revised, printer),
  ]);
}

/** Lists that follow each other are one. */
function joinLists(blocks: readonly Block[]): Block[] {
  const out: Block[] = [];
  for (const block of blocks) {
    const last = out.at(-1);
    if (block.kind === 'list' && last?.kind === 'list') out[out.length - 1] = { kind: 'list', items: [...last.items, ...block.items] };
    else out.push(block);
  }
  return out;
}

/** Names that an item `table:` may have. */
export const TABLES: readonly string[] = ['scorecard', 'news', 'focus', 'method', 'restatements'];
