// The database that remembers who got what: opened, written in whole steps, each on the disk when it returns. Must not know what a step means.
import { chmodSync, closeSync, constants, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { BriefwrightError, failure } from '../../errors.ts';
import { ensureStateFolder } from '../receipts.ts';
import { migrateLedger } from './ledger-format.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

export interface Ledger {
  readonly stateFolder: string;
  readonly rows: (sql: string, ...values: SQLInputValue[]) => readonly Row[];
  /** Runs `change` as one step: all of it is on the disk when this returns, or none of it. `name` says what it is about. */
  readonly write: <T>(name: string, change: (run: Run) => T) => T;
  readonly close: () => void;
}

/** One statement within a step; the rows that it returns. */
export type Run = (sql: string, ...values: SQLInputValue[]) => readonly Row[];

export interface LedgerOptions {
  /** Called around every step: a test ends the program or fails the disk there. */
  readonly onStep?: (name: string, when: 'before' | 'within' | 'after') => void;
}

export const LEDGER_FILE = 'ledger.sqlite';
const BUSY = 15_000;

/** Opens or creates `.briefwright/ledger.sqlite`, mode 0600 in a folder of mode 0700. Throws LEDGER_UNREADABLE, LEDGER_NEWER, LEDGER_FOREIGN (status 1). */
export async function openLedger(stateFolder: string, options: LedgerOptions = {}): Promise<Ledger> {
  const file = join(stateFolder, LEDGER_FILE);
  await ensureStateFolder(stateFolder);
  const db = guard(file, 'LEDGER_UNREADABLE', 'cannot be opened', () => openFile(file));
  const write: Ledger['write'] = (name, change) => guard(file, 'LEDGER_UNWRITABLE', `cannot be written (${name})`, () => writeStep(db, name, change, options));
  return { stateFolder, write, rows: (sql, ...values) => guard(file, 'LEDGER_UNREADABLE', 'cannot be read', () => db.prepare(sql).all(...values)), close: () => db.close() };
}

/** The ledger, or undefined where nothing was ever sent to a list: looking creates nothing. */
export async function maybeLedger(stateFolder: string): Promise<Ledger | undefined> {
  return existsSync(join(stateFolder, LEDGER_FILE)) ? openLedger(stateFolder) : undefined;
}

function openFile(file: string): DatabaseSync {
  // Created here, so that nobody else can read it from its first moment on; a link in its place is not followed.
  closeSync(openSync(file, constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0), 0o600));
  chmodSync(file, 0o600);
  const db = new DatabaseSync(file, { timeout: BUSY, enableForeignKeyConstraints: true });
  try {
    // FULL: a step that has returned outlives a power cut. What is deleted is overwritten.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    migrateLedger(db, file);
    const check = db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    if (check !== 'ok') throw failure('LEDGER_UNREADABLE', `The ledger is damaged: ${String(check)}`, { file, hint: 'Put a copy back; nothing is sent from a damaged ledger.' }, 1);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function writeStep<T>(db: DatabaseSync, name: string, change: (run: Run) => T, { onStep }: LedgerOptions): T {
  onStep?.(name, 'before');
  db.exec('BEGIN IMMEDIATE');
  let result: T;
  try {
    result = change((sql, ...values) => db.prepare(sql).all(...values));
    onStep?.(name, 'within');
    db.exec('COMMIT');
  } catch (error) {
    // After a full disk SQLite has rolled back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
  onStep?.(name, 'after');
  return result;
}

function guard<T>(file: string, code: string, what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof BriefwrightError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new BriefwrightError([{ code, message: `The ledger ${what}: ${why}.`, file, hint: 'Without the ledger nothing is sent. Check the rights, the free space, and that it is on a local disk.' }], 1, error);
  }
}

export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is not a text`);
  return value;
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new Error(`${column} is not a number`);
  return value;
}
