import { describe, expect, test } from 'vitest';
import { measureText } from '../../src/document/measure-text.ts';
import { withAllMessages } from '../../src/document/missing-messages.ts';
import { createMessages, plain, type Messages } from '../../src/document/messages.ts';
import { nameOf } from '../../src/document/names.ts';
import { createPrinter } from '../../src/document/printer.ts';
import { maybeSentence } from '../../src/document/sentence.ts';
import { failure } from '../../src/errors.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { formatsFor } from '../../src/format.ts';
import { quote } from '../../src/metrics/measure.ts';
import type { Source } from '../../src/observations/observation.ts';
import { maybePeriod } from '../../src/period.ts';
import { observation } from '../support/observations.ts';

const file = (tree: unknown) => ({ file: 'templates/messages/en.yaml', text: 'a: b', tree, locate: () => ({ line: 1, column: 4 }) });
const words = (tree: unknown) => createMessages('en-GB', [file({ qualifiers: { more: 'more than {number}', less: 'less than {number}', about: 'about {number}', up_to: 'up to {number}' }, ...(tree as object) })]);
const en = formatsFor('en-GB');

describe('numbers in words', () => {
  const text = (given: Parameters<typeof observation>[0], style: 'prose' | 'symbol' | 'signed' = 'symbol', locale = 'en-GB') => measureText(quote(observation(given), 'm@1'), style, formatsFor(locale), words({}));
  test.each([
    [{ value: 56 }, '56%'],
    [{ value: 56.4567, printed: { scale: 1, decimals: 1 } }, '56.5%'],
    [{ value: 0 }, '0%'],
    [{ value: 40, qualifier: '>' }, '>40%'],
    [{ value: 385.3e6, unit: 'downloads', printed: { scale: 1e6, decimals: 1 } }, '385.3 million'],
    [{ value: 1150e6, unit: 'downloads', printed: { scale: 1e6, decimals: 0 } }, '1.15 billion'],
    [{ value: 700e6, unit: 'downloads', printed: { scale: 1e6, decimals: 0 } }, '700 million'],
    [{ value: 151448, unit: 'models' }, '151,448'],
    [{ value: 3.5, unit: 'usd-per-mtok', printed: { scale: 1, decimals: 1 } }, '$3.50'],
    [{ value: 0.378, unit: 'usd-per-mtok', printed: { scale: 1, decimals: 3 } }, '$0.378'],
    [{ value: 25, unit: 'usd-per-mtok' }, '$25'],
    [{ value: undefined, low: 64.06, high: 74.58 }, '64–75%'],
    [{ value: undefined, low: 180, high: 210, unit: 'per-day' }, '180–210'],
    [{ value: undefined, low: 5.1, high: 5.2 }, '5%'],
    [{ unit: 'event', value: undefined, period: '2025-09' }, 'September 2025'],
  ] as const)('%j is %s', (given, expected) => {
    expect(text(given as Parameters<typeof observation>[0])).toBe(expected);
  });
  test('a hedge in prose is a word', () => expect(text({ value: 40, qualifier: '>' }, 'prose')).toBe('more than 40%'));
  test('a change has a sign, and a true minus', () => {
    expect(text({ value: 30, unit: 'points' }, 'signed')).toBe('+30');
    expect(text({ value: -35.2, unit: 'points', printed: { scale: 1, decimals: 1 } }, 'signed')).toBe('−35.2');
    expect(text({ value: 0.02, unit: 'points', printed: { scale: 1, decimals: 1 } }, 'signed')).toBe('0.0');
  });
  test('French has its own marks', () => {
    expect(text({ value: 56.5, printed: { scale: 1, decimals: 1 } }, 'symbol', 'fr-FR')).toBe('56,5\u202f%');
    expect(text({ value: undefined, low: 64, high: 75 }, 'symbol', 'fr-FR')).toBe('64–75\u202f%');
  });
});

describe('periods', () => {
  test.each([
    ['2025', '2025'], ['2025-11', 'November 2025'], ['2026-10-03/2026-10-09', '3–9 October 2026'], ['2025-10/2025-11', 'October–November 2025'],
    ['2025-11-16', '16 November 2025'], ['2023/2024', '2023–2024'], ['2025-01-01/2025-11-13', '1 January – 13 November 2025'],
  ])('%s is %s', (given, expected) => {
    const period = maybePeriod(given);
    expect(period === undefined ? '' : en.period(period)).toBe(expected);
  });
});

describe('messages', () => {
  test('a missing key names the file and the nearest key', () => {
    const thrown = (key: string): unknown => {
      try {
        return words({ labels: { figure: 'Figure' }, figures: { one: { title: 'One' } } }).text(key);
      } catch (error) {
        return error;
      }
    };
    expect(thrown('labels.figur')).toMatchObject({ problems: [{ code: 'MESSAGE_MISSING', file: expect.stringMatching(/^templates\/messages\/[a-z]+\.yaml$/) as unknown, hint: expect.stringMatching(/"briefwright messages".*did you mean "labels\.figure"\?$/) as unknown }] });
    expect(thrown('figures.two.title')).toMatchObject({ problems: [{ hint: expect.not.stringContaining('did you mean') as unknown }] });
  });
  test('all that one document lacks is said at once, as one list of a file; a fault of another kind stays itself', () => {
    const lacking = words({ title: 'Title', broken: 'a {value} here', figures: { one: { title: 'One' } } });
    const fail = (compose: (messages: Messages) => unknown): unknown => {
      try {
        return withAllMessages(lacking, compose);
      } catch (error) {
        return error;
      }
    };
    const say = (...keys: string[]) => fail((messages) => keys.map((key) => messages.text(key)));
    expect(say('title')).toEqual(['Title']);
    expect(say('titel', 'title')).toMatchObject({ problems: [{ code: 'MESSAGE_MISSING', message: 'There is no message "titel" for en-GB.', hint: expect.stringContaining('did you mean "title"?') as unknown }] });
    expect(say('figures.two.title', 'broken', 'gone', 'gone')).toMatchObject({
      problems: [
        { code: 'MESSAGE_MISSING', message: 'This edition asks for 2 messages that are missing for en-GB:\n    figures.two.title\n    gone', file: 'templates/messages/en.yaml', hint: expect.stringContaining('"briefwright messages" lists them') as unknown },
        { code: 'MESSAGE_ARGUMENT' },
      ],
    });
    expect(fail(() => { throw failure('OTHER', 'of another kind'); })).toMatchObject({ problems: [{ code: 'OTHER' }] });
    // Over a gap something else may fail: what was found until then is said.
    expect(fail((messages) => { if (messages.text('gone') === 'gone') throw failure('OTHER', 'no such section'); })).toMatchObject({ problems: [{ code: 'MESSAGE_MISSING', message: expect.stringContaining('"gone"') as unknown }] });
  });
  test('a value that is not given is an error with the place', () => {
    expect(() => words({ a: '{share} of tokens' }).text('a')).toThrow(/MESSAGE_ARGUMENT/);
  });
  test('a message that is not one is an error with the place', () => {
    expect(() => words({ a: '{share, select, x {y}' }).text('a')).toThrow(/MESSAGE_SYNTAX/);
  });
  test('the project’s sentence wins over the package’s', () => {
    expect(createMessages('en', [file({ a: 'ours' }), file({ a: 'theirs', b: 'kept' })]).text('a')).toBe('ours');
  });
  test('runs keep their meaning, text around them is joined', () => {
    expect(words({ a: '{n} of {b} {c, plural, one {# thing} other {# things}}' }).runs('a', { n: { n: 'n1', text: '5%' }, b: 'all', c: 2 })).toEqual([{ n: 'n1', text: '5%' }, ' of all 2 things']);
  });
  test('the placeholders of a message, also inside its choices', () => {
    expect(words({ a: '{d, select, up {{x} rose} other {{y}}}' }).argumentsOf('a')).toEqual(['d', 'x', 'y']);
  });
});

describe('sentences', () => {
  const source: Source = { id: 'source', publisher: 'P', title: 'T', url: 'https://example.org', date: '2026', accessed: '2026-01-01', licence: '', attribution: '', counts: '', countsNot: '', reportedFrom: '' };
  const notes = { notes: { dated: '{publisher}. {title}. {date}.' }, evidence: { primary: 'Primary.' } };
  const finding: Finding = { rule: 'level', figure: 'f', story: 's', importance: 1, weight: { base: 1, size: 0, fresh: 0, primary: 0, vendor: 0, topOnly: 0, old: 0 }, direction: 'none', confidence: 'high', args: {}, measures: { 'a-b': quote(observation({ value: 5 }), 'm@1'), c: quote(observation({ value: 6 }), 'm@1') } };
  const say = (tree: unknown) => {
    const printer = createPrinter(en, words({ ...notes, findings: { f: { level: { text: tree } } } }), new Map([['source', source]]));
    return { printer, text: maybeSentence(finding, 'text', 'f', printer) };
  };
  test('only what is printed is registered, once for each time that it is printed', () => {
    const { printer, text } = say('{a_b} and {a_b}');
    expect(plain(text ?? [])).toBe('5% and 5%');
    expect(printer.numbers().map((n) => n.text)).toEqual(['5%', '5%']);
    expect(printer.numbers().every((n) => n.observations.length > 0 && n.sources.length > 0)).toBe(true);
  });
  test('the text is followed by the notes of what it used', () => {
    const { printer, text } = say('{a_b}');
    expect(text?.at(-1)).toEqual({ note: 1, ref: 'ref-1-1' });
    expect(printer.notes()[0]).toMatchObject({ number: 1, backlinks: ['ref-1-1'], evidenceLabel: 'Primary.' });
  });
  test('of several sentences the first whose data are there is printed, and none when none is', () => {
    expect(plain(say(['{missing} rose', '{c} stands']).text ?? [])).toContain('6% stands');
    expect(say(['{missing} rose']).text).toBeUndefined();
  });
});

describe('names', () => {
  const messages = words({ names: { china: 'China' }, brands: { glm: 'GLM', deepseek: 'DeepSeek' } });
  test.each([['china', 'China'], ['deepseek/deepseek-v4-pro-20260423', 'DeepSeek V4 Pro'], ['z-ai/glm-4.6', 'GLM 4.6'], ['x/y-20260101:free', 'Y (free)'], ['Moonshot AI', 'Moonshot AI']])('%s is %s', (label, name) => {
    expect(nameOf(label, messages)).toBe(name);
  });
});
