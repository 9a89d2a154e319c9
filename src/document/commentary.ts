// The analyst's own words of the month: Markdown of a few kinds, the most specific file. Must not mix with what is computed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import { BriefwrightError, type Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import type { Run, Text } from './briefing.ts';
import { findTypedNumerals } from './typed-numerals.ts';

export interface Commentary {
  readonly paragraphs: readonly Text[];
  readonly file?: string;
  readonly text?: string;
}

/** `data/commentary/<month>[.<brief>][.<locale>].md`, the most specific that exists; no paragraphs when there is none. */
export async function readCommentary(project: Project, month: string, brief: string, locale: string): Promise<Commentary> {
  for (const name of [`${month}.${brief}.${locale}`, `${month}.${brief}`, `${month}.${locale}`, month]) {
    const text = await readFile(join(project.data, 'commentary', `${name}.md`), 'utf8').catch(() => undefined);
    const file = `data/commentary/${name}.md`;
    if (text !== undefined) return { paragraphs: parseCommentary(text, file, locale), file, text };
  }
  return { paragraphs: [] };
}

/**
 * Paragraphs, headings (as bold lines), lists (a line each), bold, italics and links to https or mail addresses. A numeral is a date, part of
 * a name, inside backquotes (a name or somebody's words as they stand), or marked as the author's own: `[a third](own "our own count, May")`.
 * Throws BriefwrightError with every other kind of Markdown and every other numeral, by line.
 */
export function parseCommentary(text: string, file: string, locale = 'en-GB'): Text[] {
  const problems: Problem[] = [];
  const paragraphs: Text[] = [];
  let line = 1;
  const refuse = (what: string, hint: string): void => void problems.push({ code: 'COMMENTARY_UNSUPPORTED', message: `A commentary cannot hold ${what}.`, file, line, column: 1, text, hint });
  for (const token of lexer(text)) {
    paragraphs.push(...blockTexts(token, refuse));
    line += token.raw.split('\n').length - 1;
  }
  const refused = new Set(problems.map((p) => p.line));
  problems.push(...numeralProblems(text, file, locale).filter((p) => !refused.has(p.line)));
  if (problems.length > 0) throw new BriefwrightError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return paragraphs;
}

/** What may hold digits: code, the author's own numbers, addresses, and the marks of a numbered list. */
const UNREAD = /`[^`\n]*`|\[[^\]\n]*\]\(own [^)\n]*\)|\]\([^)\n]*\)|<?https?:[^\s>)]*|^\s*\d+[.)](?=\s)/gm;

function numeralProblems(text: string, file: string, locale: string): Problem[] {
  const read = text.replaceAll(UNREAD, (part) => ' '.repeat(part.length));
  return findTypedNumerals(read, locale).map(({ text: numeral, offset }) => {
    const before = text.slice(0, offset).split('\n');
    return {
      code: 'COMMENTARY_NUMERAL', message: `"${numeral}" is typed and has no trace.`, file, line: before.length, column: (before.at(-1) ?? '').length + 1, text,
      hint: `Mark it as your own with its source: [${numeral}](own "our own count, May 2026"). A name or a quotation stands in backquotes.`,
    };
  });
}

type Refuse = (what: string, hint: string) => void;

function blockTexts(token: Token, refuse: Refuse): Text[] {
  if (token.type === 'space') return [];
  if (token.type === 'paragraph') return [inlineRuns(token.tokens ?? [], refuse)];
  if (token.type === 'heading') return [[{ text: token.text as string, strong: true }]];
  if (token.type === 'list') return (token as Tokens.List).items.map((item): Text => ['– ', ...inlineRuns(item.tokens, refuse)]);
  refuse(token.type === 'html' ? 'HTML' : `${token.type === 'image' ? 'an' : 'a'} ${token.type}`, 'Write paragraphs, lists, bold, italics and links.');
  return [];
}

function inlineRuns(tokens: readonly Token[], refuse: Refuse): Run[] {
  return tokens.flatMap((token): Run[] => {
    switch (token.type) {
      case 'text':
      case 'paragraph':
        return token.tokens === undefined ? [plainText(token)] : inlineRuns(token.tokens, refuse);
      case 'em':
      case 'escape':
      case 'codespan':
        return [plainText(token)];
      case 'strong':
        return [{ text: plainText(token), strong: true }];
      case 'br':
        return [' '];
      case 'link':
        if (token.href === 'own') return ownRuns(token, refuse);
        if (/^(https:|mailto:)/.test(String(token.href))) return [{ href: String(token.href), text: plainText(token) }];
        refuse(`a link to "${String(token.href)}"`, 'Links go to https or mail addresses.');
        return [];
      default:
        refuse(token.type === 'html' ? 'HTML' : `${token.type === 'image' ? 'an' : 'a'} ${token.type}`, 'Write paragraphs, lists, bold, italics and links.');
        return [];
    }
  });
}

/** The author's own words with whose they are, in brackets: they have no row in data.csv. */
function ownRuns(token: Token, refuse: Refuse): Run[] {
  const source = 'title' in token && typeof token.title === 'string' ? token.title.trim() : '';
  if (source === '') {
    refuse('a number of your own without its source', 'Write [12](own "our own count, May 2026").');
    return [];
  }
  return [{ text: plainText(token), own: source }, ` (${source})`];
}

/** Line ends inside a paragraph are spaces; what Markdown escapes for HTML is text here. */
function plainText(token: Token): string {
  const text = 'text' in token ? String(token.text) : token.raw;
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
