// `briefwright verify`: an edition built again and compared, byte by byte. Must not write anything.
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { flagOf, writeJson } from './command.ts';
import type { OptionSpec, ParsedArgs } from './command.ts';
import { readProject } from './edition-options.ts';
import { createProgress, printable } from './report.ts';

export const name = 'verify';
export const summary = 'builds an edition again and compares every file\'s bytes';
export const help = `Usage: briefwright verify <edition> [options]

Builds the edition again from the project's data, in memory, and compares every file with
the edition's manifest. <edition> is a folder or its short name (2025-11/open-models).
Says what has changed since: a version, an input, a file that was touched, and the first
difference of what is made now. It writes nothing and never uses the network.
Exit status 0 when every byte is the same, 1 when not.`;
export const options: Readonly<Record<string, OptionSpec>> = {};
export const positionals = { min: 1, max: 1, label: 'one edition' };

export async function run(args: ParsedArgs, effects: Effects): Promise<number> {
  const progress = createProgress(effects, flagOf(args, 'quiet'));
  const project = await readProject(args, effects);
  const { verifyEdition } = await import('../pipeline.ts');
  const { folder, files, differences } = await verifyEdition({ project, edition: args.positionals[0] ?? '', onProgress: progress.show }, effects).finally(progress.clear);
  if (differences.length > 0) throw new BriefwrightError(differences, 1);
  if (flagOf(args, 'json')) writeJson(effects, { ok: true, folder, files });
  else effects.stdout(printable(`${folder}: ${files} files, the same bytes.\n`));
  return 0;
}
