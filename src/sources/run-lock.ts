// One collection at a time: a lock that the system gives back when its holder dies, and a note that says who holds it.
// Must not wait: the caller decides.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failure } from '../errors.ts';
import { writeFile } from '../files.ts';

export interface RunLock {
  readonly release: () => Promise<void>;
}

export interface Holder {
  readonly pid: number;
  readonly startedAt: string;
  readonly doing: string;
}

/** Takes the lock of `folder`, or gives who has it; `{}` when the holder has not yet said who it is. Throws LOCK_BROKEN (status 1). */
export async function takeRunLock(folder: string, doing: string, now: () => number): Promise<RunLock | Partial<Holder>> {
  const [file, note] = [join(folder, 'lock.sqlite'), join(folder, 'lock.json')];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  let database: DatabaseSync | undefined;
  try {
    // A lease on a clock can run out while its holder sleeps; a lock of the system ends with the process, and only then.
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    if (cause instanceof Error && 'errcode' in cause && (cause.errcode === 5 || cause.errcode === 261)) return (await readHolder(note)) ?? {};
    const text = cause instanceof Error ? cause.message : String(cause);
    throw failure('LOCK_BROKEN', `${file} cannot be used as a lock: ${text}.`, { hint: 'Check the rights and the free space; if no other collect is running, delete the file.' }, 1);
  }
  const held = database;
  try {
    await writeFile(note, `${JSON.stringify({ pid: process.pid, startedAt: new Date(now()).toISOString(), doing })}\n`);
  } catch (error) {
    held.close();
    throw error;
  }
  return {
    release: async () => {
      await rm(note, { force: true }).catch(() => undefined);
      held.close();
    },
  };
}

export function isRunLock(lock: RunLock | Partial<Holder>): lock is RunLock {
  return 'release' in lock;
}

async function readHolder(note: string): Promise<Partial<Holder> | undefined> {
  try {
    return JSON.parse(await readFile(note, 'utf8')) as Partial<Holder>;
  } catch {
    return undefined;
  }
}
