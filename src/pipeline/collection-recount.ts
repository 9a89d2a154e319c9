// A dump that was counted once, counted again under another registry where it still lies. Must not take another dump for it.
import { join } from 'node:path';
import type { Effects } from '../effects.ts';
import { sha256 } from '../files.ts';
import type { SourceResult } from '../history/provenance.ts';
import type { Revision } from '../history/snapshot.ts';
import { cutoffOf } from '../period.ts';
import { captureOf } from '../sources/gathering.ts';
import type { CaptureRecord } from '../sources/journal.ts';
import type { RawStore } from '../sources/raw-store.ts';
import { SourceFailure } from '../sources/source.ts';
import { censusSource } from './collection-census.ts';
import { findDump } from './collection-dumps.ts';
import { partialStore } from './collection-partial.ts';
import { registryHash } from './collection-registry.ts';
import type { CollectSettings } from './collection-settings.ts';

export interface Recounted {
  readonly captures: readonly CaptureRecord[];
  readonly carriedFrom: undefined;
  readonly store: RawStore;
}

/** Throws SourceFailure when the dump is gone or is another one. */
export async function recountDump(result: SourceResult, previous: Revision, settings: CollectSettings, effects: Effects): Promise<Recounted> {
  const { project, registry, cutoffDay, inputs } = settings;
  const { month } = previous.provenance;
  const hash = result.captures[0]?.headers['dump-sha256'] ?? '';
  const dump = await findDump(project.state, hash);
  const again = `Count it again with "collect --month ${month} --source ${result.id} --source-url ${result.id}=PATH".`;
  if (dump === undefined) throw new SourceFailure('CENSUS_FILE', `${month} was counted under an earlier registry, and nobody knows where its dump lies. ${again}`, '');
  const today = new Date(effects.now()).toISOString().slice(0, 10);
  const source = censusSource({ projectDir: project.root, state: project.state, registry, registryHash: registryHash(inputs), dump, shown: result.captures[0]?.url.split('#sha256=')[0] ?? result.base, cutoff: cutoffOf(month, cutoffDay), today });
  const store = partialStore(join(project.state, 'collect', month));
  const captures: CaptureRecord[] = [];
  const refuse = (): never => {
    throw new TypeError('A dump asks for nothing.');
  };
  await source.gather({
    month, base: result.base, registry, signal: effects.signal, expect: () => undefined, each: async () => undefined, fetch: refuse, read: refuse, download: refuse,
    keep: async (key, url, body, headers) => {
      const record: CaptureRecord = { key, url, status: 200, headers, sha256: await store.put(body), size: body.length, attempts: 0, request: sha256(url), capturedAt: new Date(effects.now()).toISOString() };
      captures.push(record);
      return captureOf(record, store);
    },
  });
  if (captures[0]?.headers['dump-sha256'] !== hash) throw new SourceFailure('CENSUS_CHANGED', `${month} was counted under an earlier registry, and the dump that lies in its place is another one. ${again}`, '');
  return { captures, carriedFrom: undefined, store };
}
