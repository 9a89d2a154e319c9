// A message as a stream that knows how much of it has been taken. Must not change a byte.
import { Readable } from 'node:stream';

export interface MessageSource {
  readonly stream: Readable;
  /**
   * True when the last byte has been handed over: from then on the server may have the whole message, whatever
   * happens to the connection. While it is false the final dot cannot have been sent, so the message is not accepted.
   */
  readonly isExhausted: () => boolean;
}

const CHUNK = 16 * 1024;

export function createSource(bytes: Uint8Array): MessageSource {
  const at = { position: 0, exhausted: false };
  const stream = new Readable({
    highWaterMark: CHUNK,
    read() {
      if (at.position >= bytes.length) {
        at.exhausted = true;
        this.push(null);
        return;
      }
      const chunk = bytes.subarray(at.position, at.position + CHUNK);
      at.position += chunk.length;
      this.push(chunk);
    },
  });
  return { stream, isExhausted: () => at.exhausted };
}
