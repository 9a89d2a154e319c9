// The preview as its neighbours on the machine meet it: over the wire, without a browser; and as a process that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';
import { copyProject, hashFolder, startTestPreview, type TestPreview } from './browser.ts';

let preview: TestPreview;
beforeAll(async () => {
  preview = await startTestPreview('small');
}, 60_000);
afterAll(() => preview.close());

interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it is written here, dots and all. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const { port } = new URL(preview.url);
  const { promise, resolve, reject } = Promise.withResolvers<Got>();
  const asking = request({ host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } }, (response) => {
    const parts: Buffer[] = [];
    response.on('data', (part: Buffer) => parts.push(part));
    response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts).toString() }));
  });
  asking.on('error', reject);
  asking.end();
  return promise;
}

const inside = (path: string): string => `${new URL(preview.url).pathname}${path}`;

describe('what is served', () => {
  test('the page and its parts under a policy without inline scripts, never cached', async () => {
    const page = await get(inside(''));
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' });
    const parts = [...page.body.matchAll(/(?:src|href)="([a-z.]+)"/g)].map((m) => m[1] ?? '').filter((part) => !['brief.pdf'].includes(part));
    expect(parts.length).toBeGreaterThan(4);
    for (const part of parts) expect([part, (await get(inside(part))).status]).toEqual([part, 200]);
    expect(page.body).not.toMatch(/<script(?![^>]* src=)|\son[a-z]+=|style="/);
  });

  test('every script that a script imports', async () => {
    const { body } = await get(inside('preview.js'));
    for (const [, name] of body.matchAll(/from '\.\/([a-z]+\.js)'/g)) expect([name, (await get(inside(name ?? ''))).status]).toEqual([name, 200]);
  });

  test('the edition with its panel, and the trace of a number', async () => {
    const edition = JSON.parse((await get(inside('edition'))).body) as { ok: boolean; html: string; numbers: { id: string }[]; choices: { months: string[] } };
    expect(edition).toMatchObject({ ok: true, revision: 1, current: { month: '2026-02', page: 'A4', theme: 'default', variant: '' } });
    expect(edition.html).toContain('data-n="n1"');
    const trace = JSON.parse((await get(inside(`trace?number=${edition.numbers[0]?.id ?? ''}`))).body) as { observations: { key: string }[] }[];
    expect(trace[0]?.observations[0]?.key).toMatch(/^data\/observations\/downloads\.csv:\d+$/);
    expect(JSON.parse((await get(inside('trace?number=nothing'))).body)).toEqual([]);
  });

  test('the HTML edition in a page that runs nothing', async () => {
    const { status, headers, body } = await get(inside('brief.html'));
    expect([status, body.slice(0, 15)]).toEqual([200, '<!doctype html>']);
    expect(headers['content-security-policy']).not.toContain('script-src');
  });

  test('the exact PDF, when it is asked for', async () => {
    const { status, headers, body } = await get(inside('brief.pdf?page=Letter'));
    expect([status, headers['content-type'], body.slice(0, 5)]).toEqual([200, 'application/pdf', '%PDF-']);
  }, 60_000);
});

describe('what is not', () => {
  test.each(['../package.json', '..%2f..%2fpackage.json', '%2e%2e/%2e%2e/etc/passwd', '....//etc/passwd', '/etc/passwd', 'page/index.html', 'preview.js/../frame', 'preview.ts', 'data/briefs/small.yaml', 'data/private/recipients.csv', '.briefwright/ledger', 'brief.json', 'index.html\0', 'constructor', '__proto__', 'EDITION'])('%s', async (path) => {
    const { status, body } = await get(inside(path.replaceAll('\0', '%00')));
    expect([status, body]).toEqual([404, 'There is nothing here.\n']);
  });

  test('another token, without a word of what is there', async () => {
    const { status, body, headers } = await get('/AAAAAAAAAAAAAAAAAAAAAAAA/edition');
    expect(status).toBe(404);
    expect(body + JSON.stringify(headers)).not.toContain('small');
    expect((await get('/')).status).toBe(404);
  });

  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s', async (method) => {
    const { status, headers } = await get(inside('edition'), {}, method);
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  test('a foreign host, a foreign origin, a foreign page', async () => {
    expect((await get(inside(''), { host: 'rebound.example' })).status).toBe(403);
    expect((await get(inside('edition'), { origin: 'https://evil.example' })).status).toBe(403);
    expect((await get(inside('events'), { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' })).status).toBe(403);
    const allowed = await get(inside('edition'), { origin: new URL(preview.url).origin });
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([200, undefined]);
  });
});

test('a first template of one\'s own is noticed where there was no folder of templates', async () => {
  const { root, remove } = await copyProject('small');
  await rm(join(root, 'templates'), { recursive: true });
  const other = await startTestPreview('small', root);
  const html = async () => {
    const answer = (await (await fetch(`${other.url}edition`)).json()) as { html?: string; problems?: string };
    return answer.html ?? answer.problems;
  };
  expect(await html()).not.toContain('My own words');
  await mkdir(join(root, 'templates/partials'), { recursive: true });
  await writeFile(join(root, 'templates/partials/imprint.hbs'), '<footer class="imprint"><p>My own words</p></footer>');
  await expect.poll(html, { timeout: 20_000 }).toContain('My own words');
  await rm(join(root, 'templates'), { recursive: true });
  await expect.poll(html, { timeout: 20_000 }).not.toContain('My own words');
  await other.close();
  await remove();
}, 90_000);

test('what is wrong is told as the command line tells it, and nothing is written', async () => {
  const before = await hashFolder(preview.root);
  const wrong = JSON.parse((await get(inside('edition?theme=absent'))).body) as { ok: boolean; count: number; problems: string };
  expect(wrong).toMatchObject({ ok: false, count: 1 });
  expect(wrong.problems).toMatch(/^templates\/themes\/absent\/brand\.yaml {2}THEME_MISSING\n {2}There is no brand\.yaml/);
  const pdf = await get(inside('brief.pdf?theme=absent'));
  expect([pdf.status, pdf.body]).toEqual([422, `${wrong.problems}\n`]);
  expect(await hashFolder(preview.root)).toEqual(before);
});

test('the pictures in the READMEs are there, and small', async () => {
  expect(await readFile(join(packageRoot(), 'templates/README.md'), 'utf8')).toContain('](../src/preview/mistake.png)');
  const mistake = await readFile(join(packageRoot(), 'src/preview/mistake.png'));
  expect([mistake.subarray(1, 4).toString(), mistake.length < 150_000]).toEqual(['PNG', true]);
  expect(await readFile(join(packageRoot(), 'README.md'), 'utf8')).toContain('](src/preview/preview.png)');
  const picture = await readFile(join(packageRoot(), 'src/preview/preview.png'));
  expect([picture.subarray(1, 4).toString(), picture.length < 200_000, picture.readUInt32BE(16) >= 1000]).toEqual(['PNG', true, true]);
});

describe('the command', () => {
  const run = async (...argv: string[]) => {
    const world = recordEffects({ cwd: preview.root, env: { PATH: process.env['PATH'] } });
    return { status: await main(['preview', ...argv], world.effects), out: world.out(), err: world.err() };
  };

  test.each([[['--port', '70000'], 'USAGE_BAD_VALUE'], [['--port', 'x'], 'USAGE_BAD_VALUE'], [['--variant', 'none'], 'USAGE_UNKNOWN_VARIANT'], [['--locale', 'xx'], 'USAGE_UNKNOWN_LOCALE'], [['nothing'], 'USAGE_UNKNOWN_BRIEF']])('%s is wrong usage and starts nothing', async (argv, code) => {
    const { status, out, err } = await run(...argv);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(code);
  });

  test('a port that is taken fails and says so', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { status, err } = await run('--port', String((other.address() as AddressInfo).port));
    other.close();
    expect([status, err]).toEqual([1, expect.stringContaining('PREVIEW_PORT')]);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it with 130; no port, process or file is left', async (signal) => {
    const { root, remove } = await copyProject('small');
    const child = spawn(process.execPath, [join(packageRoot(), 'src/cli.ts'), 'preview', '--json', '--project', root], { cwd: packageRoot(), stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const out: string[] = [];
    child.stdout.on('data', (part: Buffer) => out.push(part.toString()));
    await once(child.stdout, 'data');
    const { ok, url } = JSON.parse(out.join('')) as { ok: boolean; url: string };
    expect(ok).toBe(true);
    // A page that listens must not keep it.
    const events = await fetch(`${url}events`);
    if (signal === 'SIGINT') expect((await fetch(`${url}edition`)).status).toBe(200);
    child.kill(signal);
    const [status] = (await once(child, 'close')) as [number | null];
    expect([status, out.length]).toEqual([130, 1]);
    await events.text();
    await expect(fetch(url)).rejects.toThrow();
    // Nobody of its group is left: signal 0 finds no one.
    expect(() => process.kill(-(child.pid ?? 0), 0)).toThrow(/ESRCH/);
    expect((await readdir(root)).sort()).toEqual(['data', 'templates']);
    await remove();
  }, 60_000);

  test('a template that was wrong from the start does not keep it from starting', async () => {
    const { root, remove } = await copyProject('small');
    await writeFile(join(root, 'templates/brief.hbs'), '{{#if titel}}');
    const other = await startTestPreview('small', root);
    const answer = (await (await fetch(`${other.url}edition`)).json()) as { ok: boolean; problems: string };
    expect([answer.ok, answer.problems]).toEqual([false, expect.stringContaining('templates/brief.hbs:1')]);
    await other.close();
    await remove();
  });
});
