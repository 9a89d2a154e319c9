// Starts the browser and stops it. Must not know what is printed.
import { execFile } from 'node:child_process';
import type { Page } from 'puppeteer-core';
import type { Deadline } from '../../deadline.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import { findBrowser, type FoundBrowser } from './find-browser.ts';
import { browserEnvironment, browserFlags } from './flags.ts';
import { writeFontConfig } from './font-config.ts';
import { unpackLibraries } from './packaged-browser.ts';
import { killGroup, startOverPipe, type PipeBrowser } from './pipe-browser.ts';
import { printDocument, type Printed, type PrintOptions } from './print.ts';
import { giveFolder, makeBrowserFolder, removeBrowserFolder, removeBrowserFolderNow, startPlans, type StartPlan } from './sandbox.ts';

export interface LaunchRequest {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Path or address from the project's configuration. */
  readonly configured?: string | undefined;
  /** Bounds the start; also the deadline of every `print` that brings none of its own. */
  readonly deadline: Deadline;
  /** Kills the browser at any time (Ctrl-C). */
  readonly signal: AbortSignal;
  /** For tests: instead of searching. */
  readonly found?: FoundBrowser;
  /** For tests: instead of what this machine allows. */
  readonly plans?: readonly StartPlan[];
}

export interface PrintBrowser {
  /** Such as `HeadlessChrome/153.0.8010.0`. */
  readonly version: string;
  /** Of the program; undefined for one that somebody else runs. */
  readonly path: string | undefined;
  readonly origin: FoundBrowser['origin'] | 'remote';
  /** `unknown` for one that somebody else runs. */
  readonly sandbox: 'on' | 'off' | 'unknown';
  /** As whom it runs; when `sandbox` is `off`, why. */
  readonly sandboxReason: string;
  readonly pid: number | undefined;
  /** HTML in, raw PDF out; see `PrintOptions`. Several may run at a time. */
  readonly print: (html: string, options?: PrintOptions) => Promise<Printed>;
  /** Ends the browser and removes its files. May be called twice. */
  readonly close: () => Promise<void>;
}

/** A browser that did not start, and what it said. */
interface FailedStart {
  readonly plan: StartPlan;
  readonly message: string;
}

export function isRemoteAddress(text: string | undefined): text is string {
  return text !== undefined && /^(?:wss?|https?):\/\//.test(text);
}

/** One on this machine, or the one at the configured address unless the environment names a program. Throws as both. */
export function launchBrowser(request: LaunchRequest): Promise<PrintBrowser> {
  const named = request.env['PUPPETEER_EXECUTABLE_PATH'] ?? '';
  return named === '' && isRemoteAddress(request.configured) ? useRemote(request.configured, request) : startBrowser(request);
}

async function useRemote(address: string, { deadline, signal }: LaunchRequest): Promise<PrintBrowser> {
  deadline.check('connecting to the browser');
  const { connectBrowser } = await import('./remote-browser.ts');
  const { browser, context, place, leave } = await connectBrowser(address, deadline, signal);
  return {
    version: await browser.version(), path: undefined, origin: 'remote', pid: undefined, sandbox: 'unknown', sandboxReason: `at ${place}`,
    print: (html, options = {}) => printDocument(browser, () => context.newPage(), html, { deadline, ...options }),
    close: leave,
  };
}

/**
 * Starts a browser over a pipe, so that it ends with this process however this process ends.
 * Throws `BROWSER_NOT_FOUND`, `BROWSER_PATH_WRONG`, `BROWSER_LAUNCH_FAILED`, `DEADLINE_REACHED` (all status 1) or `INTERRUPTED`.
 */
async function startBrowser(request: LaunchRequest): Promise<PrintBrowser> {
  const { deadline } = request;
  deadline.check('starting the browser');
  const found = request.found ?? (await search(request));
  const folder = makeBrowserFolder(request.env);
  const forget = (): void => removeBrowserFolderNow(folder);
  process.once('exit', forget);
  const cleanUp = async (): Promise<void> => {
    await removeBrowserFolder(folder);
    process.off('exit', forget);
  };
  try {
    const fontConfig = writeFontConfig(folder);
    const { started, plan, failed } = await startFirst({ ...request, found, folder, fontConfig });
    const { browser, child } = started;
    // Not at `disconnected`: a browser that is still ending would write its files again.
    const cleaned = started.ended.then(cleanUp);
    // Opening a page takes longer than printing: do it while the caller still composes.
    let spare: Promise<Page> | undefined = browser.newPage();
    spare.catch(() => undefined);
    const openPage = (): Promise<Page> => {
      const page = spare ?? browser.newPage();
      spare = undefined;
      return page;
    };
    const reason = failed.map((one) => `${one.plan.description}: ${one.message}`).join('; ');
    return {
      version: await browser.version(), path: found.path, origin: found.origin, pid: child.pid,
      sandbox: plan.sandbox, sandboxReason: reason === '' ? plan.description : `${plan.description} (${reason})`,
      print: (html, options = {}) => printDocument(browser, openPage, html, { deadline, ...options }),
      close: async () => {
        await closeBrowser(started);
        await cleaned;
      },
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** Not raced against the deadline: an unpacking that is stopped first removes its half-written file. */
async function search(request: LaunchRequest): Promise<FoundBrowser> {
  try {
    return await findBrowser({ ...request, signal: request.deadline.signal });
  } catch (error) {
    request.deadline.check('unpacking the browser');
    throw error;
  }
}

interface Start extends LaunchRequest {
  readonly found: FoundBrowser;
  readonly folder: string;
  readonly fontConfig: string;
}

async function startFirst(start: Start): Promise<{ started: PipeBrowser; plan: StartPlan; failed: readonly FailedStart[] }> {
  const failed: FailedStart[] = [];
  let libraries: string | undefined;
  for (const plan of start.plans ?? startPlans()) {
    if (plan.owner !== undefined) giveFolder(start.folder, plan.owner);
    for (;;) {
      try {
        return { started: await startOnce(start, plan, libraries), plan, failed };
      } catch (error) {
        if (error instanceof BriefwrightError) throw error;
        const missing = libraries === undefined ? await findMissingLibrary(start) : undefined;
        if (missing !== undefined && start.found.from !== undefined) {
          libraries = await unpackLibraries(start.found.from, start.found.path);
          continue;
        }
        failed.push({ plan, message: missing ?? (error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error)) });
        break;
      }
    }
  }
  const ways = failed.map((one) => `${one.plan.description}: ${one.message}`).join('\n  ');
  throw failure('BROWSER_LAUNCH_FAILED', `${start.found.path} did not start.\n  ${ways}`, {
    hint: 'Set PUPPETEER_EXECUTABLE_PATH to another browser, or install the missing library.',
  }, 1);
}

async function startOnce(start: Start, plan: StartPlan, libraries: string | undefined): Promise<PipeBrowser> {
  const { deadline } = start;
  const late = new AbortController();
  const onLate = (): void => late.abort();
  deadline.signal.addEventListener('abort', onLate, { once: true });
  const { program, args } = plan.command(start.found.path, browserFlags(start.folder, plan.sandbox === 'on'));
  try {
    return await deadline.race(startOverPipe({
      program, args, env: browserEnvironment(start.folder, start.fontConfig, start.env, libraries),
      signal: AbortSignal.any([start.signal, late.signal]), protocolTimeout: Math.max(1, deadline.total),
    }), 'starting the browser');
  } finally {
    // From here on only `start.signal` ends the browser; each document has a deadline of its own.
    deadline.signal.removeEventListener('abort', onLate);
  }
}

/** The dynamic linker's words when a shared library is missing, else undefined. */
async function findMissingLibrary(start: Start): Promise<string | undefined> {
  const env = browserEnvironment(start.folder, start.fontConfig, start.env);
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile(start.found.path, ['--version'], { env, timeout: 10_000 }, (_error, _stdout, stderr) => resolve(stderr));
  return /error while loading shared libraries: ([^\n]+)/.exec(await promise)?.[1];
}

const GRACE_MS = 2000;

async function closeBrowser({ browser, child, ended }: PipeBrowser): Promise<void> {
  const timer = setTimeout(() => killGroup(child.pid), GRACE_MS);
  try {
    if (browser.connected) await browser.close();
    await ended;
  } catch {
    killGroup(child.pid);
  } finally {
    clearTimeout(timer);
  }
}
