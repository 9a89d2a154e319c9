// Builds observations and histories for tests. Must not read files.
import { historyAt, type History } from '../../src/history/history.ts';
import type { Bloc, Observation, Statement, Tables } from '../../src/observations/observation.ts';
import { maybePeriod } from '../../src/period.ts';

/** An observation with plain defaults; `period` as text. */
export function observation(given: Partial<Omit<Observation, 'period'>> & { period?: string }): Observation {
  const period = maybePeriod(given.period ?? '2026-01');
  if (period === undefined) throw new TypeError(`no period ${given.period}`);
  return {
    key: `data/observations/test.csv:${Math.abs(hash(JSON.stringify(given)))}`, series: 'test.series', entity: 'entity', country: 'CN', bloc: 'china', value: 1, qualifier: '',
    unit: 'percent', printed: { scale: 1, decimals: 0 }, denominator: 'all', window: 'month', asOf: period.end, published: period.end, evidence: 'primary', source: 'source', locator: 'page', note: '',
    ...given, period,
  };
}

export function history(observations: readonly Observation[], month = '2026-09', cutoff = '2026-10-10', statements: readonly Statement[] = []): History {
  return historyAt(tables(observations, statements), month, cutoff);
}

export function tables(observations: readonly Observation[], statements: readonly Statement[] = []): Tables {
  return { observations, statements, sources: new Map(), organisations: [], families: [], countries: new Map(), hashes: new Map() };
}

export const BLOCS: readonly Bloc[] = ['china', 'united-states', 'europe', 'other', 'unassigned'];

/** A small repeatable random number in [0, 1). */
export function random(seed: number): () => number {
  let s = seed >>> 0;
  return () => (s = (Math.imul(s, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function hash(text: string): number {
  let h = 0;
  for (const c of text) h = (Math.imul(h, 31) + c.charCodeAt(0)) | 0;
  return h;
}
