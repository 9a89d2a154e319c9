// Whether a source's figures can be what they claim, measured against its own past. Must not know what a series means.
import type { Promises } from './source.ts';

/** What is compared of a row. */
export interface Figure {
  readonly series: string;
  readonly entity: string;
  readonly country: string;
  readonly period: string;
  readonly value: number | undefined;
}

/** A reason to doubt, with the figures that show it. */
export interface Suspicion {
  readonly kind: 'empty' | 'missing' | 'changed' | 'fell' | 'jump' | 'outlier';
  readonly message: string;
}

/** Names in a message: enough to find the rest. */
const SHOWN = 3;
/** Share of a series from which one entity's jump matters: small ones jump every month. */
const WEIGHT = 0.01;

/** `before`: the collection before this one, of the same source; undefined for the first, which nothing can be measured against. */
export function findSuspicions(now: readonly Figure[], before: readonly Figure[] | undefined, promises: Promises): readonly Suspicion[] {
  const steady = (figures: readonly Figure[]): readonly Figure[] => figures.filter((f) => promises.unsteady?.includes(f.series) !== true);
  const out = findEmpty(now, steady(now), promises);
  if (before === undefined || before.length === 0) return out;
  const [current, past] = [bySeries(steady(now)), bySeries(steady(before))];
  for (const [series, old] of past) {
    const fresh = current.get(series) ?? [];
    out.push(...findMissing(series, fresh, old, promises), ...findChanged(series, fresh, old, promises), ...findJumps(series, latest(fresh), latest(old), promises));
  }
  return out;
}

function findEmpty(now: readonly Figure[], steady: readonly Figure[], promises: Promises): Suspicion[] {
  if (now.length < promises.minRows) return [{ kind: 'empty', message: `${now.length} rows, at least ${promises.minRows} are expected` }];
  return [...bySeries(steady)].filter(([, figures]) => figures.length > 1 && figures.every((f) => f.value === 0)).map(([series]) => ({ kind: 'empty', message: `every figure of ${series} is 0` }));
}

function findMissing(series: string, now: readonly Figure[], before: readonly Figure[], { maxMissing = 0.2 }: Promises): Suspicion[] {
  const [there, were] = [new Set(now.map((f) => f.entity)), new Set(before.map((f) => f.entity))];
  const gone = [...were].filter((entity) => !there.has(entity));
  if (gone.length === 0 || gone.length / were.size <= maxMissing) return [];
  return [{ kind: 'missing', message: `${gone.length} of ${were.size} entities of ${series} are gone: ${named(gone)}` }];
}

/** A past period of the same thing with another value: history was rewritten. Single corrections are usual; the newest period may still grow. */
function findChanged(series: string, now: readonly Figure[], before: readonly Figure[], promises: Promises): Suspicion[] {
  if (promises.growing?.includes(series) === true) return findFallen(series, now, before);
  const newest = before.reduce((last, f) => (f.period > last ? f.period : last), '');
  const old = new Map(before.filter((f) => f.period < newest).map((f) => [idOf(f), f.value]));
  const both = now.flatMap((f) => {
    const was = old.get(idOf(f));
    return was === undefined || f.value === undefined ? [] : [{ f, was, is: f.value }];
  });
  const changed = both.filter(({ was, is }) => Math.abs(is - was) > 0.005 * Math.max(Math.abs(was), Math.abs(is)));
  if (changed.length <= 2 || changed.length / both.length <= 0.1) return [];
  return [{ kind: 'changed', message: `${changed.length} of ${both.length} past figures of ${series} changed: ${named(changed.map(({ f, was, is }) => `${f.entity} ${f.period} ${was} → ${is}`))}` }];
}

function findFallen(series: string, now: readonly Figure[], before: readonly Figure[]): Suspicion[] {
  const old = latest(before);
  const fallen = [...latest(now)].flatMap(([id, f]) => {
    const was = old.get(id)?.value;
    return was === undefined || f.value === undefined || f.value >= was ? [] : [`${f.entity} ${was} → ${f.value}`];
  });
  return fallen.length / old.size <= 0.05 ? [] : [{ kind: 'fell', message: `${fallen.length} figures of ${series}, which only grows, fell: ${named(fallen)}` }];
}

function findJumps(series: string, now: ReadonlyMap<string, Figure>, before: ReadonlyMap<string, Figure>, { maxJump = 10 }: Promises): Suspicion[] {
  const pairs = [...now].flatMap(([entity, f]) => {
    const was = before.get(entity)?.value;
    return was === undefined || was <= 0 || f.value === undefined || f.value < 0 ? [] : [{ entity, was, is: f.value }];
  });
  const sum = (of: (p: (typeof pairs)[number]) => number): number => pairs.reduce((total, p) => total + of(p), 0);
  const [is, was] = [sum((p) => p.is), sum((p) => p.was)];
  if (pairs.length > 0 && isJump(is, was, maxJump)) return [{ kind: 'jump', message: `${series} as a whole went from ${was} to ${is}` }];
  const heavy = pairs.filter((p) => p.is > WEIGHT * is || p.was > WEIGHT * was);
  const jumped = heavy.filter((p) => isJump(p.is, p.was, maxJump));
  const show = (list: readonly (typeof pairs)[number][]): string => named(list.map((p) => `${p.entity} ${p.was} → ${p.is}`));
  if (jumped.length > 0) return [{ kind: 'jump', message: `${series}: ${show(jumped)}` }];
  const odd = findOdd(heavy, maxJump);
  return odd.length === 0 ? [] : [{ kind: 'outlier', message: `${series}: ${show(odd)}, unlike the rest of the series` }];
}

function isJump(is: number, was: number, most: number): boolean {
  return is > was * most || is < was / most;
}

/** Growth far from the median of the series, in units of its median deviation; needs enough of them, and a change that matters. */
function findOdd<P extends { readonly was: number; readonly is: number }>(pairs: readonly P[], maxJump: number): readonly P[] {
  const growth = pairs.filter((p) => p.is > 0).map((p) => ({ p, log: Math.log(p.is / p.was) }));
  if (growth.length < 8) return [];
  const middle = median(growth.map((g) => g.log));
  const spread = Math.max(0.05, 1.4826 * median(growth.map((g) => Math.abs(g.log - middle))));
  return growth.filter((g) => Math.abs(g.log - middle) > 8 * spread && Math.abs(g.log) > Math.log(maxJump) / 2).map((g) => g.p);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

function bySeries(figures: readonly Figure[]): ReadonlyMap<string, readonly Figure[]> {
  return Map.groupBy(figures, (f) => f.series);
}

/** The newest figure of each entity; a sum over countries of the same name would hide a change, so the country is part of it. */
function latest(figures: readonly Figure[]): ReadonlyMap<string, Figure> {
  const out = new Map<string, Figure>();
  for (const f of figures) {
    const id = `${f.entity} (${f.country})`;
    if ((out.get(id)?.period ?? '') <= f.period) out.set(id, f);
  }
  return out;
}

function idOf(f: Figure): string {
  return JSON.stringify([f.series, f.entity, f.country, f.period]);
}

function named(list: readonly string[]): string {
  return `${list.slice(0, SHOWN).join(', ')}${list.length > SHOWN ? `, and ${list.length - SHOWN} more` : ''}`;
}
