// The override list: a project's file wins, links out of the folder are refused.
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readTemplates } from '../../../src/render/templates/template-set.ts';

async function folder(files: Readonly<Record<string, string>>): Promise<string> {
  const root = join(await mkdtemp(join(tmpdir(), 'templates-')), 'templates');
  await mkdir(join(root, 'partials'), { recursive: true });
  for (const [path, text] of Object.entries(files)) await writeFile(join(root, path), text);
  return root;
}

test('the first folder that has a path wins, and the origin is kept', async () => {
  const own = await folder({ 'brief.hbs': 'own', 'partials/a.hbs': 'own a' });
  const project = await folder({ 'brief.hbs': '\uFEFFproject\r\n', 'partials/b.hbs': 'project b', 'notes.txt': 'x' });
  const named = await folder({ 'partials/b.hbs': 'named b' });
  const set = await readTemplates([named, project, own]);
  expect([...set.values()].map((t) => [t.path, t.text, t.origin, t.file])).toEqual([
    ['brief.hbs', 'project\n', 'project', 'templates/brief.hbs'],
    ['partials/a.hbs', 'own a', 'built-in', 'templates/partials/a.hbs'],
    ['partials/b.hbs', 'named b', 'project', 'templates/partials/b.hbs'],
  ]);
});

test('a folder that is not there is empty', async () => {
  const own = await folder({ 'brief.hbs': 'own' });
  expect([...(await readTemplates([join(own, 'nowhere'), own])).keys()]).toEqual(['brief.hbs']);
});

test('a link that leads out of the folder is refused', async () => {
  const own = await folder({ 'brief.hbs': 'own' });
  const secret = await folder({ 'secret.hbs': 'secret' });
  await symlink(join(secret, 'secret.hbs'), join(own, 'partials', 'x.hbs'));
  await expect(readTemplates([own])).rejects.toMatchObject({ problems: [{ code: 'TEMPLATE_OUTSIDE', file: 'templates/partials/x.hbs' }] });
});

test('a file that is too large is refused', async () => {
  const own = await folder({ 'brief.hbs': 'x'.repeat(256 * 1024 + 1) });
  await expect(readTemplates([own])).rejects.toMatchObject({ problems: [{ code: 'TEMPLATE_SIZE' }] });
});
