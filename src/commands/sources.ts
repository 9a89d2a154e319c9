// `briefwright sources`: the state of every source. Must not ask them.
import type { Effects } from '../effects.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { printable, redact } from './report.ts';
import { textTable } from './text-table.ts';
import type { SourceState } from '../pipeline/collection-plan.ts';

export const name = 'sources';
export const summary = 'lists the sources: licence, freshness, last result';
export const help = `Usage: briefwright sources [options]

Lists every source that "collect" asks, its licence, the newest snapshot that has it,
how fresh its figures are, and what an interrupted run has. It asks nobody.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 0, max: 0, label: 'options only' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const project = await readProject(args, effects);
  const month = textOf(args, 'month');
  const { readSourceStates } = await import('../pipeline/collection-plan.ts');
  const states = await readSourceStates({ project, ...(month === undefined ? {} : { month }), sources: [], urls: new Map() }, effects);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, sources: states });
  else effects.stdout(`${printable(redact(stateText(states), effects.env))}\n`);
  return 0;
}

function stateText(states: readonly SourceState[]): string {
  if (states.length === 0) return 'There are no sources.';
  const rows = states.map((s) => [
    s.id, s.figures === 'running' ? 'today only' : 'has a history', s.licence, s.last === undefined ? 'never collected' : `${s.last.month} r${s.last.revision}`, s.last?.verdict ?? '', s.last === undefined ? '' : String(s.last.rows),
    s.last?.asOf ?? s.last?.capturedTo?.slice(0, 10) ?? '',
  ]);
  const notes = states.flatMap((s) => [
    ...(s.last?.reasons ?? []).map((reason) => `${s.id}: ${reason}`),
    ...(s.partial === undefined ? [] : [`${s.id}: an interrupted run for ${s.partial.month} has ${s.partial.captures} answers${s.partial.until === undefined ? '' : `; it may go on after ${s.partial.until}`}`]),
    ...(s.refusal === undefined ? [] : [`${s.id}: ${s.refusal}`]),
  ]);
  return [textTable([['source', 'figures', 'licence', 'snapshot', 'verdict', 'rows', 'as of'], ...rows], [5]), ...notes].join('\n');
}
