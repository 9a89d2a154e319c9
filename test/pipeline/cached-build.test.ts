// Builds with what earlier builds left: the same bytes, less work, and nothing that was tampered with.
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/files.ts';
import { runBuild } from '../../src/pipeline/build-job.ts';
import type { EditionResult } from '../../src/pipeline/build-options.ts';
import { buildEdition } from '../../src/pipeline.ts';
import { resolveProject, type Project } from '../../src/project.ts';
import { effects, ROOT } from '../support/edition.ts';

const root = mkdtempSync(join(tmpdir(), 'briefwright-cached-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every file of an edition with its hash. */
function hashesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  return Object.fromEntries(files.sort().map((file) => [file.slice(folder.length + 1), sha256(readFileSync(file))]));
}

/** When the folder was put there: a build that had nothing to do leaves it. */
const madeAt = (result: EditionResult): number => statSync(result.folder).ino + statSync(join(result.folder, 'manifest.json')).mtimeMs;
const entries = (project: Project, name: string): string[] => readdirSync(join(project.state, 'cache', name)).map((entry) => join(project.state, 'cache', name, entry));

describe('an edition with a table of contents', () => {
  let project: Project;
  let plain: Record<string, string>;
  const build = (): Promise<EditionResult> => runBuild({ project, brief: 'open-models', strict: false }, effects);

  beforeAll(async () => {
    project = { ...(await resolveProject({ project: ROOT, out: join(root, 'out') }, ROOT)), state: join(root, 'state') };
    const other = { ...project, out: join(root, 'plain'), state: join(root, 'no-state') };
    const result = await buildEdition({ project: other, brief: 'open-models', strict: false }, effects);
    plain = hashesOf(result.folder);
    expect(existsSync(other.state)).toBe(false);
  }, 180_000);

  test('has the same bytes without cache, with an empty one, with its charts, and with page numbers that are wrong', async () => {
    const first = await build();
    expect(hashesOf(first.folder)).toEqual(plain);
    rmSync(project.out, { recursive: true });
    const before = entries(project, 'charts').map((file) => statSync(file).ino);
    expect(before.length).toBeGreaterThan(10);
    const second = await build();
    expect(hashesOf(second.folder)).toEqual(plain);
    expect(second).toEqual(first);
    expect(entries(project, 'charts').map((file) => statSync(file).ino)).toEqual(before);
    rmSync(project.out, { recursive: true });
    const moved = await withPages(project, (page) => page + 7);
    expect(moved).toBeGreaterThan(3);
    expect(hashesOf((await build()).folder)).toEqual(plain);
  }, 300_000);

  test('is left alone when nothing has changed, and made again when a file of it has', async () => {
    const result = await build();
    const before = madeAt(result);
    expect(await build()).toEqual(result);
    expect(madeAt(result)).toBe(before);
    const damage: (() => void)[] = [
      () => appendFileSync(result.pdf, ' '),
      () => rmSync(join(result.folder, 'data.csv')),
      () => writeFileSync(join(result.folder, 'figures', 'stray.svg'), '<svg/>'),
    ];
    for (const harm of damage) {
      harm();
      await build();
      expect(hashesOf(result.folder)).toEqual(plain);
    }
  }, 400_000);
});

/** Changes the page numbers that the last build left, hash and all. Returns how many there were. */
async function withPages(project: Project, change: (page: number) => number): Promise<number> {
  const [file = ''] = entries(project, 'editions');
  const record = JSON.parse(readFileSync(file, 'utf8').slice(65)) as { pages: [string, number][] };
  record.pages = record.pages.map(([id, page]) => [id, change(page)]);
  const key = file.slice(-64);
  const text = JSON.stringify(record);
  writeFileSync(file, `${sha256(`${key}\n${text}`)}\n${text}`);
  return record.pages.length;
}

describe('a small project', () => {
  let project: Project;
  const build = (more: { draft?: boolean; month?: string } = {}): Promise<EditionResult> => runBuild({ project, brief: 'small', strict: false, ...more }, effects);
  beforeAll(async () => {
    const folder = join(root, 'small');
    cpSync(join(ROOT, 'test', 'input', 'projects', 'small'), folder, { recursive: true });
    project = await resolveProject({ project: folder }, ROOT);
  });

  test('chart entries that were altered are drawn again and replaced', async () => {
    const first = await build();
    const plain = hashesOf(first.folder);
    const files = entries(project, 'charts');
    expect(files.length).toBeGreaterThan(0);
    const kept = files.map((file) => sha256(readFileSync(file)));
    for (const file of files) writeFileSync(file, readFileSync(file, 'latin1').replaceAll('<svg', '<sgv'), 'latin1');
    rmSync(project.out, { recursive: true });
    expect(hashesOf((await build()).folder)).toEqual(plain);
    expect(files.map((file) => sha256(readFileSync(file)))).toEqual(kept);
  }, 180_000);

  test('a record of another build is not taken for this one', async () => {
    const first = await build();
    const before = madeAt(first);
    const draft = await build({ draft: true });
    expect(JSON.parse(readFileSync(join(draft.folder, 'brief.json'), 'utf8'))).toMatchObject({ edition: { status: 'draft' } });
    // The draft has taken the folder, so the final one has to be made again.
    const again = await build();
    expect(JSON.parse(readFileSync(join(again.folder, 'brief.json'), 'utf8'))).not.toMatchObject({ edition: { status: 'draft' } });
    expect(madeAt(again)).not.toBe(before);
  }, 180_000);

  test('a change in the data is seen, also with the same size and time', async () => {
    await build();
    const file = join(project.data, 'commentary', '2026-02.md');
    const text = readFileSync(file, 'utf8');
    const { atime, mtime } = statSync(file);
    writeFileSync(file, text.replace(/[a-z]/, 'Z'));
    (await import('node:fs')).utimesSync(file, atime, mtime);
    const result = await build();
    expect(readFileSync(join(result.folder, 'brief.html'), 'utf8')).toContain('Z');
    writeFileSync(file, text);
  }, 180_000);

  test('a state folder that cannot be used costs time, not the build', async () => {
    rmSync(project.state, { recursive: true, force: true });
    writeFileSync(project.state, 'a file');
    expect(existsSync((await build()).pdf)).toBe(true);
    expect(existsSync((await build()).pdf)).toBe(true);
    rmSync(project.state);
    mkdirSync(project.state, { mode: 0o755 });
    await build();
    expect(statSync(project.state).mode & 0o777).toBe(0o700);
  }, 180_000);

  test('a failed build keeps nothing and leaves the edition', async () => {
    const result = await build();
    const before = hashesOf(result.folder);
    const file = join(project.data, 'observations', 'downloads.csv');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, `${text}broken\n`);
    await expect(build()).rejects.toThrow();
    expect(hashesOf(result.folder)).toEqual(before);
    writeFileSync(file, text);
    const made = madeAt(result);
    await build();
    expect(madeAt(result)).toBe(made);
  }, 180_000);
});
