// Where the list of recipients comes from: the private file, or a program that prints it. Must not hand a secret to that program.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure } from '../../errors.ts';
import type { Recipient } from './recipient.ts';
import { parseRecipients, RECIPIENT_COLUMNS } from './recipient-table.ts';

export const RECIPIENTS_FILE = 'data/private/recipients.csv';
const MAX_BYTES = 50_000_000;
const COMMAND_LIMIT = 60_000;
/** What a program needs to run and to speak; everything else of the environment stays here. */
const PASSED = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot', 'PATHEXT'] as const;

export interface RecipientRequest {
  /** The project's folder. */
  readonly root: string;
  /** Program and arguments instead of the file. */
  readonly command?: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** The whole list, active or not. Throws RECIPIENTS_MISSING, RECIPIENTS_UNREADABLE, RECIPIENTS_COMMAND (status 1), and all that parseRecipients finds. */
export async function readRecipients(request: RecipientRequest): Promise<readonly Recipient[]> {
  const [bytes, file] = request.command === undefined ? [await readList(request.root), RECIPIENTS_FILE] as const : [await runCommand(request.command, request), 'recipients_command'] as const;
  return parseRecipients(decode(bytes, file), file);
}

async function readList(root: string): Promise<Uint8Array> {
  const path = join(root, ...RECIPIENTS_FILE.split('/'));
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'ENOENT') throw failure('RECIPIENTS_UNREADABLE', `The list of recipients cannot be read (${code}).`, { file: RECIPIENTS_FILE });
    throw failure('RECIPIENTS_MISSING', 'There is no list of recipients.', { file: RECIPIENTS_FILE, hint: `Write one: the first line is ${RECIPIENT_COLUMNS.join(',')}, then one line for each person; only the address must be filled. For a proof, name one with --to ADDRESS.` });
  }
}

async function runCommand(command: readonly string[], { root, env, signal }: RecipientRequest): Promise<Uint8Array> {
  const [program = '', ...args] = command;
  const passed = Object.fromEntries(PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const child = execFile(program, args, { cwd: root, env: passed, encoding: 'buffer', maxBuffer: MAX_BYTES, timeout: COMMAND_LIMIT, killSignal: 'SIGKILL', signal, shell: false }, (error, stdout, stderr) => {
    if (error === null) return resolve(stdout);
    const said = stderr.toString('utf8').split('\n').find((line) => line.trim() !== '') ?? error.message.split('\n')[0] ?? '';
    const how = error.killed === true && error.code === undefined ? `it took longer than ${COMMAND_LIMIT / 1000} s` : said.slice(0, 300);
    return reject(failure('RECIPIENTS_COMMAND', `The program that prints the list of recipients failed: ${how}`, { hint: 'Run it by hand in the project folder; it gets no secrets from the environment.' }, signal.aborted ? 130 : 1));
  });
  child.stdin?.end();
  return promise;
}

function decode(bytes: Uint8Array, file: string): string {
  if (bytes.length > MAX_BYTES) throw failure('RECIPIENTS_UNREADABLE', `The list has ${bytes.length} bytes; ${MAX_BYTES} are allowed.`, { file });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw failure('RECIPIENTS_UNREADABLE', 'The list is not UTF-8 text.', { file, hint: 'Save it as "CSV UTF-8".' });
  }
}
