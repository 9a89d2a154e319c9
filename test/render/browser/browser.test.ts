import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDeadline } from '../../../src/deadline.ts';
import type { PrintBrowser } from '../../../src/render/browser/browser.ts';
import { inspectPdf } from '../../../src/render/pdf/inspect.ts';
import { launch } from './launch.ts';
import { findFamily, readCommand, readStatus, waitForEnd } from './processes.ts';
import { sampleHtml } from './sample.ts';

let browser: PrintBrowser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe('print', () => {
  test('fills in the page numbers, with no complaint', async () => {
    const printed = await browser.print(sampleHtml());
    expect(Object.fromEntries(printed.pages)).toEqual({ downloads: 2, notes: 3 });
    expect(printed.passes).toBe(2);
    expect(printed.consoleErrors).toEqual([]);
    expect(printed.blockedRequests).toEqual([]);
    const { pages } = await inspectPdf(printed.pdf);
    expect(pages[0]?.text).toMatch(/Downloads 2 .*Notes 3$/);
  });

  test('lays out once where no number is asked for', async () => {
    const printed = await browser.print(sampleHtml().replaceAll(/<span data-page-of[^>]*>00<\/span>/g, ''));
    expect(printed.passes).toBe(1);
  });

  test('lays out once with the numbers of an earlier print, and with wrong ones finds the right ones: the same bytes', async () => {
    const undated = (pdf: Uint8Array): string => Buffer.from(pdf).toString('latin1').replace(/\/(?:CreationDate|ModDate) \(D:[^)]*\)/g, '');
    const first = await browser.print(sampleHtml());
    const again = await browser.print(sampleHtml(), { assumedPages: first.pages });
    const wrong = await browser.print(sampleHtml(), { assumedPages: new Map([['downloads', 12], ['notes', 1]]) });
    const partly = await browser.print(sampleHtml(), { assumedPages: new Map([['downloads', 2]]) });
    expect([first, again, wrong, partly].map((printed) => printed.passes)).toEqual([2, 1, 2, 2]);
    expect(undated(first.pdf)).toContain('(node00000001)');
    for (const printed of [again, wrong, partly]) expect(undated(printed.pdf) === undated(first.pdf)).toBe(true);
  });

  test('numbers an id with signs outside ASCII, in the caller\'s digits', async () => {
    const printed = await browser.print(sampleHtml({ body: '<p id="größe">x</p><a href="#größe">see <span data-page-of="größe"></span></a>' }), { formatPage: (page) => `S${page}` });
    expect(printed.pages.get('größe')).toBe(3);
    expect((await inspectPdf(printed.pdf)).pages[2]?.text).toContain('see S3');
  });

  test('names every placeholder that points at nothing', async () => {
    await expect(browser.print(sampleHtml({ body: '<span data-page-of="gone"></span><span data-page-of="lost"></span>' }))).rejects.toMatchObject({
      problems: [{ code: 'PAGE_NUMBER_UNKNOWN', message: expect.stringContaining('#gone') }, { code: 'PAGE_NUMBER_UNKNOWN', message: expect.stringContaining('#lost') }],
    });
  });

  test('refuses numbers that move the pages they stand for', async () => {
    // The wider the number, the further down the target: 1 on page 2, 2 on page 1.
    const body = '<p><a href="#x">x <span id="n" data-page-of="x"></span></a></p><div id="x">x</div>';
    const moves = sampleHtml({ body, head: '<style>#n{display:block}</style>' });
    const long = (page: number): string => (page % 2 === 1 ? 'word '.repeat(900) : 'word');
    await expect(browser.print(moves, { formatPage: long })).rejects.toThrow('PAGE_NUMBERS_UNSTABLE');
  });

  test.each([
    ['a face whose data is no font', "@font-face{font-family:'Bad Face';font-weight:600;src:url(data:font/woff2;base64,AAAA)}"],
    ['a face on the network', "@font-face{font-family:'Bad Face';font-weight:600;src:url(https://example.org/f.woff2)}"],
  ])('refuses %s, with family and weight', async (_, faces) => {
    await expect(browser.print(sampleHtml({ faces }))).rejects.toThrow(/FONT_NOT_LOADED: .*Bad Face, weight 600/);
  });

  test('runs no script', async () => {
    const printed = await browser.print(sampleHtml({ body: '<p id="js">before</p><script>document.getElementById("js").textContent="after";for(;;){}</script>' }));
    expect((await inspectPdf(printed.pdf)).pages[2]?.text).toContain('before');
  });

  test('prints several documents at a time', async () => {
    const all = await Promise.all([1, 2, 3].map((n) => browser.print(sampleHtml({ body: `<p>copy ${n}</p>` }))));
    const texts = await Promise.all(all.map(async ({ pdf }) => (await inspectPdf(pdf)).pages[2]?.text));
    expect(texts.map((text) => /copy \d/.exec(text ?? '')?.[0])).toEqual(['copy 1', 'copy 2', 'copy 3']);
  });
});

describe('egress', () => {
  let canary: Server;
  let at: string;
  let connections = 0;
  beforeAll(async () => {
    canary = createServer((socket) => {
      connections++;
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
    const address = canary.address();
    at = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => canary.close());

  test('the canary hears when somebody calls', async () => {
    await fetch(at).catch(() => undefined);
    expect(connections).toBe(1);
    connections = 0;
  });

  const vectors: Record<string, (url: string) => { head?: string; body?: string }> = {
    stylesheet: (url) => ({ head: `<link rel="stylesheet" href="${url}/a.css">` }),
    import: (url) => ({ head: `<style>@import url(${url}/i.css);</style>` }),
    background: (url) => ({ head: `<style>p{background:url(${url}/b.png)}</style>` }),
    image: (url) => ({ body: `<img src="${url}/i.png">` }),
    'image through base': (url) => ({ head: `<base href="${url}/">`, body: '<img src="i.png">' }),
    'image in SVG': (url) => ({ body: `<svg><image href="${url}/s.png" width="9" height="9"/></svg>` }),
    'part of another SVG': (url) => ({ body: `<svg><use href="${url}/u.svg#a"/></svg>` }),
    frame: (url) => ({ body: `<iframe src="${url}/f"></iframe>` }),
    object: (url) => ({ body: `<object data="${url}/o"></object>` }),
    embed: (url) => ({ body: `<embed src="${url}/e">` }),
    prefetch: (url) => ({ head: `<link rel="prefetch" href="${url}/p">` }),
    preload: (url) => ({ head: `<link rel="preload" as="image" href="${url}/p">` }),
    'local image': () => ({ body: '<img src="file:///etc/hostname">' }),
    'local frame': () => ({ body: '<iframe src="file:///etc/hostname"></iframe>' }),
  };
  test.each(Object.keys(vectors))('%s: nothing leaves, and it is reported', async (name) => {
    const printed = await browser.print(sampleHtml(vectors[name]?.(at) ?? {}));
    expect(printed.blockedRequests.length).toBeGreaterThan(0);
    expect(connections).toBe(0);
  });

  test('no connection without a request either', async () => {
    await browser.print(sampleHtml({ head: `<link rel="preconnect" href="${at}"><link rel="dns-prefetch" href="${at}">`, body: `<a ping="${at}/ping" href="${at}">x</a><video poster="${at}/v" src="${at}/v"></video><script src="${at}/s.js"></script>` }));
    expect(connections).toBe(0);
  });

  test('a document that leaves for another is refused', async () => {
    await expect(browser.print(sampleHtml({ head: `<meta http-equiv="refresh" content="0;url=${at}/r">` }))).rejects.toThrow(/PAGE_LEFT|PRINT_FAILED/);
    expect(connections).toBe(0);
  });

  test('without a policy nothing is opened', async () => {
    await expect(browser.print(sampleHtml({ policy: '' }))).rejects.toThrow('CONTENT_POLICY_MISSING');
    await expect(browser.print(sampleHtml({ policy: "default-src 'none'; img-src https:" }))).rejects.toThrow('CONTENT_POLICY_LOOSE');
  });
});

describe('limits', () => {
  test('the deadline ends a document that is too large, and the browser can still print', async () => {
    const rows = '<tr><td>a</td><td>b</td><td>c</td></tr>'.repeat(150_000);
    const before = performance.now();
    await expect(browser.print(sampleHtml({ body: `<table>${rows}</table>` }), { deadline: startDeadline(500) })).rejects.toThrow('DEADLINE_REACHED');
    expect(performance.now() - before).toBeLessThan(1500);
    expect((await browser.print(sampleHtml(), { deadline: startDeadline(30_000) })).passes).toBe(2);
  });

  test('a deadline in the past starts nothing', async () => {
    await expect(launch({ deadline: startDeadline(0) })).rejects.toThrow('DEADLINE_REACHED');
    await expect(launch({ deadline: startDeadline(25) })).rejects.toThrow('DEADLINE_REACHED');
  });

  test('an interruption while starting is status 130', async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 20);
    await expect(launch({ deadline: startDeadline(60_000, interrupt.signal), signal: interrupt.signal })).rejects.toMatchObject({ status: 130 });
  });

  test('an interruption while printing is status 130 and ends the browser', async () => {
    const interrupt = new AbortController();
    const other = await launch({ deadline: startDeadline(60_000, interrupt.signal), signal: interrupt.signal });
    const family = findFamily(other.pid ?? 0);
    const printing = other.print(sampleHtml({ body: '<p>word</p>'.repeat(20_000) }));
    setTimeout(() => interrupt.abort(), 100);
    await expect(printing).rejects.toMatchObject({ status: 130, problems: [{ code: 'INTERRUPTED' }] });
    await other.close();
    if (process.platform === 'linux') expect(await waitForEnd(family, 3000)).toEqual([]);
  });

  test('a browser that dies in the middle is an error, not a wait', async () => {
    const doomed = await launch();
    const printing = doomed.print(sampleHtml({ body: '<p>word</p>'.repeat(20_000) }));
    setTimeout(() => process.kill(doomed.pid ?? 0, 'SIGKILL'), 100);
    await expect(printing).rejects.toThrow(/BROWSER_GONE|PRINT_FAILED/);
    await expect(doomed.print(sampleHtml())).rejects.toThrow('BROWSER_GONE');
    await doomed.close();
  });
});

describe.skipIf(process.platform !== 'linux')('processes', () => {
  test('renderers are sandboxed, as somebody who is not root', async () => {
    // A machine that forbids user namespaces says so here; that is a fact to know, not a failure.
    if (browser.sandbox === 'off') return expect(browser.sandboxReason).toContain('--no-sandbox');
    const renderers = findFamily(browser.pid ?? 0).filter(({ pid }) => readCommand(pid).includes('--type=renderer'));
    expect(renderers.length).toBeGreaterThan(0);
    for (const { pid } of renderers) {
      expect(readStatus(pid, 'Seccomp')).toBe('2');
      expect(readStatus(pid, 'Uid')).not.toMatch(/^0\b/);
      expect(readCommand(pid)).not.toContain('--no-sandbox');
    }
  });

  test('closing leaves no process', async () => {
    const other = await launch();
    const family = findFamily(other.pid ?? 0);
    expect(family.length).toBeGreaterThan(1);
    await other.close();
    await other.close();
    expect(await waitForEnd(family, 3000)).toEqual([]);
  });
});
