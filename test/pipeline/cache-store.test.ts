// Entries that can be made again: whole and unaltered, or not there.
import { chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/files.ts';
import { maybeStore, type CacheStore } from '../../src/pipeline/cache-store.ts';

const root = mkdtempSync(join(tmpdir(), 'briefwright-cache-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keys = [sha256('a'), sha256('b'), sha256('c')] as const;
const [key, other] = keys;
let state: string;
let store: CacheStore;
const fileOf = (name: string): string => join(state, 'cache', 'things', name);

async function open(limit = 1_000_000, now = Date.now()): Promise<CacheStore> {
  const opened = await maybeStore(state, 'things', limit, () => now);
  if (opened === undefined) throw new Error('There is no store.');
  return opened;
}

beforeEach(async () => {
  state = join(mkdtempSync(join(root, 'project-')), '.briefwright');
  store = await open();
});

test('gives back what was written, bytes and text, and nothing for another key', async () => {
  const bytes = new Uint8Array([0, 255, 10, 13, 0]);
  await store.write(key, bytes);
  await store.write(other, 'é\n');
  expect(new Uint8Array((await store.maybeRead(key)) ?? [])).toEqual(bytes);
  expect((await store.maybeRead(other))?.toString('utf8')).toBe('é\n');
  expect(await store.maybeRead(keys[2])).toBeUndefined();
  await store.write(key, '');
  expect((await store.maybeRead(key))?.length).toBe(0);
});

describe('an entry that is not what was written is never used', () => {
  const damage: Record<string, (file: string) => void> = {
    'one bit of the content': (file) => {
      const bytes = readFileSync(file);
      bytes[bytes.length - 3] = (bytes.at(-3) ?? 0) ^ 1;
      writeFileSync(file, bytes);
    },
    'one bit of the hash': (file) => {
      const bytes = readFileSync(file);
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      writeFileSync(file, bytes);
    },
    'cut short': (file) => truncateSync(file, statSync(file).size - 1),
    'cut to nothing': (file) => truncateSync(file, 0),
    'longer': (file) => writeFileSync(file, 'more', { flag: 'a' }),
    'the entry of another key': (file) => renameSync(fileOf(other), file),
    'a folder': (file) => {
      rmSync(file);
      mkdirSync(file);
    },
    'text with the plain hash of its own': (file) => writeFileSync(file, `${sha256('forged')}\nforged`),
  };
  test.each(Object.keys(damage))('%s', async (name) => {
    await store.write(key, 'what was written');
    await store.write(other, 'something else');
    damage[name]?.(fileOf(key));
    expect(await store.maybeRead(key)).toBeUndefined();
    await store.write(key, 'made again');
    if (name !== 'a folder') expect((await store.maybeRead(key))?.toString()).toBe('made again');
  });
});

test('only the owner may enter, also when the folder was open before', async () => {
  await store.write(key, 'x');
  const modes = [state, join(state, 'cache'), join(state, 'cache', 'things')].map((folder) => statSync(folder).mode & 0o777);
  expect([...modes, statSync(fileOf(key)).mode & 0o777]).toEqual([0o700, 0o700, 0o700, 0o600]);
  chmodSync(state, 0o777);
  await open();
  expect(statSync(state).mode & 0o777).toBe(0o700);
});

test('there is no store behind a link, in a file, or where nothing can be written', async () => {
  const elsewhere = mkdtempSync(join(root, 'elsewhere-'));
  const linked = join(mkdtempSync(join(root, 'linked-')), '.briefwright');
  symlinkSync(elsewhere, linked);
  expect(await maybeStore(linked, 'things', 1000, () => 0)).toBeUndefined();
  expect(readdirSync(elsewhere)).toEqual([]);
  const file = join(root, 'a-file');
  writeFileSync(file, '');
  expect(await maybeStore(file, 'things', 1000, () => 0)).toBeUndefined();
  expect(await maybeStore(join(file, 'below'), 'things', 1000, () => 0)).toBeUndefined();
});

test('a store that vanished or is full of something else does not throw', async () => {
  rmSync(state, { recursive: true });
  await store.write(key, 'lost');
  await store.trim();
  expect(await store.maybeRead(key)).toBeUndefined();
});

test('keeps to its limit: what was not used for longest goes first, and leftovers of dead processes', async () => {
  for (const [days, one] of [[9, keys[0]], [5, keys[1]], [7, keys[2]]] as const) {
    await store.write(one, Buffer.alloc(1000));
    utimesSync(fileOf(one), Date.now() / 1000 - days * 86_400, Date.now() / 1000 - days * 86_400);
  }
  const [old, fresh] = [`${key}.00000000.part`, `${key}.11111111.part`];
  for (const name of [old, fresh]) writeFileSync(fileOf(name), 'half');
  utimesSync(fileOf(old), 1, 1);
  // Being read counts as use.
  expect(await store.maybeRead(keys[0])).toHaveLength(1000);
  await (await open(2500)).trim();
  expect(readdirSync(join(state, 'cache', 'things')).sort()).toEqual([keys[0], keys[1], fresh].sort());
});

test('two writers of one key leave one whole entry and nothing else', async () => {
  await Promise.all(Array.from({ length: 8 }, (_, n) => store.write(key, `${n}`.repeat(50_000))));
  const text = (await store.maybeRead(key))?.toString() ?? '';
  expect(text).toBe((text[0] ?? '').repeat(50_000));
  expect(readdirSync(join(state, 'cache', 'things'))).toEqual([key]);
  expect(existsSync(fileOf(key)) && lstatSync(fileOf(key)).isFile()).toBe(true);
});
