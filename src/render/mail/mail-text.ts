// Running text for a message: HTML without anchors into the page, and plain lines. Must not choose words.
import Handlebars from 'handlebars';
import type { Briefing, Run, Text } from '../../document/briefing.ts';
import { isSafeLink } from '../html/links.ts';

const escape = Handlebars.escapeExpression;
const NBSP = '\u00a0';

/** HTML; references to notes fall away, since the notes are in the brief. */
export function mailHtml(text: Text, briefing: Briefing): string {
  return text.map((run) => htmlRun(run, briefing)).join('');
}

/** One plain line; a link keeps its address in parentheses. Numbers hold together when the line is broken. */
export function mailPlain(text: Text): string {
  return text.map(plainRun).join('');
}

function htmlRun(run: Run, { edition }: Briefing): string {
  if (typeof run === 'string') return escape(run);
  if ('note' in run) return '';
  if ('n' in run) return escape(run.text.replaceAll(' ', NBSP));
  if ('to' in run) return escape(run.text);
  const lang = run.lang === undefined || run.lang === edition.locale ? '' : ` lang="${escape(run.lang)}" dir="auto"`;
  if ('href' in run) return mailLink(run.href, run.text, lang);
  const tag = run.strong === true ? 'strong' : 'span';
  return `<${tag}${lang}>${escape(run.text)}</${tag}>`;
}

/** A live link, or the words alone where the address is not one for a reader. */
export function mailLink(href: string, text: string, attributes = ''): string {
  return isSafeLink(href) ? `<a href="${escape(href)}"${attributes}>${escape(text)}</a>` : escape(text);
}

function plainRun(run: Run): string {
  if (typeof run === 'string') return run;
  if ('note' in run) return '';
  if ('n' in run) return run.text.replaceAll(' ', NBSP);
  return 'href' in run && isSafeLink(run.href) && run.href !== run.text ? `${run.text} (${run.href})` : run.text;
}

const WIDTH = 72;

/**
 * Lines of at most 72 columns (a word that is longer stands alone), never more than one empty line in between, one line end at the end.
 * What follows `* ` or leading spaces is indented as far.
 */
export function wrapPlain(text: string): string {
  const lines = text.split('\n').flatMap((line) => {
    const indent = /^(?: *[*-] | *)/.exec(line)?.[0] ?? '';
    return wrapLine(line.slice(indent.length), WIDTH - indent.length).map((part, i) => `${i === 0 ? indent : ' '.repeat(indent.length)}${part}`.trimEnd());
  });
  return `${lines.join('\n').replace(/\n{3,}/g, '\n\n').trim()}\n`;
}

/** Breaks at spaces only, never at a no-break space. An empty line stays one. */
function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/[ \t]+/).filter((x) => x !== '')) {
    if (line !== '' && columns(line) + 1 + columns(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function columns(text: string): number {
  return [...text].length;
}
