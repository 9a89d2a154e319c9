// `briefwright collect`: a month's figures from the sources, frozen. Must not ask a source itself.
import type { Effects } from '../effects.ts';
import { BriefwrightError, failure } from '../errors.ts';
import { flagOf, listOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { createProgress, failureValue, printable, redact, writeProblems } from './report.ts';
import { textTable } from './text-table.ts';
import type { CollectedSource, CollectRequest, CollectResult } from '../pipeline/collection.ts';
import type { RestatedMonth } from '../pipeline/collection-restatement.ts';
import type { CollectionPlan } from '../pipeline/collection-plan.ts';

export const name = 'collect';
export const summary = 'asks the sources and freezes what they say as the month\'s snapshot';
export const help = `Usage: briefwright collect [--month YYYY-MM] [options]

Asks every source for the month's figures and freezes them, with the bodies as they
came and where each came from, in data/snapshots/<month>/r<N>/. Prints that folder.
Counters that show only today belong to the month that has just ended: they are read
from its last day to its cut-off. A run that was interrupted goes on where it was.
Exit status 1 when every source failed; under --strict, 3 when any did.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  source: { type: 'string', multiple: true, value: 'ID', help: 'only this source' },
  'source-url': { type: 'string', multiple: true, value: 'ID=URL', help: 'another base address for a source; hub-census: path or address of a dump' },
  since: { type: 'string', value: 'YYYY-MM-DD', help: 'only figures from this day on, where a source has a history' },
  replay: { type: 'boolean', help: 'compute the frozen figures again from the raw bodies, offline, and compare' },
  'dry-run': { type: 'boolean', help: 'say what would be asked and how many requests it takes' },
};
export const positionals = { min: 0, max: 0, label: 'options only' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const project = await readProject(args, effects);
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const request: CollectRequest = {
    project, ...given('month', textOf(args, 'month')), sources: listOf(args, 'source'), urls: parseUrls(listOf(args, 'source-url')), ...given('since', textOf(args, 'since')), onProgress: progress.show,
  };
  if (flagOf(args, 'replay')) return replay(request, args, effects);
  if (flagOf(args, 'dry-run')) return plan(request, args, effects);
  if (flagOf(args, 'offline')) throw failure('USAGE_OFFLINE', 'Collecting asks the sources, and --offline forbids it.', { hint: 'Leave --offline out, or use --replay or --dry-run.' });
  const { collectMonth } = await import('../pipeline/collection.ts');
  const result = await collectMonth(request, effects).finally(progress.clear);
  return report(result, args, effects);
}

function given<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]?: string });
}

/** `ID=URL`, as often as wanted. */
export function parseUrls(values: readonly string[]): ReadonlyMap<string, string> {
  const bad = values.filter((v) => !/^[a-z0-9]+(-[a-z0-9]+)*=\S+$/.test(v));
  // The value may hold a password: only its name is shown.
  if (bad.length > 0) throw new BriefwrightError(bad.map((v) => ({ code: 'USAGE_BAD_VALUE', message: `--source-url cannot be "${v.split('=')[0] ?? ''}${v.includes('=') ? '=…' : ''}".`, hint: 'Write --source-url huggingface=https://mirror.example.org' })));
  return new Map(values.map((v) => [v.slice(0, v.indexOf('=')), v.slice(v.indexOf('=') + 1)]));
}

function report(result: CollectResult, args: ParsedArgs, effects: Effects): number {
  if (result.kind === 'busy') {
    if (!flagOf(args, 'quiet')) effects.stderr(`Another collect is running (${result.holder}); this one leaves it to that.\n`);
    if (flagOf(args, 'json')) writeJson(effects, { ok: true, busy: true, holder: result.holder });
    return 0;
  }
  const failed = result.sources.filter((s) => s.failed).length;
  const isHopeless = result.sources.length > 0 && failed === result.sources.length;
  if (!flagOf(args, 'quiet')) {
    if (result.sources.length > 0) effects.stderr(`${printable(redact(resultTable(result.sources), effects.env))}\n`);
    if (result.folder !== undefined && !result.isNew) effects.stderr(isHopeless ? `The last snapshot stays: ${result.folder}\n` : 'Nothing differs from the last snapshot; there is no new revision.\n');
  }
  if (!flagOf(args, 'quiet')) for (const month of result.restated) effects.stderr(`${printable(redact(restatementText(month), effects.env))}\n`);
  if (result.problems.length > 0) writeProblems(result.problems, effects);
  if (flagOf(args, 'json')) {
    const { kind: _, problems: __, ...rest } = result;
    writeJson(effects, { ...(failureValue(result.problems, effects.env) as object), ok: !isHopeless, ...redacted(rest, effects) });
  } else if (result.folder !== undefined && !isHopeless) effects.stdout(`${result.folder}\n`);
  return isHopeless ? 1 : flagOf(args, 'strict') && failed > 0 ? 3 : 0;
}

function redacted<T>(value: T, effects: Effects): T {
  return JSON.parse(redact(JSON.stringify(value), effects.env)) as T;
}

function resultTable(sources: readonly CollectedSource[]): string {
  const rows = sources.map((s) => [s.id, String(s.rows), String(s.compared.added), String(s.compared.changed), s.failed && s.verdict !== 'failed' ? `failed, ${s.verdict}` : s.verdict, s.seconds.toFixed(1), String(s.requests)]);
  const notes = sources.flatMap((s) => [...(s.failed ? [] : s.reasons), ...s.notes].map((text) => `${s.id}: ${text}`));
  return [textTable([['source', 'rows', 'new', 'changed', 'verdict', 'seconds', 'requests'], ...rows], [1, 2, 3, 5, 6]), ...notes].join('\n');
}

/** What a changed registry did to an earlier month, and what it could not do. */
function restatementText({ month, revision, figures, accounts, kept }: RestatedMonth): string {
  const named = accounts.slice(0, 5).map((a) => `${a.namespace}: ${a.before} → ${a.after}`);
  const because = accounts.length === 0 ? 'the registry or the rules have changed' : `the registry has changed (${named.join('; ')}${accounts.length > named.length ? `; and ${accounts.length - named.length} more` : ''})`;
  return [...(revision === undefined ? [] : [`${month} r${revision}: ${figures} figures restated, because ${because}.`]), ...kept.map((text) => `${month}: ${text}`)].join('\n');
}

async function plan(request: CollectRequest, args: ParsedArgs, effects: Effects): Promise<number> {
  const { planCollection } = await import('../pipeline/collection-plan.ts');
  const found = await planCollection(request, effects);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, ...found });
  else effects.stdout(`${printable(redact(planText(found), effects.env))}\n`);
  return 0;
}

function planText({ month, cutoff, sources }: CollectionPlan): string {
  const lines = sources.flatMap((s) => [
    `${s.id}  ${s.base}`,
    ...(s.refusal === undefined ? s.steps.map((step) => `  ${step.what}: at least ${step.requests} ${step.requests === 1 ? 'request' : 'requests'}, such as ${step.url}`) : [`  not asked: ${s.refusal}`]),
    ...(s.kept === 0 ? [] : [`  ${s.kept} answers are there from an interrupted run`]),
  ]);
  const total = sources.reduce((sum, s) => sum + s.requests, 0);
  return [`${month}, counters until ${cutoff}: at least ${total} requests.`, ...lines].join('\n');
}

async function replay(request: CollectRequest, args: ParsedArgs, effects: Effects): Promise<number> {
  const { replaySnapshot } = await import('../pipeline/collection-replay.ts');
  const result = await replaySnapshot({ project: request.project, ...given('month', request.month) });
  if (!result.isSame) writeProblems(result.problems, effects);
  else if (!flagOf(args, 'quiet')) effects.stderr(`${result.month} r${result.revision}: ${result.rows} rows come out the same, byte for byte.\n`);
  if (flagOf(args, 'json')) writeJson(effects, { ...(failureValue(result.problems, effects.env) as object), ...result, problems: undefined, ok: result.isSame });
  else effects.stdout(`${result.folder}\n`);
  return result.isSame ? 0 : 1;
}
