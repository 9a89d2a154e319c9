// Every source of the registry through the real client: one server speaks all their wires, one snapshot holds all their rows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { readSnapshot } from '../../src/history/snapshot.ts';
import { collectMonth } from '../../src/pipeline/collection.ts';
import { readSources, SOURCES } from '../../src/sources/registry.ts';
import type { Source } from '../../src/sources/source.ts';
import { createProject, createWorld, QUICK } from './support/project.ts';
import { sendJson, startServer } from './support/server.ts';
import { input, inputPath, REGISTRY } from './wire.ts';

const KEY = 'sk-or-canary-5f1d';
const NOW = Date.parse('2026-10-02T08:00:00.000Z');

/** A path of the wire → its JSON, or undefined. Links of the Hub name the official host, as behind a mirror that copies them. */
async function answer(url: URL, authorization: string | undefined): Promise<{ readonly value: unknown; readonly link?: string; readonly status?: number } | undefined> {
  const json = async (name: string, change: (text: string) => string = (t) => t): Promise<{ value: unknown }> => ({ value: JSON.parse(change(await input(name))) as unknown });
  const { pathname, searchParams } = url;
  if (pathname === '/api/models') {
    const folder = searchParams.get('author') === null ? 'new' : 'accounts';
    const [name, page] = [searchParams.get('author') ?? searchParams.get('pipeline_tag') ?? '', Number(searchParams.get('cursor') ?? '1')];
    const file = (n: number): string => `huggingface/${folder}/${name}.${n}.json`;
    if (!existsSync(inputPath(file(page)))) return { value: [] };
    const next = new URL(`https://huggingface.co${url.pathname}${url.search}`);
    next.searchParams.set('cursor', String(page + 1));
    return { ...await json(file(page)), ...(existsSync(inputPath(file(page + 1))) ? { link: `<${next.href}>; rel="next"` } : {}) };
  }
  if (pathname === '/api/v1/models') return json('openrouter/models.json');
  if (pathname === '/api/v1/datasets/rankings-daily') return authorization === `Bearer ${KEY}` ? json('openrouter/rankings-2026-09.json') : { value: { error: { code: 401, message: 'No auth credentials found' } }, status: 401 };
  if (pathname === '/v2/repositories/ai/') return json(`docker-hub/page-${searchParams.get('page') ?? ''}.json`, (t) => t.replaceAll('{base}', url.origin));
  if (pathname === '/openapi/v1/models') return searchParams.get('owner') === 'Qwen' ? json(`modelscope/Qwen.${searchParams.get('page_number') ?? ''}.json`) : { value: { success: true, data: { models: [], total_count: 0 } } };
  if (pathname.startsWith('/repos/')) return json('github/repository.json', (t) => t.replace('{repository}', pathname.slice('/repos/'.length)));
  if (pathname.startsWith('/api/packages/')) return json('pypi/recent.json', (t) => t.replace('{package}', pathname.split('/')[3] ?? ''));
  return undefined;
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? ''}`);
  if (url.pathname === '/data/notable_ai_models.csv') {
    response.writeHead(200, { 'content-type': 'text/csv' }).end(readFileSync(inputPath('epoch/notable_ai_models.csv')));
    return;
  }
  void answer(url, request.headers.authorization).then((found) => {
    if (found?.status !== undefined) response.writeHead(found.status, { 'content-type': 'application/json' }).end(JSON.stringify(found.value));
    else if (found === undefined) response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    else sendJson(response, found.value, found.link === undefined ? {} : { link: found.link });
  });
}

/** A project with the small world of the fixtures and one mapping. */
async function project(): ReturnType<typeof createProject> {
  const at = await createProject();
  const registry = (name: string, lines: readonly string[]): Promise<void> => writeFile(join(at.root, 'data/registry', name), `${lines.join('\n')}\n`);
  await registry('countries.csv', ['code,name,bloc,note', ...[...REGISTRY.countries].map(([code, c]) => `${code},${c.name},${c.bloc},`)]);
  await registry('organisations.csv', ['namespace,organisation,country,evidence,source_url,note', ...REGISTRY.organisations.map((o) => `${o.namespace},${o.name},${o.country},public file,,"${o.note}"`)]);
  await registry('families.csv', ['family,organisation,country,match,note', ...REGISTRY.families.map((f) => `${f.name},${f.organisation},${f.country},${f.match.join('; ')},`)]);
  await registry('router-models.csv', ['match,developer,country,weights,evidence,note', 'anthropic/*,Anthropic,US,closed,unverified,']);
  await mkdir(join(at.root, 'data/sources'), { recursive: true });
  await mkdir(join(at.root, 'data/dumps'), { recursive: true });
  await writeFile(join(at.root, 'data/sources/pulls.yaml'), /```yaml\n([^]*?)```/.exec(readFileSync(join(import.meta.dirname, '../../src/sources/README.md'), 'utf8'))?.[1] ?? '');
  for (const day of ['2026-08-31', '2026-09-30']) await cp(inputPath(`table-file/pulls-${day}.csv`), join(at.root, `data/dumps/pulls-${day}.csv`));
  return at;
}

test('all sources in one snapshot, fresh, with their rows under their names and no secret anywhere', async () => {
  const at = await project();
  const server = await startServer(handle);
  try {
    // The fixtures are smaller than what the sources promise, and the server need not be spared.
    const catalogue = (await readSources(at.root)).map((s): Source => ({ ...s, promises: { ...s.promises, minRows: 1 }, manners: {} }));
    const world = createWorld({ OPENROUTER_API_KEY: KEY }, () => NOW);
    const result = await collectMonth({ project: at, month: '2026-09', sources: [], urls: new Map(SOURCES.map((s) => [s.id, server.url])), catalogue, limits: { ...QUICK } }, world);
    if (result.kind !== 'collected') throw new Error('busy');
    expect(result.problems).toEqual([]);
    expect(result.sources.map((s) => [s.id, s.verdict])).toEqual([...SOURCES.map((s) => s.id), 'pulls'].sort().map((id) => [id, 'fresh']));

    const snapshot = await readSnapshot(at.root, '2026-09');
    const series = new Set(snapshot?.observations.map((o) => o.series));
    for (const id of ['downloads-30d-org.hub', 'downloads-all-time-family.hub', 'new-derivatives-country.hub', 'router-tokens-monthly.openrouter', 'list-price-output.openrouter', 'notable-releases.epoch', 'pulls-all-time-model.docker-hub', 'downloads-family.modelscope', 'stars.github', 'downloads-30d-package.pypi', 'pulls-monthly.my-registry']) expect(series).toContain(id);
    expect(snapshot?.sources.get('openrouter')?.attribution).toBe('Source: OpenRouter (openrouter.ai/rankings), as of 2026-10-02.');
    expect(snapshot?.observations.find((o) => o.series === 'downloads-30d-org.hub' && o.entity === 'Alibaba')?.value).toBe(1430);

    // The key goes to the router only, and is written nowhere.
    for (const [i, headers] of server.headers.entries()) expect([server.asked[i], headers.authorization]).toEqual([server.asked[i], server.asked[i]?.startsWith('/api/v1/') === true ? `Bearer ${KEY}` : undefined]);
    const written = readdirSync(at.root, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => readFileSync(join(e.parentPath, e.name), 'latin1')).join('');
    expect(`${written}${world.out.join('')}${world.err.join('')}`.includes(KEY)).toBe(false);
  } finally {
    await server.close();
  }
});
