// The order of the monthly job, and nothing else:
//
//   lease     one job at a time; a clock that went back stops it
//   for each brief with a schedule, for each issue that has begun
//     collect   until the cut-off, once it is complete no more
//     build     each edition, from the cut-off on; again while it is not approved and not out
//     approve   each edition, where the brief asks for it
//     send      the issue, from the hour of publication on
//     publish   the archive, after that
//   retain    old editions that nobody has seen go, where the brief says so
//   notice    one mail to the owner when other things fail than last time
//
// Each step is recorded and may be done twice without harm, so that a run may end anywhere. Must not do a step's work itself.
import { join } from 'node:path';
import type { BriefConfig } from '../config/brief-config.ts';
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import { listDueIssues, listEditionKeys } from '../schedule/due.ts';
import type { EditionKey, IssuePlan } from '../schedule/due.ts';
import { JOB_FILE, openJobStore } from '../schedule/job-store.ts';
import type { JobStore, Step, StepRecord } from '../schedule/job-store.ts';
import { isLease, LEASE_LENGTH, takeLease } from '../schedule/lease.ts';
import type { Lease } from '../schedule/lease.ts';
import { forgetEditions, listForgettable } from './retention.ts';
import type { ProofsResult } from './month-proof.ts';
import { tellOwner } from './month-notice.ts';
import type { NoticeResult } from './month-notice.ts';
import { runApproveStep, runBuildStep, runCollectStep, settleStep } from './month-steps.ts';
import type { StepResult } from './month-steps.ts';

/** A step that failed in this run, and what mends it. */
export interface JobFailure {
  readonly subject: string;
  readonly step: Step;
  readonly problems: readonly Problem[];
  readonly command: string;
}

export type JobResult =
  | { readonly kind: 'busy'; readonly holder: string }
  | { readonly kind: 'ran'; /** What this run did or found, in its order. */ readonly records: readonly StepRecord[]; /** Editions taken away by `keep_months`. */ readonly removed: readonly string[]; readonly failures: readonly JobFailure[]; readonly notice: NoticeResult };

/** The steps that reach outside; a job without mail or archive leaves them out. */
export interface JobOutlets {
  /** Sends the issue `name` to its readers. */
  readonly send: (name: string, config: BriefConfig, effects: Effects) => Promise<StepResult>;
  /** Sends a proof of an edition to those who approve it, once for the same bytes. */
  readonly prove: (name: string, config: BriefConfig, effects: Effects) => Promise<ProofsResult>;
  /** `folder` as the brief writes it, from the project folder. */
  readonly publish: (folder: string, effects: Effects) => Promise<StepResult>;
}

export interface JobRequest {
  readonly project: Project;
  /** One brief, or every one that has a schedule. */
  readonly brief?: string;
  readonly outlets: JobOutlets;
  readonly onProgress: (text: string) => void;
  /** Takes secrets and control characters out of a text that leaves. */
  readonly clear: (text: string) => string;
}

/** Clocks of two machines differ a little; a day back is a wrong clock. In milliseconds. */
const CLOCK_TOLERANCE = 3_600_000;

/** Throws BriefwrightError for what keeps the whole job from running: no schedule, a brief that cannot be read, the clock. */
export async function runMonthJob(request: JobRequest, effects: Effects): Promise<JobResult> {
  const { project } = request;
  const briefs = await readScheduled(project, request.brief);
  const path = join(project.state, JOB_FILE);
  const store = await openJobStore(path);
  try {
    const lease = takeLease(path, effects.now);
    if (!isLease(lease)) return { kind: 'busy', holder: `process ${lease.pid} on ${lease.host}` };
    try {
      checkClock(store.lastTime(), effects.now());
      const job = createJob(request, store, lease, effects);
      for (const config of briefs) for (const plan of listDueIssues(config, effects.now())) await job.take(config, plan);
      const removed = await forgetOld(project, briefs, store, effects);
      const notice = await tellOwner(briefs, job.failures, store, effects, request.clear);
      return { kind: 'ran', records: job.records, failures: job.failures, removed, notice };
    } finally {
      lease.release();
    }
  } finally {
    store.close();
  }
}

/** The briefs that have a schedule. Throws with every problem of the first that cannot be read, and JOB_NO_SCHEDULE. */
export async function readScheduled(project: Project, only?: string): Promise<readonly BriefConfig[]> {
  const names = await readBriefNames(project);
  const all = await Promise.all((only === undefined ? names : [only]).map((name) => readBrief(project, name)));
  const scheduled = all.filter((config) => config.schedule !== undefined);
  if (scheduled.length > 0) return scheduled;
  throw failure('JOB_NO_SCHEDULE', 'No brief has a schedule, so there is nothing to run.', {
    ...(all[0] === undefined ? {} : { file: all[0].file }), hint: 'Add "schedule: { from: YYYY-MM }" to the brief, with the first month that the job is to make.',
  });
}

async function forgetOld(project: Project, briefs: readonly BriefConfig[], store: JobStore, effects: Effects): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const config of briefs) {
    const months = listDueIssues(config, effects.now()).map((plan) => plan.month);
    const newest = months.at(-1);
    if (newest === undefined) continue;
    const isOpen = (month: string): boolean => months.includes(month) && !isDone(store, config, month);
    removed.push(...await forgetEditions(project, await listForgettable({ project, config, newest, jobs: store, isOpen })));
  }
  return removed;
}

function checkClock(last: number, now: number): void {
  if (now >= last - CLOCK_TOLERANCE) return;
  throw failure('CLOCK_BEHIND', `The clock says ${new Date(now).toISOString()}, but a run was recorded at ${new Date(last).toISOString()}; nothing was done.`, { hint: 'Set the clock right and run again.' }, 1);
}

interface Job {
  readonly take: (config: BriefConfig, plan: IssuePlan) => Promise<void>;
  readonly records: readonly StepRecord[];
  readonly failures: readonly JobFailure[];
}

function createJob({ project, outlets, onProgress }: JobRequest, store: JobStore, lease: Lease, effects: Effects): Job {
  const records: StepRecord[] = [];
  const failures: JobFailure[] = [];
  const context = { project, onProgress };

  /** Does the step and records it; true when what follows it may go on. */
  async function step(subject: string, name: Step, command: string, work: () => Promise<StepResult>): Promise<boolean> {
    effects.signal.throwIfAborted();
    if (!lease.renew()) throw failure('JOB_TAKEN_OVER', 'Another run has taken over; this one stops.', {}, 1);
    onProgress(`${subject}: ${name}`);
    // A collection or a slow mail server may take longer than a lease.
    const renewing = setInterval(() => void lease.renew(), LEASE_LENGTH / 5);
    const { state, detail, problems } = await settleStep(work, effects.signal).finally(() => clearInterval(renewing));
    const record: StepRecord = { subject, step: name, state, detail, time: effects.now() };
    store.write(record);
    records.push(record);
    if (problems !== undefined) failures.push({ subject, step: name, problems, command });
    return state === 'done';
  }

  async function collect(config: BriefConfig, plan: IssuePlan): Promise<void> {
    const before = store.read(plan.month, 'collect');
    const sources = config.schedule?.collect;
    if (sources === undefined || before?.state === 'done' || before?.state === 'missed') return;
    if (effects.now() < plan.collectUntil) {
      await step(plan.month, 'collect', `briefwright collect --month ${plan.month}`, () => runCollectStep(plan.month, sources, context, effects));
    } else {
      const detail = before === undefined ? 'the job did not run before the cut-off' : `closed at the cut-off: ${before.detail}`;
      const problem = { code: 'COLLECT_MISSED', message: `The sources were not asked completely for ${plan.month}: ${detail}.`, hint: 'Counters that show only today cannot be asked for a past month; the issue is made with what is known.' };
      // Said once: it is over.
      await step(plan.month, 'collect', `briefwright collect --month ${plan.month}`, () => Promise.resolve({ state: 'missed', detail, problems: [problem] }));
    }
  }

  /** True when the edition is made and, where that is asked for, approved. */
  async function edition(config: BriefConfig, key: EditionKey): Promise<boolean> {
    const options = `--brief ${key.brief} --month ${key.month}${key.variant === undefined ? '' : ` --variant ${key.variant}`}${key.locale === undefined ? '' : ` --locale ${key.locale}`}`;
    const isApproved = store.read(key.name, 'approve')?.state === 'done' && (await settleStep(() => runApproveStep(key, context), effects.signal)).state === 'done';
    if (!isApproved && !(await step(key.name, 'build', `briefwright build ${options}`, () => runBuildStep(key, context, effects)))) return false;
    return config.email?.approval !== true || step(key.name, 'approve', `briefwright approve ${key.name}`, () => approval(config, key));
  }

  /** Whoever approves is sent a proof as long as nobody has. */
  async function approval(config: BriefConfig, key: EditionKey): Promise<StepResult> {
    const result = await runApproveStep(key, context);
    if (result.state !== 'waiting' || (config.email?.approvers ?? []).length === 0) return result;
    const { told, problems } = await outlets.prove(key.name, config, effects);
    const detail = `${result.detail}${told === 0 ? '' : told === 1 ? '; one has a proof' : `; ${told} have a proof`}`;
    return problems.length === 0 ? { ...result, detail } : { state: 'failed', detail, problems };
  }

  /** All editions, then the issue as a whole: a message goes to everybody once, in the variant and language that they get. */
  async function issue(config: BriefConfig, plan: IssuePlan): Promise<void> {
    const keys = listEditionKeys(config, plan.month);
    const name = issueName(config, plan.month);
    if (isDone(store, config, plan.month)) return;
    // What has begun to go out is not made again: its bytes are in the ledger.
    if (store.read(name, 'send') === undefined) {
      const ready: boolean[] = [];
      for (const key of keys) ready.push(await edition(config, key));
      if (ready.includes(false) || effects.now() < plan.publishFrom) return;
    }
    if (config.email !== undefined && store.read(name, 'send')?.state !== 'done' && !(await step(name, 'send', `briefwright send ${name} --yes`, () => outlets.send(name, config, effects)))) return;
    const folder = config.schedule?.publishTo;
    if (folder !== undefined) await step(name, 'publish', `briefwright publish --to ${folder}`, () => outlets.publish(folder, effects));
  }

  return {
    records, failures,
    take: async (config, plan) => {
      await collect(config, plan);
      if (effects.now() < plan.buildFrom) return;
      await issue(config, plan);
    },
  };
}

/** The edition that stands for the whole issue: the brief itself in its default language. */
export function issueName(config: BriefConfig, month: string): string {
  return `${month}/${config.name}`;
}

/** Whether nothing is left to do for an issue, whatever changes later: what has gone out is corrected, not made again. */
export function isDone(store: Pick<JobStore, 'read'>, config: BriefConfig, month: string): boolean {
  const name = issueName(config, month);
  const last = config.schedule?.publishTo !== undefined ? 'publish' : config.email !== undefined ? 'send' : undefined;
  if (last !== undefined) return store.read(name, last)?.state === 'done';
  return listEditionKeys(config, month).every((key) => store.read(key.name, 'build')?.state === 'done' && (config.email?.approval !== true || store.read(key.name, 'approve')?.state === 'done'));
}
