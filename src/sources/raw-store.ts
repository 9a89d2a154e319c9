// Bodies as they came, by their SHA-256, compressed. What lies under a name is whole and is what the name says, or an error.
// Must not know what a body means.
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { failure } from '../errors.ts';
import { sha256, writeFile } from '../files.ts';

export interface RawStore {
  /** Gives the SHA-256 of `body` once it lies on the disk. Throws WRITE_FAILED. */
  readonly put: (body: Uint8Array) => Promise<string>;
  /** `size` bytes, checked. Throws RAW_CORRUPT (status 1) for a file that is missing or altered. */
  readonly get: (hash: string, size: number) => Promise<Uint8Array>;
  /** Absolute path of the file that holds the body. */
  readonly pathOf: (hash: string) => string;
  readonly hashes: () => Promise<readonly string[]>;
}

/** A store in `folder`; `shown` is how messages name it. The folder need not exist. */
export function createRawStore(folder: string, shown: string): RawStore {
  const name = (hash: string): string => `${hash.slice(0, 2)}/${hash}.zst`;
  const pathOf = (hash: string): string => join(folder, ...name(hash).split('/'));
  return {
    pathOf,
    put: async (body) => {
      const hash = sha256(body);
      const path = pathOf(hash);
      if (!(await isIntact(path, hash, body.length))) await writeFile(path, await promisify(zstdCompress)(body));
      return hash;
    },
    get: async (hash, size) => {
      const body = await maybeBody(pathOf(hash), hash, size);
      if (body !== undefined) return body;
      throw failure('RAW_CORRUPT', `The raw body ${hash.slice(0, 12)}… is missing or was altered.`, { file: `${shown}/${name(hash)}`, hint: 'Take the file back from version control or a backup; nothing is computed from an altered one.' }, 1);
    },
    hashes: async () => {
      const entries = await readdir(folder, { recursive: true }).catch(() => []);
      return entries.flatMap((entry) => /([0-9a-f]{64})\.zst$/.exec(entry)?.[1] ?? []).sort();
    },
  };
}

/** The body, or undefined when the file is missing, cannot be unpacked, is larger than `size` or has another hash. */
async function maybeBody(path: string, hash: string, size: number): Promise<Uint8Array | undefined> {
  try {
    const body = await promisify(zstdDecompress)(await readFile(path), { maxOutputLength: Math.max(1, size) });
    return body.length === size && sha256(body) === hash ? body : undefined;
  } catch {
    return undefined;
  }
}

async function isIntact(path: string, hash: string, size: number): Promise<boolean> {
  const exists = await access(path).then(() => true, () => false);
  return exists && (await maybeBody(path, hash, size)) !== undefined;
}
