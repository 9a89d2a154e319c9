// The checks of `doctor` that need this machine only. Must not leave anything on the disk.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Project } from '../project.ts';
import { reasonOf } from './doctor-finding.ts';
import type { Finding } from './doctor-finding.ts';

/** `version` without the leading `v`. */
export function checkNode(version: string, path: string): Finding {
  const major = Number(version.split('.')[0]);
  if (major >= 26) return { check: 'node', status: 'ok', detail: `${version}, ${path}` };
  return { check: 'node', status: 'fail', detail: `${version} is too old; 26 is needed.`, todo: 'Run it through npm, which uses the Node that was installed with the packages.' };
}

/** Writes a file into `folder`, or into the nearest folder above that exists, and removes all that it made. */
export async function checkWritable(check: string, folder: string): Promise<Finding> {
  const todo = 'Give yourself the right to write there, or choose another folder with --out.';
  try {
    const found = await lstat(folder).catch(() => undefined);
    if (found !== undefined && !(await stat(folder)).isDirectory()) return { check, status: 'fail', detail: `${folder} is not a folder.`, todo: 'Move it away.' };
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `.probe-${randomBytes(6).toString('hex')}`);
    try {
      await writeFile(probe, 'probe', { flag: 'wx' });
    } finally {
      await rm(probe, { force: true });
      if (made !== undefined) await removeMade(folder, made);
    }
    return { check, status: 'ok', detail: `${folder} can be written` };
  } catch (error) {
    return { check, status: 'fail', detail: `${folder} cannot be written: ${reasonOf(error)}.`, todo };
  }
}

/** Removes `folder` and its parents up to `made`, the first that did not exist, as long as they are empty. */
async function removeMade(folder: string, made: string): Promise<void> {
  for (let step = folder; step.length >= made.length; step = dirname(step)) {
    const emptied = await rmdir(step).then(() => true, () => false);
    if (!emptied) return;
  }
}

const FONT_PACKAGES = ['@fontsource/source-serif-4', '@fontsource/source-sans-3'];

/** The faces of the default theme come with the packages; a project's theme may bring its own. */
export async function checkFonts(project: Project): Promise<Finding> {
  const require = createRequire(join(project.packageRoot, 'package.json'));
  const missing: string[] = [];
  const found: string[] = [];
  for (const name of FONT_PACKAGES) {
    try {
      const folder = join(dirname(require.resolve(`${name}/package.json`)), 'files');
      const files = (await readdir(folder)).filter((file) => file.endsWith('.woff2'));
      if (files.length === 0) missing.push(name);
      else found.push(`${name} (${files.length} files)`);
    } catch {
      missing.push(name);
    }
  }
  if (missing.length === 0) return { check: 'fonts', status: 'ok', detail: found.join(', ') };
  return { check: 'fonts', status: 'fail', detail: `Missing: ${missing.join(', ')}.`, todo: 'Run "npm ci".' };
}
