// Bytes off the wire → a body that is whole, decoded, of the right type and within its limit. Must not ask again.
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { writeChunks } from '../files.ts';
import type { BodyKind } from './source.ts';

/** Why an answer cannot be used. `isLasting` when asking again would bring the same, unless something in between answered in the source's place. */
export class AnswerFault extends Error {
  readonly code: string;
  readonly isLasting: boolean;

  constructor(code: string, message: string, isLasting = false) {
    super(message);
    this.name = 'AnswerFault';
    this.code = code;
    this.isLasting = isLasting;
  }
}

/** Media types by kind; a missing type is accepted where the bytes show what they are. */
const TYPES: Readonly<Record<BodyKind, RegExp>> = {
  json: /^(application\/(json|[\w.-]+\+json)|text\/json)$/,
  ndjson: /^(application\/(x-ndjson|ndjson|jsonl|json|jsonlines|x-jsonlines|octet-stream)|text\/plain)$/,
  csv: /^(text\/(csv|plain)|application\/(csv|octet-stream|vnd\.ms-excel))$/,
  text: /^(text\/(?!html)[\w.-]+|application\/(json|yaml|x-yaml|octet-stream))$/,
  binary: /^(?!text\/html$)/,
};

export interface RawAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/** Reads and checks a whole body of at most `most` bytes after decompression. Throws AnswerFault. */
export async function readAnswerBody({ headers, chunks }: RawAnswer, kind: BodyKind, most: number): Promise<Uint8Array> {
  checkType(headers['content-type'], kind);
  const encoding = encodingOf(headers['content-encoding']);
  checkEnd(headers, kind, encoding);
  const bytes = await readChunks(chunks, most);
  const body = encoding === 'gzip' ? await unzip(bytes, most) : bytes;
  checkBody(body, kind);
  return body;
}

/**
 * The same for a body that is too large for memory: into the file `path`, which is gone again when anything goes wrong.
 * Throws AnswerFault, or BriefwrightError WRITE_FAILED for the disk.
 */
export async function writeAnswerBody({ headers, chunks }: RawAnswer, path: string, most: number): Promise<void> {
  checkType(headers['content-type'], 'binary');
  if (encodingOf(headers['content-encoding']) !== 'identity') throw new AnswerFault('HTTP_ENCODING', 'the answer is compressed on the way, which was not asked for', true);
  checkEnd(headers, 'binary', 'identity');
  if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(most);
  await writeChunks(path, limited(chunks, most));
}

async function* limited(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw tooLarge(most);
    yield chunk;
  }
}

/** The first bytes of an error's body, decoded as far as possible; never throws. */
export async function readErrorText({ headers, chunks }: RawAnswer): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      size += chunk.length;
      if (size > 16_384) break;
    }
  } catch {
    // What came before the break is still worth showing.
  }
  const bytes = Buffer.concat(parts);
  const plain = headers['content-encoding'] === 'gzip' ? await unzip(bytes, 65_536).catch(() => Buffer.alloc(0)) : bytes;
  return messageOf(new TextDecoder('utf-8').decode(plain.subarray(0, 16_384)), headers['content-type'] ?? '');
}

/** `error`, `message` or `error_description` of a JSON body, the title of a page, or the text itself; one line. */
function messageOf(text: string, type: string): string {
  const found = /json/.test(type) ? maybeJsonMessage(text) : /html/.test(type) ? /<title[^>]*>([^<]{1,300})/i.exec(text)?.[1] : undefined;
  return (found ?? text).replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim().slice(0, 300);
}

function maybeJsonMessage(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    const record = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
    for (const field of [record['error'], record['message'], record['error_description'], record['detail']]) {
      if (typeof field === 'string') return field;
      if (typeof field === 'object' && field !== null && 'message' in field && typeof field.message === 'string') return field.message;
    }
  } catch {
    // Not JSON after all: the text is shown.
  }
  return undefined;
}

function checkType(header: string | undefined, kind: BodyKind): void {
  const type = (header ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === '' ? kind === 'text' : !TYPES[kind].test(type)) throw new AnswerFault('HTTP_CONTENT_TYPE', `the answer is ${type === '' ? 'of no stated type' : type}, not ${kind}`);
}

function encodingOf(header: string | undefined): 'gzip' | 'identity' {
  const encoding = (header ?? '').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  throw new AnswerFault('HTTP_ENCODING', `the answer is encoded as "${encoding.slice(0, 60)}", only gzip was asked for`, true);
}

/** A text that ends where the connection ends may have been cut; JSON and gzip show it themselves. */
function checkEnd(headers: Readonly<Record<string, string>>, kind: BodyKind, encoding: 'gzip' | 'identity'): void {
  const isFramed = headers['content-length'] !== undefined || /chunked/i.test(headers['transfer-encoding'] ?? '');
  if (!isFramed && encoding === 'identity' && kind !== 'json') throw new AnswerFault('HTTP_NO_END', 'the answer does not say where it ends');
}

async function readChunks(chunks: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > most) throw tooLarge(most);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

async function unzip(bytes: Uint8Array, most: number): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: most });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(most);
    throw new AnswerFault('HTTP_TRUNCATED', 'the compressed answer is broken or ends early');
  }
}

function tooLarge(most: number): AnswerFault {
  return new AnswerFault('HTTP_TOO_LARGE', `the answer is larger than ${Math.round(most / 1024 / 1024 * 10) / 10} MiB after decompression`, true);
}

function checkBody(body: Uint8Array, kind: BodyKind): void {
  if (kind === 'binary') return;
  if (body[0] === 0x1f && body[1] === 0x8b) throw new AnswerFault('HTTP_ENCODING', 'the answer is compressed twice', true);
  if (kind !== 'json') return;
  const text = new TextDecoder('utf-8').decode(body);
  try {
    JSON.parse(text);
  } catch {
    throw new AnswerFault('HTTP_NOT_JSON', text.trim() === '' ? 'the answer is empty' : 'the answer is no JSON, or ends early');
  }
}
