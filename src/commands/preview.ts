// `briefwright preview`: the edition in a browser, new after each save. Must not serve it.
import type { Effects } from '../effects.ts';
import { failure, formatProblem, type Problem } from '../errors.ts';
import { flagOf, textOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readEditionOptions } from './edition-options.ts';
import { createProgress, printable, redact, writeProblems } from './report.ts';

export const name = 'preview';
export const summary = 'shows an edition in a browser, new after each save';
export const help = `Usage: briefwright preview [brief] [options]

Prints an address on this machine. Open it in a browser: it shows the edition as sheets
and as mail, with its findings, figures, checks and the trace of every number. A saved
template, style, chart, message, commentary or data file is shown at once.
The address holds a secret and works only while the command runs; Ctrl-C ends it.
It writes nothing and uses no network.`;
export const options: Readonly<Record<string, OptionSpec>> = {
  port: { type: 'string', value: 'N', help: 'the port to listen on (default: any that is free)' },
};
export const positionals = { min: 0, max: 1, label: 'one brief' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const port = readPort(textOf(args, 'port'));
  const { project, brief, month, variant, locale } = await readEditionOptions(args, args.positionals[0], effects, createProgress(effects, true));
  const look = { ...(month === undefined ? {} : { month }), ...(variant === undefined ? {} : { variant }), ...(locale === undefined ? {} : { locale }) };
  const { startPreview } = await import('../preview/preview.ts');
  const preview = await startPreview({ project, brief, look, port, describe: (problems) => blocksOf(problems, effects), onFailure: createFailureWriter(effects) }, effects);
  try {
    if (flagOf(args, 'json')) writeJson(effects, { ok: true, url: preview.url });
    else effects.stdout(`${preview.url}\n`);
    if (effects.isTerminal && !flagOf(args, 'quiet')) effects.stderr('Open this address in a browser. Ctrl-C ends the preview.\n');
    await interrupted(effects.signal);
  } finally {
    await preview.close();
  }
  return 130;
}

function readPort(text: string | undefined): number {
  const port = text === undefined ? 0 : /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw failure('USAGE_BAD_VALUE', `--port cannot be "${text ?? ''}".`, { hint: 'Write a number up to 65535, or leave it out to take any port that is free.' });
  return port;
}

function blocksOf(problems: readonly Problem[], effects: Effects): string {
  return problems.map((problem) => printable(redact(formatProblem(problem), effects.env))).join('\n\n');
}

/** The same problems are not written twice in a row, however many pages are open. */
function createFailureWriter(effects: Effects): (problems: readonly Problem[]) => void {
  let last = '';
  return (problems) => {
    const text = blocksOf(problems, effects);
    if (text !== last) writeProblems(problems, effects);
    last = text;
  };
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
