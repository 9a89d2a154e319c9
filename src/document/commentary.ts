// The analyst's own words of the month: Markdown of a few kinds, the most specific file. Must not mix with what is computed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import { BriefwrightError, type Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import type { Run, Text } from './briefing.ts';
import { findTypedNumerals } from './typed-numerals.ts';

/** A number of the edition that a commentary prints by its names, with where it is asked for. */
export interface NumberAsk {
  readonly names: readonly string[];
  readonly line: number;
  readonly column: number;
}

export interface AskRun {
  readonly ask: NumberAsk;
}

export type CommentaryText = readonly (Run | AskRun)[];

export interface Commentary {
  readonly paragraphs: readonly CommentaryText[];
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
 * `{{number "figure" "row" "2026-09"}}` becomes an ask for a number of the edition: the row may be left out where there is one, the period for
 * the latest; `{{number "figure.rule" "latest"}}` names a number of a finding.
 * Throws BriefwrightError with every other kind of Markdown and every other numeral, by line.
 */
export function parseCommentary(source: string, file: string, locale = 'en-GB'): CommentaryText[] {
  const problems: Problem[] = [];
  const { text, asks } = takeAsks(source, (line, column) => problems.push({
    code: 'COMMENTARY_HELPER', message: 'Only numbers of the edition can be named in a commentary.', file, line, column, text: source, hint: 'Write {{number "figure" "row" "2026-09"}}; a text in braces stands in backquotes.',
  }));
  const paragraphs: CommentaryText[] = [];
  let line = 1;
  const refuse = (what: string, hint: string): void => void problems.push({ code: 'COMMENTARY_UNSUPPORTED', message: `A commentary cannot hold ${what}.`, file, line, column: 1, text: source, hint });
  for (const token of lexer(text)) {
    paragraphs.push(...blockTexts(token, refuse).map((runs) => placeAsks(runs, asks, refuse)));
    line += token.raw.split('\n').length - 1;
  }
  const refused = new Set(problems.map((p) => p.line));
  problems.push(...numeralProblems(source, file, locale).filter((p) => !refused.has(p.line)));
  if (problems.length > 0) throw new BriefwrightError(problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return paragraphs;
}

/** The asks are one letter each while Markdown is read, so that nothing in them is taken for a mark of it. */
const FIRST_LETTER = 0xe000;
const MARK = /`[^`\n]*`|\{\{([^{}\n]*)\}\}/g;
const ASK = /^\s*number((?:\s+"[^"]+"){1,3})\s*$/;

function takeAsks(source: string, refuse: (line: number, column: number) => void): { readonly text: string; readonly asks: readonly NumberAsk[] } {
  const asks: NumberAsk[] = [];
  const text = source.replaceAll(/[\ue000-\uf8ff]/g, '').replaceAll(MARK, (whole: string, inner: string | undefined, offset: number) => {
    if (inner === undefined) return whole;
    const before = source.slice(0, offset).split('\n');
    const [line, column] = [before.length, (before.at(-1) ?? '').length + 1];
    const [, names] = ASK.exec(inner) ?? [];
    if (names === undefined) {
      refuse(line, column);
      return '';
    }
    asks.push({ names: [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name), line, column });
    return String.fromCharCode(FIRST_LETTER + asks.length - 1);
  });
  return { text, asks };
}

function placeAsks(runs: Text, asks: readonly NumberAsk[], refuse: Refuse): CommentaryText {
  return runs.flatMap((run): CommentaryText => {
    const words = typeof run === 'string' ? run : 'text' in run ? run.text : '';
    if (!/[\ue000-\uf8ff]/.test(words)) return [run];
    if (typeof run !== 'string' && ('href' in run || 'own' in run)) {
      refuse('a number of the edition inside a link', 'Put the number before or after it.');
      return [];
    }
    return words.split(/([\ue000-\uf8ff])/).filter((part) => part !== '').map((part) => {
      const ask = asks[part.charCodeAt(0) - FIRST_LETTER];
      return ask !== undefined ? { ask } : typeof run === 'string' ? part : { ...run, text: part };
    });
  });
}

/** What may hold digits: asks, code, the author's own numbers, addresses, and the marks of a numbered list. */
const UNREAD = /\{\{[^{}\n]*\}\}|`[^`\n]*`|\[[^\]\n]*\]\(own [^)\n]*\)|\]\([^)\n]*\)|<?https?:[^\s>)]*|^\s*\d+[.)](?=\s)/gm;

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
