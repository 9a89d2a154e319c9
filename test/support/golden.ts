// Compares a text with its golden file. A missing one is written on a developer's machine and fails in CI.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';

/** `path` is relative to `test/output/`. */
export function expectGolden(text: string, path: string): void {
  const file = join(import.meta.dirname, '..', 'output', path);
  if (!existsSync(file)) {
    expect(process.env['CI'], `${path} is missing; run the test on a developer's machine to write it`).toBeUndefined();
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  expect(text).toBe(readFileSync(file, 'utf8'));
}
