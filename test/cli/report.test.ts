// What a person sees of problems and progress: colour, secrets, control characters.
import { expect, test } from 'vitest';
import { createProgress, failureValue, hasColour, printable, redact, writeProblems, writeStack } from '../../src/commands/report.ts';
import { recordEffects } from './fixture.ts';

test.each([
  [{}, false, false], [{}, true, true], [{ NO_COLOR: '1' }, true, false], [{ NO_COLOR: '' }, true, true], [{ TERM: 'dumb' }, true, false], [{ FORCE_COLOR: '1' }, false, true], [{ FORCE_COLOR: '0' }, true, false],
  [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true], [{ FORCE_COLOR: '' }, false, false],
])('env %j on a terminal %j: colour %j', (env, isTerminal, colour) => {
  expect(hasColour({ env, isTerminal })).toBe(colour);
  const world = recordEffects({ env, isTerminal });
  writeProblems([{ code: 'X', message: 'm' }], world.effects);
  expect(world.err().includes('\u001b[')).toBe(colour);
});

test('progress shows on a terminal only, not under CI, not when quiet', () => {
  const shown = (env: Record<string, string>, isTerminal: boolean, quiet: boolean): string => {
    const world = recordEffects({ env, isTerminal });
    const progress = createProgress(world.effects, quiet);
    progress.show('Drawing\u001b]0;x\u0007');
    progress.clear();
    expect(world.out()).toBe('');
    return world.err();
  };
  expect(shown({}, true, false)).toBe('\r\u001b[2KDrawing\ufffd]0;x\ufffd…\r\u001b[2K');
  expect([shown({}, false, false), shown({}, true, true), shown({ CI: 'true' }, true, false), shown({ TERM: 'dumb' }, true, false)]).toEqual(['', '', '', '']);
  expect(shown({ CI: 'false' }, true, false)).not.toBe('');
});

test('problems are blocks with an empty line between', () => {
  const world = recordEffects();
  writeProblems([{ code: 'A', message: 'a', file: 'f', line: 1, column: 2 }, { code: 'B', message: 'b' }], world.effects);
  expect(world.err()).toBe('f:1:2  A\n  a\n\nB\n  b\n');
});

test('a file cannot drive the terminal through an excerpt', () => {
  const world = recordEffects();
  writeProblems([{ code: 'A', message: 'a', file: 'f', line: 1, text: 'x\u001b[2J\u009b31m\u202eabc\u0000' }], world.effects);
  expect(world.err()).not.toMatch(/[\u001b\u009b\u202e\u0000]/);
  expect(printable('a\tb\n')).toBe('a\tb\n');
});

test('secrets do not leave, wherever they stand', () => {
  const env = { HF_TOKEN: 'hf_abcdef', SMTP_URL: 'smtp://me:p%40ssw0rd@mail.example.org', HTTPS_PROXY: 'http://u:proxypass@10.0.0.1:3128', GITHUB_TOKEN: 'x' };
  const leaky = 'hf_abcdef p@ssw0rd p%40ssw0rd proxypass smtp://me:p%40ssw0rd@mail.example.org https://other:word@example.org/x axb';
  const cleared = redact(leaky, env);
  for (const secret of ['hf_abcdef', 'ssw0rd', 'proxypass', ':word@']) expect(cleared).not.toContain(secret);
  expect(cleared).toContain('axb');
  const world = recordEffects({ env });
  writeProblems([{ code: 'A', message: leaky, hint: leaky }], world.effects);
  writeStack(new Error(leaky, { cause: leaky }), world.effects);
  world.effects.stderr(JSON.stringify(failureValue([{ code: 'A', message: leaky, hint: leaky }], env)));
  expect(world.err()).not.toMatch(/hf_abcdef|ssw0rd|proxypass|:word@/);
});

test('a chain of causes that bites its tail ends', () => {
  const error = new Error('a');
  error.cause = error;
  const world = recordEffects();
  writeStack(error, world.effects);
  expect(world.err().match(/Error: a/g)?.length).toBeLessThan(10);
});
