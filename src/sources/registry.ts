// The sources that there are. A new one is a file beside this one and an entry here. Must not ask them.
import type { Source } from './source.ts';

/** In the order in which they are shown. Those that a project describes in `data/sources/<id>.yaml` follow: see readSources. */
export const SOURCES: readonly Source[] = [];

/** The sources of a project: the ones above and its own. */
export async function readSources(_projectDir: string): Promise<readonly Source[]> {
  return SOURCES;
}
