// Short ways to write runs of text in the sample.
import type { CrossRun, NoteRun, NumberRun } from '../../../src/document/briefing.ts';

export function n(id: string, text: string): NumberRun {
  return { n: id, text };
}

/** The `which`-th reference to a note. */
export function ref(note: number, which: string): NoteRun {
  return { note, ref: `ref-${note}-${which}` };
}

export function cross(to: string, text: string): CrossRun {
  return { to, text };
}
