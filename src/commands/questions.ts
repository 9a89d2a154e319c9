// Answers that a command needs: from its options, or asked on a terminal. Must not know what they are for.
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { textOf } from './command.ts';
import type { ParsedArgs } from './command.ts';

export interface Question {
  /** The option that answers it. */
  readonly option: string;
  readonly ask: string;
  readonly required: boolean;
}

/** By option; absent where an optional one was left empty. Throws USAGE_MISSING_OPTION for all that nobody answered. */
export async function readAnswers(questions: readonly Question[], args: ParsedArgs, effects: Effects): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const { option, ask, required } of questions) {
    let answer = textOf(args, option)?.trim() ?? '';
    // Whoever gives options is not asked for those that can be left out.
    if (answer === '' && effects.ask !== undefined && (required || Object.keys(args.values).length === 0)) answer = (await effects.ask(`${ask}${required ? '' : ' (may be empty)'}: `)).trim();
    if (answer !== '') answers.set(option, answer);
  }
  const open = questions.filter((q) => q.required && !answers.has(q.option));
  if (open.length > 0) throw new BriefwrightError(open.map((q) => ({ code: 'USAGE_MISSING_OPTION', message: `--${q.option} is needed: ${q.ask}.` })));
  return answers;
}
