// Whole or not at all: folders and files, also after a crash and under attack by paths.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile as write } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BriefwrightError } from '../src/errors.ts';
import { hashFile, recoverFolder, sha256, writeFile, writeFolder } from '../src/files.ts';

let root: string;
let target: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'files-'));
  target = join(root, 'out/2025-11/brief');
});
afterEach(() => rm(root, { recursive: true, force: true }));

const files = (...pairs: readonly [string, string][]): Map<string, string> => new Map(pairs);

async function tree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name)).sort();
  return Object.fromEntries(await Promise.all(found.map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'utf8')] as const)));
}

/** The number of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '0']).pid;
}

describe('writeFolder', () => {
  test('replaces a folder whole: what is not in the new one is gone', async () => {
    await writeFolder(target, files(['a.txt', '1'], ['figures/b.svg', '2']));
    expect(await tree(target)).toEqual({ 'a.txt': '1', 'figures/b.svg': '2' });
    await writeFolder(target, files(['c/d/e.txt', '3']));
    expect(await tree(target)).toEqual({ 'c/d/e.txt': '3' });
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test.each(['../x', 'a/../../x', '/etc/x', 'a//b', '', '.', 'a/./b', 'a/', 'a\\..\\b', 'C:x', 'a\0b', '..'])('the path %j is refused and nothing changes', async (path) => {
    await writeFolder(target, files(['a', 'old']));
    await expect(writeFolder(target, files(['kept', 'new'], [path, 'x']))).rejects.toMatchObject({ problems: [{ code: 'WRITE_BAD_PATH' }] });
    expect(await tree(target)).toEqual({ a: 'old' });
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test('a name with dots that is no climb is a name', async () => {
    await writeFolder(target, files(['..a', '1'], ['b..', '2'], ['...', '3']));
    expect(Object.keys(await tree(target)).sort()).toEqual(['...', '..a', 'b..']);
  });

  test('a path that is a file and a folder is refused', async () => {
    await expect(writeFolder(target, files(['a', '1'], ['a/b/c', '2']))).rejects.toMatchObject({ problems: [{ code: 'WRITE_BAD_PATH' }] });
  });

  test('an interruption before the swap leaves the old folder and no rest', async () => {
    await writeFolder(target, files(['a', 'old']));
    const controller = new AbortController();
    controller.abort(new DOMException('Interrupted', 'AbortError'));
    await expect(writeFolder(target, files(['a', 'new']), controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    expect(await tree(target)).toEqual({ a: 'old' });
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test('a name that the disk refuses leaves the old folder and no rest', async () => {
    await writeFolder(target, files(['a', 'old']));
    await expect(writeFolder(target, files(['a', 'new'], ['x'.repeat(300), '']))).rejects.toMatchObject({ status: 1, problems: [{ code: 'WRITE_FAILED' }] });
    expect(await tree(target)).toEqual({ a: 'old' });
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test('a file, or a link, in the folder\'s place is left alone', async () => {
    await mkdir(join(root, 'out/2025-11'), { recursive: true });
    await write(target, 'mine');
    await expect(writeFolder(target, files(['a', '1']))).rejects.toBeInstanceOf(BriefwrightError);
    expect(await readFile(target, 'utf8')).toBe('mine');
    await rm(target);
    await mkdir(join(root, 'elsewhere'));
    await symlink(join(root, 'elsewhere'), target);
    await expect(writeFolder(target, files(['a', '1']))).rejects.toBeInstanceOf(BriefwrightError);
    expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test('a file where a folder above must be is said to be that', async () => {
    await write(join(root, 'out'), 'a file');
    await expect(writeFolder(target, files(['a', '1']))).rejects.toMatchObject({ status: 1, problems: [{ code: 'WRITE_FAILED', message: expect.stringContaining(target) as string }] });
  });
});

describe('after a crash', () => {
  const sibling = (kind: string, pid: number): string => join(root, `out/2025-11/.brief.${kind}-${pid}-0a1b2c3d`);

  test('a folder that was moved aside comes back', async () => {
    const aside = sibling('old', deadPid());
    await mkdir(aside, { recursive: true });
    await write(join(aside, 'a'), 'old');
    await recoverFolder(target);
    expect(await tree(target)).toEqual({ a: 'old' });
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });

  test('half-written and replaced folders of the dead are removed, others stay', async () => {
    const living = sibling('new', process.ppid);
    for (const folder of [target, sibling('new', deadPid()), sibling('old', deadPid()), sibling('new', process.pid), living]) await mkdir(folder, { recursive: true });
    for (const other of ['.brief.fr.new-1-0a1b2c3d', '.brief.new-x', '.brief', '.brief.short.old-9-0a1b2c3d']) await mkdir(join(root, 'out/2025-11', other));
    await writeFolder(target, files(['a', '1']));
    expect((await readdir(join(root, 'out/2025-11'))).sort()).toEqual(['.brief', '.brief.fr.new-1-0a1b2c3d', '.brief.new-x', `.brief.new-${process.ppid}-0a1b2c3d`, '.brief.short.old-9-0a1b2c3d', 'brief'].sort());
  });

  test('a process that is killed at any moment leaves the old folder or the new one', async () => {
    const module = join(import.meta.dirname, '../src/files.ts');
    const code = (n: number): string => `import { writeFolder } from ${JSON.stringify(module)};
      const files = new Map(Array.from({ length: 40 }, (_, i) => ['f' + i, '${n}']));
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${3 * n});
      for (;;) await writeFolder(${JSON.stringify(target)}, files);`;
    await writeFolder(target, new Map(Array.from({ length: 40 }, (_, i) => [`f${i}`, '0'])));
    for (let n = 1; n <= 6; n++) {
      spawnSync(process.execPath, ['--input-type=module', '-e', code(n)]);
      await recoverFolder(target);
      const found = Object.values(await tree(target));
      expect(found).toHaveLength(40);
      expect(new Set(found).size).toBe(1);
    }
    expect(await readdir(join(root, 'out/2025-11'))).toEqual(['brief']);
  });
});

describe('writeFile', () => {
  test('replaces a file, keeps a mode, makes the folder', async () => {
    const path = join(root, 'x/y/state.json');
    await writeFile(path, 'one', { mode: 0o600 });
    await writeFile(path, 'two', { mode: 0o600 });
    expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual(['two', 0o600]);
    expect(await readdir(join(root, 'x/y'))).toEqual(['state.json']);
  });

  test('a failure leaves the old file and no rest', async () => {
    const path = join(root, 'folder');
    await mkdir(join(path, 'inside'), { recursive: true });
    await expect(writeFile(path, 'x')).rejects.toMatchObject({ status: 1, problems: [{ code: 'WRITE_FAILED' }] });
    expect(await readdir(root)).toEqual(['folder']);
  });

  test.skipIf(process.getuid?.() === 0)('a folder without the right to write is said to be that', async () => {
    await chmod(root, 0o500);
    await expect(writeFile(join(root, 'a'), 'x')).rejects.toMatchObject({ problems: [{ code: 'WRITE_FAILED' }] });
    await chmod(root, 0o700);
  });
});

test('hashes are SHA-256 in hexadecimal, of bytes and of files', async () => {
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  const bytes = new Uint8Array(3_000_000).fill(7);
  await write(join(root, 'big'), bytes);
  expect(await hashFile(join(root, 'big'))).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect(sha256('é')).toBe(sha256(new TextEncoder().encode('é')));
  await expect(hashFile(join(root, 'none'))).rejects.toThrow();
});
