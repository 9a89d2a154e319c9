// The analyst's own words of the month: Markdown of a few kinds, the most specific file. Must not mix with what is computed.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lexer, type Token, type Tokens } from 'marked';
import { BriefwrightError, type Problem } from '../errors.ts';
import type { Project } from '../project.ts';
import type { Run, Text } from './briefing.ts';

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
    if (text !== undefined) return { paragraphs: parseCommentary(text, file), file, text };
  }
  return { paragraphs: [] };
}

/**
 * Paragraphs, headings (as bold lines), lists (a line each), bold, italics and links to https or mail addresses.
 * Throws BriefwrightError with every other kind of Markdown, by line.
 */
export function parseCommentary(text: string, file: string): Text[] {
  const problems: Problem[] = [];
  const paragraphs: Text[] = [];
  let line = 1;
  const refuse = (what: string, hint: string): void => void problems.push({ code: 'COMMENTARY_UNSUPPORTED', message: `A commentary cannot hold ${what}.`, file, line, column: 1, text, hint });
  for (const token of lexer(text)) {
    paragraphs.push(...blockTexts(token, refuse));
    line += token.raw.split('\n').length - 1;
  }
  if (problems.length > 0) throw new BriefwrightError(problems);
  return paragraphs;
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
        if (/^(https:|mailto:)/.test(String(token.href))) return [{ href: String(token.href), text: plainText(token) }];
        refuse(`a link to "${String(token.href)}"`, 'Links go to https or mail addresses.');
        return [];
      default:
        refuse(token.type === 'html' ? 'HTML' : `${token.type === 'image' ? 'an' : 'a'} ${token.type}`, 'Write paragraphs, lists, bold, italics and links.');
        return [];
    }
  });
}

/** Line ends inside a paragraph are spaces; what Markdown escapes for HTML is text here. */
function plainText(token: Token): string {
  const text = 'text' in token ? String(token.text) : token.raw;
  return text.replaceAll(/\s*\n\s*/g, ' ').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&');
}
