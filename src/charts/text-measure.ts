// Widths of text in the theme's own font files. Must not know Vega.
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import { BriefwrightError } from '../errors.ts';
import type { Problem } from '../errors.ts';
import type { ChartTheme } from './chart.ts';

/** Measures one line of text; `font` is a CSS shorthand such as `600 11px 'Source Sans 3', sans-serif`. */
export interface TextMeasure {
  readonly width: (font: string, text: string) => number;
}

/**
 * Registers every file under its family and returns a measure with a cache of its own.
 * Give all subset files of a family: a letter that only the missing one has is measured in a fallback.
 * The registry belongs to the canvas library and to the process, so the same family name must mean the same files.
 */
export function createTextMeasure(fonts: ChartTheme['fonts']): TextMeasure {
  const problems: Problem[] = [];
  for (const font of fonts) {
    if (GlobalFonts.registerFromPath(font.path, font.family) === null) {
      problems.push({ code: 'CHART_FONT', message: `The font file for "${font.family}" ${font.weight} cannot be read.`, file: font.path });
    }
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  const context = createCanvas(1, 1).getContext('2d');
  const cache = new Map<string, number>();
  const width = (font: string, text: string): number => {
    const key = `${font}|${text}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    context.font = font;
    const measured = context.measureText(text).width;
    cache.set(key, measured);
    return measured;
  };
  return { width };
}

/**
 * Breaks `text` at spaces and after hyphens and slashes so that no line is wider than `limit` pixels where that is possible;
 * lines are joined by `\n` and made as even as their number allows. A word that is wider stays whole. No-break spaces hold.
 */
export function wrapText(measure: TextMeasure, font: string, text: string, limit: number): string {
  let lines = breakLines(measure, font, text, limit);
  for (let narrower = limit - 4; lines.length > 1 && narrower > limit / 2; narrower -= 4) {
    const tighter = breakLines(measure, font, text, narrower);
    if (tighter.length > lines.length) break;
    lines = tighter;
  }
  return lines.join('\n');
}

function breakLines(measure: TextMeasure, font: string, text: string, limit: number): string[] {
  const pieces = text.replaceAll('\n', ' ').match(/[^ \-/]*[-/]?[ ]*/g)?.filter((piece) => piece !== '') ?? [];
  const lines: string[] = [];
  let line = '';
  for (const piece of pieces) {
    if (line !== '' && measure.width(font, (line + piece).trimEnd()) > limit) {
      lines.push(line.trimEnd());
      line = piece;
    } else line += piece;
  }
  return [...lines, line.trimEnd()].filter((l) => l !== '');
}
