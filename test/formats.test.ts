// What earlier versions wrote is read: one file for each form that ever was, in `input/formats`. What a later one wrote is refused by name, and stays as it is.
// A new form adds its file here and takes none away.
import { readFileSync, readdirSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readApprovals } from '../src/delivery/approvals.ts';
import { readBounces } from '../src/delivery/bounces/bounce-log.ts';
import { openLedger } from '../src/delivery/ledger/ledger.ts';
import { parseManifest } from '../src/delivery/manifest.ts';
import { readReceipts } from '../src/delivery/receipts.ts';
import { readSuppressions } from '../src/delivery/suppression.ts';
import { parseProvenance } from '../src/history/provenance.ts';
import { readJobRecords } from '../src/schedule/job-store.ts';

const input = join(import.meta.dirname, 'input/formats');
let state: string;
beforeEach(async () => void (state = await mkdtemp(join(tmpdir(), 'formats-'))));
afterEach(() => rm(state, { recursive: true, force: true }));

interface Format {
  readonly read: () => unknown;
  readonly expected: unknown;
  readonly newer: string;
}

const states = async (): Promise<unknown> => {
  const ledger = await openLedger(state);
  const rows = ledger.rows('SELECT address, state FROM deliveries ORDER BY address').map((row) => `${String(row['address'])} ${String(row['state'])}`);
  ledger.close();
  return rows;
};
const file = (name: string): string => readFileSync(join(state, name), 'utf8');

/** By the file's name in the state folder; `newer` is the code of the refusal. */
const FORMATS: Readonly<Record<string, Format>> = {
  'ledger.sqlite': { read: states, expected: ['a@example.org accepted', 'b@example.org unknown'], newer: 'LEDGER_NEWER' },
  'job.sqlite': { read: () => readJobRecords(join(state, 'job.sqlite')), expected: [expect.objectContaining({ subject: '2026-02/small', step: 'send', state: 'done' })], newer: 'JOB_NEWER' },
  'approvals.sqlite': { read: () => readApprovals(state), expected: [expect.objectContaining({ edition: '2026-02/small', manifest: 'm1', who: 'Ana' })], newer: 'APPROVALS_NEWER' },
  'receipts.jsonl': { read: () => readReceipts(state), expected: [expect.objectContaining({ address: 'ana@example.org', outcome: 'sent' })], newer: 'RECORD_NEWER' },
  'suppression.jsonl': { read: async () => (await readSuppressions(state)).find('Gone@Example.org', 'small')?.reason, expected: 'unsubscribed', newer: 'SUPPRESSION_UNREADABLE' },
  'bounces.jsonl': { read: () => readBounces(state), expected: [expect.objectContaining({ address: 'b@example.org', kind: 'hard' })], newer: 'RECORD_NEWER' },
  'manifest.json': { read: () => parseManifest(file('manifest.json'), 'manifest.json'), expected: expect.objectContaining({ brief: 'small', month: '2026-02', corrections: [] }), newer: 'MANIFEST_NEWER' },
  'provenance.json': { read: () => parseProvenance(file('provenance.json'), 'provenance.json'), expected: expect.objectContaining({ month: '2026-02', revision: 1 }), newer: 'SNAPSHOT_NEWER' },
};

/** A database comes as the statements that make it, so that a person can read it. */
async function put(fixture: string, name: string): Promise<void> {
  if (!fixture.endsWith('.sql')) return copyFile(join(input, fixture), join(state, name));
  const database = new DatabaseSync(join(state, name));
  database.exec(await readFile(join(input, fixture), 'utf8'));
  database.close();
}

const fixtures = readdirSync(input).sort().map((fixture) => {
  const stem = fixture.replace(/-\d+\..*$/, '');
  return [fixture, Object.keys(FORMATS).find((name) => name.startsWith(`${stem}.`)) ?? ''] as const;
});

describe('an earlier form', () => {
  test('there is a file for every format', () => expect([...new Set(fixtures.map(([, name]) => name))].sort()).toEqual(Object.keys(FORMATS).sort()));
  test.each(fixtures)('%s', async (fixture, name) => {
    await put(fixture, name);
    expect(await FORMATS[name]?.read()).toEqual(FORMATS[name]?.expected);
    // Once brought forward, it is read again.
    expect(await FORMATS[name]?.read()).toEqual(FORMATS[name]?.expected);
  });
});

describe('a later form is refused and stays', () => {
  test.each(fixtures)('%s', async (fixture, name) => {
    await put(fixture, name);
    const path = join(state, name);
    if (name.endsWith('.sqlite')) {
      const database = new DatabaseSync(path);
      database.exec('PRAGMA user_version = 99');
      database.close();
    } else await writeFile(path, (await readFile(path, 'utf8')).replace(/"(format|version)":1/, '"$1":99'));
    const before = await readFile(path);
    await expect(Promise.resolve().then(() => FORMATS[name]?.read())).rejects.toThrow(FORMATS[name]?.newer);
    expect(await readFile(path)).toEqual(before);
  });
});
