// What a collection would ask, and what is known of every source. Must not ask anybody and must not write.
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import type { SourceResult } from '../history/provenance.ts';
import { listMonths, maybeRevision, type Revision } from '../history/snapshot.ts';
import type { Day, Month } from '../period.ts';
import { maybeJournal, journalPath } from '../sources/journal.ts';
import type { PlannedStep } from '../sources/source.ts';
import { resolveCollection, type CollectRequest } from './collection-settings.ts';

export interface PlannedSource {
  readonly id: string;
  /** Without credentials. */
  readonly base: string;
  readonly steps: readonly PlannedStep[];
  /** At least so many requests, without those that an interrupted run already has. */
  readonly requests: number;
  /** Answers that an interrupted run already has. */
  readonly kept: number;
  /** Why it will not be asked. */
  readonly refusal?: string;
}

export interface CollectionPlan {
  readonly month: Month;
  /** Last day on which running counters may be read for the month. */
  readonly cutoff: Day;
  readonly sources: readonly PlannedSource[];
}

/** For `--dry-run`. Throws as collectMonth does for a wrong request. */
export async function planCollection(request: CollectRequest, effects: Effects): Promise<CollectionPlan> {
  const { chosen, month, cutoff, project } = await resolveCollection(request, effects);
  const sources = await Promise.all(chosen.map(async ({ source, home, context, refusal }): Promise<PlannedSource> => {
    const journal = await maybeJournal(journalPath(join(project.state, 'collect', month), source.id));
    const kept = journal === undefined || journal.isRejected || journal.start.base !== home.base ? 0 : journal.captures.size;
    const steps = refusal === undefined ? source.plan(context) : [];
    const requests = Math.max(0, steps.reduce((sum, step) => sum + step.requests, 0) - kept);
    return { id: source.id, base: home.base, steps, requests, kept, ...(refusal === undefined ? {} : { refusal: `${refusal.message} ${refusal.hint}` }) };
  }));
  return { month, cutoff, sources };
}

export interface SourceState {
  readonly id: string;
  readonly publisher: string;
  readonly licence: string;
  readonly attribution: string;
  readonly base: string;
  readonly figures: 'running' | 'dated';
  /** Whether collect would ask it now, and why not. */
  readonly refusal?: string;
  /** The newest snapshot that has it. */
  readonly last?: { readonly month: Month; readonly revision: number } & Pick<SourceResult, 'verdict' | 'reasons' | 'rows' | 'asOf' | 'capturedTo'>;
  /** An interrupted collection. */
  readonly partial?: { readonly month: Month; readonly captures: number; readonly until?: string };
}

/** The state of every source, the newest result of each. */
export async function readSourceStates(request: CollectRequest, effects: Effects): Promise<readonly SourceState[]> {
  const { chosen, month, project } = await resolveCollection(request, effects);
  const months = [...(await listMonths(project.root))].reverse();
  const revisions: (Revision | undefined)[] = [];
  for (const each of months) revisions.push(await maybeRevision(project.root, each));
  return Promise.all(chosen.map(async ({ source, home, refusal }): Promise<SourceState> => {
    const found = revisions.flatMap((r) => (r === undefined ? [] : r.provenance.sources.filter((s) => s.id === source.id).map((s) => ({ r, s }))))[0];
    const journal = await maybeJournal(journalPath(join(project.state, 'collect', month), source.id));
    const { id, publisher, licence, attribution, figures } = source;
    return {
      id, publisher, licence, attribution, base: home.base, figures, ...(refusal === undefined ? {} : { refusal: refusal.message }),
      ...(found === undefined ? {} : { last: { month: found.r.provenance.month, revision: found.r.provenance.revision, ...pick(found.s) } }),
      ...(journal === undefined || journal.captures.size === 0 ? {} : { partial: { month, captures: journal.captures.size, ...(journal.until === undefined ? {} : { until: new Date(journal.until).toISOString() }) } }),
    };
  }));
}

function pick({ verdict, reasons, rows, asOf, capturedTo }: SourceResult): Pick<SourceResult, 'verdict' | 'reasons' | 'rows' | 'asOf' | 'capturedTo'> {
  return { verdict, reasons, rows, ...(asOf === undefined ? {} : { asOf }), ...(capturedTo === undefined ? {} : { capturedTo }) };
}
