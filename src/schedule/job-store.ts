// What the monthly job has done, and who is doing it now: `.briefwright/job.sqlite`. Must not know what a step does.
import { DatabaseSync } from 'node:sqlite';
import { existsSync } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failure } from '../errors.ts';

/** In this order. `collect` is of a month, under the name `2026-11`; the others are of an edition. */
export type Step = 'collect' | 'build' | 'approve' | 'send' | 'publish';
/** `missed`: its time has passed; `done` is final. */
export type StepState = 'done' | 'waiting' | 'failed' | 'missed';

export interface StepRecord {
  /** `2026-11/open-models`, or `2026-11` for a month. */
  readonly subject: string;
  readonly step: Step;
  readonly state: StepState;
  /** For a person: what was done, or what it waits for. */
  readonly detail: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

export interface JobStore {
  readonly read: (subject: string, step: Step) => StepRecord | undefined;
  readonly list: () => readonly StepRecord[];
  /** On the disk when it returns. */
  readonly write: (record: StepRecord) => void;
  /** The latest moment that any run has recorded, 0 for none. */
  readonly lastTime: () => number;
  /** The fingerprint of the failures that the owner was told last. */
  readonly readNotice: () => string | undefined;
  readonly writeNotice: (fingerprint: string, time: number) => void;
  readonly close: () => void;
}

export const JOB_FILE = 'job.sqlite';
const VERSION = 1;
const TABLES = `BEGIN IMMEDIATE;
  CREATE TABLE IF NOT EXISTS step (subject TEXT NOT NULL, step TEXT NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (subject, step)) STRICT;
  CREATE TABLE IF NOT EXISTS notice (id INTEGER PRIMARY KEY CHECK (id = 1), fingerprint TEXT NOT NULL, time INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS lease (id INTEGER PRIMARY KEY CHECK (id = 1), holder TEXT NOT NULL, pid INTEGER NOT NULL, host TEXT NOT NULL, until INTEGER NOT NULL) STRICT;
  PRAGMA user_version = ${VERSION};
  COMMIT;`;

/** Opens the store at `path`, making it. Throws JOB_UNREADABLE, JOB_NEWER (status 1). */
export async function openJobStore(path: string): Promise<JobStore> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const database = openDatabase(path);
  await chmod(path, 0o600);
  return {
    read: (subject, step) => database.prepare('SELECT * FROM step WHERE subject = ? AND step = ?').all(subject, step).map(recordOf)[0],
    list: () => database.prepare('SELECT * FROM step ORDER BY subject, step').all().map(recordOf),
    write: ({ subject, step, state, detail, time }) => {
      // What has gone out stays done: a slower run must not take it back.
      database.prepare(`INSERT INTO step VALUES (?, ?, ?, ?, ?) ON CONFLICT (subject, step) DO UPDATE SET state = excluded.state, detail = excluded.detail, time = excluded.time WHERE step.state <> 'done' OR step.step IN ('collect', 'build', 'approve')`).run(subject, step, state, detail, time);
    },
    lastTime: () => Number(database.prepare('SELECT max(time) AS time FROM step').get()?.['time'] ?? 0),
    readNotice: () => database.prepare('SELECT fingerprint FROM notice').all().map((row) => String(row['fingerprint']))[0],
    writeNotice: (fingerprint, time) => void database.prepare('INSERT INTO notice VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, time = excluded.time').run(fingerprint, time),
    close: () => database.close(),
  };
}

/** Records of a store without making one; empty where there is none. */
export async function readJobRecords(path: string): Promise<readonly StepRecord[]> {
  if (!existsSync(path)) return [];
  const store = await openJobStore(path);
  try {
    return store.list();
  } finally {
    store.close();
  }
}

/** The file with its tables. Also for the lease, which lives in it. */
export function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: 10_000 });
    database.exec('PRAGMA synchronous = FULL');
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
    if (version > VERSION) throw failure('JOB_NEWER', `${path} was written by a newer version of this program.`, { file: path, hint: 'Use that version.' }, 1);
    if (version < VERSION) database.exec(TABLES);
    return database;
  } catch (error) {
    database?.close();
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR')) throw error;
    throw failure('JOB_UNREADABLE', `${path} cannot be used: ${error.message}.`, { file: path, hint: 'Put the file back from a copy. Without it, the job would not know what has gone out; the delivery ledger still does.' }, 1);
  }
}

function recordOf(row: Record<string, unknown>): StepRecord {
  return { subject: String(row['subject']), step: row['step'] as Step, state: row['state'] as StepState, detail: String(row['detail']), time: Number(row['time']) };
}
