// The list of commands; each is loaded when it is asked for. Must not import one statically.
import type { Command } from './command.ts';

export type Loader = () => Promise<Command>;

/** In the order of the help text. The first one is the default. */
export const COMMANDS: ReadonlyMap<string, Loader> = new Map<string, Loader>([
  ['build', () => import('./build.ts')],
  ['collect', () => import('./collect.ts')],
  ['sources', () => import('./sources.ts')],
  ['preview', () => import('./preview.ts')],
  ['check', () => import('./check.ts')],
  ['trace', () => import('./trace.ts')],
  ['diff', () => import('./diff.ts')],
  ['verify', () => import('./verify.ts')],
  ['init', () => import('./init.ts')],
  ['override', () => import('./override.ts')],
  ['messages', () => import('./messages.ts')],
  ['figure', () => import('./figure.ts')],
  ['observation', () => import('./observation.ts')],
  ['correct', () => import('./correct.ts')],
  ['run', () => import('./run.ts')],
  ['publish', () => import('./publish.ts')],
  ['status', () => import('./status.ts')],
  ['calendar', () => import('./calendar.ts')],
  ['approve', () => import('./approve.ts')],
  ['send', () => import('./send.ts')],
  ['reconcile', () => import('./reconcile.ts')],
  ['resolve', () => import('./resolve.ts')],
  ['erase', () => import('./erase.ts')],
  ['unsubscribe', () => import('./unsubscribe.ts')],
  ['bounces', () => import('./bounces.ts')],
  ['doctor', () => import('./doctor.ts')],
]);
