// A preview of a project of its own, and a real Chromium that may reach this machine and nothing else.
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { formatProblem } from '../../src/errors.ts';
import { sha256 } from '../../src/files.ts';
import { startPreview } from '../../src/preview/preview.ts';
import { packageRoot, resolveProject } from '../../src/project.ts';
import { findBrowser } from '../../src/render/browser/find-browser.ts';
import { effects } from '../support/edition.ts';

/** Not the browser that prints: that one can reach nothing at all. */
export async function startBrowser(): Promise<Browser> {
  const { path } = await findBrowser({ env: process.env, signal: new AbortController().signal });
  const flags = ['--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', '--hide-scrollbars', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1', '--disable-background-networking'];
  return puppeteer.launch({ executablePath: path, headless: 'shell', pipe: true, timeout: 60_000, args: [...flags, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])] });
}

/** `small` has two figures, `open-models` is what ships. */
export type ProjectName = 'small' | 'open-models';

export interface TestProject {
  readonly root: string;
  readonly remove: () => Promise<void>;
}

/** A project to write in, with its own copy of the templates. */
export async function copyProject(name: ProjectName): Promise<TestProject> {
  const root = await mkdtemp(join(tmpdir(), 'preview-'));
  const own = packageRoot();
  await cp(join(name === 'small' ? join(own, 'test/input/projects/small') : own, 'data'), join(root, 'data'), { recursive: true, filter: (path) => !/[\\/](private|raw)$/.test(path) });
  await cp(join(own, 'templates'), join(root, 'templates'), { recursive: true });
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}

export interface TestPreview {
  readonly root: string;
  readonly url: string;
  /** Ends it and removes its project, unless that was brought along. */
  readonly close: () => Promise<void>;
}

export async function startTestPreview(name: ProjectName, folder?: string): Promise<TestPreview> {
  const own = folder === undefined ? await copyProject(name) : undefined;
  const root = folder ?? own?.root ?? '';
  const preview = await startPreview({ project: await resolveProject({ project: root }, root), brief: name, look: {}, port: 0, describe: (problems) => problems.map(formatProblem).join('\n\n'), onFailure: () => undefined }, effects);
  return {
    root, url: preview.url,
    close: async () => {
      await preview.close();
      await own?.remove();
    },
  };
}

/** SHA-256 by path of every file under the folder. */
export async function hashFolder(root: string): Promise<Readonly<Record<string, string>>> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(await Promise.all(entries.map(async (path) => [path, sha256(await readFile(path))] as const)));
}
