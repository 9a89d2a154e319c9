import { copyFile, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { LEDGER_FORMAT, migrateLedger } from '../../../src/delivery/ledger/ledger-format.ts';
import { openLedger } from '../../../src/delivery/ledger/ledger.ts';
import { maybeLock } from '../../../src/delivery/ledger/sender-lock.ts';
import { makeFolder } from '../fixtures.ts';

describe('the file', () => {
  test('is private, keeps what was written, and says its form', async () => {
    const state = join(await makeFolder(), 'state');
    const ledger = await openLedger(state);
    ledger.write('x', (run) => run("INSERT INTO issues (brief, month, version, created) VALUES ('b', '2025-11', 1, 0)"));
    ledger.close();
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    expect((await stat(join(state, 'ledger.sqlite'))).mode & 0o777).toBe(0o600);
    const again = await openLedger(state);
    expect(again.rows('SELECT brief FROM issues')).toEqual([{ brief: 'b' }]);
    expect(again.rows('PRAGMA user_version')).toEqual([{ user_version: LEDGER_FORMAT }]);
    expect([again.rows('PRAGMA synchronous'), again.rows('PRAGMA journal_mode'), again.rows('PRAGMA secure_delete')]).toEqual([[{ synchronous: 2 }], [{ journal_mode: 'wal' }], [{ secure_delete: 1 }]]);
    again.close();
  });

  test('of a later version, of another program, damaged, a link: refused and left alone', async () => {
    const state = await makeFolder();
    const file = join(state, 'ledger.sqlite');
    const later = new DatabaseSync(file);
    later.exec('CREATE TABLE t (x); PRAGMA user_version = 99');
    later.close();
    await expect(openLedger(state)).rejects.toMatchObject({ status: 1, problems: [{ code: 'LEDGER_NEWER', file }] });
    const other = new DatabaseSync(file);
    other.exec('PRAGMA user_version = 0');
    other.close();
    await expect(openLedger(state)).rejects.toMatchObject({ problems: [{ code: 'LEDGER_FOREIGN' }] });
    await writeFile(file, 'address,name\na@example.org,Ada\n'.repeat(100));
    await expect(openLedger(state)).rejects.toMatchObject({ problems: [{ code: 'LEDGER_UNREADABLE' }] });
    expect(await readFile(file, 'utf8')).toContain('a@example.org');
    const linked = await makeFolder();
    await symlink(file, join(linked, 'ledger.sqlite'));
    await expect(openLedger(linked)).rejects.toMatchObject({ problems: [{ code: 'LEDGER_UNREADABLE' }] });
    const folder = await makeFolder();
    await mkdir(join(folder, 'ledger.sqlite'));
    await expect(openLedger(folder)).rejects.toMatchObject({ problems: [{ code: 'LEDGER_UNREADABLE' }] });
  });

  test('flipped bytes are found or do no harm', async () => {
    const state = await makeFolder();
    const ledger = await openLedger(state);
    ledger.write('x', (run) => {
      run("INSERT INTO issues (id, brief, month, version, created) VALUES (1, 'b', '2025-11', 1, 0)");
      for (let i = 0; i < 200; i++) run("INSERT INTO deliveries (issue, key, address, name, edition, form, state, updated) VALUES (1, ?, ?, 'N', 'b', 'attachment', 'planned', 0)", `r${i}@example.org`, `r${i}@example.org`);
    });
    ledger.close();
    const file = join(state, 'ledger.sqlite');
    const good = await readFile(file);
    let refused = 0;
    for (let i = 0; i < 40; i++) {
      // Every byte of the header's first lines, then pages at even distances.
      const bad = Buffer.from(good);
      const at = i < 20 ? i : Math.floor((i / 40) * good.length);
      bad[at] = (bad[at] ?? 0) ^ 0xff;
      const folder = await makeFolder();
      await writeFile(join(folder, 'ledger.sqlite'), bad);
      await openLedger(folder).then((l) => l.close(), (error: unknown) => {
        expect(error).toMatchObject({ status: 1, problems: [{ code: expect.stringMatching(/^LEDGER_/) }] });
        refused += 1;
      });
    }
    expect(refused).toBeGreaterThan(15);
  });
});

describe('an older form', () => {
  const steps = ['CREATE TABLE a (x TEXT) STRICT', "ALTER TABLE a ADD COLUMN y TEXT NOT NULL DEFAULT 'new'", 'CREATE TABLE b (z INTEGER) STRICT'];

  test('is brought to the present one, step by step, with what is in it', async () => {
    const file = join(await makeFolder(), 'l.sqlite');
    const db = new DatabaseSync(file);
    migrateLedger(db, file, steps.slice(0, 1));
    db.exec("INSERT INTO a VALUES ('kept')");
    migrateLedger(db, file, steps);
    expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 'kept', y: 'new' }]);
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 3 });
    db.close();
  });

  test('stays as it was when a step fails', async () => {
    const file = join(await makeFolder(), 'l.sqlite');
    const db = new DatabaseSync(file);
    migrateLedger(db, file, steps.slice(0, 1));
    expect(() => migrateLedger(db, file, [...steps.slice(0, 2), 'CREATE NONSENSE'])).toThrow();
    expect(db.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(db.prepare("SELECT name FROM pragma_table_info('a')").all()).toEqual([{ name: 'x' }]);
    db.close();
  });
});

test('a step that fails in the middle leaves nothing of itself', async () => {
  const ledger = await openLedger(await makeFolder());
  expect(() => ledger.write('x', (run) => {
    run("INSERT INTO issues (brief, month, version, created) VALUES ('b', '2025-11', 1, 0)");
    throw new Error('in the middle');
  })).toThrowError(/LEDGER_UNWRITABLE.*in the middle/);
  expect(() => ledger.write('x', (run) => run("INSERT INTO issues (brief, month, version, created) VALUES ('b', 7, 'x', 0)"))).toThrowError(/LEDGER_UNWRITABLE/);
  expect(ledger.rows('SELECT * FROM issues')).toEqual([]);
  ledger.close();
});

test('the lock is one sender\'s, and free when he is gone', async () => {
  const state = await makeFolder();
  const first = await maybeLock(state);
  expect(first).toBeDefined();
  expect(await maybeLock(state)).toBeUndefined();
  first?.release();
  const second = await maybeLock(state);
  expect(second).toBeDefined();
  second?.release();
});

test('a ledger that was copied while it is in use is a whole one', async () => {
  const state = await makeFolder();
  const ledger = await openLedger(state);
  ledger.write('x', (run) => run("INSERT INTO issues (brief, month, version, created) VALUES ('b', '2025-11', 1, 0)"));
  const copy = await makeFolder();
  for (const name of ['ledger.sqlite', 'ledger.sqlite-wal']) await copyFile(join(state, name), join(copy, name));
  ledger.close();
  const opened = await openLedger(copy);
  expect(opened.rows('SELECT brief FROM issues')).toEqual([{ brief: 'b' }]);
  opened.close();
});
