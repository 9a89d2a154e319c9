// Messages out of a Maildir, an mbox, or a stream, one at a time and never whole when large. Must not change or move one.
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../errors.ts';

export interface SourceMessage {
  /** File name, or its number in an mbox. */
  readonly name: string;
  /** At most MAX_MESSAGE: a report stands before the message that it returns. */
  readonly bytes: Uint8Array;
}

export const MAX_MESSAGE = 1_000_000;
const FROM = Buffer.from('From ');
const LF = 0x0a;

/** `path` is a Maildir (its `new` and `cur`), a folder of messages, an mbox, or one message. Throws BOUNCES_UNREADABLE (status 2). */
export async function* readMessages(path: string): AsyncGenerator<SourceMessage> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw failure('BOUNCES_UNREADABLE', `${path} cannot be read.`, { hint: 'Name a Maildir, an mbox file, one message, or - for standard input.' });
  if (!found.isDirectory()) return yield* splitMessages(createReadStream(path));
  for (const folder of [join(path, 'new'), join(path, 'cur'), path]) {
    const entries = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isFile() && !entry.name.startsWith('.')).map((entry) => entry.name).sort();
    for (const name of entries) yield { name, bytes: await readHead(join(folder, name)) };
  }
}

/** A stream that begins with `From ` is an mbox, any other one message. */
export async function* splitMessages(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<SourceMessage> {
  const state: { isBox: boolean | undefined; number: number; size: number; chunks: Buffer[]; emptyBefore: boolean } = { isBox: undefined, number: 0, size: 0, chunks: [], emptyBefore: true };
  const take = (): SourceMessage | undefined => {
    const bytes = Buffer.concat(state.chunks);
    Object.assign(state, { chunks: [], size: 0 });
    return bytes.length === 0 ? undefined : { name: String((state.number += 1)), bytes };
  };
  for await (const line of linesOf(stream)) {
    state.isBox ??= line.subarray(0, FROM.length).equals(FROM);
    if (state.isBox && state.emptyBefore && line.subarray(0, FROM.length).equals(FROM)) {
      const message = take();
      if (message !== undefined) yield message;
    } else if (state.size < MAX_MESSAGE) {
      // mboxrd: one `>` was added to lines that looked like the beginning of a message.
      const clean = state.isBox && /^>+From /.test(line.subarray(0, 40).toString('latin1')) ? line.subarray(1) : line;
      state.chunks.push(clean);
      state.size += clean.length;
    }
    state.emptyBefore = line.length === 1 || (line.length === 2 && line[0] === 0x0d);
  }
  const last = take();
  if (last !== undefined) yield last;
}

/** With their line ends; a line of more than MAX_MESSAGE bytes comes in pieces. */
async function* linesOf(stream: AsyncIterable<Uint8Array | string>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    const data = Buffer.concat([rest, typeof chunk === 'string' ? Buffer.from(chunk) : chunk]);
    let start = 0;
    for (let end = data.indexOf(LF); end >= 0; end = data.indexOf(LF, start)) {
      yield data.subarray(start, end + 1);
      start = end + 1;
    }
    rest = data.subarray(start);
    if (rest.length > MAX_MESSAGE) {
      yield rest;
      rest = Buffer.alloc(0);
    }
  }
  if (rest.length > 0) yield rest;
}

async function readHead(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, MAX_MESSAGE));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
