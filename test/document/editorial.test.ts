// What the analyst decides about findings: on the page, in the record, and refused where it makes no sense.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Briefing } from '../../src/document/briefing.ts';
import { plain } from '../../src/document/messages.ts';
import { BriefwrightError } from '../../src/errors.ts';
import { composeDocument } from '../../src/pipeline/edition.ts';
import { prepareEdition } from '../../src/pipeline/preparation.ts';
import { effects, project, ROOT } from '../support/edition.ts';

let root: string;
let brief: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'editorial-'));
  await cp(join(ROOT, 'data'), join(root, 'data'), { recursive: true, filter: (path) => !/private|snapshots/.test(path) });
  brief = await readFile(join(root, 'data/briefs/open-models.yaml'), 'utf8');
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function composeWith(editorial: string, month = '2026-03'): Promise<Briefing> {
  await writeFile(join(root, 'data/briefs/open-models.yaml'), `${brief}\neditorial:\n${editorial}\n`);
  return (await composeDocument(await prepareEdition({ project: await project(root), brief: 'open-models', month }, effects), false)).briefing;
}

const problemsOf = (editorial: string, month?: string): Promise<readonly (readonly unknown[])[]> => composeWith(editorial, month).then(
  () => [], (error: unknown) => (error instanceof BriefwrightError ? error.problems.map((p) => [p.code, p.file, (p.line ?? 0) - brief.split('\n').length - 1, p.column, p.hint]) : [[error]]),
);
const takeaways = (b: Briefing): string[] => b.takeaways.map((t) => t.finding);
const recordOf = (b: Briefing, id: string) => b.findings.find((f) => f.id === id);
const FILE = 'data/briefs/open-models.yaml';

describe('a decision', () => {
  test('pin: first among the takeaways, though others weigh more, with its reason on record', async () => {
    const b = await composeWith('  - { finding: downloads-reported.lead, action: pin, month: 2026-03, reason: The story that readers ask about. }');
    expect(takeaways(b)[0]).toBe('downloads-reported.lead');
    expect(recordOf(b, 'downloads-reported.lead')?.editorial).toEqual([{ action: 'pin', reason: 'The story that readers ask about.' }]);
    expect(b.findings.slice(1).map((f) => f.importance)).toEqual(b.findings.slice(1).map((f) => f.importance).toSorted((x, y) => y - x));
  });
  test('suppress: said nowhere, on record with its reason', async () => {
    const b = await composeWith('  - { finding: derivatives-reported.change, action: suppress, reason: One second-hand summary. }');
    expect(takeaways(b)).not.toContain('derivatives-reported.change');
    expect(plain(b.headline)).not.toContain('Qwen has become the base');
    expect(recordOf(b, 'derivatives-reported.change')).toMatchObject({ told: [], editorial: [{ action: 'suppress', reason: 'One second-hand summary.' }] });
  });
  test('reword: other words, the same traced number', async () => {
    const b = await composeWith('  - finding: derivatives-reported.change\n    action: reword\n    words: { headline: "{name} is the base to beat", claim: "was the reported part of {name} in {latest_period}." }\n    reason: Shorter.');
    expect(plain(b.headline)).toBe('Qwen is the base to beat');
    const [told] = b.takeaways;
    expect(plain(told?.text ?? [])).toMatch(/^was the reported part of Qwen in February 2026\./);
    expect(told?.lead.some((run) => typeof run === 'object' && 'n' in run)).toBe(true);
  });
  test('for another month changes nothing', async () => {
    const b = await composeWith('  - { finding: derivatives-reported.change, action: suppress, month: 2026-04, reason: Later. }');
    expect(takeaways(b)).toContain('derivatives-reported.change');
    expect(recordOf(b, 'derivatives-reported.change')?.editorial).toBeUndefined();
  });
});

describe('refused, with file, line and column', () => {
  test.each([
    ['an unknown finding, with the nearest', '  - { finding: downloads-reported.leed, action: pin, reason: R. }', 'CONFIG_UNKNOWN_NAME', 16],
    ['a finding that the figure does not ask for', '  - { finding: origin-readings.record, action: pin, reason: R. }', 'CONFIG_UNKNOWN_NAME', 16],
    ['no reason', '  - { finding: downloads-reported.lead, action: pin }', 'CONFIG_MISSING_KEY', 5],
    ['an empty reason', '  - { finding: downloads-reported.lead, action: pin, reason: " " }', 'CONFIG_BAD_VALUE', 62],
    ['an unknown action', '  - { finding: downloads-reported.lead, action: hide, reason: R. }', 'CONFIG_BAD_VALUE', 49],
    ['a reword without words', '  - { finding: downloads-reported.lead, action: reword, reason: R. }', 'CONFIG_BAD_VALUE', 49],
    ['a typed numeral', '  - { finding: downloads-reported.lead, action: reword, words: { headline: "Qwen has 69 % of it" }, reason: R. }', 'CONFIG_TYPED_NUMERAL', 76],
    ['broken words', '  - { finding: downloads-reported.lead, action: reword, words: { headline: "{name" }, reason: R. }', 'MESSAGE_SYNTAX', 76],
    ['a finding that the month does not have', '  - { finding: router-open-share.record, action: pin, month: 2026-03, reason: R. }', 'EDITORIAL_NO_FINDING', 16],
    ['a pin without a number to lead with', '  - { finding: router-top-share.record, action: pin, month: 2026-03, reason: R. }', 'EDITORIAL_NO_LEAD', 16],
  ])('%s', async (_, editorial, code, column) => {
    expect(await problemsOf(editorial)).toEqual([[code, FILE, 1, column, expect.toSatisfy((hint) => hint === undefined || typeof hint === 'string')]]);
  });
  test('a placeholder that the finding does not have', async () => {
    const [problem] = await problemsOf('  - { finding: derivatives-reported.change, action: reword, words: { headline: "{nobody} leads" }, reason: R. }');
    expect(problem?.slice(0, 3)).toEqual(['MESSAGE_ARGUMENT', FILE, 1]);
  });
  test('two decisions on one finding', async () => {
    const [problem] = await problemsOf('  - { finding: downloads-reported.lead, action: pin, reason: R. }\n  - { finding: downloads-reported.lead, action: suppress, reason: R. }');
    expect(problem?.slice(0, 3)).toEqual(['CONFIG_DUPLICATE_ID', FILE, 2]);
  });
  test('digits in a name are no numeral', async () => {
    expect(await problemsOf('  - { finding: downloads-reported.lead, action: reword, words: { headline: "{name} and Qwen3 ahead of {other}" }, reason: R. }')).toEqual([]);
  });
});
