import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Browser, computeExecutablePath } from '@puppeteer/browsers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser, type BrowserSearch } from '../../../src/render/browser/find-browser.ts';

let base: string;
let program: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'find-'));
  program = makeProgram(path.join(base, 'some browser'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function makeProgram(file: string, mode = 0o755): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, mode);
  return file;
}

function find(request: Partial<BrowserSearch> = {}): ReturnType<typeof findBrowser> {
  return findBrowser({ env: { PUPPETEER_CACHE_DIR: path.join(base, 'none') }, signal: new AbortController().signal, packaged: 'none', systemPaths: [], ...request });
}

test('the environment comes first, then the configuration', async () => {
  expect(await find({ env: { PUPPETEER_EXECUTABLE_PATH: program }, configured: '/other' })).toMatchObject({ path: program, origin: 'environment' });
  expect(await find({ configured: program, systemPaths: [program] })).toMatchObject({ path: program, origin: 'configured' });
});

test.skipIf(process.platform === 'win32')('a path that was given and does not work is an error, never passed over', async () => {
  const notExecutable = makeProgram(path.join(base, 'plain'), 0o644);
  for (const [file, why] of [[path.join(base, 'gone'), 'does not exist'], [base, 'is not a file'], [notExecutable, 'cannot be executed']] as const) {
    await expect(find({ env: { PUPPETEER_EXECUTABLE_PATH: file }, systemPaths: [program] })).rejects.toMatchObject({ status: 1, problems: [{ code: 'BROWSER_PATH_WRONG', message: expect.stringContaining(why) }] });
    await expect(find({ configured: file })).rejects.toThrow('BROWSER_PATH_WRONG');
  }
});

test('takes the newest headless shell that Puppeteer has fetched', async () => {
  const cacheDir = path.join(base, 'cache');
  const make = (browser: Browser, buildId: string): string => makeProgram(computeExecutablePath({ browser, buildId, cacheDir }));
  make(Browser.CHROME, '160.0.1.1');
  make(Browser.CHROMEHEADLESSSHELL, '99.0.1.1');
  const newest = make(Browser.CHROMEHEADLESSSHELL, '153.0.1.1');
  expect(await find({ env: { PUPPETEER_CACHE_DIR: cacheDir }, systemPaths: [program] })).toEqual({ path: newest, origin: 'cache' });
});

test('takes an installed browser last', async () => {
  expect(await find({ systemPaths: [path.join(base, 'gone'), program] })).toEqual({ path: program, origin: 'system' });
});

test('says every place it looked at, and the command that helps', async () => {
  const failed = find({ systemPaths: ['/opt/a', '/opt/b'] });
  await expect(failed).rejects.toMatchObject({ status: 1, problems: [{ code: 'BROWSER_NOT_FOUND', hint: 'npx puppeteer browsers install chrome-headless-shell' }] });
  for (const place of ['PUPPETEER_EXECUTABLE_PATH', 'configuration', '@sparticuz/chromium', path.join(base, 'none'), '/opt/a', '/opt/b']) await expect(failed).rejects.toThrow(place);
});
