// Where the monthly job's issues go: mail and archive. Must not decide when, and must never send twice what may have arrived.
import { resolve } from 'node:path';
import type { BriefConfig } from '../config/brief-config.ts';
import { readEdition } from '../delivery/edition.ts';
import type { BuiltEdition } from '../delivery/edition.ts';
import { prepareIssue } from '../delivery/issue/issue.ts';
import { runIssue } from '../delivery/issue/run.ts';
import { adviceOn, countsOf, describeCounts } from '../delivery/issue/status.ts';
import type { Counts } from '../delivery/issue/status.ts';
import { openLedger } from '../delivery/ledger/ledger.ts';
import { readMailing } from '../delivery/mailing.ts';
import { readRecipients } from '../delivery/recipients/recipient-source.ts';
import { parseSmtpUrl, requireSignIn } from '../delivery/smtp-settings.ts';
import type { Effects } from '../effects.ts';
import type { Problem } from '../errors.ts';
import { checkProject } from '../pipeline.ts';
import type { Project } from '../project.ts';
import type { JobOutlets } from './month-job.ts';
import { sendProofs } from './month-proof.ts';
import type { StepResult } from './month-steps.ts';
import { publishArchive } from './publication.ts';

export function createOutlets(project: Project, onProgress: (text: string) => void): JobOutlets {
  return {
    prove: (name, config, effects) => sendProofs(name, config, project, effects),
    send: (name, config, effects) => sendStep(name, config, project, onProgress, effects),
    publish: async (folder, effects) => {
      const { editions } = await publishArchive({ project, target: resolve(project.root, folder) }, effects);
      return { state: 'done', detail: editions === 1 ? 'one edition' : `${editions} editions` };
    },
  };
}

/** As `briefwright send NAME --yes`. An embargo is waited for; every other objection has failed the step. */
async function sendStep(name: string, brief: BriefConfig, project: Project, onProgress: (text: string) => void, effects: Effects): Promise<StepResult> {
  const settings = requireSignIn(parseSmtpUrl(effects.env['SMTP_URL']), brief.email?.relay);
  const mailing = await readMailing(brief.email, effects.env);
  const edition = await readEdition(project.out, name, { allowDraft: false });
  const command = brief.email?.recipientsCommand;
  const recipients = await readRecipients({ root: project.root, env: effects.env, signal: effects.signal, ...(command === undefined ? {} : { command }) });
  const check = ({ manifest }: BuiltEdition): Promise<readonly Problem[]> => checkProject({
    project, brief: manifest.brief, month: manifest.month, strict: false,
    ...(manifest.variant === '' ? {} : { variant: manifest.variant }), ...(manifest.locale === '' ? {} : { locale: manifest.locale }),
  }, effects);
  const prepared = await prepareIssue({ brief, edition, recipients, mailing, stateFolder: project.state, now: effects.now(), check });
  const problems = prepared.objections.map((o) => o.problem);
  if (problems.length > 0) {
    const isEarly = problems.every((p) => p.code === 'EDITION_EMBARGOED');
    return { state: isEarly ? 'waiting' : 'failed', detail: problems[0]?.message ?? '', ...(isEarly ? {} : { problems }) };
  }
  const run = await runIssue({ prepared, mode: 'all', settings, stateFolder: project.state, isPatient: false, now: effects.now, signal: effects.signal, onProgress });
  if (run.kind === 'busy') return { state: 'waiting', detail: 'another sender is at work' };
  if (run.result.end === 'interrupted') effects.signal.throwIfAborted();
  const ledger = await openLedger(project.state);
  try {
    return resultOf(countsOf(ledger, run.issue), name, run.result.problem);
  } finally {
    ledger.close();
  }
}

/** Done when nobody is left to whom it may still go; whoever cannot get it is told to the owner once, then the step is done. */
function resultOf(counts: Counts, name: string, trouble: Problem | undefined): StepResult {
  const detail = describeCounts(counts);
  if (counts.unknown > 0) return { state: 'failed', detail, problems: [{ code: 'SEND_UNKNOWN', message: `${name}: ${detail}.`, hint: adviceOn(counts, name)[0] ?? '' }] };
  if (trouble !== undefined) return { state: 'failed', detail, problems: [trouble] };
  if (counts.deferred + counts.frozen + counts.planned + counts.sending > 0) return { state: 'waiting', detail };
  if (counts.refused + counts.expired === 0) return { state: 'done', detail };
  return { state: 'done', detail, problems: [{ code: 'SEND_REFUSED', message: `${name}: ${detail}.`, hint: adviceOn(counts, name).join(' ') }] };
}
