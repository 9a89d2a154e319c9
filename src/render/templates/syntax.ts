// Template text → syntax tree, with the place of a mistake. Must not look at names.
import Handlebars from 'handlebars';
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import type { TemplateFile } from './template-set.ts';

export type Program = hbs.AST.Program;

/** The tree, or a `TEMPLATE_SYNTAX` problem. Text only: a tree from elsewhere would run as code. */
export function parseTemplate(template: TemplateFile): Program {
  const text: unknown = template.text;
  if (typeof text !== 'string') {
    throw new BriefwrightError([{ code: 'TEMPLATE_NOT_TEXT', message: 'A template must be text.', file: template.file }]);
  }
  const deep = findTooDeep(text);
  if (deep !== undefined) {
    throw new BriefwrightError([{ code: 'TEMPLATE_TOO_DEEP', message: `Blocks are nested more than ${DEEPEST} deep.`, file: template.file, ...placeAt(text, deep), text, hint: 'Move a part into a partial.' }]);
  }
  try {
    return Handlebars.parse(text);
  } catch (error) {
    throw new BriefwrightError([syntaxProblem(template, error)], 2, error);
  }
}

/** The parser and the compiler call themselves for every level. */
const DEEPEST = 64;

function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (const match of text.matchAll(/\{\{~?([#^/])|[({[]{200}/g)) {
    if (match[1] === undefined) return match.index;
    depth += match[1] === '/' ? -1 : 1;
    if (depth > DEEPEST) return match.index;
  }
  return undefined;
}

/** A problem at a node of the tree. */
export function problemAt(template: TemplateFile, loc: hbs.AST.SourceLocation, code: string, message: string, hint?: string): Problem {
  return {
    code, message, file: template.file, line: loc.start.line, column: loc.start.column + 1, text: template.text,
    ...(hint === undefined ? {} : { hint }),
  };
}

function syntaxProblem(template: TemplateFile, error: unknown): Problem {
  const full = error instanceof Error ? error.message : String(error);
  const place = placeOf(error) ?? placeInMessage(template.text, full);
  const open = findUnclosed(template.text);
  const message = explain(full);
  return {
    code: 'TEMPLATE_SYNTAX', message, file: template.file, ...place, text: template.text,
    hint: open === undefined ? 'Expressions are {{name}}, {{helper value}}, {{> partial}}, and blocks such as {{#if name}}…{{/if}}.' : `{{#${open.name}}} of line ${open.line} is not closed by {{/${open.name}}}.`,
  };
}

function explain(message: string): string {
  const mismatch = /^(\S+) doesn't match (\S+)/.exec(message);
  if (mismatch) return `{{/${mismatch[2]}}} closes {{#${mismatch[1]}}}.`;
  const got = /got '([A-Z_]+)'/.exec(message)?.[1];
  if (got === 'EOF') return 'The template ends inside a block or an expression.';
  if (got === 'OPEN_ENDBLOCK') return 'This {{/…}} closes nothing.';
  if (got !== undefined) return 'This is not a template expression.';
  return message.split('\n')[0] ?? message;
}

function placeOf(error: unknown): { line: number; column: number } | undefined {
  if (!(error instanceof Error)) return undefined;
  const { lineNumber, column } = error as Error & { lineNumber?: unknown; column?: unknown };
  return typeof lineNumber === 'number' && typeof column === 'number' ? { line: lineNumber, column: column + 1 } : undefined;
}

/** The parser names the line and shows 20 characters on either side; the column follows from finding them again. */
function placeInMessage(text: string, message: string): { line: number; column: number } {
  const [head = '', shown = '', caret = ''] = message.split('\n');
  const line = Number(/line (\d+)/.exec(head)?.[1] ?? 1);
  const before = shown.slice(0, caret.length - 1).replace(/^\.\.\./, '');
  const after = shown.slice(caret.length - 1).replace(/\.\.\.$/, '');
  let best = { line, column: 1 };
  let least = Infinity;
  for (let at = 0; at <= text.length; at++) {
    const past = text.slice(0, at).slice(-20).replaceAll('\n', '');
    if (past !== before || !text.slice(at, at + 20).replaceAll('\n', '').startsWith(after)) continue;
    const place = placeAt(text, at);
    if (Math.abs(place.line - line) <= least) [best, least] = [place, Math.abs(place.line - line)];
  }
  return best;
}

/** Line and column, from 1, of an offset. */
export function placeAt(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

function findUnclosed(text: string): { name: string; line: number } | undefined {
  const open: { name: string; line: number }[] = [];
  for (const match of text.matchAll(/\{\{~?([#/])\s*([\w-]+)/g)) {
    if (match[1] === '#') open.push({ name: match[2] ?? '', line: placeAt(text, match.index).line });
    else if (open.at(-1)?.name === match[2]) open.pop();
  }
  return open.at(-1);
}
