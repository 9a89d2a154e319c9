// The tables of the ledger and the steps from each older form to the next. Must not forget a step: a ledger outlives the program that wrote it.
import type { DatabaseSync } from 'node:sqlite';
import { failure } from '../../errors.ts';
import { STATES } from './delivery.ts';

const FIRST = `
CREATE TABLE issues (
  id INTEGER PRIMARY KEY, brief TEXT NOT NULL, month TEXT NOT NULL, version INTEGER NOT NULL, created INTEGER NOT NULL,
  UNIQUE (brief, month, version)
) STRICT;
CREATE TABLE issue_editions (
  issue INTEGER NOT NULL REFERENCES issues (id), name TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (issue, name)
) STRICT;
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY, issue INTEGER NOT NULL REFERENCES issues (id), key TEXT NOT NULL, address TEXT NOT NULL, name TEXT NOT NULL,
  edition TEXT NOT NULL, form TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN (${STATES.map((s) => `'${s}'`).join(', ')})),
  delivery_id TEXT NOT NULL DEFAULT '', message_id TEXT NOT NULL DEFAULT '', sha256 TEXT NOT NULL DEFAULT '', bytes INTEGER NOT NULL DEFAULT 0, date INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, first_try INTEGER NOT NULL DEFAULT 0, last_try INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL DEFAULT 0,
  server TEXT NOT NULL DEFAULT '', answer TEXT NOT NULL DEFAULT '', updated INTEGER NOT NULL,
  UNIQUE (issue, key)
) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (issue, state, next_try);
CREATE TABLE events (
  id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL REFERENCES deliveries (id), at INTEGER NOT NULL, state TEXT NOT NULL, attempt INTEGER NOT NULL,
  answer TEXT NOT NULL, by TEXT NOT NULL
) STRICT;
CREATE INDEX events_by_delivery ON events (delivery);
CREATE TABLE sender (id INTEGER PRIMARY KEY CHECK (id = 1), pid INTEGER NOT NULL, issue INTEGER NOT NULL, since INTEGER NOT NULL, stop INTEGER NOT NULL) STRICT;
`;

/** What the owner of a brief was told last about an issue, as a hash. */
const NOTICES = 'CREATE TABLE notices (issue INTEGER PRIMARY KEY REFERENCES issues (id), fingerprint TEXT NOT NULL, at INTEGER NOT NULL) STRICT';

/** Step n leads from form n to form n + 1. Only ever add to the end. */
const STEPS: readonly string[] = [FIRST, NOTICES];

export const LEDGER_FORMAT = STEPS.length;

/** Brings an open database to the present form, all of it or nothing. Throws LEDGER_NEWER, LEDGER_FOREIGN (status 1). */
export function migrateLedger(db: DatabaseSync, file: string, steps: readonly string[] = STEPS): void {
  if (readFormat(db) === steps.length) return;
  db.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have been faster.
    const format = readFormat(db);
    if (format > steps.length) throw failure('LEDGER_NEWER', `The ledger has form ${format}; this version knows forms up to ${steps.length}.`, { file, hint: 'Use the version that wrote it, or a later one.' }, 1);
    if (format === 0 && db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] !== 0) throw failure('LEDGER_FOREIGN', 'The file is a database, but no ledger.', { file, hint: 'Move it away; a new ledger begins empty, and knows nobody who was written to.' }, 1);
    for (const step of steps.slice(format)) db.exec(step);
    db.exec(`PRAGMA user_version = ${steps.length}`);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function readFormat(db: DatabaseSync): number {
  const value = db.prepare('PRAGMA user_version').get()?.['user_version'];
  return typeof value === 'number' ? value : 0;
}
