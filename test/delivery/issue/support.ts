// An issue with its readers in a temporary project, and runs of it against a local server.
import { join } from 'node:path';
import { parseBrief } from '../../../src/config/brief.ts';
import type { BriefConfig } from '../../../src/config/brief-config.ts';
import type { EmailConfig } from '../../../src/config/email.ts';
import { readEdition } from '../../../src/delivery/edition.ts';
import { prepareIssue } from '../../../src/delivery/issue/issue.ts';
import type { PreparedIssue } from '../../../src/delivery/issue/issue.ts';
import { runIssue } from '../../../src/delivery/issue/run.ts';
import type { RunRequest, RunResult } from '../../../src/delivery/issue/run.ts';
import { countsOf } from '../../../src/delivery/issue/status.ts';
import { withUpkeep } from '../../../src/delivery/evidence/upkeep.ts';
import { moveDeliveries, readDeliveries } from '../../../src/delivery/ledger/deliveries.ts';
import type { Delivery, Issue } from '../../../src/delivery/ledger/delivery.ts';
import { readIssues } from '../../../src/delivery/ledger/issues.ts';
import { openLedger } from '../../../src/delivery/ledger/ledger.ts';
import type { Mailing } from '../../../src/delivery/mailing.ts';
import { parseRecipients } from '../../../src/delivery/recipients/recipient-table.ts';
import { parseSmtpUrl } from '../../../src/delivery/smtp-settings.ts';
import type { SmtpTimeouts } from '../../../src/delivery/smtp-settings.ts';
import { makeBriefing, makeFolder, makePdf, writeEdition } from '../fixtures.ts';

export const NOW = Date.UTC(2025, 11, 15, 8);
export const TIMEOUTS: SmtpTimeouts = { connect: 2000, greeting: 250, socket: 250, total: 800 };

/** The brief as YAML; `email` is added to its section. */
export const BRIEF = (email = ''): string => `
title: Open models monthly
question: Q?
publisher: P
contact: desk@example.org
licence: CC
first: 2025-11
locale: en-GB
locales: [en-GB, de]
variants: [{name: letter, page: Letter}]
sections: [{id: s, items: [{table: t}, {figure: f}]}]
figures: {f: {metric: m, chart: c}}
email: {from: The desk <desk@example.org>, rate: {per_minute: 60000}${email}}
`;

export const makeBrief = (email = ''): BriefConfig => parseBrief(BRIEF(email), 'data/briefs/open-models.yaml', 'open-models', '/');

export function withRate(change: Partial<EmailConfig['rate']>): BriefConfig {
  const brief = makeBrief();
  if (brief.email === undefined) throw new Error('no email');
  return { ...brief, email: { ...brief.email, rate: { ...brief.email.rate, ...change } } };
}

export interface TestProject {
  readonly root: string;
  readonly state: string;
  readonly out: string;
}

/** A project with the edition of November 2025. */
export async function makeProject(pdfSize = 600): Promise<TestProject> {
  const root = await makeFolder();
  const out = join(root, 'out');
  await writeEdition(out, makeBriefing(), makePdf(pdfSize));
  return { root, out, state: join(root, '.briefwright') };
}

export const listOf = (n: number): string => `address,name\n${Array.from({ length: n }, (_, i) => `reader${i}@example.org,Reader ${i}\n`).join('')}`;

export async function prepare(project: TestProject, list: string, change: { readonly brief?: BriefConfig; readonly edition?: string; readonly now?: number; readonly mailing?: Mailing } = {}): Promise<PreparedIssue> {
  const edition = await readEdition(project.out, change.edition ?? '2025-11/open-models', { allowDraft: false });
  return prepareIssue({ brief: change.brief ?? makeBrief(), edition, recipients: parseRecipients(list, 'recipients.csv'), mailing: change.mailing ?? {}, stateFolder: project.state, now: change.now ?? NOW, check: async () => [] });
}

/** A clock that begins at `start` and goes on as ours does. */
export function clockFrom(start: number): () => number {
  const begun = performance.now();
  return () => Math.round(start + performance.now() - begun);
}

export type Ran = RunResult & { kind: 'ran' };

export async function run(project: TestProject, prepared: PreparedIssue, port: number, change: Partial<RunRequest> = {}): Promise<Ran> {
  const result = await maybeRun(project, prepared, port, change);
  if (result.kind !== 'ran') throw new Error('another sender is at work');
  return result;
}

export function maybeRun(project: TestProject, prepared: PreparedIssue, port: number, change: Partial<RunRequest> = {}): Promise<RunResult> {
  return runIssue({
    prepared, mode: 'all', settings: parseSmtpUrl(`smtp://127.0.0.1:${port}`, TIMEOUTS), stateFolder: project.state, isPatient: false, now: clockFrom(NOW), signal: new AbortController().signal, quick: 5, ...change,
  });
}

/** State and last words by address, newest version. */
export async function look(project: TestProject): Promise<{ readonly issue: Issue; readonly rows: readonly Delivery[]; readonly states: string; readonly counts: ReturnType<typeof countsOf> }> {
  const ledger = await openLedger(project.state);
  try {
    const issue = readIssues(ledger, 'open-models', '2025-11').at(-1);
    if (issue === undefined) throw new Error('no issue');
    const rows = readDeliveries(ledger, issue);
    return { issue, rows, states: rows.map((d) => d.state).join(' '), counts: countsOf(ledger, issue) };
  } finally {
    ledger.close();
  }
}

/** What the mail server would say of the unknown ones. */
export async function resolveUnknown(project: TestProject, arrived: readonly string[]): Promise<number> {
  return withUpkeep(project.state, 0, (ledger) => {
    const unknown = readIssues(ledger, 'open-models', '2025-11').flatMap((issue) => readDeliveries(ledger, issue, 'unknown'));
    return moveDeliveries(ledger, unknown.map((d) => ({ id: d.id, from: ['unknown'], to: arrived.includes(d.address) ? 'accepted' : 'frozen', answer: 'evidence' })), 'test', 0);
  });
}
