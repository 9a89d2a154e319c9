// What differs between two versions of one file of an edition, in words that a person can use. Must not read files.
import type { Briefing } from '../document/briefing.ts';
import { inspectPdf } from '../render/pdf/inspect.ts';
import { flattenStructure } from '../render/pdf/read-structure.ts';
import type { PdfReport } from '../render/pdf/report.ts';

/** `path` is relative to the edition, `before` what was built, `after` what is built now. A clause without a full stop. */
export async function describeDifference(path: string, before: Uint8Array, after: Uint8Array, briefing: Briefing | undefined): Promise<string> {
  const [was, is] = [before, after].map((bytes) => Buffer.from(bytes).toString('utf8'));
  const name = /^figures\/(.+?)\.(svg|png|csv|vl\.json)$/.exec(path)?.[1];
  const prefix = name === undefined ? '' : `${figureLabel(name, briefing)}: `;
  if (path.endsWith('.svg')) return prefix + compareDrawings(was ?? '', is ?? '');
  if (path.endsWith('.png')) return `${prefix}the picture differs`;
  if (path.endsWith('.json')) return prefix + compareJson(was ?? '', is ?? '');
  if (path.endsWith('.csv')) return prefix + compareTables(was ?? '', is ?? '');
  if (path.endsWith('.pdf')) return comparePdfs(before, after);
  return compareLines(was ?? '', is ?? '');
}

function figureLabel(id: string, briefing: Briefing | undefined): string {
  const blocks = briefing === undefined ? [] : [...briefing.lead, ...briefing.sections.flatMap((section) => section.blocks)];
  const figure = blocks.find((block) => block.kind === 'figure' && block.id === id);
  return figure?.kind === 'figure' ? `${figure.label.charAt(0).toLowerCase()}${figure.label.slice(1)}` : `figure ${id}`;
}

/** Labels first: they are what a reader would notice. */
function compareDrawings(was: string, is: string): string {
  const labels = (svg: string) => [...svg.matchAll(/<text([^>]*)>([\s\S]*?)<\/text>/g)].map(([, place = '', text = '']) => ({ place, text: text.replace(/<[^>]*>/g, '').trim() }));
  const [old, now] = [labels(was), labels(is)];
  if (old.length !== now.length) return `there are ${now.length} labels instead of ${old.length}`;
  const reworded = old.findIndex((label, at) => label.text !== now[at]?.text);
  if (reworded >= 0) return `a label says "${now[reworded]?.text ?? ''}" instead of "${old[reworded]?.text ?? ''}"`;
  const moved = old.find((label, at) => label.place !== now[at]?.place);
  return moved === undefined ? 'a shape differs' : `a label moved ("${moved.text}")`;
}

function compareJson(was: string, is: string): string {
  const [old, now] = [was, is].map((text): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  });
  return findJsonDifference(old, now, '') ?? compareLines(was, is);
}

/** `sections[2].title is "b" instead of "a"`. */
function findJsonDifference(old: unknown, now: unknown, path: string): string | undefined {
  if (Object.is(old, now)) return undefined;
  if (Array.isArray(old) && Array.isArray(now)) {
    for (let at = 0; at < Math.min(old.length, now.length); at++) {
      const found = findJsonDifference(old[at], now[at], `${path}[${at}]`);
      if (found !== undefined) return found;
    }
    return old.length === now.length ? undefined : `${path} has ${now.length} entries instead of ${old.length}`;
  }
  if (isRecord(old) && isRecord(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) {
      const found = findJsonDifference(old[key], now[key], path === '' ? key : `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return `${path === '' ? 'the whole' : path} is ${brief(now)} instead of ${brief(old)}`;
}

function compareTables(was: string, is: string): string {
  const [old, now] = [was.split('\n'), is.split('\n')];
  const row = old.findIndex((line, at) => line !== now[at]);
  if (row < 0 || old.length !== now.length) return `there are ${now.length - 2} rows instead of ${old.length - 2}`;
  const [cells, others, head] = [old[row], now[row], old[0]].map((line) => (line ?? '').split(','));
  const column = cells?.findIndex((cell, at) => cell !== others?.[at]) ?? 0;
  return `row ${row}, column ${head?.[column] ?? column + 1}: ${brief(others?.[column])} instead of ${brief(cells?.[column])}`;
}

function compareLines(was: string, is: string): string {
  const [old, now] = [was.split('\n'), is.split('\n')];
  const line = Math.max(0, old.findIndex((text, at) => text !== now[at]));
  const [before = '', after = ''] = [old[line], now[line]];
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const near = (text: string) => brief(text.slice(Math.max(0, at - 12), at + 28));
  return `line ${line + 1}: ${near(after)} instead of ${near(before)}`;
}

async function comparePdfs(before: Uint8Array, after: Uint8Array): Promise<string> {
  const read = (bytes: Uint8Array): Promise<PdfReport | undefined> => inspectPdf(bytes).catch(() => undefined);
  const [old, now] = [await read(before), await read(after)];
  if (old === undefined || now === undefined) return 'it is no PDF that can be read';
  if (old.pages.length !== now.pages.length) return `there are ${now.pages.length} pages instead of ${old.pages.length}`;
  const page = old.pages.find((one, at) => one.text !== now.pages[at]?.text);
  if (page !== undefined) return `page ${page.number}: ${compareLines(page.text, now.pages[page.number - 1]?.text ?? '').replace(/^line 1: /, '')}`;
  for (const key of ['title', 'author', 'subject', 'keywords', 'creator', 'producer', 'created', 'language'] as const) if (old[key] !== now[key]) return `its ${key} is ${brief(now[key])} instead of ${brief(old[key])}`;
  const figure = old.figures.findIndex((one, at) => one.alt !== now.figures[at]?.alt);
  if (figure >= 0) return `figure ${figure + 1}: its alternative text is ${brief(now.figures[figure]?.alt)} instead of ${brief(old.figures[figure]?.alt)}`;
  const [tags, others] = [old, now].map((report) => flattenStructure(report.structure));
  const tag = tags?.findIndex((one, at) => one.type !== others?.[at]?.type || one.language !== others[at].language) ?? -1;
  if (tag >= 0) return `page ${tags?.[tag]?.page ?? '?'}: ${brief(tags?.[tag]?.text)} is tagged otherwise`;
  const file = old.attachments.find((one) => !now.attachments.some((other) => other.name === one.name && Buffer.compare(other.bytes, one.bytes) === 0));
  return file === undefined ? 'its pages say the same, but its bytes differ' : `the attachment ${file.name} differs`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
