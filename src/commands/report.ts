// How problems and progress reach a person: colour, secrets, escape sequences. Must not decide an exit status.
import type { Effects } from '../effects.ts';
import { formatProblem } from '../errors.ts';
import type { Problem } from '../errors.ts';

/** FORCE_COLOR decides where it is set, then NO_COLOR, then whether stderr is a terminal that can. */
export function hasColour({ env, isTerminal }: Pick<Effects, 'env' | 'isTerminal'>): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Writes the blocks to stderr, an empty line between two. */
export function writeProblems(problems: readonly Problem[], effects: Effects): void {
  const blocks = problems.map((p) => {
    const [head = '', ...rest] = printable(redact(formatProblem(p), effects.env)).split('\n');
    return [hasColour(effects) ? `\u001b[31;1m${head}\u001b[0m` : head, ...rest].join('\n');
  });
  effects.stderr(`${blocks.join('\n\n')}\n`);
}

/** The value that `--json` prints for a failure; the whole text of a file is left out. */
export function failureValue(problems: readonly Problem[], env: Effects['env']): unknown {
  return {
    ok: false,
    problems: problems.map(({ text: _, ...rest }) => Object.fromEntries(Object.entries(rest).map(([k, v]) => [k, typeof v === 'string' ? redact(v, env) : v]))),
  };
}

/** Stack and causes, for `--debug`. */
export function writeStack(error: unknown, effects: Effects): void {
  for (let cause: unknown = error, depth = 0; cause !== undefined && depth < 8; depth++) {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    effects.stderr(`${depth === 0 ? '' : 'Caused by: '}${printable(redact(text, effects.env))}\n`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
}

const SECRETS = ['HF_TOKEN', 'OPENROUTER_API_KEY', 'GITHUB_TOKEN', 'SMTP_URL', 'BRIEFWRIGHT_UNSUBSCRIBE_SECRET'];
const WITH_PASSWORD = ['SMTP_URL', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'HF_ENDPOINT'];

/** `text` without the values of secret variables and without passwords in addresses. */
export function redact(text: string, env: Effects['env']): string {
  const secrets = SECRETS.map((name) => env[name] ?? '');
  for (const name of WITH_PASSWORD) {
    const url = URL.parse(env[name] ?? '');
    if (url !== null && url.password !== '') secrets.push(url.password, maybeDecoded(url.password));
  }
  const known = secrets.filter((s) => s.length >= 4).sort((a, b) => b.length - a.length);
  const cleared = known.reduce((out, secret) => out.replaceAll(secret, '[hidden]'), text);
  return cleared.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:]*:[^\s/@]+@/gi, '$1[hidden]@');
}

function maybeDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `text` without the control characters by which a file could drive a terminal. */
export function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

export interface Progress {
  /** Replaces the line of the stage before. */
  readonly show: (stage: string) => void;
  /** Removes the line. */
  readonly clear: () => void;
}

/** One line on a terminal; nothing in a pipe, under CI, or when `quiet`. */
export function createProgress(effects: Effects, quiet: boolean): Progress {
  const ci = effects.env['CI'] ?? '';
  const live = effects.isTerminal && !quiet && effects.env['TERM'] !== 'dumb' && (ci === '' || ci === 'false' || ci === '0');
  const write = (text: string): void => {
    if (live) effects.stderr(`\r\u001b[2K${text}`);
  };
  return { show: (stage) => write(`${printable(stage).slice(0, 78)}…`), clear: () => write('') };
}
