// A dump behind an address: what is frozen of it, what is kept, and servers that break off, lie, compress, redirect or fill the disk.
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerResponse } from 'node:http';
import { sha256 } from '../../src/files.ts';
import { maybeRevision, readSnapshot } from '../../src/history/snapshot.ts';
import { collectMonth, type CollectRequest, type CollectResult } from '../../src/pipeline/collection.ts';
import { planCollection } from '../../src/pipeline/collection-plan.ts';
import { replaySnapshot } from '../../src/pipeline/collection-replay.ts';
import type { Project } from '../../src/project.ts';
import { writeAnswerBody } from '../../src/sources/answer-body.ts';
import { createProject, createWorld, MONTH, NOW, QUICK } from '../sources/support/project.ts';
import { startServer, type Handler } from '../sources/support/server.ts';
import { ROOT } from '../support/edition.ts';

const spare = mkdtempSync(join(tmpdir(), 'lineage-download-'));
const made: string[] = [spare];
afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

const line = (id: string, base: string, created: string): string => `${JSON.stringify({ id, createdAt: `${created}T08:00:00.000Z`, downloads: 20, downloadsAllTime: 50, pipeline_tag: 'text-generation', tags: [], ...(base === '' ? {} : { baseModels: { relation: 'finetune', models: [{ id: base }] } }) })}\n`;
const DUMP = Buffer.from([line('acme/base', '', '2025-01-01'), ...Array.from({ length: 30 }, (_, i) => line(`me${i}/tune`, i % 3 === 0 ? 'other/base' : 'acme/base', '2025-11-05')), line('late/one', '', '2025-12-01')].join(''));

async function projectOf(): Promise<Project> {
  const project = await createProject();
  made.push(project.root);
  cpSync(join(ROOT, 'data/registry/lineage.yaml'), join(project.root, 'data/registry/lineage.yaml'));
  return project;
}

type Collected = Extract<CollectResult, { kind: 'collected' }>;
async function collect(project: Project, url: string, limits: CollectRequest['limits'] = {}): Promise<Collected> {
  const result = await collectMonth({ project, month: MONTH, sources: ['hub-census'], urls: new Map([['hub-census', url]]), limits: { ...QUICK, attempts: 2, ...limits } }, createWorld({}, () => NOW));
  if (result.kind !== 'collected') throw new Error('busy');
  return result;
}

const whole = (response: ServerResponse, headers: Readonly<Record<string, string>> = {}, body: Buffer = DUMP): void => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(body.length), ...headers });
  response.end(body);
};
const cacheOf = (project: Project): readonly string[] => (existsSync(join(project.state, 'dumps')) ? readdirSync(join(project.state, 'dumps')) : []);

const plain: { table?: string } = {};
beforeAll(async () => {
  const project = await projectOf();
  const path = join(spare, 'dump.ndjson');
  writeFileSync(path, DUMP);
  await collect(project, path);
  plain.table = valuesOf(await readSnapshot(project.root, MONTH));
});

function valuesOf(snapshot: Awaited<ReturnType<typeof readSnapshot>>): string {
  return (snapshot?.observations ?? []).map((o) => [o.series, o.entity, o.country, o.period.text, o.value].join('|')).join('\n');
}

test('fetched, counted as the file is, frozen with the address, what the server said and the hash; no secret anywhere', async () => {
  const project = await projectOf();
  const server = await startServer((_, response) => whole(response, { etag: '"v1"', 'last-modified': 'Mon, 01 Dec 2025 09:00:00 GMT' }));
  try {
    const address = `${server.url.replace('//', '//ann:opensesame@')}/hub/models.ndjson?token=verysecret&part=all`;
    const plan = await planCollection({ project, month: MONTH, sources: ['hub-census'], urls: new Map([['hub-census', address]]) }, createWorld({}, () => NOW));
    expect([server.asked.length, plan.sources[0]?.requests, plan.sources[0]?.base]).toEqual([0, 1, `${server.url}/hub/models.ndjson`]);

    expect(await collect(project, address)).toMatchObject({ revision: 1, isNew: true, problems: [], sources: [{ requests: 1 }] });
    expect(server.asked).toEqual(['/hub/models.ndjson?token=verysecret&part=all']);
    expect(server.headers[0]?.authorization).toBe(`Basic ${Buffer.from('ann:opensesame').toString('base64')}`);
    expect(valuesOf(await readSnapshot(project.root, MONTH))).toBe(plain.table);
    const hash = sha256(DUMP);
    const source = (await maybeRevision(project.root, MONTH))?.provenance.sources[0];
    expect(source).toMatchObject({ base: `${server.url}/hub/models.ndjson`, asOf: '2025-12-01', captures: [{ url: `${server.url}/hub/models.ndjson?token=hidden&part=all#sha256=${hash}`, headers: { etag: '"v1"', 'last-modified': 'Mon, 01 Dec 2025 09:00:00 GMT', 'dump-sha256': hash } }] });
    expect(cacheOf(project)).toEqual([hash]);
    expect([statSync(join(project.state, 'dumps')).mode & 0o777, statSync(join(project.state, 'dumps', hash)).mode & 0o777]).toEqual([0o700, 0o600]);
    const kept = readdirSync(project.root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => readFileSync(join(e.parentPath, e.name), 'latin1')).join('\n');
    for (const secret of ['verysecret', 'opensesame']) expect(kept.includes(secret)).toBe(false);
  } finally {
    await server.close();
  }
  // Without the server: what is frozen needs neither it nor the cache.
  rmSync(join(project.state, 'dumps'), { recursive: true });
  expect(await replaySnapshot({ project, month: MONTH })).toMatchObject({ isSame: true, problems: [] });
}, 60_000);

test('the same version is not fetched again unless the cached one was altered, another version is, and a changed registry counts the cached one', async () => {
  const project = await projectOf();
  const state = { etag: '"v1"', body: DUMP };
  const given: number[] = [];
  const server = await startServer((request, response) => {
    const isSame = request.headers['if-none-match'] === state.etag;
    given.push(isSame ? 304 : 200);
    if (isSame) response.writeHead(304, { etag: state.etag }).end();
    else whole(response, { etag: state.etag }, state.body);
  });
  try {
    const url = `${server.url}/models.ndjson`;
    await collect(project, url);
    expect(await collect(project, url)).toMatchObject({ revision: 1, isNew: false, problems: [] });
    expect(given).toEqual([200, 304]);
    writeFileSync(join(project.state, 'dumps', sha256(DUMP)), 'altered');
    expect(await collect(project, url)).toMatchObject({ revision: 1, isNew: false, problems: [] });
    expect(given).toEqual([200, 304, 200]);
    state.body = Buffer.concat([DUMP, Buffer.from(line('me99/tune', 'acme/base', '2025-11-06'))]);
    state.etag = '"v2"';
    expect(await collect(project, url)).toMatchObject({ revision: 2, isNew: true, problems: [] });
    writeFileSync(join(project.root, 'data/registry/organisations.csv'), 'namespace,organisation,country,evidence,source_url,note\nacme,Acme,CN,public file,,\nother,Other,FR,public file,,\n');
    expect(await collect(project, url)).toMatchObject({ revision: 3, isNew: true, problems: [] });
    expect(given.slice(3)).toEqual([200, 304]);
    expect(cacheOf(project).length).toBe(2);
  } finally {
    await server.close();
  }
}, 60_000);

const cut: Handler = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(DUMP.length) });
  response.write(DUMP.subarray(0, 900), () => setTimeout(() => response.destroy(), 20));
};
const FAULTS: readonly (readonly [string, string, Handler, CollectRequest['limits']?])[] = [
  ['breaks off every time', 'HTTP_BROKEN', cut],
  ['says that it has more than it sends', 'HTTP_BROKEN', (_, r) => { r.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(DUMP.length + 40) }); r.write(DUMP, () => r.socket?.end()); }],
  ['says that it has less than it sends', 'CENSUS_COLUMN|CENSUS_READ', (_, r) => { r.socket?.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\ncontent-length: 40\r\nconnection: close\r\n\r\n'), DUMP])); }],
  ['does not say where the file ends', 'HTTP_NO_END', (_, r) => { r.socket?.end(Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: application/octet-stream\r\nconnection: close\r\n\r\n'), DUMP])); }],
  ['stops in the middle', 'HTTP_TIMEOUT|HTTP_BROKEN', (_, r) => { r.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(DUMP.length) }); r.write(DUMP.subarray(0, 100)); }, { idle: 300 }],
  ['compresses without being asked', 'HTTP_ENCODING', (_, r) => whole(r, { 'content-encoding': 'gzip' })],
  ['shows a page', 'HTTP_CONTENT_TYPE', (_, r) => whole(r, { 'content-type': 'text/html' })],
  ['has no such file', 'HTTP_STATUS', (_, r) => { r.writeHead(404, { 'content-type': 'text/plain' }).end('gone'); }],
  ['says that nothing has changed', 'HTTP_STATUS', (_, r) => { r.writeHead(304).end(); }],
  ['leads to a private address', 'ADDRESS_PRIVATE', (_, r) => { r.writeHead(302, { location: 'https://192.168.1.1/models.parquet' }).end(); }],
  ['leads to this machine by name', 'ADDRESS_PRIVATE', (_, r) => { r.writeHead(302, { location: 'https://localhost:9/models.parquet' }).end(); }],
  ['leads to the address that clouds answer to', 'ADDRESS_(PRIVATE|NOT_HTTPS)', (_, r) => { r.writeHead(302, { location: 'http://169.254.169.254/latest' }).end(); }],
  ['leads away from https', 'ADDRESS_NOT_HTTPS', (_, r) => { r.writeHead(302, { location: 'http://example.org/models.parquet' }).end(); }],
  ['leads round in a ring', 'HTTP_REDIRECTS', (request, r) => { r.writeHead(302, { location: request.url ?? '/' }).end(); }],
];

test.each(FAULTS.map((fault) => [fault[0], fault] as const))('a server that %s is refused by name, and nothing is left', async (_, [, code, handler, limits]) => {
  const project = await projectOf();
  const server = await startServer(handler);
  try {
    const result = await collect(project, `${server.url}/models.ndjson`, limits);
    expect(result.problems.map((p) => p.code).join()).toMatch(new RegExp(`^(${code})$`));
    expect([result.folder, cacheOf(project)]).toEqual([undefined, []]);
  } finally {
    await server.close();
  }
}, 60_000);

test('a server that breaks off once is asked again for the whole, and a rest of an earlier run goes', async () => {
  const project = await projectOf();
  const server = await startServer((request, response, n) => (n === 0 ? cut(request, response, n) : whole(response)));
  try {
    await collect(project, join(spare, 'dump.ndjson'));
    expect(cacheOf(project)).toEqual([]);
    const state = join(project.state, 'dumps');
    cpSync(join(spare, 'dump.ndjson'), join(state, 'abc.part'));
    expect(await collect(project, `${server.url}/models.ndjson`)).toMatchObject({ problems: [], sources: [{ requests: 2 }] });
    expect(cacheOf(project)).toEqual([sha256(DUMP)]);
  } finally {
    await server.close();
  }
}, 60_000);

test('a dump above the limit is refused by what the server says of it, and by what comes when it says less', async () => {
  const project = await projectOf();
  const server = await startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(17 * 1024 ** 3) });
    response.write(DUMP);
  });
  try {
    expect((await collect(project, `${server.url}/models.ndjson`)).problems.map((p) => p.code)).toEqual(['HTTP_TOO_LARGE']);
    expect(cacheOf(project)).toEqual([]);
  } finally {
    await server.close();
  }
  const [path, headers] = [join(spare, 'limited'), { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' }];
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 4; i++) yield DUMP;
  };
  await expect(writeAnswerBody({ headers, chunks: chunks() }, path, 3 * DUMP.length)).rejects.toMatchObject({ code: 'HTTP_TOO_LARGE', isLasting: true });
  expect(existsSync(path)).toBe(false);
  await writeAnswerBody({ headers, chunks: chunks() }, path, 4 * DUMP.length);
  expect(statSync(path).size).toBe(4 * DUMP.length);
  await expect(writeAnswerBody({ headers, chunks: chunks() }, join(spare, 'dump.ndjson', 'below-a-file'), 4 * DUMP.length)).rejects.toMatchObject({ problems: [{ code: 'WRITE_FAILED' }] });
}, 60_000);
