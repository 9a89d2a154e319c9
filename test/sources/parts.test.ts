// The parts that a collection stands on, each with input that tries to break it.
import { appendFileSync, mkdtempSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appendLine, maybeJournal } from '../../src/sources/journal.ts';
import type { CaptureRecord } from '../../src/sources/journal.ts';
import { findNextLink } from '../../src/sources/links.ts';
import { findSuspicions } from '../../src/sources/plausibility.ts';
import type { Figure } from '../../src/sources/plausibility.ts';
import { createRawStore } from '../../src/sources/raw-store.ts';
import { isRunLock, takeRunLock } from '../../src/sources/run-lock.ts';
import { maybeDayOf, parseJsonShape, shapeOf } from '../../src/sources/shape.ts';
import type { ShapeProblem } from '../../src/sources/shape.ts';
import { backoff, maybeRateLimit, maybeRetryAfter, waitAsked } from '../../src/sources/waiting.ts';

const NOW = Date.parse('2025-12-02T08:00:00Z');
const folder = (): string => mkdtempSync(join(tmpdir(), 'briefwright-parts-'));

describe('how long to wait', () => {
  test.each([
    ['120', 120_000], [' 0 ', 0], ['Tue, 02 Dec 2025 08:01:40 GMT', 100_000], ['Tue, 02 Dec 2025 07:00:00 GMT', 0], ['-5', undefined], ['1.5', undefined], ['', undefined], ['soon', undefined], ['99999999999', undefined], ['2025-12-02', undefined],
  ])('Retry-After %j', (header, wait) => expect(maybeRetryAfter(header, NOW)).toBe(wait));

  test.each([
    [{ ratelimit: '"api";r=499;t=264' }, { left: 499, reset: 264_000 }], [{ ratelimit: 'api; r = 0 ; t = 5' }, { left: 0, reset: 5_000 }], [{ ratelimit: '"a";r=5;t=1, "b";r=0;t=9' }, { left: 0, reset: 9_000 }],
    [{ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 60) }, { left: 0, reset: 60_000 }], [{ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '60' }, { left: 3, reset: 60_000 }], [{ ratelimit: 'nonsense' }, undefined], [{}, undefined],
  ] as const)('%j', (headers, limit) => expect(maybeRateLimit(headers, NOW)).toEqual(limit));

  test('the longer of the two counts, with a second more for the window; a 429 with requests left is another limit', () => {
    expect(waitAsked(429, { 'retry-after': '10', ratelimit: '"api";r=0;t=264' }, NOW)).toBe(265_000);
    expect(waitAsked(429, { ratelimit: '"api";r=7;t=264' }, NOW)).toBe(0);
    expect(waitAsked(200, { ratelimit: '"api";r=0;t=264', 'retry-after': '999' }, NOW)).toBe(265_000);
    expect(waitAsked(403, { 'retry-after': '60' }, NOW)).toBe(60_000);
  });

  test('full jitter: from nothing to the whole pause, which doubles to its limit', () => {
    expect([1, 2, 3, 9].map((n) => backoff(n, () => 0.999999, 500, 30_000))).toEqual([500, 1000, 2000, 30_000]);
    expect([1, 5].map((n) => backoff(n, () => 0, 500, 30_000))).toEqual([0, 0]);
  });
});

test.each([
  ['<https://h/p?cursor=a>; rel="next"', 'https://h/p?cursor=a'], ['<https://h/1>; rel="prev", <https://h/3>;  rel="next"', 'https://h/3'], ['<https://h/a,b;c>; title="x"; rel=next', 'https://h/a,b;c'],
  ['<https://h/2>; rel="last next"', 'https://h/2'], ['<https://h/2>; rel="nextish"', undefined], ['<https://h/2>; rel="prev"', undefined], ['', undefined], [undefined, undefined], [`<${'x'.repeat(9_000)}`, undefined],
])('the next link of %j', (header, next) => expect(findNextLink(header)).toBe(next));

describe('shape', () => {
  test('names path and sample, once for each field, and never coerces', () => {
    const problems: ShapeProblem[] = [];
    const body = new TextEncoder().encode('[{"id":7,"n":"5","at":"2025-02-30T00:00:00Z","ok":null,"list":{}}]');
    const [item] = parseJsonShape(body, 'k/0001', problems)?.items() ?? [];
    expect([item?.field('id').text(), item?.field('n').count(), item?.field('at').day(), item?.field('ok').maybeText(), item?.field('gone').number(), item?.field('list').items()]).toEqual([undefined, undefined, undefined, undefined, undefined, []]);
    expect(problems.map((p) => [p.path, p.sample])).toEqual([
      ['k/0001 [0].id', '7'], ['k/0001 [0].n', '"5"'], ['k/0001 [0].at', '"2025-02-30T00:00:00Z"'], ['k/0001 [0].gone', '(absent; there are: id, n, at, ok, list)'], ['k/0001 [0].list', '{}'],
    ]);
  });

  test('prototypes are no fields, depth is no danger, and a thousand problems are twenty', () => {
    const problems: ShapeProblem[] = [];
    const shape = shapeOf(JSON.parse('{"__proto__":{"a":1}}'), 'k', problems);
    expect([shape.field('toString').isAbsent, shape.field('constructor').isAbsent, shape.field('a').isAbsent]).toEqual([true, true, true]);
    expect(parseJsonShape(new TextEncoder().encode('['.repeat(100_000) + ']'.repeat(100_000)), 'deep', problems)?.items()).toHaveLength(1);
    for (let i = 0; i < 1_000; i++) shapeOf(i, 'k', problems).text();
    expect(problems).toHaveLength(20);
    for (const bad of [-1, 1.5, 2 ** 53, Number.NaN, '5']) expect(shapeOf(bad, 'k', []).count()).toBeUndefined();
    expect(['2025-11-30', '2025-12-01T01:00:00+02:00', '2025-11-31', '2025', 'x'].map(maybeDayOf)).toEqual(['2025-11-30', '2025-11-30', undefined, undefined, undefined]);
  });
});

describe('the journal', () => {
  const capture = (key: string): CaptureRecord => ({ key, url: `https://h/${key}`, request: 'r', status: 200, headers: {}, sha256: 'a'.repeat(64), size: 1, capturedAt: '2025-12-02T08:00:00.000Z', attempts: 1 });

  test('cut at any byte it keeps every whole line, and goes on cleanly', async () => {
    const path = join(folder(), 'x.ndjson');
    await appendLine(path, { start: { id: 'i', base: 'https://h', startedAt: '2025-12-02T08:00:00.000Z' } });
    for (const key of ['a', 'b', 'c']) await appendLine(path, { capture: capture(key) });
    const whole = readFileSync(path);
    const starts = [...whole.toString().matchAll(/\n/g)].map((m) => m.index + 1);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const complete = starts.filter((s) => s <= length).length;
      const journal = await maybeJournal(path);
      expect(journal?.captures.size, `cut at ${length}`).toBe(complete === 0 ? undefined : complete - 1);
      if (complete === 0) continue;
      await appendLine(path, { capture: capture('z') });
      expect([...(await maybeJournal(path))?.captures.keys() ?? []]).toEqual(['a', 'b', 'c'].slice(0, complete - 1).concat('z'));
    }
  });

  test('a line that was altered is left out', async () => {
    const path = join(folder(), 'x.ndjson');
    await appendLine(path, { start: { id: 'i', base: 'https://h', startedAt: '2025-12-02T08:00:00.000Z' } });
    await appendLine(path, { capture: capture('a') });
    appendFileSync(path, 'null\n[]\n{"capture":{"key":"b"}}\n{"capture":{"key":"b","sha256":"../../x"}}\n\u0000\n');
    await appendLine(path, { capture: capture('c') });
    expect([...(await maybeJournal(path))?.captures.keys() ?? []]).toEqual(['a', 'c']);
    expect(await maybeJournal(join(folder(), 'none'))).toBeUndefined();
  });
});

test('the raw store refuses what is not what its name says', async () => {
  const at = folder();
  const store = createRawStore(at, 'raw');
  const body = new TextEncoder().encode('figures '.repeat(1_000));
  const hash = await store.put(body);
  expect(Buffer.from(await store.get(hash, body.length)).equals(body)).toBe(true);
  expect(await store.hashes()).toEqual([hash]);
  const sound = readFileSync(store.pathOf(hash));
  for (let i = 0; i < sound.length; i += 3) {
    writeFileSync(store.pathOf(hash), Buffer.from(sound.map((b, j) => (j === i ? b ^ 0x40 : b))));
    const read = await store.get(hash, body.length).then((b) => Buffer.from(b).equals(body), (e: unknown) => (e as { problems: { code: string }[] }).problems[0]?.code);
    expect(read === true || read === 'RAW_CORRUPT', `byte ${i}`).toBe(true);
  }
  // Putting it again mends it.
  await store.put(body);
  expect(Buffer.from(await store.get(hash, body.length)).equals(body)).toBe(true);
  await expect(store.get(hash, body.length - 1)).rejects.toMatchObject({ problems: [{ code: 'RAW_CORRUPT' }] });
  const empty = await store.put(new Uint8Array());
  expect(await store.get(empty, 0)).toHaveLength(0);
});

test('the lock is one, and comes back when its holder lets go', async () => {
  const at = folder();
  const first = await takeRunLock(at, 'a', () => NOW);
  const second = await takeRunLock(at, 'b', () => NOW);
  expect(isRunLock(first)).toBe(true);
  expect(second).toEqual({ pid: process.pid, startedAt: '2025-12-02T08:00:00.000Z', doing: 'a' });
  if (isRunLock(first)) await first.release();
  const third = await takeRunLock(at, 'c', () => NOW);
  expect(isRunLock(third)).toBe(true);
  if (isRunLock(third)) await third.release();
  writeFileSync(join(at, 'lock.sqlite'), 'no database, but longer than its header '.repeat(20));
  await expect(takeRunLock(at, 'd', () => NOW)).rejects.toMatchObject({ problems: [{ code: 'LOCK_BROKEN' }] });
});

describe('plausibility', () => {
  const many = (value: (i: number) => number, period = '2025-11', n = 20): Figure[] => Array.from({ length: n }, (_, i) => ({ series: 's.t', entity: `e${i}`, country: 'US', period, value: value(i) }));
  const kinds = (now: Figure[], before: Figure[] | undefined, promises = {}): string[] => findSuspicions(now, before, { minRows: 1, ...promises }).map((s) => s.kind);
  const usual = many((i) => 100 + i, '2025-10');

  test('what is usual is not doubted: the first time, growth, a few gone, a few corrected, small ones that jump', () => {
    expect(kinds(many((i) => i + 1), undefined)).toEqual([]);
    expect(kinds(many((i) => 150 + i * 2), usual)).toEqual([]);
    expect(kinds(many((i) => 100 + i).slice(0, 17), usual)).toEqual([]);
    const small = many((i) => (i === 0 ? 1 : 10_000), '2025-10');
    expect(kinds(many((i) => (i === 0 ? 90 : 10_000)), small)).toEqual([]);
    const days = [...many((i) => 100 + i, '2025-10-01'), ...many((i) => 100 + i, '2025-10-02')];
    expect(kinds(days.map((f, i) => (i < 2 ? { ...f, value: 5 + (f.value ?? 0) } : f)), days)).toEqual([]);
  });

  test('nothing, all zero, half gone, the past rewritten, a counter that fell, a jump, an outlier', () => {
    expect(kinds([], usual, { minRows: 5 })).toContain('empty');
    expect(kinds(many(() => 0), undefined)).toEqual(['empty']);
    expect(kinds(many((i) => 100 + i).slice(0, 10), usual)).toEqual(['missing']);
    const days = [...many((i) => 100 + i, '2025-10-01'), ...many((i) => 100 + i, '2025-10-02')];
    expect(kinds(days.map((f) => (f.period === '2025-10-01' ? { ...f, value: 1.1 * (f.value ?? 0) } : f)), days)).toEqual(['changed']);
    expect(kinds(many((i) => 90 + i), usual, { growing: ['s.t'] })).toEqual(['fell']);
    expect(kinds(many((i) => 5000 + i), usual)).toEqual(['jump']);
    expect(kinds(many((i) => (i === 3 ? 2_000 : 100 + i)), usual)).toEqual(['jump']);
    expect(kinds(many((i) => (i === 3 ? 900 : 100 + i)), usual)).toEqual(['outlier']);
  });
});
