// What an edition's name means to the ledger, also when its folder is gone or changed. Must not read the edition.
import { basename, dirname } from 'node:path';
import { failure } from '../../errors.ts';
import { isMonth } from '../../period.ts';
import { resolveEditionFolder } from '../edition.ts';

export interface EditionName {
  readonly month: string;
  /** Without variant and language. */
  readonly brief: string;
  /** Folder name, with them. */
  readonly name: string;
}

/** Takes a short name as it stands, else the folder. Throws EDITION_UNKNOWN. */
export async function resolveEditionName(outFolder: string, text: string, cwd: string): Promise<EditionName> {
  const short = /^(\d{4}-\d{2})\/([^/\\]+)\/?$/.exec(text);
  if (short !== null) return named(short[1] ?? '', short[2] ?? '', text);
  const folder = await resolveEditionFolder(outFolder, text, cwd);
  return named(basename(dirname(folder)), basename(folder), text);
}

function named(month: string, name: string, text: string): EditionName {
  const [brief = ''] = name.split('.');
  if (!isMonth(month) || brief === '') throw failure('EDITION_UNKNOWN', `"${text}" is not the name of an edition.`, { hint: 'Write it as 2025-11/open-models.' });
  return { month, brief, name };
}
