// Unpacks the browser that comes with the packages (@sparticuz/chromium, Linux x64). Must not start it.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, readFileSync, type Stats } from 'node:fs';
import { chmod, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { brotliDecompress, createBrotliDecompress } from 'node:zlib';
import { failure } from '../../errors.ts';
import { cacheCandidates, isEnterableByAll, prepareFolder } from './cache-folder.ts';
import { parseTar } from './tar.ts';

/** The package as installed. */
export interface BrowserPackage {
  /** Folder of the package. */
  readonly root: string;
  readonly version: string;
}

/** What was unpacked, as far as it takes to know it again. */
interface Marker {
  readonly size: number;
  readonly sha256: string;
}

const PROGRAM = 'chrome-headless-shell';
/** Every unpacked file gets this time, so that a later one means that somebody has touched the file. */
const UNPACKED_AT = new Date(Date.UTC(2000, 0, 1));
const STALE_PART_MS = 3_600_000;

/** The packaged browser where it is installed and fits this machine. */
export function maybeBrowserPackage(): BrowserPackage | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  try {
    let root = path.dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
    while (!existsSync(path.join(root, 'bin', 'chromium.br'))) {
      if (path.dirname(root) === root) return undefined;
      root = path.dirname(root);
    }
    const manifest: unknown = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
    const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
    return { root, version };
  } catch {
    return undefined;
  }
}

/**
 * Path of the unpacked program; unpacks it when it is not there or not whole (once, some seconds).
 * Throws `BROWSER_CACHE_UNSAFE` (status 1) with the reason for every folder that was refused.
 */
export async function unpackBrowser(from: BrowserPackage, folders: readonly string[], signal: AbortSignal): Promise<string> {
  const refused: string[] = [];
  for (const base of folders) {
    const folder = path.join(base, `chromium-${from.version}-${process.arch}`);
    const program = path.join(folder, PROGRAM);
    const fault = prepareFolder(base, false) ?? prepareFolder(folder, false);
    if (fault === undefined && (await isWhole(program))) return program;
    const reason = fault ?? prepareFolder(folder, true);
    if (reason !== undefined) {
      refused.push(`${folder}: ${reason}`);
      continue;
    }
    await removeStaleParts(folder);
    await unpackProgram(path.join(from.root, 'bin', 'chromium.br'), program, signal);
    return program;
  }
  throw failure('BROWSER_CACHE_UNSAFE', `There is no folder that the packaged browser could be unpacked into.\n  ${refused.join('\n  ')}`, {
    hint: 'Set XDG_CACHE_HOME to a folder of your own with mode 0755, or PUPPETEER_EXECUTABLE_PATH to an installed browser.',
  }, 1);
}

/** Folders for `unpackBrowser`; root prefers those that the unprivileged user of the browser can enter. */
export function packagedFolders(from: BrowserPackage, env: Readonly<Record<string, string | undefined>>): string[] {
  const all = cacheCandidates(path.resolve(from.root, '..', '..'), env);
  if (process.getuid?.() !== 0) return all;
  const reachable = (folder: string): boolean => {
    let known = folder;
    while (!existsSync(known)) known = path.dirname(known);
    return isEnterableByAll(known);
  };
  return [...all.filter(reachable), ...all.filter((folder) => !reachable(folder))];
}

/** Libraries (NSS, NSPR, expat) for bare systems, unpacked beside the program. Returns their folder. */
export async function unpackLibraries(from: BrowserPackage, program: string): Promise<string> {
  const target = path.join(path.dirname(program), 'lib');
  if (existsSync(target)) return target;
  const packed = await readFile(path.join(from.root, 'bin', 'al2023.tar.br'));
  const archive = await promisify(brotliDecompress)(packed);
  const part = `${target}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
  await mkdir(part, { mode: 0o755 });
  for (const file of parseTar(archive)) {
    await writeFile(path.join(part, path.basename(file.name)), file.bytes, { mode: 0o755 });
  }
  await chmod(part, 0o755);
  // Another process may have been faster; then its folder is as good as ours.
  await rename(part, target).catch(() => rm(part, { recursive: true, force: true }));
  return target;
}

async function isWhole(program: string): Promise<boolean> {
  let found: Stats;
  let marker: Marker;
  try {
    found = await stat(program);
    marker = JSON.parse(await readFile(`${program}.json`, 'utf8'));
  } catch {
    return false;
  }
  if (found.size !== marker.size) return false;
  if (found.mtimeMs === UNPACKED_AT.getTime()) return true;
  // Copied or touched: only the content can tell.
  const hash = createHash('sha256');
  await pipeline(createReadStream(program, { highWaterMark: 1 << 22 }), hash);
  if (hash.digest('hex') !== marker.sha256) return false;
  await utimes(program, UNPACKED_AT, UNPACKED_AT).catch(() => undefined);
  return true;
}

async function unpackProgram(packed: string, program: string, signal: AbortSignal): Promise<void> {
  const part = `${program}.${process.pid}.${randomBytes(6).toString('hex')}.part`;
  const hash = createHash('sha256');
  let size = 0;
  const measure = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  };
  try {
    const steps = [createReadStream(packed, { highWaterMark: 1 << 22 }), createBrotliDecompress({ chunkSize: 1 << 21 })] as const;
    await pipeline(...steps, measure, createWriteStream(part, { mode: 0o755, flags: 'wx', flush: true }), { signal });
    await chmod(part, 0o755);
    await utimes(part, UNPACKED_AT, UNPACKED_AT);
    await rename(part, program);
    await writeMarker(program, { size, sha256: hash.digest('hex') });
  } finally {
    await rm(part, { force: true });
  }
}

async function writeMarker(program: string, marker: Marker): Promise<void> {
  const part = `${program}.json.${process.pid}.${randomBytes(6).toString('hex')}.part`;
  const file = await open(part, 'wx', 0o644);
  try {
    await file.writeFile(`${JSON.stringify(marker)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, `${program}.json`);
}

async function removeStaleParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.part')) continue;
    const file = path.join(folder, name);
    const found = await stat(file).catch(() => undefined);
    // mtime of a part that is being written moves on; one from an hour ago was left by a process that was killed.
    if (found !== undefined && Date.now() - found.ctimeMs > STALE_PART_MS) await rm(file, { recursive: true, force: true });
  }
}
