// calendar: the shipped brief's next issues, as a table, as JSON and for a calendar program.
import { expect, test } from 'vitest';
import { main } from '../../src/cli.ts';
import { packageRoot } from '../../src/project.ts';
import { recordEffects } from '../cli/fixture.ts';

async function calendar(...argv: string[]) {
  const world = recordEffects({ cwd: packageRoot(), now: () => Date.UTC(2026, 10, 24) });
  return { status: await main(['calendar', ...argv], world.effects), out: world.out(), err: world.err() };
}

test('twelve issues from the next one on', async () => {
  const { status, out } = await calendar();
  const lines = out.trimEnd().split('\n');
  expect([status, lines.length]).toEqual([0, 13]);
  expect(lines[1]).toMatch(/^open-models +2026-11 +13 +2026-12-10 +2026-12-14T/);
  const { issues } = JSON.parse((await calendar('--json')).out) as { issues: { month: string; published: string }[] };
  expect(issues.map((i) => i.month)).toEqual(['2026-11', '2026-12', ...Array.from({ length: 10 }, (_, i) => `2027-${String(i + 1).padStart(2, '0')}`)]);
});

test('an iCalendar file: CRLF, short lines, two events an issue, unique ids', async () => {
  const { out } = await calendar('--ics');
  const lines = out.split('\r\n');
  expect(out.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  expect(Math.max(...lines.map((l) => Buffer.byteLength(l)))).toBeLessThanOrEqual(75);
  expect([lines.filter((l) => l === 'BEGIN:VEVENT').length, new Set(lines.filter((l) => l.startsWith('UID:'))).size]).toEqual([24, 24]);
  expect(lines).toContain('SUMMARY:Open Models Monthly: issue 13 (2026-11) appears');
  expect(lines).toContain('DTSTART;VALUE=DATE:20261210');
});

test('two forms at once are refused', async () => expect((await calendar('--ics', '--json')).status).toBe(2));
