// Vega's SVG made fit to stand in a tagged document beside other charts. Must not change what is seen.
import type { Problem } from '../errors.ts';

/** A tag with its attributes; a quoted value may hold any character but its quote. */
const TAG = /<[/a-zA-Z](?:[^"'>]|"[^"]*"|'[^']*')*>/g;
const DROPPED = / (?:role|class|pointer-events|aria-[a-z]+|xmlns:xlink|version)="[^"]*"| opacity="1"| display="none"/g;

/**
 * One `role="img"` with the alternative text on the root, none inside; no hidden text; ids that begin with `id`.
 * Hidden text would be found by a reader of the PDF, and every inner role would become a figure of its own.
 */
export function cleanSvg(svg: string, id: string, alt: string): string {
  const visible = svg
    .replace(/<text(?=[^>]* opacity="0")(?:[^"'>]|"[^"]*")*>[\s\S]*?<\/text>/g, '')
    .replace(/<(?:line|path|rect)(?=[^>]* opacity="0")(?:[^"'>]|"[^"]*")*\/>/g, '');
  const prefix = id.replace(/[^A-Za-z0-9_-]/g, '-');
  const tags = visible.replace(TAG, (tag) => {
    if (tag.startsWith('<path') && !/ (?:stroke|fill)="/.test(tag)) return '';
    return tag.replace(DROPPED, '').replace(/( id="|url\(#|href="#)/g, `$1${prefix}-`);
  });
  return collapse(tags).replace(/^<svg/, `<svg role="img" aria-label="${escapeAttribute(alt)}"`);
}

/** Groups that say nothing: without attributes, or empty. */
function collapse(svg: string): string {
  let before = '';
  let now = svg;
  while (before !== now) {
    before = now;
    now = now.replace(/<g(?:(?:[^"'>]|"[^"]*")*)\/>|<g(?:(?:[^"'>]|"[^"]*")*)><\/g>/g, '');
  }
  return now;
}

/** Attributes that would make transparency groups in a PDF, or that refer to something outside. */
export function inspectSvg(svg: string, id: string, file: string): Problem[] {
  const problems: Problem[] = [];
  const tags = [...svg.matchAll(TAG)].map(([tag]) => tag);
  if (tags.some((tag) => /(?:^|[\s-])opacity="0?\.\d/.test(tag))) {
    problems.push({ code: 'CHART_TRANSPARENT', message: `Figure "${id}" has a transparent mark.`, file, hint: 'Use a lighter colour; the fill channel by bloc gives light tints.' });
  }
  if (tags.some((tag) => /\bhref=|<(?:image|script|foreignObject|use|a)\b|url\((?!#)/i.test(tag))) {
    problems.push({ code: 'CHART_REFUSED', message: `Figure "${id}" refers to something outside the chart.`, file });
  }
  return problems;
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"'\n\t]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[c] ?? ' ');
}
