// Problems as data, and the one error type that carries them to the command line.
// Must not print: `commands/` decides where a problem is shown.

/** One thing that is wrong, with all a person needs to mend it. Lines and columns count from 1. */
export interface Problem {
  /** Upper-case identifier that scripts can match, such as `CONFIG_UNKNOWN_KEY`. */
  readonly code: string;
  readonly message: string;
  /** Path relative to the project folder where there is one. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The whole text that `line` refers to; two lines above and below are shown. */
  readonly text?: string;
  readonly hint?: string;
  /** Places (`file:line:column`) that led here, the nearest first: the templates that call the one at fault. */
  readonly stack?: readonly string[];
}

/** 1 failed, 2 wrong usage, configuration, data or template, 3 data gaps under `--strict`, 130 interrupted. */
export type FailureStatus = 1 | 2 | 3 | 130;

/** Every failure that a user can do something about. `problems` is never empty. */
export class BriefwrightError extends Error {
  readonly problems: readonly Problem[];
  readonly status: FailureStatus;

  constructor(problems: readonly Problem[], status: FailureStatus = 2, cause?: unknown) {
    super(problems.map((p) => `${p.code}: ${p.message}`).join('\n'), cause === undefined ? undefined : { cause });
    this.name = 'BriefwrightError';
    this.problems = problems;
    this.status = status;
  }
}

/** Shorthand for a single problem. */
export function failure(code: string, message: string, rest: Omit<Problem, 'code' | 'message'> = {}, status: FailureStatus = 2): BriefwrightError {
  return new BriefwrightError([{ code, message, ...rest }], status);
}

/**
 * The block of `contract.md`: `file:line:column  CODE`, the message, the excerpt, the hint, what led there.
 * Plain text, no trailing newline.
 */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line, problem.line === undefined ? undefined : problem.column].filter((x) => x !== undefined).join(':');
  const out = [place === '' ? problem.code : `${place}  ${problem.code}`, `  ${problem.message}`];
  if (problem.text !== undefined && problem.line !== undefined) out.push(...excerpt(problem.text, problem.line));
  if (problem.hint !== undefined) out.push(`  ${problem.hint}`);
  if (problem.stack !== undefined && problem.stack.length > 0) out.push(`  Called from ${problem.stack.join(', from ')}.`);
  return out.join('\n');
}

function excerpt(text: string, line: number): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  const from = Math.max(1, line - 1);
  const to = Math.min(lines.length, line + 1);
  const width = String(to).length;
  const out: string[] = [];
  for (let n = from; n <= to; n++) {
    const shown = (lines[n - 1] ?? '').slice(0, 200);
    if (n === to && n !== line && shown === '') continue;
    out.push(`  ${n === line ? '>' : ' '} ${String(n).padStart(width)} | ${shown}`.trimEnd());
  }
  return out;
}

/** The known name that is nearest to `name` by edit distance, or undefined when none is near. */
export function findNearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, substitution));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** All results, or every problem of all that failed. */
export async function allOrProblems<T extends readonly Promise<unknown>[]>(work: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((s) => (s.status === 'rejected' ? [s.reason as unknown] : []));
  const other = reasons.find((r) => !(r instanceof BriefwrightError));
  if (other !== undefined) throw other;
  if (reasons.length > 0) throw new BriefwrightError(reasons.flatMap((r) => (r instanceof BriefwrightError ? r.problems : [])));
  return settled.map((s) => (s.status === 'fulfilled' ? s.value : undefined)) as { -readonly [K in keyof T]: Awaited<T[K]> };
}
