import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

const lock: Lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

// npm leaves the parts for other platforms out of the lock when a mirror lacks them, and `npm ci` then refuses the whole lock.
test('every optional package of every package is in the lock', () => {
  const missing = Object.values(lock.packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies)).filter((name) => !Object.keys(lock.packages).some((place) => place.endsWith(`node_modules/${name}`)));
  expect(missing).toEqual([]);
});
