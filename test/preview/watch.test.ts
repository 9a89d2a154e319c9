// Whatever way an editor saves, and however fast: after the last write somebody is told who reads the last state.
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, renameSync, rmSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchProject, type ProjectWatch } from '../../src/preview/watch.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'watch-')));
const file = (name: string): string => join(root, 'templates', name);
/** What a reader saw who read each file when told. */
const seen = new Map<string, string>();
let told = 0;
let watch: ProjectWatch;

beforeAll(async () => {
  for (const folder of ['data', 'templates/charts']) mkdirSync(join(root, folder), { recursive: true });
  for (const name of ['brief.hbs', 'charts/line.vl.json']) writeFileSync(file(name), 'before');
  watch = await watchProject({ root, data: join(root, 'data'), templates: [join(root, 'templates')], out: join(root, 'out'), state: join(root, '.briefwright'), packageRoot: root }, {
    onChange: (paths) => {
      told += 1;
      for (const path of paths) seen.set(path, readText(path));
    },
    onBlind: (reason) => expect.unreachable(reason),
  });
});
afterAll(async () => {
  await watch.close();
  rmSync(root, { recursive: true, force: true });
});

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '(none)';
  }
}

async function expectSeen(name: string, text: string): Promise<void> {
  await expect.poll(() => seen.get(file(name)), { timeout: 5000 }).toBe(text);
}

test.each([2, 12, 31, 36, 40, 44, 48, 52, 65, 90])('two saves %i ms apart end with the second', async (gap) => {
  for (const round of [1, 2]) {
    writeFileSync(file('brief.hbs'), `first ${gap} ${round}`);
    await sleep(gap);
    writeFileSync(file('brief.hbs'), `second ${gap} ${round}`);
    await expectSeen('brief.hbs', `second ${gap} ${round}`);
  }
});

test('a file that is emptied and filled with a pause between is read full', async () => {
  for (const pause of [33, 38, 43, 47]) {
    const open = openSync(file('charts/line.vl.json'), 'w');
    await sleep(pause);
    writeSync(open, `filled after ${pause}`);
    closeSync(open);
    await expectSeen('charts/line.vl.json', `filled after ${pause}`);
  }
});

test('editors that write beside and rename, or delete first', async () => {
  for (const round of [1, 2, 3]) {
    writeFileSync(file('.brief.hbs.swp'), `renamed ${round}`);
    renameSync(file('.brief.hbs.swp'), file('brief.hbs'));
    await sleep(38);
    writeFileSync(file('brief.hbs~'), `again ${round}`);
    renameSync(file('brief.hbs~'), file('brief.hbs'));
    await expectSeen('brief.hbs', `again ${round}`);
    unlinkSync(file('brief.hbs'));
    writeFileSync(file('brief.hbs'), `anew ${round}`);
    await expectSeen('brief.hbs', `anew ${round}`);
  }
});

test('a storm of saves of two files: the last state of both, and then silence', async () => {
  for (let at = 0; at < 40; at++) {
    writeFileSync(file('brief.hbs'), `storm ${at}`);
    if (at % 3 === 0) writeFileSync(file('charts/line.vl.json'), `storm ${at}`);
    await sleep((at * 7) % 60);
  }
  await expectSeen('brief.hbs', 'storm 39');
  await expectSeen('charts/line.vl.json', 'storm 39');
  await sleep(300);
  const before = told;
  await sleep(500);
  expect(told).toBe(before);
});
