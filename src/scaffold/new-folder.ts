// A new folder with all of its files, or the disk as it was. Must not replace anything.
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BriefwrightError, failure } from '../errors.ts';
import { writeFolder } from '../files.ts';
import type { ProjectFiles } from './starter.ts';

/** What may lie in a folder that counts as empty: git's own, and what npm makes when the program is installed there. */
const IGNORED = new Set(['.git', 'node_modules', 'package.json', 'package-lock.json']);
const STAGING = /^\.briefwright-new-\d+$/;

/** Throws INIT_NOT_EMPTY (status 2) for a folder with files, WRITE_FAILED (status 1); then nothing has changed. */
export async function writeNewFolder(target: string, files: ProjectFiles, signal: AbortSignal): Promise<void> {
  await refuseUsed(target);
  const staging = join(target, `.briefwright-new-${process.pid}`);
  const moved: string[] = [];
  let created: string | undefined;
  try {
    created = await mkdir(target, { recursive: true });
    await writeFolder(staging, files, signal);
    for (const name of await readdir(staging)) {
      signal.throwIfAborted();
      await rename(join(staging, name), join(target, name));
      moved.push(name);
    }
    await rm(staging, { recursive: true, force: true });
    if (files.has('data/private/README.md')) await chmod(join(target, 'data', 'private'), 0o700);
  } catch (cause) {
    for (const name of moved) await rm(join(target, name), { recursive: true, force: true });
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    if (created !== undefined) await rm(created, { recursive: true, force: true });
    signal.throwIfAborted();
    if (cause instanceof BriefwrightError) throw cause;
    throw failure('WRITE_FAILED', `${target} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { hint: 'Check the rights and the free space, or name another folder.' }, 1);
  }
}

async function refuseUsed(target: string): Promise<void> {
  const found = await lstat(target).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isDirectory()) throw failure('INIT_NOT_EMPTY', `${target} is not a folder.`, { hint: 'Name a folder that is new or empty.' });
  const entries = await readdir(target);
  for (const name of entries.filter((e) => STAGING.test(e))) await rm(join(target, name), { recursive: true, force: true });
  const used = entries.filter((e) => !IGNORED.has(e) && !STAGING.test(e)).sort();
  if (used.length === 0) return;
  const shown = used.slice(0, 5).join(', ') + (used.length > 5 ? `, and ${used.length - 5} more` : '');
  throw failure('INIT_NOT_EMPTY', `${target} is not empty: ${shown}.`, { hint: 'Name a folder that is new or empty.' });
}
