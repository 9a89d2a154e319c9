// Finds where a value stands in JSON text, so that a problem can name a line. Must not judge what it finds.

export interface JsonPosition {
  readonly line: number;
  readonly column: number;
}

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * Line and column, from 1, of the value at `path` in `text`; undefined when the text is not JSON or has no such path.
 * For a member of an object it is the place of its key.
 */
export function findJsonPosition(text: string, path: readonly (string | number)[]): JsonPosition | undefined {
  const cursor: Cursor = { text, at: 0 };
  const offset = findOffset(cursor, path);
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function findOffset(cursor: Cursor, path: readonly (string | number)[]): number | undefined {
  skipSpace(cursor);
  let offset: number | undefined = cursor.at;
  for (const step of path) {
    offset = typeof step === 'number' ? enterArray(cursor, step) : enterObject(cursor, step);
    if (offset === undefined) return undefined;
  }
  return offset;
}

function enterArray(cursor: Cursor, index: number): number | undefined {
  if (cursor.text[cursor.at] !== '[') return undefined;
  cursor.at++;
  for (let n = 0; ; n++) {
    skipSpace(cursor);
    if (cursor.at >= cursor.text.length || cursor.text[cursor.at] === ']') return undefined;
    if (n === index) return cursor.at;
    skipValue(cursor);
    skipSpace(cursor);
    if (cursor.text[cursor.at] === ',') cursor.at++;
  }
}

function enterObject(cursor: Cursor, key: string): number | undefined {
  if (cursor.text[cursor.at] !== '{') return undefined;
  cursor.at++;
  for (;;) {
    skipSpace(cursor);
    if (cursor.text[cursor.at] !== '"') return undefined;
    const from = cursor.at;
    skipString(cursor);
    const found = unquote(cursor.text.slice(from, cursor.at));
    skipSpace(cursor);
    cursor.at++;
    skipSpace(cursor);
    if (found === key) return from;
    skipValue(cursor);
    skipSpace(cursor);
    if (cursor.text[cursor.at] === ',') cursor.at++;
  }
}

function skipValue(cursor: Cursor): void {
  let depth = 0;
  while (cursor.at < cursor.text.length) {
    const c = cursor.text[cursor.at];
    if (c === '"') skipString(cursor);
    else {
      if (depth === 0 && (c === ',' || c === ']' || c === '}')) return;
      if (c === '{' || c === '[') depth++;
      if (c === '}' || c === ']') depth--;
      cursor.at++;
    }
  }
}

function skipString(cursor: Cursor): void {
  cursor.at++;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '"') cursor.at += cursor.text[cursor.at] === '\\' ? 2 : 1;
  cursor.at++;
}

function skipSpace(cursor: Cursor): void {
  while (/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++;
}

function unquote(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(literal);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
