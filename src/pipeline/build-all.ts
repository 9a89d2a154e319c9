// Every edition of a project, by as many workers as there are processors to use. Must make the same bytes as one build after the other.
import { availableParallelism } from 'node:os';
import type { BriefConfig } from '../config/brief-config.ts';
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import { startDeadline } from '../deadline.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import { buildEdition } from '../pipeline.ts';
import type { Project } from '../project.ts';
import { BUILD_LIMIT } from './build-options.ts';
import type { BuildOptions, EditionResult } from './build-options.ts';
import { maybeEditionCache } from './cache-edition.ts';
import { startCrew } from './crew.ts';
import type { Crew } from './crew.ts';

export interface BuildAllRequest {
  readonly project: Project;
  /** One brief, or all. */
  readonly brief?: string;
  /** The newest month of each edition when absent. */
  readonly month?: string;
  readonly onProgress: (text: string) => void;
  /** For tests: how many work at once. */
  readonly workers?: number;
}

/** `problems` where the edition failed; the others went on. */
export interface BuiltOfAll {
  readonly edition: string;
  readonly result?: EditionResult;
  readonly problems?: readonly Problem[];
  readonly status?: number;
}

/** A browser is begun anew after so many editions, before it has grown, and after every failure. */
const CREW_LIMIT = 40;
/** Each worker has a browser and a process for charts. */
const WORKER_LIMIT = 4;

/** In the order of briefs, variants and languages. Throws only for a brief that cannot be read, or when interrupted. */
export async function buildAll(request: BuildAllRequest, effects: Effects): Promise<readonly BuiltOfAll[]> {
  const { project, brief, month, onProgress } = request;
  const names = brief === undefined ? await readBriefNames(project) : [brief];
  const briefs = await Promise.all(names.map((name) => readBrief(project, name)));
  const all = briefs.flatMap((config) => listAll(config).map((one) => ({ ...one, options: { project, brief: config.name, strict: false, ...(month === undefined ? {} : { month }), ...one.look } satisfies BuildOptions })));
  const built = new Map<string, BuiltOfAll>();
  const queue = [...all];
  const start = effects.now();
  const show = (): void => {
    const left = built.size === 0 ? '' : `, about ${Math.ceil(((effects.now() - start) / built.size) * (all.length - built.size) / 1000)} s left`;
    onProgress(`${built.size} of ${all.length} editions${left}`);
  };
  show();
  const workers = Math.min(request.workers ?? availableParallelism(), WORKER_LIMIT, all.length);
  await Promise.all(Array.from({ length: workers }, async () => {
    const worker = createWorker(effects);
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        built.set(next.name, { edition: next.name, ...await worker.build(next.options) });
        show();
      }
    } finally {
      await worker.close();
    }
  }));
  return all.flatMap(({ name }) => built.get(name) ?? []);
}

/** The brief and its variants, each in every language. */
function listAll(config: BriefConfig) {
  return [undefined, ...config.variants.map((v) => v.name)].flatMap((variant) => config.locales.map((locale) => ({
    name: [config.name, variant, locale === config.locale ? undefined : locale].filter((part) => part !== undefined).join('.'),
    look: { ...(variant === undefined ? {} : { variant }), ...(locale === config.locale ? {} : { locale }) },
  })));
}

function createWorker(effects: Effects) {
  let crew: Crew | undefined;
  let brief = '';
  let made = 0;
  const close = async (): Promise<void> => {
    await crew?.close();
    crew = undefined;
    made = 0;
  };
  const build = async (options: BuildOptions): Promise<Omit<BuiltOfAll, 'edition'>> => {
    effects.signal.throwIfAborted();
    try {
      const cache = await maybeEditionCache(options, effects);
      if (cache?.unchanged !== undefined) return { result: cache.unchanged };
      // A crew has read one brief.
      if (made >= CREW_LIMIT || options.brief !== brief) await close();
      crew ??= await startCrew(options, effects, startDeadline(BUILD_LIMIT, effects.signal), cache?.last?.program !== cache?.program);
      brief = options.brief;
      made += 1;
      return { result: await buildEdition(options, effects, { crew, cache, deadline: startDeadline(BUILD_LIMIT, effects.signal) }) };
    } catch (error) {
      await close();
      if (effects.signal.aborted) throw error;
      if (error instanceof BriefwrightError) return { problems: error.problems, status: error.status };
      return { problems: [{ code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error), hint: `Build it alone with --debug: --brief ${options.brief}.` }], status: 1 };
    }
  };
  return { build, close };
}
