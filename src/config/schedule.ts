// The `schedule:` section of a brief, checked and with its defaults, and business days. Must not read the clock.
import { maybePeriod } from '../period.ts';
import type { Day, Month } from '../period.ts';
import type { Complaint } from './complaint.ts';
import { hintNames } from './names.ts';

/** As written in the YAML, after SCHEDULE_SCHEMA accepted it. */
export interface ScheduleSpec {
  readonly from: Month;
  readonly business_day?: number;
  readonly holidays?: readonly Day[];
  readonly time?: string;
  readonly zone?: string;
  readonly collect?: boolean | readonly string[];
  readonly variants?: readonly string[];
  readonly publish_to?: string;
  readonly keep_months?: number;
}

export interface ScheduleConfig {
  readonly from: Month;
  /** Instead of the publication day. */
  readonly businessDay?: number;
  readonly holidays: readonly Day[];
  /** `HH:MM` in the IANA time zone `zone`. */
  readonly time: string;
  readonly zone: string;
  /** Ids of the sources that are asked; empty for all, undefined for none. */
  readonly collect?: readonly string[];
  readonly variants: readonly string[];
  /** As written: relative to the project folder. */
  readonly publishTo?: string;
  /** Editions of older months that nobody has seen are taken away; undefined keeps all. */
  readonly keepMonths?: number;
}

export function normalizeSchedule(spec: ScheduleSpec): ScheduleConfig {
  return {
    from: spec.from, holidays: spec.holidays ?? [], time: spec.time ?? '09:00', zone: spec.zone ?? 'UTC', variants: spec.variants ?? [],
    ...(spec.collect === false ? {} : { collect: typeof spec.collect === 'object' ? spec.collect : [] }),
    ...(spec.business_day === undefined ? {} : { businessDay: spec.business_day }),
    ...(spec.publish_to === undefined ? {} : { publishTo: spec.publish_to }),
    ...(spec.keep_months === undefined ? {} : { keepMonths: spec.keep_months }),
  };
}

/** The parts of a brief that its schedule has to agree with. */
interface Brief {
  readonly schedule?: ScheduleSpec;
  readonly first: Month;
  readonly cutoff_day?: number;
  readonly publication_day?: number;
  readonly variants?: readonly { readonly name: string }[];
}

/** What the schema cannot see: days that no calendar has, an issue before its cut-off, variants that are not there. */
export function findScheduleContradictions(brief: Brief): Complaint[] {
  const spec = brief.schedule;
  if (spec === undefined) return [];
  const bad = (key: keyof ScheduleSpec, message: string, hint: string, index?: number): Complaint => ({ path: ['schedule', key, ...(index === undefined ? [] : [index])], code: 'CONFIG_BAD_VALUE', message, hint });
  const out: Complaint[] = [];
  if (spec.from < brief.first) out.push(bad('from', `The schedule begins in ${spec.from}, before the first issue.`, `The first month is ${brief.first}.`));
  const cutoff = brief.cutoff_day ?? 10;
  if (spec.business_day !== undefined && brief.publication_day !== undefined) {
    out.push(bad('business_day', 'business_day and publication_day both say when an issue appears.', 'Keep one of them.'));
  } else if (spec.business_day !== undefined && earliestBusinessDay(spec.business_day) < cutoff) {
    out.push(bad('business_day', `Business day ${spec.business_day} can be the ${earliestBusinessDay(spec.business_day)}th, before cutoff_day ${cutoff}.`, 'Use a later business day, or an earlier cutoff_day.'));
  }
  spec.holidays?.forEach((day, i) => {
    if (maybePeriod(day) === undefined) out.push(bad('holidays', `The calendar has no ${day}.`, 'Mend or remove it.', i));
  });
  if (spec.zone !== undefined && !isZone(spec.zone)) out.push(bad('zone', `"${spec.zone}" is not a time zone.`, 'Write one of the IANA list, as in "Europe/Brussels", or "UTC".'));
  const known = (brief.variants ?? []).map((v) => v.name);
  spec.variants?.forEach((name, i) => {
    if (!known.includes(name)) out.push({ path: ['schedule', 'variants', i], code: 'CONFIG_UNKNOWN_NAME', message: `There is no variant "${name}".`, hint: hintNames('variants', name, known) });
  });
  return out;
}

/** Day of the month on which the nth business day falls at the earliest: when the month begins on a Monday. */
function earliestBusinessDay(n: number): number {
  return n + 2 * Math.floor((n - 1) / 5);
}

/** The nth day of `month` that is neither Saturday, Sunday nor a holiday; the last such day where there are fewer. */
export function businessDayOf(month: Month, n: number, holidays: readonly Day[]): Day {
  const { daysInMonth } = Temporal.PlainYearMonth.from(month);
  const days = Array.from({ length: daysInMonth }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`)
    .filter((day) => Temporal.PlainDate.from(day).dayOfWeek <= 5 && !holidays.includes(day));
  return days[n - 1] ?? days.at(-1) ?? `${month}-${daysInMonth}`;
}

/** The moment at which `time` strikes in `zone` on `day`; where the clock skips it, the moment of the skip's end. Milliseconds since 1970. */
export function instantOf(day: Day, time: string, zone: string): number {
  return Temporal.PlainDateTime.from(`${day}T${time}`).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

export function isZone(zone: string): boolean {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone).timeZoneId !== '';
  } catch {
    return false;
  }
}
