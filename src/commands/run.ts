// `briefwright run`: the monthly job. Must not know its steps.
import type { Effects } from '../effects.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { failure } from '../errors.ts';
import { readProject } from './edition-options.ts';
import { createProgress, failureValue, printable, redact, writeProblems } from './report.ts';
import type { JobFailure } from '../pipeline/month-job.ts';

export const name = 'run';
export const summary = 'the monthly job: collect, build, check, wait for approval, send, publish; what is due and not done';
export const help = `Usage: briefwright run [brief]

Takes every issue that the schedules of the briefs have begun as far as it can go today:
asks the sources until the cut-off, builds after it, waits for "briefwright approve" where
the brief wants that, sends and publishes from the hour of publication on. Start it every
day, by hand or by a timer: it does each step once, also when it is started twice, late or
after a crash. What fails does not keep the rest; the owner of the brief gets one mail.
Exit status 0 when nothing failed (waiting is no failure), 1 when something did.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  if (flagOf(args, 'offline')) throw failure('USAGE_OFFLINE', 'The monthly job asks the sources and sends mail, and --offline forbids it.', { hint: 'Use "briefwright build" for an edition without the network.' });
  const quiet = flagOf(args, 'quiet');
  const project = await readProject(args, effects);
  const { runMonthJob } = await import('../pipeline/month-job.ts');
  const { createOutlets } = await import('../pipeline/month-outlets.ts');
  const progress = createProgress(effects, quiet);
  const brief = args.positionals[0] ?? textOf(args, 'brief');
  const result = await runMonthJob({ project, outlets: createOutlets(project, progress.show), onProgress: progress.show, clear: (text) => printable(redact(text, effects.env)), ...(brief === undefined ? {} : { brief }) }, effects).finally(progress.clear);
  if (result.kind === 'busy') {
    if (!quiet) effects.stderr(`Another run is at work (${printable(result.holder)}); this one leaves it to that.\n`);
    if (flagOf(args, 'json')) writeJson(effects, { ok: true, busy: true, holder: result.holder });
    return 0;
  }
  if (!quiet) for (const r of result.records) effects.stderr(`${printable(redact(`${r.subject}  ${r.step}  ${r.state}${r.detail === '' ? '' : `: ${r.detail}`}`, effects.env))}\n`);
  if (!quiet) for (const name of result.removed) effects.stderr(`${printable(name)}  removed: older than keep_months\n`);
  if (!quiet && result.records.length === 0) effects.stderr('Nothing is due.\n');
  if (result.failures.length > 0) writeProblems(result.failures.flatMap(explained), effects);
  if (typeof result.notice === 'object') effects.stderr(`The owner could not be told: ${printable(redact(result.notice.unsent, effects.env))}\n`);
  if (flagOf(args, 'json')) {
    const problems = result.failures.flatMap((f) => f.problems);
    writeJson(effects, { ...(failureValue(problems, effects.env) as object), ok: result.failures.length === 0, steps: result.records, removed: result.removed, notice: result.notice });
  }
  return result.failures.length > 0 ? 1 : 0;
}

/** The last problem of a step says which command mends it. */
function explained({ subject, step, problems, command }: JobFailure) {
  return problems.map((problem, i) => (i < problems.length - 1 ? problem : { ...problem, hint: [problem.hint ?? '', `${subject}, ${step}: ${command}`].filter((x) => x !== '').join(' ') }));
}
