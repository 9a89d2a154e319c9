// Takes away old editions that nobody has seen, where the brief asks for it. Must never touch what was sent, shown for approval, approved, corrected or published.
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readApprovals } from '../delivery/approvals.ts';
import { readIssues } from '../delivery/ledger/issues.ts';
import { maybeLedger } from '../delivery/ledger/ledger.ts';
import { readReceipts } from '../delivery/receipts.ts';
import type { BriefConfig } from '../config/brief-config.ts';
import { addMonths, isMonth } from '../period.ts';
import type { Month } from '../period.ts';
import type { Project } from '../project.ts';
import type { JobStore } from '../schedule/job-store.ts';

export interface RetentionRequest {
  readonly project: Project;
  readonly config: BriefConfig;
  /** The last month that counts as kept. */
  readonly newest: Month;
  readonly jobs: Pick<JobStore, 'list'>;
  /** Whether the job still has something to do for the brief's issue of that month. */
  readonly isOpen: (month: Month) => boolean;
}

/** Editions (`2025-11/open-models.letter`) older than the brief's `keep_months` that nobody has seen, oldest first. */
export async function listForgettable({ project, config, newest, jobs, isOpen }: RetentionRequest): Promise<readonly string[]> {
  const { keepMonths: keep, publishTo } = config.schedule ?? {};
  if (keep === undefined) return [];
  const months = (await readdir(project.out).catch(() => [])).filter((name) => isMonth(name) && name < addMonths(newest, 1 - keep) && !isOpen(name)).sort();
  const own = (name: string): boolean => name === config.name || name.startsWith(`${config.name}.`);
  const names = (await Promise.all(months.map(async (month) => (await readdir(join(project.out, month))).filter(own).sort().map((name) => `${month}/${name}`)))).flat();
  const seen = new Set([...readApprovals(project.state), ...await readReceipts(project.state)].map((one) => one.edition));
  const gone = new Set(jobs.list().filter((r) => r.step === 'send' || r.step === 'publish').map((r) => r.subject));
  const ledger = await maybeLedger(project.state);
  try {
    return names.filter((name) => {
      const month = name.slice(0, 7);
      // One issue stands for all its variants and languages.
      const isOut = gone.has(`${month}/${config.name}`) || (ledger !== undefined && readIssues(ledger, config.name, month).length > 0);
      const isPublished = publishTo !== undefined && existsSync(join(resolve(project.root, publishTo), name));
      return !isOut && !isPublished && !seen.has(name) && !existsSync(join(project.out, name, 'v1'));
    });
  } finally {
    ledger?.close();
  }
}

/** Whole or not at all: a folder is moved out of sight first. Returns what was taken away. */
export async function forgetEditions(project: Project, names: readonly string[]): Promise<readonly string[]> {
  for (const name of names) {
    const path = join(project.out, name);
    const hidden = join(project.out, name.slice(0, 7), `.${name.slice(8)}.removed`);
    await rm(hidden, { recursive: true, force: true });
    await rename(path, hidden);
    await rm(hidden, { recursive: true, force: true });
  }
  return names;
}
