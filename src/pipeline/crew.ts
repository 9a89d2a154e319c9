// Who works for a build from its first moment: the processes that draw charts and the browser, started while the rest is loaded.
// Must not decide what they make.
import { flushCompileCache, getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { ChartRenderer } from '../charts/chart-renderer.ts';
import type { BriefConfig } from '../config/brief-config.ts';
import type { Deadline } from '../deadline.ts';
import type { Effects } from '../effects.ts';
import type { PrintBrowser } from '../render/browser/browser.ts';
import type { BuildOptions } from './build-options.ts';

export interface Crew {
  readonly renderer: ChartRenderer;
  /** Read once for all. */
  readonly brief: () => Promise<BriefConfig>;
  /** Starts the browser when it has not been started yet. Rejects as `launchBrowser` does, or with the problems of the brief that says which browser. */
  readonly browser: () => Promise<PrintBrowser>;
  /** While charts are drawn: loads what comes later, and keeps what has been compiled, which otherwise is done at the end. */
  readonly useWait: () => Promise<void>;
  /** Ends them all; nothing of them is left when it resolves. */
  readonly close: () => Promise<void>;
}

/** Of a crew among several: what they have in common, and whoever made it ends. */
export interface CrewShare {
  readonly renderer: ChartRenderer;
  readonly brief: () => Promise<BriefConfig>;
}

/**
 * `draws`: charts will most likely have to be drawn. Then their process starts at once and the browser when they have been asked for;
 * else the browser, which takes longest of all that is left.
 */
export async function startCrew(options: BuildOptions, effects: Effects, deadline: Deadline, draws: boolean, share?: CrewShare): Promise<Crew> {
  const renderer = share?.renderer ?? (await startRenderer());
  let reading: Promise<BriefConfig> | undefined;
  const brief = (): Promise<BriefConfig> => {
    reading ??= share?.brief() ?? import('../config/brief.ts').then(({ readBrief }) => readBrief(options.project, options.brief));
    reading.catch(() => undefined);
    return reading;
  };
  let launching: Promise<PrintBrowser> | undefined;
  const browser = (): Promise<PrintBrowser> => {
    launching ??= startBrowser(brief, effects, deadline);
    launching.catch(() => undefined);
    return launching;
  };
  if (draws) renderer.warmUp();
  else void browser();
  const close = async (): Promise<void> => {
    await Promise.all([share === undefined ? renderer.close() : undefined, launching?.then((one) => one.close(), () => undefined)]);
  };
  let hasWaited = false;
  const useWait = async (): Promise<void> => {
    if (!draws || hasWaited) return;
    hasWaited = true;
    await import('../render/pdf-tools.ts');
    flushCompileCache();
  };
  return { renderer, brief, browser, useWait, close };
}

/** The process that draws charts; whoever calls this ends it. */
export async function startRenderer(): Promise<ChartRenderer> {
  const { createChartRenderer } = await import('../charts/chart-renderer.ts');
  return createChartRenderer({ compileCache: maybeCompileCache() });
}

async function startBrowser(brief: () => Promise<BriefConfig>, effects: Effects, deadline: Deadline): Promise<PrintBrowser> {
  const { launchBrowser } = await import('../render/browser/browser.ts');
  const { browserPath } = await brief();
  return launchBrowser({ env: effects.env, configured: browserPath, deadline, signal: effects.signal });
}

/** The folder that Node was given; it makes one for its version inside. */
function maybeCompileCache(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}
