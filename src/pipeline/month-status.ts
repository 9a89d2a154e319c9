// What the monthly job has done of each edition that is due, and what comes next. Must not change the record.
import type { BriefConfig } from '../config/brief-config.ts';
import type { Project } from '../project.ts';
import { listDueIssues, listEditionKeys } from '../schedule/due.ts';
import type { IssuePlan } from '../schedule/due.ts';
import { readJobRecords } from '../schedule/job-store.ts';
import type { Step, StepRecord } from '../schedule/job-store.ts';
import { isDone, issueName, readScheduled } from './month-job.ts';

export interface EditionStatus {
  readonly edition: string;
  readonly state: 'done' | 'waiting' | 'failed' | 'due';
  /** What comes next and, where it waits for a day, from when (ISO 8601). */
  readonly next: string;
  readonly steps: Readonly<Partial<Record<Step, StepRecord>>>;
}

/** Every edition whose issue has begun, oldest first. Throws as readScheduled, and as openJobStore. */
export async function readStatus(project: Project, jobPath: string, brief: string | undefined, now: number): Promise<readonly EditionStatus[]> {
  const briefs = await readScheduled(project, brief);
  const records = await readJobRecords(jobPath);
  const read = (subject: string, step: Step): StepRecord | undefined => records.find((r) => r.subject === subject && r.step === step);
  return briefs.flatMap((config) => listDueIssues(config, now).flatMap((plan) => listEditionKeys(config, plan.month).map((key) => {
    const whole = issueName(config, plan.month);
    const own = records.filter((r) => r.subject === key.name || (r.subject === whole && (r.step === 'send' || r.step === 'publish')) || (r.subject === plan.month && config.schedule?.collect !== undefined));
    const steps = Object.fromEntries(own.map((r) => [r.step, r])) as Partial<Record<Step, StepRecord>>;
    const done = isDone({ read }, config, plan.month);
    return { edition: key.name, state: done ? 'done' : stateOf(own), next: done ? '' : nextOf(config, plan, steps, now), steps };
  })));
}

function stateOf(records: readonly StepRecord[]): EditionStatus['state'] {
  if (records.some((r) => r.state === 'failed')) return 'failed';
  return records.some((r) => r.state === 'waiting') ? 'waiting' : 'due';
}

function nextOf(config: BriefConfig, plan: IssuePlan, steps: Partial<Record<Step, StepRecord>>, now: number): string {
  const from = (time: number): string => (now < time ? ` from ${new Date(time).toISOString().slice(0, 16)}Z` : '');
  if (config.schedule?.collect !== undefined && now < plan.collectUntil && steps.collect?.state !== 'done') return 'collect';
  if (now < plan.buildFrom || steps.build?.state !== 'done') return `build${from(plan.buildFrom)}`;
  if (config.email?.approval === true && steps.approve?.state !== 'done') return 'approve';
  if (config.email !== undefined && steps.send?.state !== 'done') return `send${from(plan.publishFrom)}`;
  return `publish${from(plan.publishFrom)}`;
}
