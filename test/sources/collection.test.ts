// A whole collection against a real server: freezing, revisions, resuming, judging, replaying.
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { collectMonth } from '../../src/pipeline/collection.ts';
import type { CollectResult } from '../../src/pipeline/collection.ts';
import { planCollection, readSourceStates } from '../../src/pipeline/collection-plan.ts';
import { replaySnapshot } from '../../src/pipeline/collection-replay.ts';
import { readSnapshot, readRevision } from '../../src/history/snapshot.ts';
import { readSnapshotTables } from '../../src/history/snapshot-tables.ts';
import type { Source } from '../../src/sources/source.ts';
import { createCounter, createProject, createWorld, MONTH, NOW, QUICK } from './support/project.ts';
import { pageOf, sendJson, serveItems, startServer } from './support/server.ts';
import type { Handler, TestServer } from './support/server.ts';

const open: TestServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((s) => s.close()));
});

async function serve(handler: Handler): Promise<TestServer> {
  const server = await startServer(handler);
  open.push(server);
  return server;
}

interface Options {
  readonly catalogue?: readonly Source[];
  readonly month?: string;
  readonly now?: number;
  readonly env?: Record<string, string>;
  readonly sources?: readonly string[];
  readonly limits?: Record<string, number>;
}

async function collect(at: Awaited<ReturnType<typeof createProject>>, server: { url: string }, options: Options = {}): Promise<Extract<CollectResult, { kind: 'collected' }>> {
  const catalogue = options.catalogue ?? [createCounter()];
  const result = await collectMonth(
    { project: at, month: options.month ?? MONTH, sources: options.sources ?? [], urls: new Map(catalogue.map((s) => [s.id, server.url])), catalogue, limits: { ...QUICK, ...options.limits } },
    createWorld(options.env ?? {}, () => options.now ?? NOW),
  );
  if (result.kind !== 'collected') throw new Error('busy');
  return result;
}

test('freezes what came, and reads it back as observations with their provenance', async () => {
  const at = await createProject();
  const server = await serve(serveItems(3));
  const result = await collect(at, server);
  expect(result).toMatchObject({ revision: 1, isNew: true, problems: [], sources: [{ id: 'counter', verdict: 'fresh', failed: false, rows: 9, compared: { added: 9, changed: 0, gone: 0 }, requests: 3 }] });
  expect(result.folder).toBe(join(at.root, 'data/snapshots/2025-11/r1'));
  expect(readdirSync(join(at.root, 'data/snapshots/2025-11'))).toEqual(['r1']);

  const snapshot = await readSnapshot(at.root, MONTH);
  expect(snapshot?.observations).toHaveLength(9);
  expect(snapshot?.observations[0]).toMatchObject({
    key: 'data/snapshots/2025-11/r1/observations.csv:2', series: 'downloads.counter', entity: 'acme/model-0', bloc: 'china', value: 1000, published: '2025-12-02', asOf: '2025-12-02', source: 'counter', locator: 'items/0001 [0].downloads',
  });
  expect(snapshot?.sources.get('counter')).toMatchObject({ publisher: 'The Counter', attribution: 'Source: The Counter, as of 2025-12-02.', licence: 'CC BY 4.0', accessed: '2025-12-02' });
  const revision = await readRevision(at.root, MONTH, 1);
  const captures = revision.provenance.sources[0]?.captures ?? [];
  expect(captures.map((c) => [c.key, c.status, c.url.replace(server.url, '')])).toEqual([1, 2, 3].map((n) => [`items/000${n}`, 200, `/items?page=${n}`]));
  expect(captures[0]?.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8', ratelimit: '"api";r=499;t=264', link: expect.stringContaining('page=2') });
  expect(new TextDecoder().decode(await revision.store.get(captures[0]?.sha256 ?? '', captures[0]?.size ?? 0))).toBe(JSON.stringify(pageOf(1)));
  expect(existsSync(join(at.root, '.briefwright/collect/2025-11'))).toBe(false);
  expect(statSync(join(at.root, '.briefwright/collect')).mode & 0o077).toBe(0);
  expect(statSync(join(at.root, 'data/snapshots/2025-11/r1/observations.csv')).mode & 0o222).toBe(0);
});

test('collecting again makes a revision only when something differs, and the highest counts', async () => {
  const at = await createProject();
  const state = { first: 1000 };
  const server = await serve((q, s, n) => serveItems(2, (id) => state.first + id)(q, s, n));
  await collect(at, server);
  const again = await collect(at, server, { now: NOW + 3_600_000 });
  expect(again).toMatchObject({ revision: 1, isNew: false });
  state.first = 1100;
  const changed = await collect(at, server, { now: NOW + 86_400_000 });
  expect(changed).toMatchObject({ revision: 2, isNew: true, sources: [{ compared: { added: 0, changed: 6, gone: 0 } }] });
  const snapshot = await readSnapshot(at.root, MONTH);
  expect(snapshot).toMatchObject({ revision: 2, previous: [1] });
  expect(snapshot?.observations.map((o) => o.value)).toEqual([1100, 1101, 1102, 1103, 1104, 1105]);
  expect((await readSnapshotTables(at.root, '2025-12')).observations).toHaveLength(6);
  expect((await readSnapshotTables(at.root, '2025-10')).observations).toHaveLength(0);
});

test('replay computes the same bytes offline; another registry does not matter, an altered body does', async () => {
  const at = await createProject();
  const server = await serve(serveItems(2));
  await collect(at, server);
  await server.close();
  writeFileSync(join(at.root, 'data/registry/organisations.csv'), 'namespace,organisation,country,evidence,source_url,note\n');
  const catalogue = [createCounter()];
  expect(await replaySnapshot({ project: at, catalogue })).toMatchObject({ month: MONTH, revision: 1, rows: 6, isSame: true, problems: [] });

  const otherwise = createCounter({ parse: async (c, x) => ({ ...(await createCounter().parse(c, x)), rows: (await createCounter().parse(c, x)).rows.map((r, i) => (i === 2 ? { ...r, value: 7 } : r)) }) });
  const differs = await replaySnapshot({ project: at, catalogue: [otherwise] });
  expect(differs.isSame).toBe(false);
  expect(differs.problems[0]?.message).toContain('1 figures come out otherwise');
  expect(differs.problems[0]?.message).toContain('"acme/model-2" 2025-11: 1002 → 7');

  const raw = readdirSync(join(at.root, 'data/snapshots/2025-11/r1/raw'), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  const file = join(raw[0]?.parentPath ?? '', raw[0]?.name ?? '');
  const bytes = readFileSync(file);
  chmodSync(file, 0o644);
  for (const [i, spoiled] of [bytes.subarray(0, 9), Buffer.alloc(0), Buffer.from(bytes.map((b, j) => (j === bytes.length - 5 ? b ^ 1 : b)))].entries()) {
    writeFileSync(file, spoiled);
    await expect(replaySnapshot({ project: at, catalogue }), `case ${i}`).rejects.toMatchObject({ problems: [{ code: 'RAW_CORRUPT', file: expect.stringContaining('data/snapshots/2025-11/r1/raw/') as string }] });
  }
});

test('an altered table or provenance is refused', async () => {
  const at = await createProject();
  const server = await serve(serveItems(1));
  await collect(at, server);
  const file = join(at.root, 'data/snapshots/2025-11/r1/observations.csv');
  const text = readFileSync(file, 'utf8');
  chmodSync(file, 0o644);
  writeFileSync(file, text.replace('1000', '9000'));
  await expect(readSnapshot(at.root, MONTH)).rejects.toMatchObject({ status: 1, problems: [{ code: 'SNAPSHOT_CORRUPT', file: 'data/snapshots/2025-11/r1/observations.csv' }] });
  writeFileSync(file, text);
  const provenance = join(at.root, 'data/snapshots/2025-11/r1/provenance.json');
  chmodSync(provenance, 0o644);
  const json = readFileSync(provenance, 'utf8');
  for (const bad of ['', '{}', json.slice(0, 200), json.replace('"version": 1', '"version": 0'), json.replace('"captures"', '"captured"')]) {
    writeFileSync(provenance, bad);
    await expect(readSnapshot(at.root, MONTH)).rejects.toMatchObject({ problems: [{ code: 'SNAPSHOT_CORRUPT' }] });
  }
  writeFileSync(provenance, json.replace('"version": 1', '"version": 2'));
  await expect(readSnapshot(at.root, MONTH)).rejects.toMatchObject({ problems: [{ code: 'SNAPSHOT_NEWER' }] });
});

describe('the window', () => {
  test.each([['2025-11-29', false], ['2025-11-30', true], ['2025-12-10', true], ['2025-12-11', false]] as const)('running counters of November on %s: %s', async (day, isOpen) => {
    const at = await createProject();
    const server = await serve(serveItems(1));
    const result = await collect(at, server, { now: Date.parse(`${day}T23:59:59Z`) });
    expect(result.isNew).toBe(isOpen);
    if (isOpen) return;
    expect(server.asked).toEqual([]);
    expect(result.problems[0]).toMatchObject({ code: 'SOURCE_WINDOW', message: expect.stringContaining('2025-11-30 to 2025-12-10') as string });
  });

  test('a source with a history may be collected for any past month', async () => {
    const at = await createProject();
    const server = await serve(serveItems(1));
    const catalogue = [createCounter({ figures: 'dated' })];
    expect((await collect(at, server, { catalogue, month: '2025-08' })).isNew).toBe(true);
    await expect(collect(at, server, { catalogue, month: '2026-01' })).rejects.toMatchObject({ problems: [{ code: 'USAGE_BAD_MONTH' }] });
  });
});

describe('verdicts', () => {
  test('drift is named with path and sample, and refuses the source', async () => {
    const at = await createProject();
    const server = await serve((_, s) => sendJson(s, pageOf(1).map((item) => Object.fromEntries(Object.entries(item).map(([k, v]) => [k === 'downloads' ? 'downloads30d' : k, v])))));
    const renamed = await collect(at, server);
    expect(renamed.problems[0]).toMatchObject({ code: 'SOURCE_SHAPE' });
    expect(renamed.problems[0]?.message).toContain('items/0001 [0].downloads: expected a whole number from 0, found (absent; there are: id, country, downloads30d)');
    expect(renamed.folder).toBeUndefined();
    const typed = await serve((_, s) => sendJson(s, pageOf(1).map((item) => ({ ...item, downloads: '1,000' }))));
    expect((await collect(at, typed)).problems[0]?.message).toContain('items/0001 [0].downloads: expected a whole number from 0, found "1,000"');
    // What could not be used is not kept for the next run.
    const sound = await serve(serveItems(1));
    expect((await collect(at, sound)).isNew).toBe(true);
  });

  test('an empty answer and a collapse are suspect; the next sound one is measured against the last sound one', async () => {
    const at = await createProject();
    const state: { mode: 'empty' | 'sound' | 'low' } = { mode: 'empty' };
    const server = await serve((q, s, n) => (state.mode === 'empty' ? sendJson(s, []) : serveItems(2, (id) => (state.mode === 'low' ? 1 : 1000) + id)(q, s, n)));
    const empty = await collect(at, server);
    expect(empty.sources[0]).toMatchObject({ verdict: 'suspect', rows: 0, reasons: ['0 rows, at least 3 are expected'] });
    state.mode = 'sound';
    expect((await collect(at, server)).sources[0]).toMatchObject({ verdict: 'fresh', rows: 6 });
    state.mode = 'low';
    const low = await collect(at, server);
    expect(low.sources[0]?.verdict).toBe('suspect');
    expect(low.sources[0]?.reasons[0]).toContain('downloads.counter as a whole went from 6015 to 21');
    state.mode = 'sound';
    expect((await collect(at, server)).sources[0]).toMatchObject({ verdict: 'fresh' });
  });

  test('older than promised is stale', async () => {
    const at = await createProject();
    const server = await serve(serveItems(1));
    const catalogue = [createCounter({ promises: { minRows: 1, maxAgeDays: 10 }, parse: async (c, x) => ({ ...(await createCounter().parse(c, x)), asOf: '2025-10-01' }) })];
    const result = await collect(at, server, { catalogue });
    expect(result.sources[0]).toMatchObject({ verdict: 'stale', failed: false });
    expect(result.sources[0]?.reasons[0]).toContain('2025-10-01, 62 days before');
  });

  test('a source that fails keeps the figures of the revision before, and says so; others go on', async () => {
    const at = await createProject();
    const state = { isDown: false, first: 1000 };
    const server = await serve((q, s, n) => {
      if (!state.isDown || !(q.headers['user-agent'] ?? '').startsWith('briefwright/') || q.headers['x-which'] !== 'second') return serveItems(1, (id) => state.first + id)(q, s, n);
      s.writeHead(404, { 'content-type': 'text/plain' });
      s.end('gone for good');
      return undefined;
    });
    const second = createCounter({ id: 'second', gather: async ({ base, fetch }) => void (await fetch({ key: 'items/0001', url: `${base}/items?page=1`, kind: 'json', headers: { 'x-which': 'second' } })) });
    const both = [createCounter(), second];
    // Two sources of the same series and entities would be one row twice.
    const named = both.map((source): Source => ({ ...source, parse: async (c, x) => {
      const parsed = await source.parse(c, x);
      return { ...parsed, rows: parsed.rows.map((r) => ({ ...r, series: `downloads.${source.id}` })) };
    } }));
    await collect(at, server, { catalogue: named });
    Object.assign(state, { isDown: true, first: 1200 });
    const result = await collect(at, server, { catalogue: named, now: NOW + 86_400_000 });
    expect(result).toMatchObject({ revision: 2, isNew: true });
    expect(result.sources.map((s) => [s.id, s.verdict, s.failed])).toEqual([['counter', 'fresh', false], ['second', 'cached', true]]);
    expect(result.problems[0]?.message).toMatch(/^second: .*status 404 "gone for good"\. The figures of an earlier collection are kept\.$/);
    const snapshot = await readSnapshot(at.root, MONTH);
    expect(snapshot?.verdicts.get('second')).toMatchObject({ verdict: 'cached', carriedFrom: 1, capturedTo: '2025-12-02T08:00:00.000Z' });
    expect(snapshot?.observations.filter((o) => o.series === 'downloads.second').map((o) => [o.value, o.published])).toEqual([[1000, '2025-12-02'], [1001, '2025-12-02'], [1002, '2025-12-02']]);
    expect(await replaySnapshot({ project: at, catalogue: named })).toMatchObject({ isSame: true, rows: 6 });
    // One source alone keeps the other as it was.
    Object.assign(state, { isDown: false, first: 1300 });
    const alone = await collect(at, server, { catalogue: named, sources: ['second'], now: NOW + 2 * 86_400_000 });
    expect(alone.sources.map((s) => s.id)).toEqual(['second']);
    expect((await readSnapshot(at.root, MONTH))?.observations.map((o) => o.value)).toEqual([1200, 1201, 1202, 1300, 1301, 1302]);
  });
});

test('a server that asks to wait for an hour puts the source off, says until when, and the next run goes on', async () => {
  const at = await createProject();
  const state = { isClosed: true };
  const server = await serve((q, s, n) => {
    if (!state.isClosed || !(q.url ?? '').endsWith('page=3')) return serveItems(4)(q, s, n);
    s.writeHead(429, { 'content-type': 'text/plain', 'retry-after': '3600' });
    s.end('We had to rate limit your IP');
    return undefined;
  });
  const first = await collect(at, server);
  expect(first).toMatchObject({ folder: undefined, sources: [{ verdict: 'failed', failed: true, until: '2025-12-02T09:00:00.000Z', requests: 3 }] });
  expect(first.problems[0]).toMatchObject({ code: 'SOURCE_DEFERRED', message: expect.stringContaining('before 2025-12-02T09:00:00Z') as string });
  const [state1] = await readSourceStates({ project: at, month: MONTH, sources: [], urls: new Map([['counter', server.url]]), catalogue: [createCounter()] }, createWorld());
  expect(state1?.partial).toEqual({ month: MONTH, captures: 2, until: '2025-12-02T09:00:00.000Z' });
  const plan = await planCollection({ project: at, month: MONTH, sources: [], urls: new Map([['counter', server.url]]), catalogue: [createCounter()] }, createWorld());
  expect(plan.sources[0]).toMatchObject({ kept: 2, requests: 0 });
  state.isClosed = false;
  server.asked.length = 0;
  const second = await collect(at, server, { now: NOW + 3_700_000 });
  expect(second.isNew).toBe(true);
  expect(server.asked).toEqual(['/items?page=3', '/items?page=4']);
});

test('a partial collection of another address, or of days ago, is not mixed in', async () => {
  const at = await createProject();
  const broken: Handler = (q, s, n) => ((q.url ?? '').endsWith('page=2') ? void s.writeHead(404).end() : serveItems(2)(q, s, n));
  const one = await serve(broken);
  await collect(at, one);
  const two = await serve(broken);
  await collect(at, two);
  expect(two.asked[0]).toBe('/items?page=1');
  two.asked.length = 0;
  await collect(at, two, { now: NOW + 3_600_000 });
  expect(two.asked[0]).toBe('/items?page=2');
  two.asked.length = 0;
  await collect(at, two, { now: NOW + 49 * 3_600_000 });
  expect(two.asked[0]).toBe('/items?page=1');
});

test('a clock that was set back stops the run and changes nothing', async () => {
  const at = await createProject();
  const server = await serve(serveItems(1));
  await collect(at, server, { now: NOW + 86_400_000 });
  await expect(collect(at, server, { now: NOW })).rejects.toMatchObject({ status: 1, problems: [{ code: 'CLOCK_SET_BACK' }] });
  expect(readdirSync(join(at.root, 'data/snapshots/2025-11'))).toEqual(['r1']);
});

test('a run at the same time leaves', async () => {
  const at = await createProject();
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const server = await serve((q, s, n) => void held.then(() => serveItems(1)(q, s, n)));
  const first = collect(at, server, { limits: { request: 20_000 } });
  while (server.asked.length === 0) await new Promise((r) => setTimeout(r, 5));
  const request = { project: at, month: MONTH, sources: [], urls: new Map([['counter', server.url]]), catalogue: [createCounter()] };
  expect(await collectMonth(request, createWorld())).toEqual({ kind: 'busy', holder: `process ${process.pid}, since 2025-12-02T08:00:00.000Z` });
  release();
  expect((await first).isNew).toBe(true);
  expect(server.asked).toHaveLength(1);
});

test('a full disk is a clear error, and what came before is kept', async () => {
  const at = await createProject();
  const server = await serve(serveItems(2));
  // A file where the folder of the bodies belongs stands for a disk that refuses.
  mkdirSync(join(at.root, '.briefwright/collect/2025-11'), { recursive: true });
  writeFileSync(join(at.root, '.briefwright/collect/2025-11/raw'), '');
  await expect(collect(at, server)).rejects.toMatchObject({ status: 1, problems: [{ code: 'WRITE_FAILED' }] });
  expect(existsSync(join(at.root, 'data/snapshots'))).toBe(false);
});
