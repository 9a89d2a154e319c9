// The sources that there are. A new one is a file beside this one and an entry here. Must not ask them.
import { dockerHub } from './docker-hub.ts';
import { epoch } from './epoch.ts';
import { github } from './github.ts';
import { huggingface } from './huggingface.ts';
import { modelscope } from './modelscope.ts';
import { openrouter } from './openrouter.ts';
import { pypi } from './pypi.ts';
import type { Source } from './source.ts';
import { readFileSources } from './table-file.ts';

/** In the order in which they are shown. Those that a project describes in `data/sources/<id>.yaml` follow: see readSources. */
export const SOURCES: readonly Source[] = [huggingface, openrouter, epoch, dockerHub, modelscope, github, pypi];

/** The sources of a project: the ones above and its own. Throws every problem of its mappings. */
export async function readSources(projectDir: string): Promise<readonly Source[]> {
  return [...SOURCES, ...await readFileSources(projectDir)];
}
