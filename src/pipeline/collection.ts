// The order of a collection, and nothing else:
//
//   resolve   month, sources, addresses, tokens, registry     (every mistake at once)
//   lock      one collection at a time
//   gather    each source: bodies into .briefwright/collect/<month>/, journal line by line
//   judge     bodies -> rows -> verdict, against the revision or month before
//   freeze    data/snapshots/<month>/r<N>, whole or not at all, when something differs
//   tidy      what is frozen leaves .briefwright/collect
//   restate   earlier months that were frozen under another registry: a new revision where a figure comes out otherwise
//
// Must not do the work itself.
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import type { Problem } from '../errors.ts';
import type { Verdict, RowCounts } from '../history/provenance.ts';
import { maybeRevision } from '../history/snapshot.ts';
import type { Month } from '../period.ts';
import { isRunLock, takeRunLock } from '../sources/run-lock.ts';
import { checkClock, freezeIfDifferent, type Frozen } from './collection-freeze.ts';
import { gatherAll, type SourceOutcome } from './collection-gather.ts';
import { judgeAll } from './collection-judge.ts';
import { readRun, tidyPartial } from './collection-partial.ts';
import { resolveCollection, type CollectRequest } from './collection-settings.ts';
import { restateMonths, type RestatedMonth } from './collection-restatement.ts';
import type { Portion } from './collection-source.ts';

export type { CollectRequest } from './collection-settings.ts';

/** What became of one source that was asked. */
export interface CollectedSource {
  readonly id: string;
  readonly verdict: Verdict;
  /** Nothing new came from it in this run. */
  readonly failed: boolean;
  readonly rows: number;
  readonly compared: RowCounts;
  readonly reasons: readonly string[];
  readonly notes: readonly string[];
  readonly requests: number;
  readonly seconds: number;
  /** When it asks to be asked again. */
  readonly until?: string;
}

export type CollectResult =
  | { readonly kind: 'busy'; readonly holder: string }
  | {
    readonly kind: 'collected';
    readonly month: Month;
    /** Absolute; the last snapshot where nothing new was frozen, undefined when there is none. */
    readonly folder: string | undefined;
    readonly revision: number | undefined;
    readonly isNew: boolean;
    readonly sources: readonly CollectedSource[];
    /** A block for each source that failed. */
    readonly problems: readonly Problem[];
    /** Other months whose registry was another. */
    readonly restated: readonly RestatedMonth[];
  };

/** Collects a month. Throws BriefwrightError for what is wrong with the request, the disk or the clock; sources that fail are in the result. */
export async function collectMonth(request: CollectRequest, effects: Effects): Promise<CollectResult> {
  const settings = await resolveCollection(request, effects);
  const { project, month } = settings;
  const partial = join(project.state, 'collect', month);
  const lock = await takeRunLock(join(project.state, 'collect'), `collect --month ${month}`, effects.now);
  if (!isRunLock(lock)) return { kind: 'busy', holder: `${lock.pid === undefined ? 'another process' : `process ${lock.pid}`}${lock.startedAt === undefined ? '' : `, since ${lock.startedAt}`}` };
  try {
    await checkClock(project.root, effects.now());
    const previous = await maybeRevision(project.root, month);
    const run = await readRun(partial, previous?.provenance);
    if (run.isFrozen && previous !== undefined) {
      // Killed between the freezing and the tidying: the work of that run is done.
      await tidyPartial(partial, previous.provenance);
      return { kind: 'collected', month, folder: join(project.root, previous.folder), revision: previous.provenance.revision, isNew: false, sources: [], problems: [], restated: [] };
    }
    await tidyPartial(partial, previous?.provenance, run.id);
    const outcomes = await gatherAll({ settings, partial, previous, request }, effects);
    const judged = await judgeAll({ settings, outcomes, previous, partial });
    const asked = judged.portions.filter((p) => outcomes.has(p.result.id));
    const isHopeless = asked.length > 0 && asked.every((p) => judged.failures.has(p.result.id));
    const frozen = isHopeless ? undefined : await freezeIfDifferent({ settings, partial, previous, portions: judged.portions, run: run.id }, effects);
    if (frozen !== undefined) await tidyPartial(partial, frozen.provenance);
    const restated = frozen === undefined ? [] : await restateMonths(settings, run.id, effects);
    return { ...resultOf(project.root, month, frozen, previous?.folder, asked, outcomes, judged.failures), restated };
  } finally {
    await lock.release();
  }
}

function resultOf(
  root: string, month: Month, frozen: Frozen | undefined, last: string | undefined, asked: readonly Portion[], outcomes: ReadonlyMap<string, SourceOutcome>, failures: ReadonlyMap<string, Problem>,
): Omit<Extract<CollectResult, { readonly kind: 'collected' }>, 'restated'> {
  const folder = frozen?.folder ?? last;
  return {
    kind: 'collected', month, folder: folder === undefined ? undefined : join(root, folder), revision: folder === undefined ? undefined : Number(/r(\d+)$/.exec(folder)?.[1]), isNew: frozen?.isNew ?? false,
    problems: [...failures.values()],
    sources: asked.map(({ result }) => ({
      id: result.id, verdict: result.verdict, failed: failures.has(result.id), rows: result.rows, compared: result.compared, reasons: result.reasons, notes: result.notes,
      requests: outcomes.get(result.id)?.requests ?? 0, seconds: outcomes.get(result.id)?.seconds ?? 0, ...(result.until === undefined ? {} : { until: result.until }),
    })),
  };
}
