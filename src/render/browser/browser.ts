// Starts the browser and stops it. Must not know what is printed.
import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import type { Deadline } from '../../deadline.ts';
import { BriefwrightError, failure } from '../../errors.ts';
import { findBrowser, type FoundBrowser } from './find-browser.ts';
import { browserEnvironment, browserFlags } from './flags.ts';
import { writeFontConfig } from './font-config.ts';
import { unpackLibraries } from './packaged-browser.ts';
import { connectBrowser, isRemoteAddress } from './remote-browser.ts';
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

/** One on this machine, or the one at the configured address unless the environment names a program. Throws as both. */
export function launchBrowser(request: LaunchRequest): Promise<PrintBrowser> {
  const named = request.env['PUPPETEER_EXECUTABLE_PATH'] ?? '';
  return named === '' && isRemoteAddress(request.configured) ? useRemote(request.configured, request) : startBrowser(request);
}

async function useRemote(address: string, { deadline, signal }: LaunchRequest): Promise<PrintBrowser> {
  deadline.check('connecting to the browser');
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
    const { browser, plan, failed } = await startFirst({ ...request, found, folder, fontConfig });
    // Not at `disconnected`: a browser that is still ending would write its files again.
    const cleaned = waitForEnd(browser.process()).then(cleanUp);
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
      version: await browser.version(), path: found.path, origin: found.origin, pid: browser.process()?.pid,
      sandbox: plan.sandbox, sandboxReason: reason === '' ? plan.description : `${plan.description} (${reason})`,
      print: (html, options = {}) => printDocument(browser, openPage, html, { deadline, ...options }),
      close: async () => {
        await closeBrowser(browser);
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

async function startFirst(start: Start): Promise<{ browser: Browser; plan: StartPlan; failed: readonly FailedStart[] }> {
  const failed: FailedStart[] = [];
  let libraries: string | undefined;
  for (const plan of start.plans ?? startPlans()) {
    if (plan.owner !== undefined) giveFolder(start.folder, plan.owner);
    for (;;) {
      try {
        return { browser: await startOnce(start, plan, libraries), plan, failed };
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

async function startOnce(start: Start, plan: StartPlan, libraries: string | undefined): Promise<Browser> {
  const { deadline } = start;
  const late = new AbortController();
  const onLate = (): void => late.abort();
  deadline.signal.addEventListener('abort', onLate, { once: true });
  const { program, args } = plan.command(start.found.path, browserFlags(start.folder, plan.sandbox === 'on'));
  try {
    return await deadline.race(puppeteer.launch({
      executablePath: program, args: [...args], ignoreDefaultArgs: true, pipe: true,
      env: browserEnvironment(start.folder, start.fontConfig, start.env, libraries),
      // The command line owns the signals; puppeteer would end the process before our own cleaning up.
      handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false,
      signal: AbortSignal.any([start.signal, late.signal]),
      timeout: Math.max(1, deadline.remaining()), protocolTimeout: Math.max(1, deadline.total),
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

async function waitForEnd(child: ChildProcess | null): Promise<void> {
  if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

const GRACE_MS = 2000;

async function closeBrowser(browser: Browser): Promise<void> {
  const child = browser.process();
  if (!browser.connected && child?.exitCode !== null) return;
  const timer = setTimeout(() => killGroup(child?.pid), GRACE_MS);
  try {
    await browser.close();
  } catch {
    killGroup(child?.pid);
  } finally {
    clearTimeout(timer);
  }
}

/** Puppeteer starts the browser as leader of its own group. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
