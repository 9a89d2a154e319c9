// One build from the command line, as fast as it can be: nothing when nothing has changed, else everybody starts at once.
// Must not know what a build makes, and must load nothing before it is needed.
import type { Effects } from '../effects.ts';
import { BUILD_LIMIT, type BuildOptions, type EditionResult } from './build-options.ts';
import { maybeEditionCache } from './cache-edition.ts';

/** As `buildEdition`, with what earlier builds have left; the bytes are the same with and without. */
export async function runBuild(options: BuildOptions, effects: Effects): Promise<EditionResult> {
  const cache = await maybeEditionCache(options, effects);
  if (cache?.unchanged !== undefined) return cache.unchanged;
  const [{ startCrew }, { startDeadline }] = await Promise.all([import('./crew.ts'), import('../deadline.ts')]);
  const deadline = startDeadline(BUILD_LIMIT, effects.signal);
  const crew = await startCrew(options, effects, deadline, cache?.last?.program !== cache?.program);
  try {
    const { buildEdition } = await import('../pipeline.ts');
    return await buildEdition(options, effects, { crew, cache, deadline, onPrinted: () => void crew.close().catch(() => undefined) });
  } finally {
    await crew.close();
  }
}
