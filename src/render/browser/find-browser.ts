// Finds a browser to print with, in a fixed order, and says where it looked. Must not start it.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { failure } from '../../errors.ts';
import { maybeBrowserPackage, packagedFolders, unpackBrowser, type BrowserPackage } from './packaged-browser.ts';

export type BrowserOrigin = 'environment' | 'configured' | 'packaged' | 'cache' | 'system';

export interface FoundBrowser {
  readonly path: string;
  readonly origin: BrowserOrigin;
  /** Set when `origin` is `packaged`. */
  readonly from?: BrowserPackage;
}

export interface BrowserSearch {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path from the project's configuration. */
  readonly configured?: string | undefined;
  readonly signal: AbortSignal;
  /** For tests: the packaged browser, and the programs that an installation would be found at. */
  readonly packaged?: BrowserPackage | 'none';
  readonly systemPaths?: readonly string[];
}

const SYSTEM_LINUX = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'microsoft-edge', 'microsoft-edge-stable'];

/**
 * `PUPPETEER_EXECUTABLE_PATH`, the configured path, the packaged browser, Puppeteer's cache, an installed Chrome, Chromium or Edge.
 * A path that was given and does not work is an error (`BROWSER_PATH_WRONG`), never passed over.
 * Throws `BROWSER_NOT_FOUND` (status 1) with every place that was looked at.
 */
export async function findBrowser(search: BrowserSearch): Promise<FoundBrowser> {
  const fromEnv = search.env['PUPPETEER_EXECUTABLE_PATH'];
  if (fromEnv !== undefined && fromEnv !== '') return given(fromEnv, 'environment', 'PUPPETEER_EXECUTABLE_PATH');
  if (search.configured !== undefined && search.configured !== '') return given(search.configured, 'configured', 'The configured browser');
  const looked = ['PUPPETEER_EXECUTABLE_PATH: not set', 'configuration: no path'];
  const packaged = search.packaged ?? maybeBrowserPackage();
  if (packaged !== undefined && packaged !== 'none') {
    return { path: await unpackBrowser(packaged, packagedFolders(packaged, search.env), search.signal), origin: 'packaged', from: packaged };
  }
  looked.push('package @sparticuz/chromium: only for Linux x64, or not installed');
  const cacheDir = puppeteerCache(search.env);
  const cached = await maybeCached(cacheDir);
  if (cached !== undefined) return { path: cached, origin: 'cache' };
  looked.push(`${cacheDir}: no browser that Puppeteer has fetched`);
  for (const candidate of search.systemPaths ?? await systemPaths(search.env)) {
    if (findProgramFault(candidate) === undefined) return { path: candidate, origin: 'system' };
    looked.push(candidate);
  }
  throw failure('BROWSER_NOT_FOUND', `No browser was found to print with. Looked at:\n  ${looked.join('\n  ')}`, {
    hint: 'npx puppeteer browsers install chrome-headless-shell',
  }, 1);
}

function given(file: string, origin: BrowserOrigin, name: string): FoundBrowser {
  const fault = findProgramFault(file);
  if (fault !== undefined) {
    throw failure('BROWSER_PATH_WRONG', `${name} is ${file}, which ${fault}.`, { hint: 'Correct the path, or leave it out to use the browser that comes with the packages.' }, 1);
  }
  return { path: path.resolve(file), origin };
}

function findProgramFault(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return 'does not exist';
  if (!stat.isFile()) return 'is not a file';
  try {
    accessSync(file, constants.X_OK);
  } catch {
    return 'cannot be executed';
  }
  // Root passes the check above for any file, as long as one execute bit is set somewhere.
  return process.platform !== 'win32' && (stat.mode & 0o111) === 0 ? 'cannot be executed' : undefined;
}

function puppeteerCache(env: BrowserSearch['env']): string {
  return env['PUPPETEER_CACHE_DIR'] ?? path.join(env['HOME'] ?? homedir(), '.cache', 'puppeteer');
}

async function maybeCached(cacheDir: string): Promise<string | undefined> {
  const { Browser, getInstalledBrowsers, getVersionComparator } = await import('@puppeteer/browsers');
  const installed = await getInstalledBrowsers({ cacheDir }).catch(() => []);
  for (const wanted of [Browser.CHROMEHEADLESSSHELL, Browser.CHROME]) {
    const compare = getVersionComparator(wanted);
    const newestFirst = installed.filter((one) => one.browser === wanted).sort((a, b) => compare(b.buildId, a.buildId));
    const usable = newestFirst.find((one) => findProgramFault(one.executablePath) === undefined);
    if (usable !== undefined) return usable.executablePath;
  }
  return undefined;
}

async function systemPaths(env: BrowserSearch['env']): Promise<string[]> {
  const { Browser, ChromeReleaseChannel, computeSystemExecutablePath } = await import('@puppeteer/browsers');
  const found: string[] = [];
  try {
    found.push(computeSystemExecutablePath({ browser: Browser.CHROME, channel: ChromeReleaseChannel.STABLE }, false));
  } catch {
    // Puppeteer knows no place on this platform.
  }
  if (process.platform === 'darwin') {
    found.push('/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge');
  } else if (process.platform === 'win32') {
    const roots = [env['ProgramFiles'], env['ProgramFiles(x86)']].filter((root) => root !== undefined);
    found.push(...roots.map((root) => path.join(root, 'Microsoft', 'Edge', 'Application', 'msedge.exe')));
  } else {
    const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
    found.push(...SYSTEM_LINUX.flatMap((name) => folders.map((folder) => path.join(folder, name))));
  }
  return found;
}
