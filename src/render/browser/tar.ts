// Reads the plain files of an uncompressed tar archive (ustar). Must not write to disk.

export interface TarFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const BLOCK = 512;

/** Regular files only; folders, links and devices are left out. Throws RangeError when the archive is cut short. */
export function parseTar(archive: Uint8Array): TarFile[] {
  const text = (from: number, length: number): string =>
    Buffer.from(archive.subarray(from, from + length)).toString('utf8').replace(/\0[\s\S]*$/, '');
  const files: TarFile[] = [];
  let at = 0;
  while (at + BLOCK <= archive.length && archive[at] !== 0) {
    const size = Number.parseInt(text(at + 124, 12).trim(), 8);
    const kind = text(at + 156, 1);
    const start = at + BLOCK;
    if (!Number.isSafeInteger(size) || start + size > archive.length) throw new RangeError('The archive is cut short.');
    if (kind === '0' || kind === '') files.push({ name: text(at, 100), bytes: archive.subarray(start, start + size) });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
