import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeBrowserFolder, startPlans, type StartPlan } from '../../../src/render/browser/sandbox.ts';
import { launch } from './launch.ts';
import { sampleHtml } from './sample.ts';

test('root never runs the browser as root while there is another way', () => {
  const plans = startPlans(0, '/usr/bin/setpriv');
  expect(plans.map((plan) => plan.sandbox)).toEqual(['on', 'off', 'off']);
  const { program, args } = plans[0]?.command('/b', ['--x']) ?? { program: '', args: [] };
  expect([program, ...args].join(' ')).toBe('/usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs /b --x');
  expect(startPlans(0, '')).toMatchObject([{ sandbox: 'off', description: expect.stringContaining('setpriv is not installed') }]);
  expect(startPlans(1000).map((plan) => plan.sandbox)).toEqual(['on', 'off']);
});

test.skipIf(process.platform !== 'linux')('a way that fails is said, and the next is taken', async () => {
  const broken: StartPlan = { sandbox: 'on', description: 'the safe way', command: () => ({ program: '/bin/false', args: [] }) };
  const browser = await launch({ plans: [broken, ...startPlans().slice(-1)] });
  try {
    expect(browser.sandbox).toBe('off');
    expect(browser.sandboxReason).toMatch(/--no-sandbox \(the safe way: ./);
    expect((await browser.print(sampleHtml())).passes).toBe(2);
  } finally {
    await browser.close();
  }
  await expect(launch({ plans: [broken] })).rejects.toThrow(/BROWSER_LAUNCH_FAILED[\s\S]*the safe way/);
});

test.skipIf(process.platform !== 'linux')('private files go with the browser; those of a killed process go later', async () => {
  const temp = mkdtempSync(path.join(tmpdir(), 'sandbox-'));
  chmodSync(temp, 0o755);
  try {
    const [left, young, foreign] = ['briefwright-browser-99999999-a', 'briefwright-browser-99999999-b', 'briefwright-browser-x'].map((name) => path.join(temp, name));
    for (const folder of [left, young, foreign]) mkdirSync(folder ?? '');
    for (const folder of [left, foreign]) utimesSync(folder ?? '', 0, 0);
    const made = makeBrowserFolder({ TMPDIR: temp });
    expect(existsSync(left ?? '')).toBe(false);
    expect([young, foreign, made].every((folder) => existsSync(folder ?? ''))).toBe(true);
    rmSync(made, { recursive: true });
    const browser = await launch({ env: { ...process.env, TMPDIR: temp } });
    await browser.close();
    expect(readdirSync(temp).sort()).toEqual([young, foreign].map((folder) => path.basename(folder ?? '')).sort());
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
});

test.skipIf(process.getuid?.() !== 0)('a temporary folder of root\'s own does not cost the sandbox', async () => {
  const temp = mkdtempSync(path.join(tmpdir(), 'closed-'));
  const folder = makeBrowserFolder({ TMPDIR: temp });
  expect(folder.startsWith(temp)).toBe(false);
  rmSync(folder, { recursive: true });
  rmSync(temp, { recursive: true });
});
