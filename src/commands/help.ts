// Help texts, laid out from the commands' own descriptions. Must not know one command from another.
import { COMMON_OPTIONS } from './common-options.ts';
import type { Command, OptionSpec } from './command.ts';

/** The text of `briefwright --help`. */
export function helpOf(commands: readonly Command[]): string {
  return [
    'briefwright: monthly policy briefings from sourced figures',
    '',
    'Usage: briefwright [command] [options]',
    '       briefwright [brief]              the same as "briefwright build [brief]"',
    '',
    'Commands:',
    ...columns(commands.map((c) => [c.name, c.summary])),
    '',
    'Options of every command:',
    ...columns(optionRows(COMMON_OPTIONS)),
    '',
    'Exit status: 0 done, 1 failed, 2 wrong usage, configuration, data or template,',
    '             3 done with data gaps under --strict, 130 interrupted.',
    'Results go to stdout, everything else to stderr.',
    'More on a command: briefwright <command> --help',
    '',
  ].join('\n');
}

/** The text of `briefwright <command> --help`. */
export function commandHelp(command: Command): string {
  const own = optionRows(command.options);
  return [
    command.help.trimEnd(),
    '',
    ...(own.length === 0 ? [] : ['Options:', ...columns(own), '']),
    'Options of every command:',
    ...columns(optionRows(COMMON_OPTIONS)),
    '',
  ].join('\n');
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): [string, string][] {
  return Object.entries(options).map(([name, spec]) => {
    const value = spec.type === 'string' ? ` ${spec.value ?? 'VALUE'}` : '';
    return [`${name === 'help' ? '-h, ' : ''}--${name}${value}`, `${spec.help}${spec.multiple === true ? ' (repeatable)' : ''}`];
  });
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
