// What each step of the monthly job does, and what it says became of it. Must not choose which steps are due.
import { maybeApproval } from '../delivery/approvals.ts';
import { readEdition } from '../delivery/edition.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import type { EditionKey } from '../schedule/due.ts';
import type { StepState } from '../schedule/job-store.ts';
import { runBuild } from './build-job.ts';
import { collectMonth } from './collection.ts';

/** What became of a step. `problems` only where it failed. */
export interface StepResult {
  readonly state: StepState;
  /** For a person, in a few words. */
  readonly detail: string;
  readonly problems?: readonly Problem[];
}

export interface StepContext {
  readonly project: Project;
  readonly onProgress: (text: string) => void;
}

/** Asks the sources for a month. Partly failed is failed: it is tried again while the month's window is open. */
export async function runCollectStep(month: string, sources: readonly string[], { project, onProgress }: StepContext, effects: Effects): Promise<StepResult> {
  const result = await collectMonth({ project, month, sources, urls: new Map(), onProgress }, effects);
  if (result.kind === 'busy') return { state: 'waiting', detail: `another collect is running (${result.holder})` };
  const failed = result.sources.filter((s) => s.failed).map((s) => s.id);
  const revision = result.revision === undefined ? 'no snapshot' : `snapshot r${result.revision}`;
  if (failed.length > 0) return { state: 'failed', detail: `${revision}; not answered: ${failed.join(', ')}`, problems: result.problems };
  return { state: 'done', detail: revision };
}

/** Builds an edition, or finds that nothing has changed. The PDF is read back and checked in a build. */
export async function runBuildStep(key: EditionKey, { project, onProgress }: StepContext, effects: Effects): Promise<StepResult> {
  const { variant, locale } = key;
  const { gaps } = await runBuild({
    project, brief: key.brief, month: key.month, strict: false, onProgress,
    ...(variant === undefined ? {} : { variant }), ...(locale === undefined ? {} : { locale }),
  }, effects);
  return { state: 'done', detail: gaps.length === 0 ? 'built' : `built; not available: ${gaps.map((g) => g.figure).join(', ')}` };
}

/** Whether somebody has approved the bytes that lie in `out/`. */
export async function runApproveStep(key: EditionKey, { project }: StepContext): Promise<StepResult> {
  const { label, digest } = await readEdition(project.out, key.name, { allowDraft: false });
  const approval = maybeApproval(project.state, label, digest);
  if (approval === undefined) return { state: 'waiting', detail: `for "briefwright approve ${label}"` };
  return { state: 'done', detail: `by ${approval.who}, ${approval.time.slice(0, 10)}` };
}

/** Turns what a step throws into its result, so that one edition that fails does not keep the others. An interruption is passed on. */
export async function settleStep(work: () => Promise<StepResult>, signal: AbortSignal): Promise<StepResult> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw error;
    const problems = error instanceof BriefwrightError ? error.problems : [{ code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error), hint: 'Run the command below with --debug.' }];
    return { state: 'failed', detail: problems[0]?.message ?? 'failed', problems };
  }
}
