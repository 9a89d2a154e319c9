// `briefwright status`: what is due, done, waiting and failed. Must not change anything.
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable } from './report.ts';
import { textTable } from './text-table.ts';

export const name = 'status';
export const summary = 'what is due, done, waiting and failed in the monthly job';
export const help = `Usage: briefwright status [brief]

Shows every issue that the schedules of the briefs have begun: the snapshot, and for each
edition what was built, approved, sent and published, what comes next and when.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const project = await readProject(args, effects);
  const [{ readStatus }, { JOB_FILE }] = await Promise.all([import('../pipeline/month-status.ts'), import('../schedule/job-store.ts')]);
  const rows = await readStatus(project, join(project.state, JOB_FILE), args.positionals[0] ?? textOf(args, 'brief'), effects.now());
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, editions: rows });
  else if (rows.length === 0) effects.stderr('Nothing is due yet.\n');
  else {
    const lines = rows.map((row) => [row.edition, row.state, row.next, ...(['collect', 'build', 'approve', 'send', 'publish'] as const).map((step) => stepText(row.steps[step]))]);
    effects.stdout(`${printable(textTable([['edition', 'state', 'next', 'collect', 'build', 'approve', 'send', 'publish'], ...lines], []))}\n`);
  }
  return 0;
}

function stepText(step: { readonly state: string; readonly detail: string } | undefined): string {
  if (step === undefined) return '-';
  return step.detail === '' ? step.state : `${step.state} (${step.detail})`;
}
