// Several readings whose problems are wanted together: one run names all that is wrong. Must not hide an unexpected failure.
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';

export interface ProblemCollector {
  readonly problems: readonly Problem[];
  /** The result of `read`, or undefined when it threw a BriefwrightError, whose problems are kept. */
  readonly attempt: <T>(read: () => T | Promise<T>) => Promise<T | undefined>;
}

export function collectProblems(): ProblemCollector {
  const problems: Problem[] = [];
  return {
    problems,
    attempt: async (read) => {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof BriefwrightError) || error.status === 130) throw error;
        problems.push(...error.problems);
        return undefined;
      }
    },
  };
}
