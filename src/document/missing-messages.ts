// All that a language lacks for one document, not only the first: it is made once more over the gaps. Must not fill them.
import { BriefwrightError, type Problem } from '../errors.ts';
import type { Messages } from './messages.ts';

/** What `compose` makes of `messages`; throws the problems of every message that it asks for and cannot have. */
export function withAllMessages<T>(messages: Messages, compose: (messages: Messages) => T): T {
  try {
    return compose(messages);
  } catch (error) {
    if (!isOfMessages(error)) throw error;
    const found = new Map<string, Problem>();
    try {
      compose(messages.tolerant((problem) => found.set(problem.message, problem)));
    } catch (other) {
      // What cannot be made over a gap says nothing of its own.
      if (!(other instanceof BriefwrightError)) throw error;
    }
    throw found.size === 0 ? error : new BriefwrightError(joinMissing([...found.values()]));
  }
}

function isOfMessages(error: unknown): error is BriefwrightError {
  return error instanceof BriefwrightError && error.problems.every((problem) => problem.code.startsWith('MESSAGE_'));
}

/** Several missing messages of one file as one list, to be copied from; others as they are. */
function joinMissing(problems: readonly Problem[]): readonly Problem[] {
  const missing = problems.filter((problem) => problem.code === 'MESSAGE_MISSING');
  const [first] = missing;
  if (first === undefined || missing.length === 1) return problems;
  const [, locale = ''] = / for (\S+)\.$/.exec(first.message) ?? [];
  const keys = missing.map((problem) => /"(.*)"/.exec(problem.message)?.[1] ?? '');
  const joined: Problem = { ...first, message: [`This edition asks for ${keys.length} messages that are missing for ${locale}:`, ...keys.map((key) => `  ${key}`)].join('\n  '), hint: 'Add them to this file of the project; "briefwright messages" lists them, and what else the language lacks, with the original.' };
  return [joined, ...problems.filter((problem) => problem.code !== 'MESSAGE_MISSING')];
}
