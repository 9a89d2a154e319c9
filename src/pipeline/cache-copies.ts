// Copies of frozen tables between builds, in a store that is opened when the first snapshot asks for it. Must not know what is in them.
import type { CopyStore } from '../history/snapshot-copy.ts';
import type { EditionCache } from './cache-edition.ts';
import { storeReader, type CacheStore } from './cache-store.ts';

const NAME = 'snapshots';
/** In bytes. Sixty months of 3,000 models take about 2 MB. */
const LIMIT = 128 * 1024 * 1024;

export function keepCopies({ program, open }: Pick<EditionCache, 'program' | 'open'>): CopyStore {
  let opening: Promise<CacheStore | undefined> | undefined;
  let wrote = false;
  const store = (): Promise<CacheStore | undefined> => (opening ??= open(NAME, LIMIT));
  return {
    program,
    maybeRead: async (key) => (await store())?.maybeRead(key),
    write: async (key, bytes) => {
      wrote = true;
      await (await store())?.write(key, bytes);
    },
    trim: async () => {
      if (wrote) await (await store())?.trim();
    },
  };
}

/** What earlier builds have kept; nothing is written. */
export function readCopies(state: string, program: string): CopyStore {
  return { program, ...storeReader(state, NAME), write: () => Promise.resolve(), trim: () => Promise.resolve() };
}
