// Two senders at once, again and again: in one process, which is quick, and as two programs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BRIEF, listOf, look, makeProject, maybeRun, prepare } from '../issue/support.ts';
import { startMailServer } from '../servers.ts';

const PROGRAMS = process.env['BRIEFWRIGHT_LONG'] === '1' ? 50 : 2;

test('fifty times: each reader gets one message, whoever was first', { timeout: 300_000 }, async () => {
  const base = await makeProject();
  const server = await startMailServer();
  const prepared = await prepare(base, listOf(2));
  const kinds = new Set<string>();
  for (let n = 1; n <= 50; n++) {
    const project = { ...base, state: join(base.root, `state-${n}`) };
    const before = server.mails.length;
    // The second comes later by up to as long as the whole takes.
    const [one, two] = await Promise.all([maybeRun(project, prepared, server.port), new Promise((resolve) => setTimeout(resolve, n % 10)).then(() => maybeRun(project, prepared, server.port))]);
    kinds.add([one.kind, two.kind].sort().join(' '));
    expect([n, server.mails.slice(before).map((m) => m.to[0]).sort()]).toEqual([n, ['reader0@example.org', 'reader1@example.org']]);
    expect((await look(project)).states).toBe('accepted accepted');
  }
  expect(kinds.has('busy ran')).toBe(true);
});

test(`two programs, ${PROGRAMS} times`, { timeout: 600_000 }, async () => {
  for (let n = 0; n < PROGRAMS; n++) {
    const project = await makeProject();
    const server = await startMailServer();
    const start = async (): Promise<string> => {
      const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'sender.ts'), project.root, String(server.port), '4', BRIEF()], {
        stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'briefwright-test-compiled') },
      });
      const said: string[] = [];
      child.stdout.on('data', (chunk) => void said.push(String(chunk)));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(0);
      return /"kind":"(\w+)"/.exec(said.join(''))?.[1] ?? 'nothing';
    };
    const kinds = await Promise.all([start(), start()]);
    expect(kinds).toContain('ran');
    expect(kinds.every((kind) => kind === 'ran' || kind === 'busy')).toBe(true);
    expect(server.mails.map((m) => m.to[0]).sort()).toEqual([0, 1, 2, 3].map((i) => `reader${i}@example.org`));
  }
});
