import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addressKey, addSuppression, readSuppressions, removeSuppression, SUPPRESSION_FILE } from '../../src/delivery/suppression.ts';
import type { Suppression } from '../../src/delivery/suppression.ts';
import { makeFolder } from './fixtures.ts';

const entry = (address: string, change: Partial<Suppression> = {}): Omit<Suppression, 'format'> => ({ address, brief: '', reason: 'unsubscribed', time: '2026-01-05T00:00:00.000Z', note: '', ...change });

describe('one address, many spellings', () => {
  test.each([
    ['ME@Example.ORG', 'me@example.org'],
    [' me@example.org ', 'me@example.org'],
    ['me@Bücher.de', 'me@xn--bcher-kva.de'],
    ['me@bu\u0308cher.de', 'me@xn--bcher-kva.de'],
    ['me@XN--BCHER-KVA.de', 'me@xn--bcher-kva.de'],
    ['Jose\u0301@example.org', 'jos\u00e9@example.org'],
    ['no address', 'no address'],
    ['', ''],
  ])('%j → %j', (text, key) => expect(addressKey(text)).toBe(key));

  test('an entry is found by each of them', async () => {
    const state = await makeFolder();
    await addSuppression(state, entry('Me@BÜCHER.de'));
    const list = await readSuppressions(state);
    expect(['me@bücher.de', 'ME@xn--bcher-kva.de', 'me@bu\u0308cher.de'].map((a) => list.find(a, 'any')?.reason)).toEqual(['unsubscribed', 'unsubscribed', 'unsubscribed']);
    expect(['me@bucher.de', 'you@bücher.de', ''].map((a) => list.find(a, 'any'))).toEqual([undefined, undefined, undefined]);
  });
});

describe('briefs', () => {
  test('a no to one brief is none to another; a no to every brief covers all', async () => {
    const state = await makeFolder();
    await addSuppression(state, entry('a@example.org', { brief: 'monthly' }));
    await addSuppression(state, entry('b@example.org'));
    const list = await readSuppressions(state);
    expect([list.find('a@example.org', 'monthly'), list.find('a@example.org', 'weekly'), list.find('b@example.org', 'weekly')].map((x) => x !== undefined)).toEqual([true, false, true]);
  });

  test('twice is once; every brief after one brief is more', async () => {
    const state = await makeFolder();
    const add = (brief: string): Promise<boolean> => addSuppression(state, entry('a@example.org', { brief }));
    expect([await add('monthly'), await add('monthly'), await add(''), await add('weekly'), await add('')]).toEqual([true, false, true, false, false]);
    expect([await removeSuppression(state, 'A@example.org', 'monthly'), await removeSuppression(state, 'a@example.org', 'monthly')]).toEqual([true, false]);
    expect((await readSuppressions(state)).find('a@example.org', 'monthly')).toBeDefined();
    expect(await removeSuppression(state, 'a@example.org')).toBe(true);
    expect((await readSuppressions(state)).entries).toEqual([]);
  });
});

describe('the file', () => {
  test('is private, whole, and alone', async () => {
    const state = join(await makeFolder(), 'state');
    await addSuppression(state, entry('a@example.org', { note: 'line\nbreak\u2028"quoted"' }));
    expect((await stat(state)).mode & 0o777).toBe(0o700);
    expect((await stat(join(state, SUPPRESSION_FILE))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(state, SUPPRESSION_FILE), 'utf8')).toMatch(/^\{[^\n]+\}\n$/);
    expect((await readSuppressions(state)).entries).toEqual([{ format: 1, ...entry('a@example.org', { note: 'line\nbreak\u2028"quoted"' }) }]);
    expect((await readdir(state)).filter((name) => name.includes('new'))).toEqual([]);
  });

  test('no file is an empty list', async () => {
    expect((await readSuppressions(join(await makeFolder(), 'none'))).entries).toEqual([]);
  });

  test.each([
    ['half a line', '{"format":1,"address":"a@exam'],
    ['another format', '{"format":2,"address":"a@example.org","brief":"","reason":"owner","time":""}'],
    ['an unknown reason', '{"format":1,"address":"a@example.org","brief":"","reason":"whim","time":""}'],
    ['no address', '{"format":1,"address":"a","brief":"","reason":"owner","time":""}'],
    ['a bare address', 'a@example.org'],
    ['null', 'null'],
  ])('%s stops everything, with its line, and is not overwritten', async (_, line) => {
    const state = await makeFolder();
    await addSuppression(state, entry('a@example.org'));
    const path = join(state, SUPPRESSION_FILE);
    const text = `${await readFile(path, 'utf8')}\n${line}\n`;
    await writeFile(path, text);
    const problem = { status: 1, problems: [{ code: 'SUPPRESSION_UNREADABLE', line: 3, file: path }] };
    await expect(readSuppressions(state)).rejects.toMatchObject(problem);
    await expect(addSuppression(state, entry('b@example.org'))).rejects.toMatchObject(problem);
    await expect(removeSuppression(state, 'a@example.org')).rejects.toMatchObject(problem);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('a file that cannot be read is not an empty list', async () => {
    const state = await makeFolder();
    await mkdir(join(state, SUPPRESSION_FILE));
    await expect(readSuppressions(state)).rejects.toMatchObject({ problems: [{ code: 'SUPPRESSION_UNREADABLE' }] });
  });

  test('a folder that cannot be written says so', async () => {
    const state = join(await makeFolder(), 'a-file');
    await writeFile(state, '');
    await expect(addSuppression(state, entry('a@example.org'))).rejects.toMatchObject({ status: 1, problems: [{ code: 'SUPPRESSION_UNWRITABLE' }] });
  });
});

describe('several writers', () => {
  /** A process of its own that adds `count` addresses, one after the other, and prints each when it is safe. */
  function startWriter(state: string, label: string, count: number) {
    const script = `import { addSuppression } from ${JSON.stringify(join(import.meta.dirname, '../../src/delivery/suppression.ts'))};
      for (let i = 0; i < ${count}; i++) {
        await addSuppression(${JSON.stringify(state)}, { address: '${label}' + i + '@example.org', brief: '', reason: 'owner', time: '', note: '' });
        process.stdout.write('${label}' + i + '@example.org\\n');
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const done: string[] = [];
    child.stdout.setEncoding('utf8').on('data', (text: string) => done.push(...text.split('\n').filter((x) => x !== '')));
    return { child, done, closed: once(child, 'close') };
  }

  test('lose nothing: two processes and this one', async () => {
    const state = await makeFolder();
    const writers = ['x', 'y'].map((label) => startWriter(state, label, 25));
    await Promise.all(Array.from({ length: 25 }, (_, i) => addSuppression(state, entry(`z${i}@example.org`))));
    await Promise.all(writers.map((w) => w.closed));
    const { entries } = await readSuppressions(state);
    expect(new Set(entries.map((e) => e.address)).size).toBe(75);
  });

  test('killed anywhere, keep what was said to be kept, and block nobody', async () => {
    const state = await makeFolder();
    for (let round = 0; round < 4; round++) {
      const writer = startWriter(state, `r${round}x`, 100_000);
      while (writer.done.length < 3 + round) await new Promise((resolve) => setTimeout(resolve, 5));
      writer.child.kill('SIGKILL');
      await writer.closed;
      const kept = await readSuppressions(state);
      expect(writer.done.filter((address) => kept.find(address, '') === undefined)).toEqual([]);
      expect(await addSuppression(state, entry(`after${round}@example.org`))).toBe(true);
    }
  });
});
