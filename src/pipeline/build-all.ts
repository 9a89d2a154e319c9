// Every edition of a project, by as many workers as there are processors to use. Must make the same bytes as one build after the other.
import { availableParallelism } from 'node:os';
import type { ChartRenderer } from '../charts/chart-renderer.ts';
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
import { keepCopies } from './cache-copies.ts';
import { maybeEditionCache } from './cache-edition.ts';
import { maybeHashInputs } from './cache-inputs.ts';
import type { InputHashes } from './cache-inputs.ts';
import { startCrew, startRenderer } from './crew.ts';
import type { Crew } from './crew.ts';
import { readConfig } from './preparation.ts';
import type { PartReaders } from './preparation.ts';
import { shareRenderer } from './shared-renderer.ts';
import { createPartShelf } from './workshop-parts.ts';

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

/** A browser is begun anew after so many editions, before it has grown, and after every failure that may be its own. */
const CREW_LIMIT = 40;
/** Each worker has a browser with one page at a time. */
const WORKER_LIMIT = 4;

/** In the order of briefs, variants and languages. Throws only for a brief that cannot be read, or when interrupted. */
export async function buildAll(request: BuildAllRequest, effects: Effects): Promise<readonly BuiltOfAll[]> {
  const { project, brief, month, onProgress } = request;
  const names = brief === undefined ? await readBriefNames(project) : [brief];
  // Before anything is read: what changes while the editions are made must not be taken for what they were made from.
  const inputs = maybeHashInputs(project, effects.env);
  const briefs = await Promise.all(names.map((name) => readBrief(project, name)));
  const all = briefs.flatMap((config) => listAll(config).map((one) => ({ ...one, config, options: { project, brief: config.name, strict: false, ...(month === undefined ? {} : { month }), ...one.look } satisfies BuildOptions })));
  const built = new Map<string, BuiltOfAll>();
  const queue = [...all];
  const show = createEstimate(all.length, effects.now, onProgress);
  const renderer = shareRenderer(await startRenderer());
  const share: Share = { renderer, inputs, parts: createPartShelf(project).readers };
  const workers = Math.min(request.workers ?? availableParallelism(), WORKER_LIMIT, all.length);
  try {
    await Promise.all(Array.from({ length: workers }, async () => {
      const worker = createWorker(share, effects);
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const { isMade, ...result } = await worker.build(next.options, next.config);
          built.set(next.name, { edition: next.name, ...result });
          show(isMade);
        }
      } finally {
        await worker.close();
      }
    }));
  } finally {
    await renderer.close();
  }
  return all.flatMap(({ name }) => built.get(name) ?? []);
}

/** The brief and its variants, each in every language. */
function listAll(config: BriefConfig) {
  return [undefined, ...config.variants.map((v) => v.name)].flatMap((variant) => config.locales.map((locale) => ({
    name: [config.name, variant, locale === config.locale ? undefined : locale].filter((part) => part !== undefined).join('.'),
    look: { ...(variant === undefined ? {} : { variant }), ...(locale === config.locale ? {} : { locale }) },
  })));
}

/** Says how far it is, and how long it will take by those that had to be made. */
function createEstimate(all: number, now: () => number, onProgress: (text: string) => void): (isMade: boolean) => void {
  const start = now();
  let [ended, made] = [0, 0];
  onProgress(`0 of ${all} editions`);
  return (isMade) => {
    ended += 1;
    made += isMade ? 1 : 0;
    const left = made === 0 || ended === all ? '' : `, about ${Math.ceil(((now() - start) / made) * (all - ended) / 1000)} s left`;
    onProgress(`${ended} of ${all} editions${left}`);
  };
}

/** What all workers have in common. */
interface Share {
  readonly renderer: ChartRenderer;
  readonly inputs: InputHashes | undefined;
  /** Read once for all; what belongs to one edition is not kept. */
  readonly parts: PartReaders;
}

type Built = Omit<BuiltOfAll, 'edition'> & { readonly isMade: boolean };

function createWorker({ renderer, inputs, parts }: Share, effects: Effects) {
  let crew: Crew | undefined;
  let browserPath: string | undefined;
  let made = 0;
  let likelyPages: ReadonlyMap<string, number> | undefined;
  const close = async (): Promise<void> => {
    await crew?.close();
    crew = undefined;
    made = 0;
  };
  const build = async (options: BuildOptions, config: BriefConfig): Promise<Built> => {
    effects.signal.throwIfAborted();
    try {
      const cache = inputs === undefined ? undefined : await maybeEditionCache(options, effects, inputs);
      if (cache?.unchanged !== undefined) return { result: cache.unchanged, isMade: false };
      if (made >= CREW_LIMIT || config.browserPath !== browserPath) await close();
      crew ??= await startCrew(options, effects, startDeadline(BUILD_LIMIT, effects.signal), cache?.last?.program !== cache?.program, { renderer, brief: () => Promise.resolve(config) });
      browserPath = config.browserPath;
      made += 1;
      const knowledge: PartReaders['knowledge'] = (root) => parts.knowledge(root, cache === undefined ? undefined : keepCopies(cache));
      const read = { ...parts, knowledge, config: (request: Parameters<PartReaders['config']>[0]) => readConfig(request, Promise.resolve(config)) };
      const result = await buildEdition(options, effects, { crew, cache, deadline: startDeadline(BUILD_LIMIT, effects.signal), parts: read, likelyPages, onPages: (pages) => (likelyPages = pages) });
      return { result, isMade: true };
    } catch (error) {
      // What is wrong with the data or the brief is not the browser's fault.
      if (!(error instanceof BriefwrightError) || error.status !== 2) await close();
      if (effects.signal.aborted) throw error;
      if (error instanceof BriefwrightError) return { problems: error.problems, status: error.status, isMade: true };
      return { problems: [{ code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error), hint: `Build it alone with --debug: --brief ${options.brief}.` }], status: 1, isMade: true };
    }
  };
  return { build, close };
}
