import { cp, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OptionValue } from '../../src/commands/command.ts';
import { run } from '../../src/commands/unsubscribe.ts';
import { SUPPRESSION_FILE, readSuppressions } from '../../src/delivery/suppression.ts';
import { parseUnsubscribeSecret, writeToken } from '../../src/delivery/unsubscribe-token.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { makeFolder } from '../delivery/fixtures.ts';

const SECRET = 'c4n4ry-secret-of-enough-length-0123';
const token = writeToken(parseUnsubscribeSecret(SECRET), { address: 'me@example.org', brief: 'open-models' });

async function unsubscribe(root: string, words: readonly string[], values: Readonly<Record<string, OptionValue>> = {}, env: Record<string, string> = { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: SECRET }, stop?: { readonly signal: AbortSignal; readonly onOut: (text: string) => void }) {
  const out = { stdout: '', stderr: '', status: 0, codes: [] as string[] };
  const effects = {
    env, cwd: root, now: () => Date.UTC(2026, 0, 5), isTerminal: false, signal: stop?.signal ?? new AbortController().signal,
    stdout: (text: string) => {
      out.stdout += text;
      stop?.onOut(text);
    }, stderr: (text: string) => void (out.stderr += text),
  };
  try {
    out.status = await run({ values, positionals: words }, effects);
  } catch (error) {
    if (!(error instanceof BriefwrightError)) throw error;
    Object.assign(out, { status: error.status, codes: error.problems.map((p) => p.code) });
  }
  return out;
}

const listOf = (root: string) => readSuppressions(join(root, '.briefwright'));

describe('a token', () => {
  test('takes its reader off its brief, once', async () => {
    const root = await makeFolder();
    expect(await unsubscribe(root, [token])).toMatchObject({ status: 0, stdout: '', stderr: 'me@example.org will not get the brief "open-models".\n' });
    expect((await unsubscribe(root, [token])).stderr).toBe('me@example.org already does not get the brief "open-models".\n');
    expect((await listOf(root)).entries).toEqual([{ format: 1, address: 'me@example.org', brief: 'open-models', reason: 'unsubscribed', time: '2026-01-05T00:00:00.000Z', note: '' }]);
    expect(await readFile(join(root, '.briefwright', SUPPRESSION_FILE), 'utf8')).not.toContain('c4n4ry');
  });

  test.each([[token.slice(1), 'UNSUBSCRIBE_TOKEN_INVALID', {}], [token, 'UNSUBSCRIBE_SECRET_MISSING', { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: '' }]])('%#: refused, and nothing is written', async (word, code, env) => {
    const root = await makeFolder();
    expect(await unsubscribe(root, [word], {}, { BRIEFWRIGHT_UNSUBSCRIBE_SECRET: SECRET, ...env })).toMatchObject({ status: 2, codes: [code] });
    expect(await readdir(root)).toEqual([]);
  });
});

describe('--serve', () => {
  const shipped = join(import.meta.dirname, '../..');

  test('answers links with the brief\'s title in the language asked for, logs nobody, and ends when it is stopped', async () => {
    const root = await makeFolder();
    await cp(join(shipped, 'data', 'briefs'), join(root, 'data', 'briefs'), { recursive: true });
    const controller = new AbortController();
    const started = Promise.withResolvers<string>();
    const running = unsubscribe(root, [], { serve: '0', locale: 'fr' }, undefined, { signal: controller.signal, onOut: started.resolve });
    const url = (await Promise.race([started.promise, running.then((ran) => { throw new Error(JSON.stringify(ran)); })])).trim();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(`${url}${token}`)).text()).toContain('me@example.org reçoit la note «\u202fOpen Models Monthly\u202f» par courriel.');
    expect((await fetch(`${url}${token}`, { method: 'POST' })).status).toBe(200);
    controller.abort();
    const ran = await running;
    expect(ran).toMatchObject({ status: 0, stderr: '2026-01-05T00:00:00.000Z left\n' });
    expect((await listOf(root)).find('me@example.org', 'open-models')).toBeDefined();
  });

  test.each(['x', '99999', '1.2.3.4', 'a b:1', ':1', '-1'])('%j is no place', async (place) => {
    expect(await unsubscribe(await makeFolder(), [], { serve: place })).toMatchObject({ status: 2, codes: ['USAGE_BAD_VALUE'] });
  });
});

describe('the owner', () => {
  test('needs no secret, means every brief unless one is named, and can undo it', async () => {
    const root = await makeFolder();
    expect((await unsubscribe(root, [], { address: 'Me@Bücher.de' }, {})).stderr).toBe('Me@xn--bcher-kva.de will not get any brief.\n');
    expect((await listOf(root)).find('me@bücher.de', 'anything')).toMatchObject({ reason: 'owner', brief: '' });
    expect(JSON.parse((await unsubscribe(root, [], { address: 'me@bücher.de', undo: true, json: true }, {})).stdout)).toEqual({ ok: true, address: 'me@xn--bcher-kva.de', brief: '', outcome: 'removed' });
    expect((await listOf(root)).entries).toEqual([]);
  });

  test('sees the list', async () => {
    const root = await makeFolder();
    await unsubscribe(root, [], { address: 'a@example.org', brief: 'open-models' });
    await unsubscribe(root, [token]);
    expect((await unsubscribe(root, [], { list: true })).stdout).toBe('a@example.org  open-models  owner  2026-01-05\nme@example.org  open-models  unsubscribed  2026-01-05\n');
    expect(JSON.parse((await unsubscribe(root, [], { list: true, json: true })).stdout)).toHaveLength(2);
  });

  test.each<[readonly string[], Readonly<Record<string, OptionValue>>, string]>([
    [[], {}, 'USAGE_WHICH'], [[token], { address: 'a@example.org' }, 'USAGE_WHICH'], [[token], { undo: true }, 'USAGE_WHICH'], [[], { list: true, undo: true }, 'USAGE_WHICH'],
    [[], { address: 'a@example.org, b@example.org' }, 'ADDRESS_INVALID'], [[], { address: 'a@example.org\r\nBcc: b@example.org' }, 'ADDRESS_INVALID'],
  ])('%#: %s', async (words, values, code) => {
    expect(await unsubscribe(await makeFolder(), words, values)).toMatchObject({ status: 2, codes: [code] });
  });
});
