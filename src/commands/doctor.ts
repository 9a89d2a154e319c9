// `briefwright doctor`: what on this machine works, one line each. Must not mend anything.
import { resolveBriefName } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { BriefConfig } from '../config/brief-config.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import type { Project } from '../project.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { checkBrowser } from './doctor-browser.ts';
import { joinSilent } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';
import { checkFonts, checkNode, checkWritable } from './doctor-machine.ts';
import { checkSender } from './doctor-mail.ts';
import { checkMessage } from './doctor-message.ts';
import { checkMail } from './doctor-smtp.ts';
import { checkSources } from './doctor-sources.ts';
import { readProject } from './edition-options.ts';
import { createProgress, hasColour, printable, redact } from './report.ts';

export const name = 'doctor';
export const summary = 'checks Node, browser, fonts, write access, sources and mail';
export const help = `Usage: briefwright doctor [options]

Tries everything that a month's work needs and says what to do where something fails:
Node, the project's brief, the browser (it prints a page), fonts, write access, whether
the sources answer, the mail server when SMTP_URL is set (encryption, sign-in), and where
the brief has a sender, its DKIM key, SPF and DMARC records and unsubscribe links.
A message of the newest edition goes the whole way of "send" to a sink on this machine,
and as a proof by the mail server to --to or to "sink" under "email" in the brief.
Exit status 1 when something fails. A source that does not answer is a warning, since
building needs none; under --strict it is a failure, and --offline leaves it out.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  to: { type: 'string', value: 'ADDRESS', help: 'send a proof of the newest edition there by the mail server' },
};
export const positionals = { min: 0, max: 0, label: 'no words' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const project = await readProject(args, effects);
  const findings: Finding[] = [];
  const json = flagOf(args, 'json');
  for (const check of await planChecks(project, args, effects)) {
    effects.signal.throwIfAborted();
    progress.show(`Checking ${check.what}`);
    const found = await check.run();
    progress.clear();
    findings.push(...found);
    if (!json) for (const finding of joinSilent(found)) effects.stdout(`${formatFinding(finding, effects)}\n`);
  }
  const ok = findings.every((f) => f.status !== 'fail');
  if (json) writeJson(effects, { ok, checks: findings.map(({ silent: _, ...f }) => ({ ...f, detail: redact(f.detail, effects.env) })) });
  return ok ? 0 : 1;
}

interface Check {
  readonly what: string;
  readonly run: () => Promise<readonly Finding[]>;
}

async function planChecks(project: Project, args: ParsedArgs, effects: Effects): Promise<readonly Check[]> {
  const { brief, finding } = await maybeBrief(project, textOf(args, 'brief'));
  const offline = flagOf(args, 'offline');
  const to = textOf(args, 'to');
  return [
    { what: 'Node', run: async () => [checkNode(process.versions.node, process.execPath), finding] },
    { what: 'write access', run: async () => [await checkWritable('out', project.out), await checkWritable('state', project.state)] },
    { what: 'fonts', run: async () => [await checkFonts(project)] },
    { what: 'the browser', run: async () => [await checkBrowser(brief?.browserPath, effects)] },
    { what: 'sources', run: () => checkSources(brief?.sources ?? new Map(), { offline, strict: flagOf(args, 'strict'), effects }) },
    { what: 'mail', run: async () => [await checkMail(effects, offline, brief?.email?.relay), ...await checkSender(brief, effects, offline)] },
    { what: 'the way of a message', run: () => checkMessage({ project, brief, offline, effects, ...(to === undefined ? {} : { to }) }) },
  ];
}

/** A project without a readable brief can still have everything else looked at. */
async function maybeBrief(project: Project, wanted: string | undefined): Promise<{ brief?: BriefConfig; finding: Finding }> {
  try {
    const brief = await readBrief(project, await resolveBriefName(project, wanted));
    return { brief, finding: { check: 'brief', status: 'ok', detail: `${brief.file}, "${brief.title}"` } };
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    const [first] = error.problems;
    const where = first?.file === undefined ? '' : `${first.file}: `;
    return { finding: { check: 'brief', status: 'fail', detail: `${where}${first?.message ?? ''}`, todo: first?.hint ?? 'Run "briefwright check".' } };
  }
}

const COLOURS = { ok: '32', warn: '33', fail: '31', skip: '2' } as const;

function formatFinding(finding: Finding, effects: Effects): string {
  const mark = finding.status.padEnd(4);
  const shown = hasColour(effects) ? `\u001b[${COLOURS[finding.status]}m${mark}\u001b[0m` : mark;
  const text = finding.todo === undefined ? finding.detail : `${finding.detail} ${finding.todo}`;
  return `${shown}  ${finding.check.padEnd(18)}  ${printable(redact(text, effects.env)).replaceAll('\n', ' ')}`;
}
