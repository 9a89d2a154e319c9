// Editions on disk → the archive on disk. Must not overwrite a folder that is no archive.
import { readdir } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { readCollection } from '../archive/collection.ts';
import { ARCHIVE_FILE, composeSite } from '../archive/site.ts';
import { readBrief } from '../config/brief.ts';
import { readMessages } from '../document/read-messages.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { writeFolder } from '../files.ts';
import type { Project } from '../project.ts';

export interface PublishRequest {
  readonly project: Project;
  /** Absolute. */
  readonly target: string;
  /** Only this brief's editions. */
  readonly brief?: string;
  /** Where the archive will be found; without it, the `email.archive` of the newest edition's brief. */
  readonly base?: string;
}

export interface PublishResult {
  /** Absolute. */
  readonly folder: string;
  readonly editions: number;
  readonly files: number;
}

/** The folder is replaced whole, or not at all. Throws PUBLISH_NOTHING, PUBLISH_NOT_AN_ARCHIVE, and what is wrong with any edition. */
export async function publishArchive({ project, target, brief, base }: PublishRequest, effects: Effects): Promise<PublishResult> {
  await checkTarget(project, target);
  const editions = await readCollection(project.out, brief);
  const [newest] = editions;
  if (newest === undefined) throw failure('PUBLISH_NOTHING', `There is no edition under ${project.out}${brief === undefined ? '' : ` of the brief "${brief}"`}.`, { hint: 'Build one first: briefwright build.' });
  const config = await readBrief(project, newest.briefing.brief.name);
  const { messages } = await readMessages(project, config.locale);
  const address = base ?? config.email?.archive;
  const files = await composeSite({ project, editions, messages, locale: config.locale, ...(address === undefined ? {} : { base: address.replace(/\/+$/, '') }) });
  await writeFolder(target, files, effects.signal);
  return { folder: target, editions: editions.length, files: files.size };
}

/** New, empty, or an archive from before; never a folder that the project lives in. */
async function checkTarget(project: Project, target: string): Promise<void> {
  const holds = (inner: string): boolean => `${resolve(inner)}${sep}`.startsWith(`${resolve(target)}${sep}`);
  if ([project.root, project.out, project.data, project.state, ...project.templates].some(holds)) throw failure('PUBLISH_NOT_AN_ARCHIVE', `${target} is a folder of the project itself.`, { hint: 'Name a folder of its own, such as --to ../site.' });
  const entries: readonly string[] | undefined = await readdir(target).catch((error: unknown) => (error instanceof Error && 'code' in error && error.code === 'ENOENT' ? [] : undefined));
  if (entries === undefined) throw failure('PUBLISH_NOT_AN_ARCHIVE', `${target} is not a folder.`);
  if (entries.length > 0 && !entries.includes(ARCHIVE_FILE)) throw failure('PUBLISH_NOT_AN_ARCHIVE', `${target} holds other files, and publishing replaces the whole folder.`, { hint: 'Name a new or an empty folder.' });
}
