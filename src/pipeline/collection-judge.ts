// What came, what failed and what is taken over from the revision before → the portions of the next snapshot. Must not write one.
import { BriefwrightError, type Problem } from '../errors.ts';
import { sourcesOf, type Revision } from '../history/snapshot.ts';
import type { Known } from '../observations/rows.ts';
import { appendLine, journalPath } from '../sources/journal.ts';
import { SourceFailure, type Source } from '../sources/source.ts';
import { revisionBefore, type SourceOutcome } from './collection-gather.ts';
import type { CollectSettings } from './collection-settings.ts';
import { failedPortion, judgeSource, type Judging, type Material, type Portion } from './collection-source.ts';

export interface JudgeInput {
  readonly settings: CollectSettings;
  readonly outcomes: ReadonlyMap<string, SourceOutcome>;
  readonly previous: Revision | undefined;
  readonly partial: string;
}

export interface Judged {
  /** In order of the ids; sources that were neither asked nor collected before are not there. */
  readonly portions: readonly Portion[];
  /** By id: those that were asked and gave nothing. */
  readonly failures: ReadonlyMap<string, Problem>;
}

export async function judgeAll({ settings, outcomes, previous, partial }: JudgeInput): Promise<Judged> {
  const earlier = await revisionBefore(settings.project.root, settings.month);
  const baselines = [previous, earlier].filter((r) => r !== undefined);
  const portions: Portion[] = [];
  const failures = new Map<string, Problem>();
  for (const source of [...settings.catalogue].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const carried = maybeCarried(previous, source);
    const outcome = outcomes.get(source.id);
    if (outcome === undefined && carried === undefined) continue;
    const judging = judgingOf(settings, source, baselines, previous);
    const { portion, failure } = await judgeOne(judging, outcome, carried);
    portions.push(portion);
    if (failure !== undefined) failures.set(source.id, problemOf(source, failure, portion));
    if (failure !== undefined && outcome?.material !== undefined) await appendLine(journalPath(partial, source.id), { isRejected: true });
  }
  return { portions, failures };
}

async function judgeOne(judging: Judging, outcome: SourceOutcome | undefined, carried: Carried | undefined): Promise<{ readonly portion: Portion; readonly failure?: SourceFailure }> {
  const { source, context } = judging;
  if (outcome === undefined && carried !== undefined) return { portion: await soundOrFailed(carried.material, judging, carried.reasons) };
  let failure = outcome?.failure;
  if (outcome?.material !== undefined) {
    try {
      return { portion: await judgeSource(outcome.material, judging, { reasons: [] }) };
    } catch (error) {
      failure = asFailure(error, source);
    }
  }
  const reason = failure ?? new SourceFailure('SOURCE_EMPTY', 'It was not asked.', '');
  if (carried === undefined) return { portion: failedPortion(source, context, reason), failure: reason };
  const day = carried.day;
  const portion = await soundOrFailed(carried.material, judging, [`${reason.message} The figures are those read on ${day}.`], reason.until);
  return { portion, failure: reason };
}

async function soundOrFailed(material: Material, judging: Judging, reasons: readonly string[], until?: number): Promise<Portion> {
  try {
    return await judgeSource(material, judging, { reasons, ...(until === undefined ? {} : { until }) });
  } catch (error) {
    return failedPortion(judging.source, judging.context, asFailure(error, judging.source));
  }
}

/** A source that stumbles over what it got is a failure of that source and not of the others; the disk is another matter. */
function asFailure(error: unknown, source: Source): SourceFailure {
  if (error instanceof SourceFailure) return error;
  if (error instanceof BriefwrightError) throw error;
  const text = error instanceof Error ? error.message : String(error);
  return new SourceFailure('SOURCE_PARSE', `The answer cannot be read: ${text}.`, `Please report it with the name of the source, ${source.id}.`, { cause: error });
}

interface Carried {
  readonly material: Material;
  readonly reasons: readonly string[];
  readonly day: string;
}

function maybeCarried(previous: Revision | undefined, source: Source): Carried | undefined {
  const result = previous?.provenance.sources.find((s) => s.id === source.id);
  if (previous === undefined || result === undefined || result.captures.length === 0) return undefined;
  return {
    material: { captures: result.captures, store: previous.store, collection: result.collection ?? '', carriedFrom: result.carriedFrom ?? previous.provenance.revision },
    reasons: result.verdict === 'cached' ? result.reasons : [], day: (result.capturedTo ?? '').slice(0, 10),
  };
}

function judgingOf(settings: CollectSettings, source: Source, baselines: readonly Revision[], previous: Revision | undefined): Judging {
  const setting = settings.chosen.find((s) => s.source.id === source.id);
  const carried = previous?.provenance.sources.find((s) => s.id === source.id);
  const registry = settings.registry;
  const descriptions = new Map<string, unknown>([...registry.sources, ...(previous === undefined ? [] : sourcesOf(previous.provenance)), ...settings.catalogue.map((s) => [s.id, s] as const)]);
  const known: Known = { countries: registry.countries, sources: descriptions };
  const first = settings.chosen[0];
  const context = setting?.context ?? { month: settings.month, base: carried?.base ?? source.base, ...(carried?.since === undefined ? {} : { since: carried.since }), registry: first?.context.registry ?? { organisations: [], families: [], countries: new Map() } };
  return { source, context, known, baselines, previous };
}

function problemOf(source: Source, failure: SourceFailure, portion: Portion): Problem {
  const kept = portion.result.verdict === 'failed' ? '' : ` The figures of an earlier collection are kept.`;
  return { code: failure.code, message: `${source.id}: ${failure.message}${kept}`, ...(failure.hint === '' ? {} : { hint: failure.hint }) };
}
