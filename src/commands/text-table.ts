// Rows of text in columns, for a terminal. Must not know what they mean.

/** Columns as wide as their widest cell; those in `numbers` (from 0) are set to the right. No trailing spaces, no last newline. */
export function textTable(rows: readonly (readonly string[])[], numbers: readonly number[] = []): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)));
  const cell = (text: string, i: number): string => {
    const gap = ' '.repeat(Math.max(0, (widths[i] ?? 0) - [...text].length));
    return numbers.includes(i) ? gap + text : text + gap;
  };
  return rows.map((row) => row.map(cell).join('  ').trimEnd()).join('\n');
}
