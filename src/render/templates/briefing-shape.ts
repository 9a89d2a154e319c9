// The shape of `Briefing`, by hand. Must match src/document/briefing.ts: a test holds it to a real briefing.
import { boolean, list, map, number, optional, record, runs, string, union } from './shape.ts';
import type { RecordShape, Shape } from './shape.ts';

const takeaway = record('takeaway', {
  finding: string, lead: runs, direction: string, text: runs, basis: runs, confidence: string, confidenceLabel: string,
});

const cell = record('cell', { text: runs, align: string, bloc: optional(string) });
const column = record('column', { label: string, align: string });

/** A table of a section or of the annex. */
export const tableShape: RecordShape = record('table', {
  kind: string, id: string, caption: runs, columns: list(column), rows: list(list(cell)), note: runs,
});

const figure = record('figure', {
  kind: string, id: string, number, label: string, headline: runs, subtitle: runs, alt: string, width: string,
  source: runs, caveats: list(runs), table: string,
});

const laterEntry = record('register entry', { date: string, who: string, bloc: string, kind: string, text: runs });
const registerEntry = record('register entry', { ...laterEntry.fields, later: list(laterEntry) });
const question = record('question', { question: string, answer: runs, open: boolean });

/** Blocks are told apart by `kind`. */
export const blockShape: Shape = union('kind', {
  paragraph: record('paragraph', { kind: string, text: runs }),
  callout: record('callout', { kind: string, tone: string, title: string, paragraphs: list(runs) }),
  list: record('list block', { kind: string, items: list(runs) }),
  table: tableShape,
  figure,
  missing: record('missing figure', { kind: string, id: string, title: string, text: runs }),
  register: record('register', { kind: string, id: string, entries: list(registerEntry) }),
  questions: record('questions block', { kind: string, items: list(question) }),
});

const section = record('section', { id: string, number, title: string, blocks: list(blockShape) });

const note = record('note', {
  number, id: string, text: runs, url: string, evidence: string, evidenceLabel: string, attribution: string, backlinks: list(string),
});

const printedNumber = record('printed number', {
  id: string, text: string, where: string, value: optional(number), low: optional(number), high: optional(number),
  qualifier: string, unit: string, period: string, denominator: string, window: string, metric: string, formula: string,
  observations: list(string), sources: list(string),
});

/** What was found, in the order of importance; a template may list it, but not how it was weighed. */
const finding = record('finding', {
  id: string, figure: string, rule: string, story: string, importance: number, direction: string, confidence: string, told: list(string),
});

const edition = record('edition', {
  month: string, monthLabel: string, issue: number, published: string, publishedLabel: string, asOf: string, asOfLabel: string,
  next: string, nextLabel: string, status: string, statusLabel: string, locale: string, dir: string, page: string, variant: string,
});

const brief = record('brief', {
  name: string, title: string, shortTitle: string, question: string, publisher: string, author: string, contact: string, licence: string, keywords: list(string),
});

/** What `brief.hbs` sees. */
export const briefingShape: RecordShape = record('briefing', {
  format: number, brief, edition, title: string, headline: runs, bottomLine: runs, takeaways: list(takeaway), lead: list(blockShape),
  sections: list(section), annex: list(tableShape), notes: list(note), numbers: list(printedNumber),
  findings: list(finding),
  attachments: list(record('attachment', { name: string, description: string })),
  words: map(string),
});
