// What every command looks like to the command line. Must not do a command's work.
// A command is a module: `src/commands/<name>.ts` exports `name`, `summary`, `help`, `options`, `positionals` and `run`.
import type { Effects } from '../effects.ts';

/** One `--option`. A string option names its value for the help text. */
export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  /** May be given several times; the value is then a list. */
  readonly multiple?: boolean;
  /** A string option that may stand alone; its value is then `true`. */
  readonly optional?: boolean;
  /** `YYYY-MM`, `DIR`: how the help text writes the value. */
  readonly value?: string;
  readonly help: string;
}

export type OptionValue = string | boolean | readonly string[];

/** The command line after parsing: names and types are checked, common options also by their form. */
export interface ParsedArgs {
  /** By option name without dashes; absent options are absent. */
  readonly values: Readonly<Record<string, OptionValue | undefined>>;
  readonly positionals: readonly string[];
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Usage and what it does; the option list is added to it. */
  readonly help: string;
  /** The command's own options; the common ones are always understood. */
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** How many words may follow the command, and what they are called in messages. */
  readonly positionals: { readonly min: number; readonly max: number; readonly label: string };
  /**
   * Returns the exit status. Throws BriefwrightError for what a user can mend: the command line
   * prints it (to stderr, or with `--json` as `{"ok": false, "problems": […]}` to stdout).
   */
  readonly run: (args: ParsedArgs, effects: Effects) => Promise<number>;
}

/** The value of a string option, or undefined when it was not given. */
export function textOf(args: ParsedArgs, name: string): string | undefined {
  const value = args.values[name];
  return typeof value === 'string' ? value : undefined;
}

/** The values of a `multiple` option, in the order given. */
export function listOf(args: ParsedArgs, name: string): readonly string[] {
  const value = args.values[name];
  return Array.isArray(value) ? value.filter((x) => typeof x === 'string') : [];
}

export function flagOf(args: ParsedArgs, name: string): boolean {
  return args.values[name] === true;
}

/** The one JSON value of `--json`. */
export function writeJson(effects: Effects, value: unknown): void {
  effects.stdout(`${JSON.stringify(value, null, 2)}\n`);
}
