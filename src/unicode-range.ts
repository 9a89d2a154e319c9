// CSS `unicode-range`: which letters a font file is for. Must not read fonts.

/** First and last code point, both included. */
export type Span = readonly [number, number];

/** `U+0590-05FF,U+20AA` → spans; wildcards are not understood, because Fontsource writes none. */
export function parseUnicodeRange(range: string): Span[] {
  return range.split(',').map((part) => part.trim()).filter((part) => part !== '').map((part): Span => {
    const [first = 0, last = first] = part.slice(2).split('-').map((hex) => Number.parseInt(hex, 16));
    return [first, last];
  });
}

export function isInSpans(code: number, spans: readonly Span[]): boolean {
  return spans.some(([first, last]) => code >= first && code <= last);
}

export interface RangedFile {
  readonly family: string;
  readonly weight: number;
  /** CSS `unicode-range`; absent or empty for every letter. */
  readonly range?: string;
}

/** The files that have one of `letters`; a letter belongs to the first family that has it, and there to the first file of each weight. */
export function selectByLetters<T extends RangedFile>(files: readonly T[], letters: readonly number[]): T[] {
  // Some themes have hundreds of files, and most texts need none of them.
  if (letters.length === 0) return [];
  const spans = files.map((file) => parseUnicodeRange(file.range ?? ''));
  const has = (i: number, letter: number): boolean => (spans[i]?.length ?? 0) === 0 || isInSpans(letter, spans[i] ?? []);
  const needed = new Set<T>();
  for (const letter of letters) {
    const family = files.find((_, i) => has(i, letter))?.family;
    const weights = new Set<number>();
    files.forEach((file, i) => {
      if (file.family !== family || weights.has(file.weight) || !has(i, letter)) return;
      weights.add(file.weight);
      needed.add(file);
    });
  }
  return files.filter((file) => needed.has(file));
}

/** Code points of `text` beyond Latin-1, each once. */
export function lettersOf(text: string): ReadonlySet<number> {
  return new Set(Array.from(text.matchAll(/[^\u0000-\u00ff]/gu), ([c]) => c.codePointAt(0) ?? 0));
}
