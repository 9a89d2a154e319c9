// Which addresses may become a live link, and whether every reference inside a briefing arrives. Must not write HTML.
import type { Block, Briefing, Note, RegisterEntry, Run, Table, Text } from '../../document/briefing.ts';
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';

/** True for absolute `https:` and `mailto:` addresses without a password in them. */
export function isSafeLink(href: string): boolean {
  if (/[\u0000-\u0020\u007f]/.test(href)) return false;
  const url = URL.parse(href);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'mailto:' || (url.protocol === 'https:' && /^https:\/\//i.test(href));
}

export function unsafeLink(href: string): Problem {
  const shown = JSON.stringify(href.slice(0, 120));
  return { code: 'RENDER_UNSAFE_LINK', message: `${shown} cannot be a link.`, hint: 'Links are absolute https: or mailto: addresses.' };
}

/** Throws all unsafe links, references without a target, and ids used twice, of a briefing together. */
export function checkReferences(briefing: Briefing): void {
  const ids = listIds(briefing);
  const known = new Set(ids);
  const notes = new Set(briefing.notes.map((note) => note.number));
  const problems: Problem[] = findRepeated(ids).map((id) => ({ code: 'RENDER_DUPLICATE_ID', message: `The element id "${id}" is used twice.` }));
  for (const id of ids) if (!/^[A-Za-z][\w-]*$/.test(id)) problems.push({ code: 'RENDER_ID', message: `${JSON.stringify(id)} cannot be an element id.` });
  for (const run of allTexts(briefing).flat()) {
    const problem = checkRun(run, known, notes);
    if (problem !== undefined) problems.push(problem);
  }
  for (const note of briefing.notes) if (note.url !== '' && !isSafeLink(note.url)) problems.push(unsafeLink(note.url));
  if (problems.length > 0) throw new BriefwrightError(dedupe(problems));
}

function checkRun(run: Run, ids: ReadonlySet<string>, notes: ReadonlySet<number>): Problem | undefined {
  if (typeof run === 'string') return undefined;
  if ('href' in run) return isSafeLink(run.href) ? undefined : unsafeLink(run.href);
  if ('to' in run && !ids.has(run.to)) return { code: 'RENDER_DANGLING_LINK', message: `"${run.text}" refers to "${run.to}", which is not in the document.` };
  if ('note' in run && !notes.has(run.note)) return { code: 'RENDER_DANGLING_LINK', message: `There is no note ${run.note}.` };
  return undefined;
}

/** Ids of the templates' own elements. */
const FIXED_IDS = ['brief-title', 'brief-takeaways', 'brief-contents', 'brief-notes', 'brief-annex', 'brief-attachments'];

/** Element ids that the templates give out. */
export function listIds(briefing: Briefing): string[] {
  const blocks = [...briefing.lead, ...briefing.sections.flatMap((section) => section.blocks)];
  return [
    ...FIXED_IDS,
    ...briefing.sections.map((section) => section.id),
    ...blocks.flatMap((block) => ('id' in block ? [block.id] : [])),
    ...briefing.annex.map((table) => table.id),
    ...briefing.notes.map((note) => note.id),
    ...allTexts(briefing).flat().flatMap((run) => (typeof run !== 'string' && 'ref' in run ? [run.ref] : [])),
  ];
}

/** Every running text of the briefing, in reading order. */
export function allTexts(briefing: Briefing): Text[] {
  return [
    briefing.headline, briefing.bottomLine,
    ...briefing.takeaways.flatMap((t) => [t.lead, t.text, t.basis]),
    ...briefing.lead.flatMap(blockTexts),
    ...briefing.sections.flatMap((section) => section.blocks.flatMap(blockTexts)),
    ...briefing.annex.flatMap(tableTexts),
    ...briefing.notes.map((note: Note) => note.text),
  ];
}

function blockTexts(block: Block): readonly Text[] {
  switch (block.kind) {
    case 'paragraph': case 'missing': return [block.text];
    case 'callout': return block.paragraphs;
    case 'list': return block.items;
    case 'table': return tableTexts(block);
    case 'figure': return [block.headline, block.subtitle, block.source, ...block.caveats];
    case 'register': return block.entries.flatMap((entry: RegisterEntry) => [entry.text, ...entry.later.map((later) => later.text)]);
    case 'questions': return block.items.map((item) => item.answer);
  }
}

function tableTexts(table: Table): Text[] {
  return [table.caption, ...table.rows.flatMap((row) => row.map((cell) => cell.text)), table.note];
}

function findRepeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, i) => ids.indexOf(id) !== i))];
}

function dedupe(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((p) => [p.message, p])).values()];
}
