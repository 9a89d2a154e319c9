// A page of an edition in a browser window, with scripts for the test's own tools. Must not print.
import puppeteer, { type Browser } from 'puppeteer-core';
import { startDeadline } from '../../src/deadline.ts';
import { findBrowser } from '../../src/render/browser/find-browser.ts';
import { browserEnvironment, browserFlags } from '../../src/render/browser/flags.ts';
import { makeBrowserFolder, removeBrowserFolder } from '../../src/render/browser/sandbox.ts';
import { writeFontConfig } from '../../src/render/browser/font-config.ts';

export interface BrowserWindow {
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

/** The browser that prints, run by the user of the tests. */
export async function openWindow(): Promise<BrowserWindow> {
  const folder = makeBrowserFolder(process.env);
  const { signal } = startDeadline(60_000);
  const found = await findBrowser({ env: process.env, signal });
  const browser = await puppeteer.launch({
    executablePath: found.path, ignoreDefaultArgs: true, pipe: true, args: browserFlags(folder, false),
    env: browserEnvironment(folder, writeFontConfig(folder), process.env),
  });
  return {
    browser,
    close: async () => {
      await browser.close();
      await removeBrowserFolder(folder);
    },
  };
}
