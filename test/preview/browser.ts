// A real Chromium that may reach this machine and nothing else, and a preview beside it.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../../src/render/browser/find-browser.ts';
import { packageRoot } from '../../src/project.ts';

/** Not the browser that prints: that one can reach nothing at all. */
export async function startBrowser(): Promise<Browser> {
  const { path } = await findBrowser({ env: process.env, signal: new AbortController().signal });
  const flags = ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', '--hide-scrollbars', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', '--disable-background-networking'];
  return puppeteer.launch({ executablePath: path, headless: 'shell', pipe: true, args: [...flags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}

/** A project of its own to write in: the shipped data and templates, copied. */
export async function copyProject(): Promise<{ readonly root: string; readonly remove: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'preview-'));
  for (const name of ['data', 'templates']) await cp(join(packageRoot(), name), join(root, name), { recursive: true, filter: (path) => !/[\\/](private|raw)$/.test(path) });
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
