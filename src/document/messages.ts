// All words that a reader sees, by key, in ICU message syntax. Must not read files.
import { IntlMessageFormat } from 'intl-messageformat';
import { BriefwrightError, failure, findNearest, type Problem } from '../errors.ts';
import type { Run, Text } from './briefing.ts';

/** What a placeholder may hold: words to choose by, or runs to print. */
export type MessageArgs = Readonly<Record<string, string | number | Run | Text>>;

export interface Messages {
  readonly locale: string;
  readonly has: (key: string) => boolean;
  /** Plain text; placeholders must be strings or numbers. Throws MESSAGE_MISSING or MESSAGE_ARGUMENT. */
  readonly text: (key: string, args?: Readonly<Record<string, string | number>>) => string;
  /** Running text. Throws MESSAGE_MISSING or MESSAGE_ARGUMENT. */
  readonly runs: (key: string, args?: MessageArgs) => Text;
  /** Names of the placeholders of a message. */
  readonly argumentsOf: (key: string) => readonly string[];
  /** Keys one level below `prefix`, in the file's order. */
  readonly keysUnder: (prefix: string) => readonly string[];
  /** The same words, but what cannot be said is told to `report` and stands as its key: to find all that is wrong, never to print. */
  readonly tolerant: (report: (problem: Problem) => void) => Messages;
}

/** One file's worth of words; `locate` gives a key's place for errors. */
export interface MessageFile {
  readonly file: string;
  readonly text: string;
  readonly tree: unknown;
  readonly locate: (path: readonly string[]) => { line: number; column: number } | undefined;
}

/** Messages of a locale; the first file that has a key wins, so that a project overrides single sentences. */
export function createMessages(locale: string, files: readonly MessageFile[]): Messages {
  const entries = new Map<string, { pattern: string; file: MessageFile; path: readonly string[] }>();
  for (const file of files) flatten(file.tree, [], (path, pattern) => {
    const key = path.join('.');
    if (!entries.has(key)) entries.set(key, { pattern, file, path });
  });
  const compiled = new Map<string, IntlMessageFormat>();
  const format = (key: string): IntlMessageFormat => {
    const ready = compiled.get(key);
    if (ready !== undefined) return ready;
    const entry = entries.get(key);
    if (entry === undefined) throw missing(key, locale, entries.keys(), files);
    const place = { file: entry.file.file, text: entry.file.text, ...entry.file.locate(entry.path) };
    try {
      const message = new IntlMessageFormat(entry.pattern, locale);
      compiled.set(key, message);
      return message;
    } catch (error) {
      throw failure('MESSAGE_SYNTAX', `"${key}" is not a message: ${reason(error)}.`, { ...place, hint: 'Check braces and commas; a quotation mark before a brace hides it.' });
    }
  };
  const strict = (key: string, args: MessageArgs): Run[] => {
    const entry = entries.get(key);
    try {
      // formatjs passes objects through as parts of their own, which keeps the meaning of a run.
      return format(key).formatToParts(args as Record<string, never>).flatMap((part) => toRuns(part.value));
    } catch (error) {
      if (entry === undefined || (error instanceof Error && error.name === 'BriefwrightError')) throw error;
      throw failure('MESSAGE_ARGUMENT', `"${key}" asks for a value that is not there: ${reason(error)}.`, {
        file: entry.file.file, text: entry.file.text, ...entry.file.locate(entry.path), hint: `It may use: ${Object.keys(args).join(', ')}.`,
      });
    }
  };
  const make = (run: typeof strict): Messages => ({
    locale,
    has: (key) => entries.has(key),
    text: (key, args = {}) => run(key, args).map((r) => (typeof r === 'string' ? r : textOf(r))).join(''),
    runs: (key, args = {}) => joinStrings(run(key, args)),
    argumentsOf: (key) => [...new Set(namesIn(format(key).getAst()))],
    tolerant: (report) => make((key, args) => {
      try {
        return strict(key, args);
      } catch (error) {
        if (!(error instanceof BriefwrightError)) throw error;
        error.problems.forEach(report);
        return [key];
      }
    }),
    keysUnder: (prefix) => [...new Set([...entries.keys()].filter((k) => k.startsWith(`${prefix}.`)).map((k) => k.slice(prefix.length + 1).split('.')[0] ?? ''))],
  });
  return make(strict);
}

/** The words of a run, without what it points to. */
export function textOf(run: Run): string {
  if (typeof run === 'string') return run;
  return 'text' in run ? run.text : '';
}

/** A text as one plain string. */
export function plain(text: Text): string {
  return text.map(textOf).join('');
}

function flatten(tree: unknown, path: readonly string[], visit: (path: readonly string[], pattern: string) => void): void {
  if (typeof tree === 'string' || typeof tree === 'number') visit(path, String(tree));
  else if (typeof tree === 'object' && tree !== null) for (const [key, value] of Object.entries(tree)) flatten(value, [...path, key], visit);
}

/** Placeholders of a parsed message, also inside its choices. */
function namesIn(ast: unknown): string[] {
  if (Array.isArray(ast)) return ast.flatMap(namesIn);
  if (typeof ast !== 'object' || ast === null) return [];
  const { type, value, options, children } = ast as { type?: number; value?: unknown; options?: Record<string, { value: unknown }>; children?: unknown };
  const own = type !== undefined && type >= 1 && type <= 6 && typeof value === 'string' ? [value] : [];
  return [...own, ...Object.values(options ?? {}).flatMap((o) => namesIn(o.value)), ...namesIn(children)];
}

function toRuns(value: unknown): Run[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(toRuns);
  return [value as Run];
}

function joinStrings(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const run of runs) {
    const last = out.at(-1);
    if (typeof run === 'string' && typeof last === 'string') out[out.length - 1] = last + run;
    else if (run !== '') out.push(run);
  }
  return out;
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}

function missing(key: string, locale: string, known: Iterable<string>, files: readonly MessageFile[]): Error {
  const near = findNearest(key, known);
  // The same part of another figure, rule or section is no misspelling of this one.
  const meant = near === undefined || near.split('.').at(-1) === key.split('.').at(-1) ? '' : ` Or did you mean "${near}"?`;
  return failure('MESSAGE_MISSING', `There is no message "${key}" for ${locale}.`, {
    // The package's own file is not where a project adds its words.
    file: files.find(({ file }) => file.startsWith('templates/'))?.file ?? `templates/messages/${new Intl.Locale(locale).language}.yaml`,
    hint: `Add it to this file of the project; "briefwright messages" lists everything that a language lacks.${meant}`,
  });
}
