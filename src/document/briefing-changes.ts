// What became of the briefing that templates read, format by format. Must not know a template.

/** For each format after the first, what a template written before it has to change. */
export const BRIEFING_CHANGES: ReadonlyMap<number, readonly string[]> = new Map([[1, ['The first format.']]]);

/** The changes after `from` up to `to`, as sentences. */
export function briefingChanges(from: number, to: number, changes: ReadonlyMap<number, readonly string[]> = BRIEFING_CHANGES): readonly string[] {
  return [...changes].filter(([format]) => format > from && format <= to).sort(([a], [b]) => a - b).flatMap(([, sentences]) => sentences);
}
