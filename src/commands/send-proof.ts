// `send --to`: a proof to one address; shows what it would do unless told --yes. Must not know the list of recipients.
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { EmailConfig } from '../config/email.ts';
import { maybeSender, parseAddress, parseSender } from '../delivery/address.ts';
import type { MailAddress } from '../delivery/address.ts';
import { readEdition } from '../delivery/edition.ts';
import { readMailing } from '../delivery/mailing.ts';
import { planProof, sendProof } from '../delivery/proof.ts';
import type { ProofPlan, ProofResult } from '../delivery/proof.ts';
import { describePlan, notesOf, planValue } from '../delivery/proof-text.ts';
import { parseSmtpUrl, requireSignIn } from '../delivery/smtp-settings.ts';
import type { SmtpSettings } from '../delivery/smtp-settings.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError, failure } from '../errors.ts';
import type { Project } from '../project.ts';
import { flagOf, listOf, textOf, writeJson } from './command.ts';
import type { ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { collectProblems } from './problem-collector.ts';
import { createProgress, printable } from './report.ts';

export async function runProof(args: ParsedArgs, effects: Effects): Promise<number> {
  const json = flagOf(args, 'json');
  const quiet = flagOf(args, 'quiet');
  const { plan, settings } = await makePlan(args, effects);
  if (!flagOf(args, 'yes') || settings === undefined) {
    if (json) writeJson(effects, { ok: true, ...planValue(plan, settings), outcome: 'not-sent' });
    else effects.stdout(`${printable(describePlan(plan, settings))}\n`);
    return 0;
  }
  if (!quiet) effects.stderr(notesOf(plan).map((note) => `${printable(note)}\n`).join(''));
  const progress = createProgress(effects, quiet);
  progress.show(`Sending to ${plan.message.to.address}`);
  const result = await sendProof(plan, settings, effects.now, effects.signal).finally(progress.clear);
  return report(plan, result, json, quiet, effects);
}

interface Planned {
  readonly plan: ProofPlan;
  readonly settings: SmtpSettings | undefined;
}

/** Reads everything before it complains, so that one run names all that is wrong. */
async function makePlan(args: ParsedArgs, effects: Effects): Promise<Planned> {
  const { attempt, problems } = collectProblems();
  const url = effects.env['SMTP_URL'];
  const written = textOf(args, 'from');
  const to = await attempt(() => readRecipient(args));
  const from = await attempt(() => (written === undefined ? undefined : parseSender(written)));
  // A bad address of the server is worth knowing before the real thing; a missing one is only worth a line.
  const settings = await attempt(() => (flagOf(args, 'yes') || (url ?? '') !== '' ? parseSmtpUrl(url) : undefined));
  const project = await attempt(() => readProject(args, effects));
  const edition = project === undefined ? undefined : await attempt(() => readEdition(project.out, args.positionals[0] ?? '', { allowDraft: true, cwd: effects.cwd }));
  const email = project === undefined || edition === undefined ? undefined : await attempt(() => maybeEmail(project, edition.briefing.brief.name));
  const mailing = await attempt(() => readMailing(email, effects.env));
  // A looser rule for a server that the brief names; where it is not named, a proof asks for a sign-in as an issue does.
  const guarded = settings === undefined ? undefined : await attempt(() => requireSignIn(settings, email?.relay));
  if (problems.length > 0 || to === undefined || project === undefined || edition === undefined) throw new BriefwrightError(problems);
  const sender = from ?? maybeSender(email?.from ?? '');
  const replyTo = maybeSender(email?.replyTo ?? '');
  const plan = await planProof({
    edition, to, ...(sender === undefined ? {} : { from: sender }), ...(replyTo === undefined ? {} : { replyTo }), ...(guarded === undefined ? {} : { settings: guarded }), ...(mailing === undefined ? {} : { mailing }),
    stateFolder: project.state, now: effects.now(),
  });
  return { plan, settings: guarded };
}

/** What the brief says about its mail; an edition may outlive its brief. */
async function maybeEmail(project: Project, name: string): Promise<EmailConfig | undefined> {
  return (await readBriefNames(project)).includes(name) ? (await readBrief(project, name)).email : undefined;
}

function readRecipient(args: ParsedArgs): MailAddress {
  const [first, ...more] = listOf(args, 'to');
  if (first === undefined) throw new Error('There is no --to.');
  if (more.length > 0) throw failure('SEND_ONE_RECIPIENT', 'A proof goes to one address; --to was given several times.', { hint: 'Send it once for each.' });
  return parseAddress(first, 'recipient');
}

function report(plan: ProofPlan, result: ProofResult, json: boolean, quiet: boolean, effects: Effects): number {
  const { delivery, file } = result;
  const { to, messageId } = plan.message;
  if (!result.isRecorded) effects.stderr(`The outcome could not be recorded in ${plan.stateFolder}.\n`);
  if (delivery.outcome !== 'sent') {
    // Interrupted with the message already away is not "nothing was changed".
    const interrupted = effects.signal.aborted && delivery.outcome === 'not-sent';
    throw new BriefwrightError([{ ...delivery.problem, message: `${delivery.problem.message} (to ${to.address}, Message-ID ${messageId})` }], interrupted ? 130 : 1);
  }
  if (json) writeJson(effects, { ok: true, ...planValue(plan, undefined), outcome: 'sent', answer: delivery.answer, file });
  else {
    if (!quiet) effects.stderr(`Sent to ${to.address} (${messageId}). The server said: ${printable(delivery.answer)}\n`);
    effects.stdout(`${file}\n`);
  }
  return 0;
}
