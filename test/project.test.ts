// Where a project's folders are, and which template a path means.
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTemplate, packageRoot, relativeTo, resolveProject, templateCandidates } from '../src/project.ts';

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'project-')));
});
afterEach(() => rm(root, { recursive: true }));

test('a checkout is its own project, and its templates are looked at once', async () => {
  const project = await resolveProject({}, packageRoot());
  expect(project).toMatchObject({ root: packageRoot(), packageRoot: packageRoot(), templates: [join(packageRoot(), 'templates')], out: join(packageRoot(), 'out') });
});

test('folders are relative to where the command runs, out and templates can lie elsewhere', async () => {
  await mkdir(join(root, 'p/templates'), { recursive: true });
  await mkdir(join(root, 'mine'));
  const project = await resolveProject({ project: 'p', out: '../o', templates: 'mine' }, root);
  expect(project).toMatchObject({ root: join(root, 'p'), data: join(root, 'p/data'), state: join(root, 'p/.briefwright'), out: join(root, '../o') });
  expect(project.templates).toEqual([join(root, 'mine'), join(root, 'p/templates'), join(packageRoot(), 'templates')]);
  expect([relativeTo(project, join(root, 'p/data/x.csv')), relativeTo(project, join(root, 'px'))]).toEqual(['data/x.csv', join(root, 'px').replaceAll('\\', '/')]);
});

test('a folder that is not there, or is a file, is refused by name', async () => {
  await writeFile(join(root, 'file'), '');
  await expect(resolveProject({ project: 'none' }, root)).rejects.toMatchObject({ status: 2, problems: [{ code: 'USAGE_BAD_FOLDER', message: `--project: ${join(root, 'none')} does not exist.` }] });
  await expect(resolveProject({ templates: 'file' }, root)).rejects.toMatchObject({ problems: [{ message: `--templates: ${join(root, 'file')} is not a folder.` }] });
});

test('the most specific template counts, and none leads out', async () => {
  await mkdir(join(root, 'templates/partials'), { recursive: true });
  await mkdir(join(root, 'mine/partials'), { recursive: true });
  await writeFile(join(root, 'templates/partials/a.hbs'), '');
  await writeFile(join(root, 'templates/brief-test.hbs'), '');
  await writeFile(join(root, 'secret'), '');
  await writeFile(join(root, 'mine/partials/a.hbs'), '');
  const project = await resolveProject({ templates: 'mine' }, root);
  // Made while the program runs; one that is there before is refused with the project.
  await symlink(join(root, 'secret'), join(root, 'templates/link.hbs'));
  await expect(resolveProject({ templates: 'mine' }, root)).rejects.toMatchObject({ status: 2, problems: [{ code: 'PROJECT_LINK', file: 'templates/link.hbs' }] });
  expect(await findTemplate(project, 'partials/a.hbs')).toBe(join(root, 'mine/partials/a.hbs'));
  expect(await findTemplate(project, 'brief-test.hbs')).toBe(join(root, 'templates/brief-test.hbs'));
  expect(await findTemplate(project, 'partials/none.hbs')).toBeUndefined();
  expect(templateCandidates(project, 'x.hbs')).toHaveLength(3);
  for (const path of ['../secret', 'partials/../../secret', join(root, 'secret'), '', '.', 'a\0b', 'link.hbs']) {
    await expect(findTemplate(project, path)).rejects.toMatchObject({ problems: [{ code: 'TEMPLATE_BAD_PATH' }] });
  }
});
