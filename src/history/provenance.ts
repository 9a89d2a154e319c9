// What a snapshot says about where its figures come from: `provenance.json` as a type, written and read back strictly.
// Must not hold a secret: everything in it is public.
import { failure } from '../errors.ts';
import type { Day, Month } from '../period.ts';
import { isCaptureRecord } from '../sources/journal.ts';
import type { CaptureRecord } from '../sources/journal.ts';
import type { SourceInfo } from '../sources/source.ts';

/**
 * fresh: asked and sound. cached: the server said that nothing changed, or it could not be asked and figures of an earlier
 * revision stand in. stale: older than the source promises. suspect: not plausible. failed: no figures.
 */
export type Verdict = 'fresh' | 'cached' | 'stale' | 'suspect' | 'failed';
export const VERDICTS: readonly Verdict[] = ['fresh', 'cached', 'stale', 'suspect', 'failed'];

/** What became of one source. */
export interface SourceResult extends SourceInfo {
  /** Base address that was asked. */
  readonly base: string;
  readonly since?: Day;
  readonly figures: 'running' | 'dated';
  readonly verdict: Verdict;
  /** Why it is not fresh, a sentence each. */
  readonly reasons: readonly string[];
  /** What the source itself said one should know. */
  readonly notes: readonly string[];
  /** When it asks to be asked again, where it put us off: `2025-12-01T08:00:00.000Z`. */
  readonly until?: string;
  readonly rows: number;
  readonly compared: RowCounts;
  /** Last day that the figures cover as the source says. */
  readonly asOf?: Day;
  /** First and last time that a body was read; absent where there is none. */
  readonly capturedFrom?: string;
  readonly capturedTo?: string;
  /** The revision that the captures were taken over from, where the source was not asked again or could not be. */
  readonly carriedFrom?: number;
  /** Id of the collection that brought the captures. */
  readonly collection?: string;
  readonly captures: readonly CaptureRecord[];
}

/** Against the revision or month before. */
export interface RowCounts {
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
}

/** A file of the project that parsing depends on; its bytes lie in `raw/` too. */
export interface FrozenInput {
  readonly file: string;
  readonly sha256: string;
  readonly size: number;
}

export interface Provenance {
  readonly version: 1;
  /** `briefwright 0.1.0`. */
  readonly tool: string;
  readonly month: Month;
  readonly revision: number;
  /** Id of the run that froze it. */
  readonly run: string;
  readonly frozenAt: string;
  /** The month whose collection found that the registry had changed since; absent where the month itself was collected. */
  readonly restatedBy?: Month;
  readonly observations: { readonly sha256: string; readonly rows: number };
  readonly inputs: readonly FrozenInput[];
  readonly sources: readonly SourceResult[];
}

export function formatProvenance(provenance: Provenance): string {
  return `${JSON.stringify(provenance, null, 1)}\n`;
}

/** Throws SNAPSHOT_NEWER (status 1) and SNAPSHOT_CORRUPT (status 1) for anything that formatProvenance does not write. */
export function parseProvenance(text: string, file: string): Provenance {
  const corrupt = (what: string): Error => failure('SNAPSHOT_CORRUPT', `It is not the provenance of a snapshot: ${what}.`, { file, hint: 'Take the folder back from version control or a backup; a snapshot is never changed once frozen.' }, 1);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corrupt('no JSON, or cut off');
  }
  if (!isRecord(value)) throw corrupt('no object');
  const { version, month, revision, observations, inputs, sources, run, tool, frozenAt } = value;
  if (typeof version === 'number' && version > 1) throw failure('SNAPSHOT_NEWER', 'The snapshot was frozen by a newer version of this program.', { file, hint: 'Use that version.' }, 1);
  if (version !== 1) throw corrupt(`its version is ${JSON.stringify(version) ?? 'absent'}, this program writes and reads version 1`);
  const isSound = typeof month === 'string' && Number.isSafeInteger(revision) && [run, tool, frozenAt].every((t) => typeof t === 'string') && isRecord(observations) && isHash(observations['sha256'])
    && Array.isArray(inputs) && inputs.every(isInput) && Array.isArray(sources);
  if (!isSound) throw corrupt('fields are missing');
  const bad = (sources as readonly unknown[]).findIndex((s) => !isSourceResult(s));
  if (bad >= 0) throw corrupt(`sources[${bad}] is incomplete`);
  return value as unknown as Provenance;
}

function isInput(value: unknown): boolean {
  return isRecord(value) && typeof value['file'] === 'string' && isHash(value['sha256']) && Number.isSafeInteger(value['size']);
}

function isSourceResult(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const texts = ['id', 'publisher', 'title', 'url', 'licence', 'attribution', 'counts', 'countsNot', 'base'];
  return texts.every((name) => typeof value[name] === 'string') && VERDICTS.some((v) => v === value['verdict']) && Array.isArray(value['captures']) && value['captures'].every(isCaptureRecord)
    && Array.isArray(value['reasons']) && Array.isArray(value['notes']) && isRecord(value['compared']) && Number.isSafeInteger(value['rows']);
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
