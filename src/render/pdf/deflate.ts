// Compresses streams by Node's own zlib, beside the calling thread: the library's, in JavaScript, takes ten times as long. Must not know what is in them.
import { deflate } from 'node:zlib';
import { PDFStream, type PDFContext, type PDFDict } from '@cantoo/pdf-lib';

export function pack(bytes: Uint8Array): Promise<Uint8Array> {
  // One piece: every further one calls back.
  return new Promise((resolve, reject) => deflate(bytes, { chunkSize: bytes.length + 64 }, (error, packed) => (error === null ? resolve(packed) : reject(error))));
}

/** A stream whose compression begins when it is made; `writePdf` waits for it. */
export class DeflatedStream extends PDFStream {
  readonly packed: Promise<Uint8Array>;

  private constructor(dict: PDFDict, bytes: Uint8Array) {
    super(dict);
    this.packed = pack(bytes);
    // Told by whoever waits for it; until then somebody else may have failed.
    this.packed.catch(() => undefined);
  }

  static of(context: PDFContext, bytes: Uint8Array, entries: Readonly<Record<string, unknown>> = {}): DeflatedStream {
    return new DeflatedStream(context.obj({ ...entries as Record<string, never>, Filter: 'FlateDecode' }), bytes);
  }
}
