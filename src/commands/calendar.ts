// `briefwright calendar`: the next twelve issues of each brief. Must not change anything.
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { Effects } from '../effects.ts';
import { failure } from '../errors.ts';
import { listNextIssues } from '../schedule/due.ts';
import type { IssuePlan } from '../schedule/due.ts';
import { formatCalendar } from '../schedule/icalendar.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';
import { textTable } from './text-table.ts';

export const name = 'calendar';
export const summary = 'the next twelve issues: cut-off, publication, and the hour at which they may go out';
export const help = `Usage: briefwright calendar [--brief NAME] [--ics]

Lists the next twelve issues of every brief, or of one: the month they describe, their
number, the last day whose publications they know, and the moment from which they may go
out, in the time zone of the brief's schedule. --ics prints an iCalendar file instead.`;
export const options: Readonly<Record<string, OptionSpec>> = { ics: { type: 'boolean', help: 'print an iCalendar file' } };
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  if (flagOf(args, 'ics') && flagOf(args, 'json')) throw failure('USAGE_WHICH', '--ics and --json are two forms of the same list.', { hint: 'Use one of them.' });
  const project = await readProject(args, effects);
  const wanted = args.positionals[0] ?? textOf(args, 'brief');
  const names = wanted === undefined ? await readBriefNames(project) : [wanted];
  const briefs = await Promise.all(names.map((brief) => readBrief(project, brief)));
  const plans = briefs.flatMap((config) => listNextIssues(config, effects.now())).sort((a, b) => a.publishFrom - b.publishFrom || (a.brief < b.brief ? -1 : 1));
  const zones = new Map(briefs.map((config) => [config.name, config.schedule?.zone ?? 'UTC']));
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, issues: plans.map((plan) => valueOf(plan, zones.get(plan.brief) ?? 'UTC')) });
  else if (flagOf(args, 'ics')) effects.stdout(formatCalendar(plans, new Map(briefs.map((config) => [config.name, config.title])), effects.now()));
  else effects.stdout(`${printable(tableOf(plans, zones))}\n`);
  return 0;
}

function valueOf(plan: IssuePlan, zone: string): unknown {
  const { brief, month, issue, cutoff, published, collectFrom, publishFrom } = plan;
  return { brief, month, issue, collectFrom: moment(collectFrom, 'UTC'), cutoff, published, publishFrom: moment(publishFrom, zone) };
}

function tableOf(plans: readonly IssuePlan[], zones: ReadonlyMap<string, string>): string {
  const rows = plans.map((plan) => [plan.brief, plan.month, String(plan.issue), plan.cutoff, moment(plan.publishFrom, zones.get(plan.brief) ?? 'UTC')]);
  return textTable([['brief', 'month', 'issue', 'cut-off', 'goes out from'], ...rows], [2]);
}

/** `2026-12-14T09:00:00+01:00[Europe/Brussels]`. */
function moment(milliseconds: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toZonedDateTimeISO(zone).toString();
}
