// `send` without --to: an issue to its readers. Must not decide who gets it or what may leave; delivery does.
import { readBrief } from '../config/brief.ts';
import { readEdition } from '../delivery/edition.ts';
import type { BuiltEdition } from '../delivery/edition.ts';
import { planPrepared, prepareIssue } from '../delivery/issue/issue.ts';
import type { PreparedIssue } from '../delivery/issue/issue.ts';
import type { SendMode } from '../delivery/issue/plan.ts';
import { describeIssue, issueValue } from '../delivery/issue/plan-text.ts';
import { tellOwnerOfIssue } from '../delivery/issue/owner-notice.ts';
import type { Told } from '../delivery/issue/owner-notice.ts';
import { runIssue } from '../delivery/issue/run.ts';
import { writeSample } from '../delivery/issue/sample.ts';
import { maybeLedger } from '../delivery/ledger/ledger.ts';
import { readMailing } from '../delivery/mailing.ts';
import { readRecipients } from '../delivery/recipients/recipient-source.ts';
import { parseSmtpUrl, requireSignIn } from '../delivery/smtp-settings.ts';
import type { SmtpSettings } from '../delivery/smtp-settings.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Project } from '../project.ts';
import { flagOf, writeJson } from './command.ts';
import type { ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { collectProblems } from './problem-collector.ts';
import { createProgress, failureValue, printable, redact, writeProblems } from './report.ts';
import type { Progress } from './report.ts';
import { reportRun } from './send-report.ts';

interface Input {
  readonly project: Project;
  readonly settings: SmtpSettings | undefined;
  readonly prepared: PreparedIssue;
}

export async function runIssueCommand(args: ParsedArgs, effects: Effects, mode: SendMode): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const input = await readInput(args, effects, progress).finally(progress.clear);
  if (!flagOf(args, 'yes') || input.settings === undefined) return showPlan(input, args, effects, mode);
  const { prepared, project, settings } = input;
  refuse(prepared);
  const result = await runIssue({
    prepared, mode, settings, stateFolder: project.state, isPatient: flagOf(args, 'wait'), now: effects.now, signal: effects.signal, onProgress: progress.show,
  }).finally(progress.clear);
  const told: Told = result.kind === 'ran' && result.result.end !== 'interrupted'
    ? await tellOwnerOfIssue({ prepared, issue: result.issue, result: result.result, settings, stateFolder: project.state, clear: (text) => printable(redact(text, effects.env)), now: effects.now(), signal: effects.signal })
    : 'nothing to tell';
  return reportRun(result, { prepared, project, told, json: flagOf(args, 'json'), quiet: flagOf(args, 'quiet') }, effects);
}

/** Reads everything before it complains, so that one run names all that is wrong. */
async function readInput(args: ParsedArgs, effects: Effects, progress: Progress): Promise<Input> {
  const { attempt, problems } = collectProblems();
  const url = effects.env['SMTP_URL'];
  const settings = await attempt(() => (flagOf(args, 'yes') || (url ?? '') !== '' ? parseSmtpUrl(url) : undefined));
  const project = await readProject(args, effects);
  progress.show('Reading the edition');
  const edition = await attempt(() => readEdition(project.out, args.positionals[0] ?? '', { allowDraft: false, cwd: effects.cwd }));
  const brief = edition === undefined ? undefined : await attempt(() => readBrief(project, edition.manifest.brief));
  const mailing = brief === undefined ? undefined : await attempt(() => readMailing(brief.email, effects.env));
  const guarded = settings === undefined || brief === undefined ? settings : await attempt(() => requireSignIn(settings, brief.email?.relay));
  const command = brief?.email?.recipientsCommand;
  const recipients = brief === undefined ? undefined : await attempt(() => readRecipients({ root: project.root, env: effects.env, signal: effects.signal, ...(command === undefined ? {} : { command }) }));
  if (problems.length > 0 || edition === undefined || brief === undefined || recipients === undefined || mailing === undefined) throw new BriefwrightError(problems);
  progress.show('Checking the edition');
  const { checkProject } = await import('../pipeline.ts');
  const check = ({ manifest }: BuiltEdition) => checkProject({
    project, brief: manifest.brief, month: manifest.month, strict: false,
    ...(manifest.variant === '' ? {} : { variant: manifest.variant }), ...(manifest.locale === '' ? {} : { locale: manifest.locale }),
  }, effects);
  return { project, settings: guarded, prepared: await prepareIssue({ brief, edition, recipients, mailing, stateFolder: project.state, now: effects.now(), check }) };
}

/** Throws every objection; status 2 when one is about configuration or data. */
function refuse({ objections }: PreparedIssue): void {
  if (objections.length === 0) return;
  throw new BriefwrightError(objections.map((o) => o.problem), objections.some((o) => o.status === 2) ? 2 : 1);
}

/** The dry run: what would be, what stands against it, and a sample. */
async function showPlan({ project, prepared, settings }: Input, args: ParsedArgs, effects: Effects, mode: SendMode): Promise<number> {
  const ledger = await maybeLedger(project.state);
  const plan = await Promise.resolve().then(() => planPrepared(ledger, prepared, mode)).finally(() => ledger?.close());
  const sample = await writeSample(project.state, prepared, effects.now());
  const status = prepared.objections.length === 0 ? 0 : prepared.objections.some((o) => o.status === 2) ? 2 : 1;
  const problems = prepared.objections.map((o) => o.problem);
  if (flagOf(args, 'json')) {
    writeJson(effects, { ...(status === 0 ? { ok: true } : failureValue(problems, effects.env) as object), ...issueValue(prepared, plan, settings), sample, outcome: 'not-sent' });
    return status;
  }
  effects.stdout(`${printable(describeIssue(prepared, plan, settings))}\n`);
  if (problems.length > 0) {
    effects.stderr('It would not be sent:\n');
    writeProblems(problems, effects);
  }
  effects.stdout(`\n${printable(sample)}\n`);
  return status;
}

