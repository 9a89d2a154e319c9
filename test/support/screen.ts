// A browser with scripts, for pages that a reader opens on a screen: the one that prints has none. It reaches files, and no other machine.
import puppeteer, { type Browser } from 'puppeteer-core';
import { findBrowser } from '../../src/render/browser/find-browser.ts';

export async function startScreen(): Promise<Browser> {
  const { path } = await findBrowser({ env: process.env, signal: new AbortController().signal });
  const flags = ['--disable-gpu', '--disable-dev-shm-usage', '--host-resolver-rules=MAP * ~NOTFOUND', '--disable-background-networking'];
  return puppeteer.launch({ executablePath: path, headless: 'shell', pipe: true, timeout: 60_000, args: [...flags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}
