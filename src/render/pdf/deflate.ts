// Compresses streams by Node's own zlib: the library's, in JavaScript, takes ten times as long. Must not know what is in them.
import { deflate, deflateSync } from 'node:zlib';
import { PDFRawStream, type PDFContext } from '@cantoo/pdf-lib';

/** Beside the calling thread. */
export function pack(bytes: Uint8Array): Promise<Uint8Array> {
  // One piece: every further one calls back.
  return new Promise((resolve, reject) => deflate(bytes, { chunkSize: bytes.length + 64 }, (error, packed) => (error === null ? resolve(packed) : reject(error))));
}

export function packedStream(context: PDFContext, packed: Uint8Array, entries: Readonly<Record<string, unknown>> = {}): PDFRawStream {
  return PDFRawStream.of(context.obj({ ...entries as Record<string, never>, Length: packed.length, Filter: 'FlateDecode' }), packed);
}

export function deflatedStream(context: PDFContext, bytes: Uint8Array, entries: Readonly<Record<string, unknown>> = {}): PDFRawStream {
  return packedStream(context, deflateSync(bytes), entries);
}
