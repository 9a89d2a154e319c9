// When an issue closes and appears. Must not read the clock: all follows from the month.
import { failure } from '../errors.ts';
import { addMonths, cutoffOf, monthsBetween } from '../period.ts';
import type { Day, Month } from '../period.ts';
import type { BriefConfig } from './brief-config.ts';
import { businessDayOf } from './schedule.ts';

export interface BriefCalendar {
  /** From 1 for the brief's first month. */
  readonly issue: number;
  /** Last day (UTC) whose publications the edition knows. */
  readonly cutoff: Day;
  readonly published: Day;
  /** Publication day of the following issue. */
  readonly next: Day;
}

/** Throws MONTH_BEFORE_FIRST_ISSUE for a month before the brief began. */
export function briefCalendar(config: BriefConfig, month: Month): BriefCalendar {
  const issue = monthsBetween(config.first, month) + 1;
  if (issue < 1) {
    throw failure('MONTH_BEFORE_FIRST_ISSUE', `The brief "${config.name}" has no issue for ${month}.`, { ...config.place(['first']), hint: `Its first month is ${config.first}.` });
  }
  return { issue, cutoff: cutoffOf(month, config.cutoffDay), published: publicationOf(config, month), next: publicationOf(config, addMonths(month, 1)) };
}

function publicationOf({ schedule, publicationDay }: BriefConfig, month: Month): Day {
  if (schedule?.businessDay === undefined) return cutoffOf(month, publicationDay);
  return businessDayOf(addMonths(month, 1), schedule.businessDay, schedule.holidays);
}
