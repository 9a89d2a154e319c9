// CSV that is read strictly and written safely.
import { describe, expect, test } from 'vitest';
import { formatCsv, inspectCsv, parseCsv } from '../src/csv.ts';
import { BriefwrightError } from '../src/errors.ts';

const found = (text: string): string[] => inspectCsv(text, 't.csv').problems.map((p) => `${p.line}:${p.column} ${p.code}`);

describe('parseCsv', () => {
  test('gives each cell its place, through quotes, commas, doubled quotes and line breaks', () => {
    const { columns, rows } = parseCsv('a,b,c\n"x, ""y""","l1\nl2",z\n1,,3\n', 't.csv');
    expect(columns).toEqual(['a', 'b', 'c']);
    expect(rows.map((r) => ({ ...r.cells }))).toEqual([{ a: 'x, "y"', b: 'l1\nl2', c: 'z' }, { a: '1', b: '', c: '3' }]);
    expect(rows.map((r) => r.line)).toEqual([2, 4]);
    expect(rows.map((r) => columns.map((c) => r.place(c)))).toEqual([
      [{ line: 2, column: 1 }, { line: 2, column: 12 }, { line: 3, column: 5 }],
      [{ line: 4, column: 1 }, { line: 4, column: 3 }, { line: 4, column: 4 }],
    ]);
  });

  test('reads CRLF like LF, with the same lines', () => {
    const text = 'a,b\n"x\ny",1\n2,3\n';
    const [unix, dos] = [parseCsv(text, 't.csv'), parseCsv(text.replaceAll('\n', '\r\n'), 't.csv')];
    expect(dos.rows.map((r) => [r.line, { ...r.cells }, r.place('b')])).toEqual(unix.rows.map((r) => [r.line, { ...r.cells }, r.place('b')]));
  });

  test.each([
    ['', ['1:1 CSV_EMPTY']],
    ['\n\n', ['1:1 CSV_EMPTY']],
    ['\uFEFFa,b\n1,2\n', ['1:1 CSV_BOM']],
    ['\uFEFF', ['1:1 CSV_BOM']],
    ['a,b\n1,x\0y\n', ['2:4 CSV_NUL']],
    ['a,a\n1,2\n', ['1:3 CSV_DUPLICATE_COLUMN']],
    ['a,,c \n1,2,3\n', ['1:3 CSV_COLUMN_NAME', '1:4 CSV_COLUMN_NAME']],
    ['a,b\n1\n1,2\n1,2,3\n\n1,2', ['2:1 CSV_RAGGED_ROW', '4:5 CSV_RAGGED_ROW', '5:1 CSV_RAGGED_ROW']],
    ['a,b\n1,x"y"\n2,3\n', ['2:3 CSV_QUOTE']],
    ['a,b\n"x"y,2\n3,4\n', ['2:1 CSV_QUOTE']],
    ['a,b\n1,2\n3,"open\n4,5\n', ['3:3 CSV_QUOTE']],
    ['a,a\n1,x"y\n1\n', ['1:3 CSV_DUPLICATE_COLUMN', '2:3 CSV_QUOTE', '3:1 CSV_RAGGED_ROW']],
  ])('%j', (text, expected) => {
    expect(found(text)).toEqual(expected);
    expect(() => parseCsv(text, 't.csv')).toThrow(BriefwrightError);
  });

  test('goes on after a bad row', () => {
    expect(inspectCsv('a,b\n1,x"y\n2,3\n4\n5,6\n', 't.csv').table.rows.map((r) => r.cells['a'])).toEqual(['2', '5']);
  });

  test('a column may be called __proto__ and pollutes nothing', () => {
    const { rows } = parseCsv('__proto__,constructor\nx,y\n', 't.csv');
    expect(rows[0]?.cells['__proto__']).toBe('x');
    expect(rows[0]?.cells['toString']).toBeUndefined();
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('every problem names the file and carries its text for the excerpt', () => {
    const [problem] = inspectCsv('a,b\n1\n', 'data/x.csv').problems;
    expect(problem).toMatchObject({ file: 'data/x.csv', text: 'a,b\n1\n' });
    expect(problem?.hint).toBeTruthy();
  });
});

describe('formatCsv', () => {
  test('quotes what needs it, ends with LF, leaves numbers alone', () => {
    expect(formatCsv(['a', 'b,c'], [['x"y', -12.3], ['l1\nl2', undefined], ['', 0]])).toBe('a,"b,c"\n"x""y",-12.3\n"l1\nl2",\n,0\n');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\0=1', '＝1'])('disarms %j', (text) => {
    expect(formatCsv(['a', 'b'], [[text, 'x']])).toBe(`a,b\n'${text},x\n`);
  });

  test('disarms a header and a text that begins with a line break', () => {
    expect(formatCsv(['=a'], [['\n=b']])).toBe('\'=a\n"\'\n=b"\n');
  });

  test('what it writes reads back', () => {
    const rows = [['a,b', 'c"d', 'e\nf'], ['', ' ', 'ü'], ["'x", '1,5', 'z']];
    const { rows: back } = parseCsv(formatCsv(['p', 'q', 'r'], rows), 't.csv');
    expect(back.map((r) => [r.cells['p'], r.cells['q'], r.cells['r']])).toEqual(rows);
    expect(parseCsv(formatCsv(['p'], [[''], ['x']]), 't.csv').rows.map((r) => r.cells['p'])).toEqual(['', 'x']);
  });

  test.each([[[NaN]], [[Infinity]], [[1, 2]], [[]]])('refuses %j', (row) => {
    expect(() => formatCsv(['a'], [row])).toThrow(BriefwrightError);
  });
});

test('a table without quotes, which is read more simply, gives what the same table gives with a quote at its end', () => {
  const plain = 'a,b,c\n1,,3\n é ,"",\n\n,2\n4,5,6,7\n\u2028,x\u0000,\n'.replace('""', '');
  const view = (text: string): unknown => {
    const { table, problems } = inspectCsv(text, 'f.csv');
    return [table.columns, table.rows.slice(0, 3).map((row) => [row.line, { ...row.cells }, table.columns.map(row.place)]), problems.map(({ text: _, ...rest }) => rest)];
  };
  const quoted = view(`${plain}"q",r,s\n`);
  expect(view(`${plain}q,r,s\n`)).toEqual(quoted);
  expect(JSON.stringify(quoted)).toContain('CSV_RAGGED_ROW');
});
