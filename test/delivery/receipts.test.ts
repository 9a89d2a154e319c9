import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findEarlier, readReceipts, writeReceipt } from '../../src/delivery/receipts.ts';
import type { Receipt } from '../../src/delivery/receipts.ts';
import { makeFolder } from './fixtures.ts';

const receipt = (change: Partial<Receipt> = {}): Receipt => ({
  format: 1, time: '2026-01-02T03:04:05.000Z', kind: 'proof', edition: '2025-11/open-models', digest: 'd', address: 'me@example.org',
  deliveryId: 'id', messageId: '<id@example.org>', message: 'm', date: 1, outcome: 'sent', answer: '250 ok', ...change,
});

test('lines are added in order and read back, in a folder and a file that only the owner can read', async () => {
  const state = join(await makeFolder(), '.briefwright');
  expect(await readReceipts(state)).toEqual([]);
  await mkdir(state, { mode: 0o777 });
  await chmod(state, 0o755);
  const all = [receipt({ outcome: 'started', answer: '' }), receipt({ answer: 'line\nbreak " \u2028' })];
  for (const one of all) await writeReceipt(state, one);
  expect(await readReceipts(state)).toEqual(all);
  expect((await readFile(join(state, 'receipts.jsonl'), 'utf8')).split('\n')).toHaveLength(3);
  expect((await stat(state)).mode & 0o777).toBe(0o700);
  expect((await stat(join(state, 'receipts.jsonl'))).mode & 0o777).toBe(0o600);
});

test('a line that a crash cut short is passed over and does not spoil the next one', async () => {
  const state = await makeFolder();
  await writeReceipt(state, receipt());
  const path = join(state, 'receipts.jsonl');
  await writeFile(path, `${await readFile(path, 'utf8')}null\n[]\n{"format":1}\n{"format":1,"time":"20`);
  await writeReceipt(state, receipt({ outcome: 'unknown' }));
  expect((await readReceipts(state)).map((r) => r.outcome)).toEqual(['sent', 'unknown']);
});

test('many at once keep every line', async () => {
  const state = await makeFolder();
  await Promise.all(Array.from({ length: 40 }, (_, i) => writeReceipt(state, receipt({ deliveryId: String(i), answer: 'x'.repeat(i * 20) }))));
  expect(new Set((await readReceipts(state)).map((r) => r.deliveryId)).size).toBe(40);
});

test('a link in the place of the file is not written through', async () => {
  const state = await makeFolder();
  const target = join(await makeFolder(), 'target');
  await writeFile(target, 'mine');
  await symlink(target, join(state, 'receipts.jsonl'));
  await expect(writeReceipt(state, receipt())).rejects.toMatchObject({ status: 1, problems: [{ code: 'RECEIPT_UNWRITABLE' }] });
  expect(await readFile(target, 'utf8')).toBe('mine');
});

test('earlier attempts are counted by edition and address; a start with an outcome is one attempt, without one it stays', () => {
  const started = receipt({ outcome: 'started', answer: '' });
  expect(findEarlier([started, receipt()], 'd', 'ME@example.org').map((r) => r.outcome)).toEqual(['sent']);
  expect(findEarlier([started, receipt({ outcome: 'not-sent' }), started], 'd', 'me@example.org').map((r) => r.outcome)).toEqual(['not-sent', 'started']);
  expect(findEarlier([started, receipt(), receipt({ digest: 'e' }), receipt({ address: 'you@example.org' })], 'd', 'me@example.org')).toHaveLength(1);
});
