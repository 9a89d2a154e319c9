// Days and moments of issues: short months, holidays, the change of summer time, the turn of the year.
import { describe, expect, test } from 'vitest';
import { parseBrief } from '../../src/config/brief.ts';
import { businessDayOf, instantOf } from '../../src/config/schedule.ts';
import { briefCalendar } from '../../src/config/calendar.ts';
import { listDueIssues, listEditionKeys, listNextIssues, planIssue } from '../../src/schedule/due.ts';

const brief = (more: string) => parseBrief(`title: T\nquestion: Q\npublisher: P\ncontact: a@b.org\nlicence: CC0\nfirst: 2025-11\nsections: [{id: s, items: [{figure: f}]}]\nfigures: {f: {metric: m, chart: c}}\n${more}`, 'data/briefs/t.yaml', 't', '.');
const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;
const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

describe('business days', () => {
  test.each([
    ['2026-08', 1, [], '2026-08-03'], // begins on a Saturday
    ['2027-01', 1, ['2027-01-01'], '2027-01-04'],
    ['2027-01', 10, ['2027-01-01', '2027-01-06'], '2027-01-18'],
    ['2026-06', 10, [], '2026-06-12'], // begins on a Monday: the earliest there is
    ['2028-02', 15, [], '2028-02-21'],
  ] as const)('%s, the %ith but for %j', (month, n, holidays, day) => expect(businessDayOf(month, n, holidays)).toBe(day));

  test('by day and by hand they are the same for ten years', () => {
    for (let year = 2026; year < 2036; year += 1) for (let m = 1; m <= 12; m += 1) {
      const month = `${year}-${String(m).padStart(2, '0')}`;
      let left = 7;
      let day = new Date(`${month}-01T00:00:00Z`);
      for (;; day = new Date(day.getTime() + 86_400_000)) if (day.getUTCDay() % 6 !== 0 && --left === 0) break;
      expect(businessDayOf(month, 7, [])).toBe(day.toISOString().slice(0, 10));
    }
  });

  test('publication days follow them, in the document too', () => {
    const config = brief('cutoff_day: 5\nschedule: {from: 2026-11, business_day: 5, holidays: [2026-12-08]}\n');
    expect(briefCalendar(config, '2026-11')).toMatchObject({ cutoff: '2026-12-05', published: '2026-12-07', next: '2027-01-07' });
    expect(planIssue(config, '2026-11')).toMatchObject({ issue: 13, published: '2026-12-07', publishFrom: at('2026-12-07T09:00:00Z') });
  });
});

describe('moments', () => {
  test('an hour that the clock skips is the end of the skip; one that comes twice is the first', () => {
    expect(iso(instantOf('2027-03-28', '02:30', 'Europe/Paris'))).toBe('2027-03-28T01:30:00.000Z');
    expect(iso(instantOf('2027-10-31', '02:30', 'Europe/Paris'))).toBe('2027-10-31T00:30:00.000Z');
    expect(iso(instantOf('2027-03-27', '09:00', 'Europe/Paris'))).toBe('2027-03-27T08:00:00.000Z');
    expect(iso(instantOf('2027-03-28', '09:00', 'Europe/Paris'))).toBe('2027-03-28T07:00:00.000Z');
  });

  test('31 January, February, a leap day and the turn of the year', () => {
    const config = brief('cutoff_day: 30\npublication_day: 31\nschedule: {from: 2026-11, time: "00:00"}\n');
    expect(planIssue(config, '2026-12')).toMatchObject({ cutoff: '2027-01-30', published: '2027-01-31', collectFrom: at('2026-12-31T00:00:00Z'), publishFrom: at('2027-01-31T00:00:00Z') });
    expect(planIssue(config, '2027-01')).toMatchObject({ cutoff: '2027-02-28', published: '2027-02-28', publishFrom: at('2027-03-01T00:00:00Z') });
    expect(planIssue(config, '2028-01')).toMatchObject({ cutoff: '2028-02-29', published: '2028-02-29' });
  });

  test('nothing goes out before the cut-off has passed everywhere in UTC', () => {
    const config = brief('cutoff_day: 14\npublication_day: 14\nschedule: {from: 2026-11, time: "00:00", zone: Pacific/Kiritimati}\n');
    expect(iso(planIssue(config, '2026-11').publishFrom)).toBe('2026-12-15T00:00:00.000Z');
  });
});

describe('what is due', () => {
  const config = brief('schedule: {from: 2026-09}\n');
  const months = (now: string) => listDueIssues(config, at(now)).map((p) => p.month);
  test('from the last day of a month on, never before the first month of the schedule', () => {
    expect(months('2026-09-29T23:59:59Z')).toEqual([]);
    expect(months('2026-09-30T00:00:00Z')).toEqual(['2026-09']);
    expect(months('2026-12-31T00:00:00Z')).toEqual(['2026-09', '2026-10', '2026-11', '2026-12']);
  });

  test('without a schedule nothing is', () => expect(listDueIssues(brief(''), at('2030-01-01T00:00:00Z'))).toEqual([]));

  test('the next twelve begin with the one that has not appeared', () => {
    const next = (now: string) => listNextIssues(config, at(now)).map((p) => p.month);
    expect(next('2026-10-14T08:59:59Z').slice(0, 2)).toEqual(['2026-09', '2026-10']);
    expect(next('2026-10-14T09:00:00Z').slice(0, 2)).toEqual(['2026-10', '2026-11']);
    expect(next('2020-01-01T00:00:00Z')[0]).toBe('2025-11');
    expect(next('2026-10-14T09:00:00Z').length).toBe(12);
  });

  test('every variant of the schedule in every language', () => {
    const many = brief('locales: [en-GB, fr]\nvariants: [{name: letter, page: Letter}, {name: unused, page: Letter}]\nschedule: {from: 2026-09, variants: [letter]}\n');
    expect(listEditionKeys(many, '2026-09').map((k) => k.name)).toEqual(['2026-09/t', '2026-09/t.fr', '2026-09/t.letter', '2026-09/t.letter.fr']);
  });
});

describe('a schedule that contradicts itself is refused with its place', () => {
  test.each([
    ['before the first issue', 'schedule: {from: 2025-10}', 'The schedule begins in 2025-10'],
    ['two days of publication', 'publication_day: 20\nschedule: {from: 2026-01, business_day: 12}', 'both say'],
    ['a business day that can come before the cut-off', 'schedule: {from: 2026-01, business_day: 7}', 'Business day 7 can be the 9th'],
    ['a holiday that no calendar has', 'schedule: {from: 2026-01, holidays: [2026-02-29]}', 'The calendar has no 2026-02-29'],
    ['a zone that nobody knows', 'schedule: {from: 2026-01, zone: Europe/Pariss}', 'is not a time zone'],
    ['a variant that is not there', 'schedule: {from: 2026-01, variants: [leter]}', 'There is no variant "leter"'],
  ])('%s', (_, text, message) => expect(() => brief(`${text}\n`)).toThrow(message));
});
