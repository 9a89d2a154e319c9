// A server that gives fixtures in the shape of the wire, a source that asks it, and its rows checked as those of a table.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { sha256 } from '../../src/files.ts';
import { cellsOf, checkRows, formatRows } from '../../src/history/snapshot-rows.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { readRegistry } from '../../src/observations/tables.ts';
import { packageRoot } from '../../src/project.ts';
import type { Capture, Parsed, Source, SourceContext, SourceRegistry } from '../../src/sources/source.ts';

export const READ_AT = '2026-10-02T08:00:00.000Z';
export const inputPath = (name: string): string => join(import.meta.dirname, '..', 'input', 'sources', name);
export const input = (name: string): Promise<string> => readFile(inputPath(name), 'utf8');
export const samplePath = (name: string): string => join(packageRoot(), '..', 'shared', 'samples', name);

const organisation = (namespace: string, name: string, country: string, note = '') => ({ namespace, name, country, note });
const family = (name: string, country: string, ...match: string[]) => ({ name, organisation: name, country, match });

/** A small world: Chinese organisations, one of them renamed, an American, a French, a re-uploader and an account of tests. */
export const REGISTRY: SourceRegistry = {
  organisations: [
    organisation('Qwen', 'Alibaba', 'CN'), organisation('deepseek-ai', 'DeepSeek', 'CN'), organisation('zai-org', 'Z.ai', 'CN'), organisation('THUDM', 'Z.ai', 'CN', 'same as zai-org'),
    organisation('meta-llama', 'Meta', 'US'), organisation('mistralai', 'Mistral AI', 'FR'), organisation('hkust-nlp', 'HKUST', 'HK'),
    organisation('unsloth', 'Unsloth AI', 'ZZ', 'Decision: ZZ as a re-uploader'), organisation('hf-internal-testing', 'Tests', 'ZZ', 'test repositories, leave out; unverified: no source'),
  ],
  families: [
    family('Qwen', 'CN', 'hub:Qwen/*', 'router:qwen/*'), family('DeepSeek', 'CN', 'hub:deepseek-ai/*', 'router:deepseek/*'), family('GLM', 'CN', 'hub:zai-org/*', 'hub:THUDM/*'),
    family('Llama', 'US', 'hub:meta-llama/*'), family('gpt-oss', 'US', 'hub:openai/gpt-oss*'), family('Mistral', 'FR', 'hub:mistralai/*'),
  ],
  countries: new Map([
    ['CN', { name: 'China', bloc: 'china' }], ['HK', { name: 'Hong Kong', bloc: 'china' }], ['US', { name: 'United States', bloc: 'united-states' }], ['FR', { name: 'France', bloc: 'europe' }], ['KR', { name: 'South Korea', bloc: 'other' }], ['ZZ', { name: 'Unknown', bloc: 'unassigned' }],
    ...['china', 'united-states', 'europe', 'other', 'unassigned', 'mixed', 'world'].map((bloc): [string, { name: string; bloc: string }] => [bloc, { name: bloc, bloc }]),
  ]),
};

/** The registry of the repository. */
export async function realRegistry(): Promise<SourceRegistry> {
  return readRegistry(packageRoot());
}

export const contextOf = (changes: Partial<SourceContext> = {}): SourceContext => ({ month: '2026-09', base: 'https://example.org', registry: REGISTRY, ...changes });

export function captureOf(key: string, body: string | Uint8Array, changes: Partial<Capture> = {}): Capture {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { key, url: `https://example.org/${key}`, status: 200, headers: {}, sha256: sha256(bytes), size: bytes.length, capturedAt: READ_AT, read: async () => bytes, ...changes };
}

export interface Answer {
  readonly body: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers by path and query; undefined is a 404. `asked` is every address in order. */
export async function withServer<T>(answer: (url: URL) => Promise<Answer | undefined>, use: (base: string, asked: readonly string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  let base = '';
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    asked.push(request.url ?? '');
    void answer(new URL(request.url ?? '', base)).catch((error: unknown) => ({ status: 500, body: String(error), headers: {} })).then((found) => {
      response.writeHead(found === undefined ? 404 : (found.status ?? 200), { 'content-type': 'application/json; charset=utf-8', ...found?.headers });
      response.end(found?.body ?? '{"error":"not found"}');
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await use(base, asked);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  }
}

/** What `source` gathers, in the order of the keys. Plain requests: limits and retries are tested with the client. */
export async function gatherPlainly(source: Source, context: SourceContext, projectDir = packageRoot()): Promise<readonly Capture[]> {
  const captures: Capture[] = [];
  const keep = (capture: Capture): Capture => {
    if (captures.some((c) => c.key === capture.key)) throw new Error(`asked twice for ${capture.key}`);
    captures.push(capture);
    return capture;
  };
  await source.gather({
    ...context,
    expect: () => undefined,
    each: async (items, work) => {
      for (const [i, item] of items.entries()) await work(item, i);
    },
    signal: new AbortController().signal,
    download: () => Promise.reject(new Error('nothing here is too large for memory')),
    keep: async (key, url, body, headers) => keep(captureOf(key, body, { url, headers })),
    read: async (key, path) => keep(captureOf(key, await readFile(join(projectDir, path)), { url: `project:${path}` })),
    fetch: async ({ key, url, answers = [] }) => {
      const response = await fetch(url);
      if (response.status !== 200 && !answers.includes(response.status)) throw new Error(`${url} answered ${response.status}`);
      return keep(captureOf(key, new Uint8Array(await response.arrayBuffer()), { url, status: response.status, headers: Object.fromEntries(response.headers) }));
    },
  });
  return captures.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The rows as observations, under the rules of a table; a row with a problem is a failure. */
export function observationsOf(parsed: Parsed, source: string, registry: SourceRegistry = REGISTRY): readonly Observation[] {
  const text = formatRows(parsed.rows.map((row) => cellsOf(row, source, READ_AT.slice(0, 10))));
  const known = { sources: new Map([[source, true]]), countries: registry.countries as ReadonlyMap<string, { readonly bloc: Observation['bloc'] }> };
  const { observations, problems } = checkRows(text, 'observations.csv', known);
  if (problems.length > 0) throw new Error(problems.slice(0, 5).map((p) => `${p.line ?? 0} ${p.code} ${p.message}`).join('\n'));
  return observations;
}

/** `entity country value` of a series, sorted. */
export const figures = (observations: readonly Observation[], series: string): string[] =>
  observations.filter((o) => o.series === series).map((o) => `${o.entity} ${o.country} ${o.value ?? ''}`).sort();

/** `path: expected (sample)`. */
export const complaints = (parsed: Parsed): string[] => parsed.shapes.map((s) => `${s.path}: ${s.expected} (${s.sample})`);
