// What `src/start.mjs` puts in the place of a package must be the same package.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';

test('pdf-lib as one file has every name of its modules', async () => {
  const folder = join(import.meta.dirname, '..', 'node_modules', '@cantoo', 'pdf-lib');
  const [file, modules] = [join(folder, 'dist', 'pdf-lib.esm.js'), join(folder, 'es', 'index.js')];
  expect([file, modules].filter((path) => !existsSync(path))).toEqual([]);
  const [one, many] = await Promise.all([file, modules].map(async (path) => Object.keys((await import(pathToFileURL(path).href)) as object).sort()));
  expect(one).toEqual(many);
});
