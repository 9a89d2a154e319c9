// What a reader finds otherwise in a later edition: figures, findings, revisions, sources and wording. Must not read files.
import type { Block, Briefing, RegisterEntry, Table, Text } from './briefing.ts';
import { compareFacts, type FigureChange, type FindingChange, type RestatementReason } from './comparison.ts';
import { factsOfBriefing } from './edition-facts.ts';
import { plain } from './messages.ts';

/** One mark as it was printed. */
export interface PrintedMark {
  readonly row: string;
  readonly period: string;
  readonly text: string;
}

export interface FigureDiff {
  readonly figure: string;
  readonly kind: FigureChange<unknown>['kind'];
  readonly added: readonly PrintedMark[];
  readonly gone: readonly PrintedMark[];
  readonly restated: readonly { readonly row: string; readonly period: string; readonly before: string; readonly after: string; readonly reason: RestatementReason }[];
  /** From the last mark of a name to its latest. */
  readonly moved: readonly { readonly row: string; readonly before: Omit<PrintedMark, 'row'>; readonly after: Omit<PrintedMark, 'row'> }[];
}

/** An earlier figure beside a later one on the same matter, old → new, with the reason in words or as a code. */
export interface RevisionDiff {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly reason: string;
}

export interface WordingDiff {
  /** `headline`, `takeaway use`, `figure router-open-share`, `section use`. */
  readonly place: string;
  readonly before?: string;
  readonly after?: string;
  /** The words are the same and the numbers are not. */
  readonly numbersOnly: boolean;
}

export interface EditionName {
  readonly brief: string;
  readonly title: string;
  readonly month: string;
  readonly variant: string;
  readonly locale: string;
  readonly issue: number;
  readonly asOf: string;
}

export interface EditionDiff {
  readonly before: EditionName;
  readonly after: EditionName;
  readonly isSame: boolean;
  readonly figures: readonly FigureDiff[];
  readonly findings: readonly FindingChange[];
  readonly revisions: readonly RevisionDiff[];
  readonly sources: { readonly added: readonly SourceDiff[]; readonly gone: readonly SourceDiff[] };
  readonly wording: readonly WordingDiff[];
}

export interface SourceDiff {
  readonly text: string;
  readonly url: string;
}

type Comparable = Pick<Briefing, 'brief' | 'edition' | 'numbers' | 'findings' | 'headline' | 'bottomLine' | 'takeaways' | 'lead' | 'sections' | 'notes'>;

export function compareEditions(before: Comparable, after: Comparable): EditionDiff {
  const { figures, findings } = compareFacts(factsOfBriefing(before), factsOfBriefing(after));
  const shown = figures.map(figureDiff);
  const revisions = [...compareRestatements(before, after), ...shown.flatMap((f) => f.restated.map((r) => ({ what: `${f.figure}, ${r.row}, ${r.period}`, before: r.before, after: r.after, reason: r.reason })))];
  const sources = { added: without(sourcesOf(after), sourcesOf(before)), gone: without(sourcesOf(before), sourcesOf(after)) };
  const wording = compareWording(before, after);
  const isSame = shown.length + findings.length + revisions.length + sources.added.length + sources.gone.length + wording.length === 0;
  return { before: nameOf(before), after: nameOf(after), isSame, figures: shown, findings, revisions, sources, wording };
}

function nameOf({ brief, edition }: Comparable): EditionName {
  const { month, variant, locale, issue, asOf } = edition;
  return { brief: brief.name, title: brief.title, month, variant, locale, issue, asOf };
}

function figureDiff({ figure, kind, added, gone, restated, moved }: FigureChange<PrintedMark>): FigureDiff {
  const mark = ({ row, period, text }: PrintedMark): PrintedMark => ({ row, period, text });
  const point = ({ period, text }: PrintedMark): Omit<PrintedMark, 'row'> => ({ period, text });
  return {
    figure, kind, added: added.map(mark), gone: gone.map(mark),
    restated: restated.map(({ before, after, reason }) => ({ row: after.row, period: after.period, before: before.text, after: after.text, reason })),
    moved: moved.map(({ before, after }) => ({ row: after.row, before: point(before), after: point(after) })),
  };
}

/** Rows of the table of restatements that the edition before did not have, or had otherwise. */
function compareRestatements(before: Comparable, after: Comparable): RevisionDiff[] {
  const rows = (edition: Comparable): RevisionDiff[] => edition.sections.flatMap((s) => s.blocks).filter((b): b is Table => b.kind === 'table' && b.id === 'restatements')
    .flatMap((table) => table.rows.map((cells) => {
      const [what = '', was = '', is = '', reason = ''] = cells.map((cell) => plain(cell.text));
      return { what, before: was, after: is, reason };
    }));
  const known = new Set(rows(before).map((row) => JSON.stringify(row)));
  return rows(after).filter((row) => !known.has(JSON.stringify(row)));
}

function sourcesOf({ notes }: Comparable): SourceDiff[] {
  return notes.map((note) => ({ text: plain(note.text), url: note.url }));
}

function without(all: readonly SourceDiff[], others: readonly SourceDiff[]): SourceDiff[] {
  const known = new Set(others.map((s) => `${s.url} ${s.text}`));
  return all.filter((s) => !known.has(`${s.url} ${s.text}`));
}

interface Passage {
  readonly place: string;
  readonly text: string;
}

function compareWording(before: Comparable, after: Comparable): WordingDiff[] {
  const [old, now] = [passagesOf(before), passagesOf(after)];
  return [...new Set([...now, ...old].map((p) => p.place))].flatMap((place) => {
    const [was, is] = [old, now].map((all) => all.filter((p) => p.place === place).map((p) => p.text));
    return pairPassages(place, was ?? [], is ?? []);
  });
}

/** Equal passages are no difference; of the others, those that differ in numbers only are pairs, and so are two that are left alone. */
function pairPassages(place: string, before: readonly string[], after: readonly string[]): WordingDiff[] {
  const old = before.filter((text) => !after.includes(text));
  const now = after.filter((text) => !before.includes(text));
  const pairs = now.map((text) => ({ text, was: old.find((other) => masked(other) === masked(text)) ?? (old.length === 1 && now.length === 1 ? old[0] : undefined) }));
  const paired = new Set(pairs.map((p) => p.was));
  return [
    ...pairs.map(({ text, was }): WordingDiff => ({ place, ...(was === undefined ? {} : { before: was }), after: text, numbersOnly: was !== undefined && masked(was) === masked(text) })),
    ...old.filter((text) => !paired.has(text)).map((text): WordingDiff => ({ place, before: text, numbersOnly: false })),
  ];
}

function masked(text: string): string {
  return text.replaceAll(/[+−-]?\d[\d.,\u00a0]*/g, '#');
}

/** An edition's own cut-off is in its masthead; elsewhere it is no difference. */
function passagesOf({ edition, headline, bottomLine, takeaways, lead, sections }: Comparable): Passage[] {
  const passage = (place: string, ...texts: readonly Text[]): Passage => ({ place, text: texts.map(plain).join(' ') });
  return [
    passage('headline', headline), passage('bottom line', bottomLine),
    ...takeaways.map((t) => passage(`takeaway ${t.finding}`, t.lead, t.text, t.basis)),
    ...lead.flatMap((block) => blockPassages('page 1', block)),
    ...sections.flatMap((s) => s.blocks.flatMap((block) => blockPassages(`section ${s.id}`, block))),
  ].filter((p) => p.text !== '').map((p) => ({ ...p, text: p.text.replaceAll(edition.asOfLabel, '…') }));
}

function blockPassages(place: string, block: Block): Passage[] {
  const at = (where: string, text: Text): Passage => ({ place: where, text: plain(text) });
  switch (block.kind) {
    case 'paragraph': return [at(place, block.text)];
    case 'list': return block.items.map((item) => at(place, item));
    case 'callout': return block.paragraphs.map((text) => at(`${place}, ${block.tone}`, text));
    case 'figure': return [at(`figure ${block.id}`, block.headline), ...block.caveats.map((text) => at(`figure ${block.id}, notes`, text))];
    case 'missing': return [at(`figure ${block.id}`, block.text)];
    case 'questions': return block.items.map((item) => at(`question “${item.question}”`, item.answer));
    case 'register': return block.entries.flatMap((e) => [entryPassage(block.id, e), ...e.later.map((later) => entryPassage(block.id, later))]);
    case 'table': return [];
  }
}

function entryPassage(id: string, { date, who, text }: Omit<RegisterEntry, 'later'>): Passage {
  return { place: id, text: `${who}, ${date}: ${plain(text)}` };
}
