// Which font files a chart needs for its words. Must not read or register fonts.
import { isInSpans, lettersOf, parseUnicodeRange, selectByLetters } from '../unicode-range.ts';
import type { ChartRequest, ChartTheme } from './chart.ts';

/** The theme with those fonts for other scripts that the request's words are written in, and no others to choose from. */
export function chooseFonts(request: ChartRequest): ChartTheme {
  const { otherFonts = [], ...theme } = request.theme;
  const own = theme.fonts.flatMap((font) => parseUnicodeRange(font.range ?? ''));
  const foreign = [...lettersOf(wordsOf(request))].filter((c) => !isInSpans(c, own));
  const needed = selectByLetters(otherFonts, foreign);
  if (needed.length === 0) return theme;
  const families = [...new Set(needed.map((font) => font.family))].map((family) => `'${family}', `).join('');
  // Before the generic family at the end, which stands for any face.
  return { ...theme, labelFamily: theme.labelFamily.replace(/(?=[a-z-]+$)/, families), fonts: [...theme.fonts, ...needed] };
}

function wordsOf({ rows, events, words, specText }: ChartRequest): string {
  return [...rows.flatMap((row) => [row.label, row.group, row.blocLabel, row.periodLabel, row.text, row.lowText ?? '', row.highText ?? '']), ...events.map((event) => event.label), ...Object.values(words), specText].join('');
}
