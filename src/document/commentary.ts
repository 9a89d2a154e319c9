// The analyst's own words of the month, the most specific file of them. Must not mix with what is computed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Project } from '../project.ts';
import type { Text } from './briefing.ts';

/** Paragraphs of `data/commentary/<month>[.<brief>][.<locale>].md`; none when there is no such file. */
export async function readCommentary(project: Project, month: string, brief: string, locale: string): Promise<{ paragraphs: readonly Text[]; file?: string; text?: string }> {
  for (const name of [`${month}.${brief}.${locale}`, `${month}.${brief}`, `${month}.${locale}`, month]) {
    const text = await readFile(join(project.data, 'commentary', `${name}.md`), 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    const paragraphs = text.split(/\r?\n[ \t]*\r?\n/).map((p) => p.replaceAll(/\s+/g, ' ').trim()).filter((p) => p !== '').map((p): Text => [p]);
    return { paragraphs, file: `data/commentary/${name}.md`, text };
  }
  return { paragraphs: [] };
}
