// Prepares and composes editions for tests, of the shipped project or of another folder.
import { join } from 'node:path';
import type { Effects } from '../../src/effects.ts';
import { composeEdition, type ComposedEdition } from '../../src/pipeline/edition.ts';
import { prepareEdition, type Prepared } from '../../src/pipeline/preparation.ts';
import { resolveProject, type Project } from '../../src/project.ts';

export const ROOT = join(import.meta.dirname, '..', '..');

export const effects: Effects = {
  env: process.env, cwd: ROOT, now: () => 0, stdout: () => undefined, stderr: () => undefined, isTerminal: false, signal: new AbortController().signal,
};

export function project(folder: string = ROOT, out?: string): Promise<Project> {
  return resolveProject({ project: folder, ...(out === undefined ? {} : { out }) }, ROOT);
}

export async function compose(request: { readonly month?: string; readonly folder?: string; readonly brief?: string; readonly variant?: string }): Promise<{ prepared: Prepared; composed: ComposedEdition }> {
  const { month, variant } = request;
  const prepared = await prepareEdition({
    project: await project(request.folder), brief: request.brief ?? 'open-models', ...(month === undefined ? {} : { month }), ...(variant === undefined ? {} : { variant }),
  }, effects);
  return { prepared, composed: await composeEdition(prepared, false) };
}
