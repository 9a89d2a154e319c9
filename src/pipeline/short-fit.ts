// Editions of two pages: printed with less in them when they are too long. Must not choose the figures.
import { choosesFigures, LAST_SIZE } from '../document/short-edition.ts';
import type { BriefConfig } from '../config/brief-config.ts';
import { BriefwrightError } from '../errors.ts';

export interface Fitting<Composed, Printed> {
  readonly config: BriefConfig;
  /** As large as it may be. */
  readonly composed: Composed;
  readonly compose: (size: number) => Promise<Composed>;
  readonly print: (composed: Composed) => Promise<Printed>;
}

/** Whether what is too long may be printed with less in it. */
export const mayPrintAgain = choosesFigures;

/** What is printed and what it was composed of. Throws what `print` throws when the least does not fit either, and for any other reason at once. */
export async function printFitting<Composed, Printed>({ config, composed, compose, print }: Fitting<Composed, Printed>): Promise<Printed & { readonly composed: Composed }> {
  let current = composed;
  for (let size = 0; ; size++) {
    try {
      return { ...(await print(current)), composed: current };
    } catch (error) {
      if (size === LAST_SIZE || !choosesFigures(config) || !isTooLong(error)) throw error;
    }
    current = await compose(size + 1);
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof BriefwrightError && error.problems.every((p) => p.code === 'PDF_PAGE_COUNT');
}
