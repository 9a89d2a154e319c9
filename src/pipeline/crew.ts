// Who works for a build from its first moment: the processes that draw charts and the browser, started while the rest is loaded.
// Must not decide what they make.
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import type { ChartRenderer } from '../charts/chart-renderer.ts';
import type { Deadline } from '../deadline.ts';
import type { Effects } from '../effects.ts';
import type { PrintBrowser } from '../render/browser/browser.ts';
import type { BuildOptions } from './build-options.ts';

export interface Crew {
  readonly renderer: ChartRenderer;
  /** Rejects as `launchBrowser` does, or with the problems of the brief that says which browser. */
  readonly browser: Promise<PrintBrowser>;
  /** Ends them all; nothing of them is left when it resolves. */
  readonly close: () => Promise<void>;
}

/** `draws`: charts will most likely have to be drawn. */
export async function startCrew(options: BuildOptions, effects: Effects, deadline: Deadline, draws: boolean): Promise<Crew> {
  const { createChartRenderer } = await import('../charts/chart-renderer.ts');
  const renderer = createChartRenderer({ compileCache: maybeCompileCache() });
  if (draws) renderer.warmUp();
  const browser = startBrowser(options, effects, deadline);
  browser.catch(() => undefined);
  const close = async (): Promise<void> => {
    await Promise.all([renderer.close(), browser.then((one) => one.close(), () => undefined)]);
  };
  return { renderer, browser, close };
}

async function startBrowser({ project, brief }: BuildOptions, effects: Effects, deadline: Deadline): Promise<PrintBrowser> {
  const { launchBrowser } = await import('../render/browser/browser.ts');
  const { readBrief } = await import('../config/brief.ts');
  const { browserPath } = await readBrief(project, brief);
  return launchBrowser({ env: effects.env, configured: browserPath, deadline, signal: effects.signal });
}

/** The folder that Node was given; it makes one for its version inside. */
function maybeCompileCache(): string | undefined {
  const folder = getCompileCacheDir();
  return folder === undefined ? undefined : dirname(folder);
}
