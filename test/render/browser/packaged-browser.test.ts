import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cacheCandidates, isEnterableByAll } from '../../../src/render/browser/cache-folder.ts';
import { maybeBrowserPackage, packagedFolders, unpackBrowser } from '../../../src/render/browser/packaged-browser.ts';

const from = maybeBrowserPackage();
const run = promisify(execFile);
const quiet = new AbortController().signal;
const isRoot = process.getuid?.() === 0;
let base: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'unpack-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe.skipIf(from === undefined)('unpackBrowser', () => {
  const unpack = (...folders: string[]): Promise<string> => (from === undefined ? Promise.reject(new Error('no package')) : unpackBrowser(from, folders, quiet));
  const cache = (): string => path.join(base, 'shared');

  test('two processes at once into an empty folder both get a whole program', async () => {
    const fixture = fileURLToPath(new URL('fixtures/unpack.ts', import.meta.url));
    const start = (): Promise<string> => run(process.execPath, ['--disable-warning=ExperimentalWarning', fixture, cache()]).then(({ stdout }) => stdout);
    const [one, two] = await Promise.all([start(), start()]);
    expect(one).toBe(two);
    expect((await run(one, ['--version'])).stdout).toMatch(/\d+\.\d+\.\d+/);
    expect(readdirSync(path.dirname(one)).sort()).toEqual(['chrome-headless-shell', 'chrome-headless-shell.json']);
    expect(statSync(one).mode & 0o777).toBe(0o755);
  });

  test('a whole program is left as it is', async () => {
    const program = await unpack(cache());
    const before = statSync(program).ino;
    expect(statSync(await unpack(cache())).ino).toBe(before);
    // Copied elsewhere and back: another time, the same content.
    utimesSync(program, new Date(), new Date());
    expect(statSync(await unpack(cache())).ino).toBe(before);
  });

  test('one that was cut short, or changed without changing its size, is unpacked again', async () => {
    const program = await unpack(cache());
    const size = statSync(program).size;
    truncateSync(program, 1000);
    expect(statSync(await unpack(cache())).size).toBe(size);
    truncateSync(program, size - 1);
    truncateSync(program, size);
    const before = statSync(program).ino;
    // Zero bytes at the end may be what was there: spoil the beginning instead.
    writeFileSync(program, 'MZ', { flag: 'r+' });
    await unpack(cache());
    expect(statSync(program).ino).not.toBe(before);
    expect(readFileSync(program).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
  });

  test('an interruption leaves nothing behind', async () => {
    const folder = path.join(base, 'interrupted');
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 100);
    await expect(from === undefined ? undefined : unpackBrowser(from, [folder], interrupt.signal)).rejects.toThrow();
    expect(readdirSync(folder, { recursive: true }).filter((name) => !/^chromium-[^/]*$/.test(String(name)))).toEqual([]);
  });

  const unsafe: Record<string, (folder: string) => void> = {
    'is a link': (folder) => {
      mkdirSync(`${folder}.real`);
      symlinkSync(`${folder}.real`, folder);
    },
    'can be written by everybody': (folder) => {
      mkdirSync(folder);
      chmodSync(folder, 0o777);
    },
    'can be written by a group': (folder) => {
      mkdirSync(folder);
      chmodSync(folder, 0o775);
    },
    'lies in a folder that others can write': (folder) => {
      chmodSync(path.dirname(folder), 0o777);
      mkdirSync(folder);
    },
  };
  if (isRoot) {
    unsafe['belongs to somebody else'] = (folder) => {
      mkdirSync(folder);
      chownSync(folder, 12_345, 12_345);
    };
  }
  test.each(Object.keys(unsafe))('a folder that %s is refused, with the reason', async (name) => {
    const folder = path.join(mkdtempSync(path.join(base, 'unsafe-')), 'cache');
    unsafe[name]?.(folder);
    await expect(unpack(folder)).rejects.toThrow(/BROWSER_CACHE_UNSAFE[\s\S]*(symbolic link|written by others|somebody else)/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the next folder is taken when the first is refused', async () => {
    const folder = path.join(mkdtempSync(path.join(base, 'next-')), 'cache');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    expect(await unpack(folder, cache())).toContain(cache());
  });
});

describe('where to unpack', () => {
  test('beside the packages, then in the user\'s cache, never in a shared temporary folder', () => {
    const found = cacheCandidates('/p/node_modules', { XDG_CACHE_HOME: '/x', HOME: '/h' });
    expect(found.slice(0, 2)).toEqual(['/p/node_modules/.cache/briefwright', '/x/briefwright']);
    expect(cacheCandidates('/p/node_modules', { XDG_CACHE_HOME: 'relative', HOME: '/h' })[1]).toBe('/h/.cache/briefwright');
    expect(found.some((folder) => folder.startsWith(tmpdir()))).toBe(false);
  });

  test.skipIf(!isRoot || from === undefined)('root passes over folders that the browser\'s user cannot enter', () => {
    if (from === undefined) return;
    const closed = mkdtempSync(path.join(base, 'closed-'));
    expect(isEnterableByAll(closed)).toBe(false);
    const found = packagedFolders(from, { XDG_CACHE_HOME: closed });
    expect(found.at(-1)).toBe(path.join(closed, 'briefwright'));
  });
});
