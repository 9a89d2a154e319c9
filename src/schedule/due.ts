// Which issues are due at a moment, and which editions each has. Must not read the clock or the disk: all follows from the brief and the moment.
import type { BriefConfig } from '../config/brief-config.ts';
import { briefCalendar } from '../config/calendar.ts';
import { instantOf } from '../config/schedule.ts';
import { editionName, resolveVariant } from '../config/variant.ts';
import { addMonths, lastDayOf } from '../period.ts';
import type { Day, Month } from '../period.ts';

/** One issue of a brief in time. Moments are milliseconds since 1970. */
export interface IssuePlan {
  readonly brief: string;
  readonly month: Month;
  /** From 1. */
  readonly issue: number;
  /** From here to the end of the cut-off (UTC) the sources are asked. */
  readonly collectFrom: number;
  readonly collectUntil: number;
  readonly cutoff: Day;
  /** The edition knows all it will ever know: the cut-off has passed. */
  readonly buildFrom: number;
  readonly published: Day;
  /** Nothing goes out before. */
  readonly publishFrom: number;
}

/** One edition of an issue. */
export interface EditionKey {
  /** `2026-11/open-models.letter`, as every command takes it. */
  readonly name: string;
  readonly brief: string;
  readonly month: Month;
  /** Undefined for the brief itself, and for its default language. */
  readonly variant?: string;
  readonly locale?: string;
}

const MAX_MONTHS = 1200;

/** The issue of `month`. Throws MONTH_BEFORE_FIRST_ISSUE. */
export function planIssue(config: BriefConfig, month: Month): IssuePlan {
  const { issue, cutoff, published } = briefCalendar(config, month);
  const { time = '09:00', zone = 'UTC' } = config.schedule ?? {};
  const collectUntil = instantOf(nextDay(cutoff), '00:00', 'UTC');
  return {
    brief: config.name, month, issue, cutoff, published,
    collectFrom: instantOf(lastDayOf(month), '00:00', 'UTC'), collectUntil, buildFrom: collectUntil,
    // A brief that appears on the day of its cut-off still has to know that day.
    publishFrom: Math.max(collectUntil, instantOf(published, time, zone)),
  };
}

/** Issues whose collecting has begun by `now`, from the schedule's first month on, oldest first. Empty without a schedule. */
export function listDueIssues(config: BriefConfig, now: number): readonly IssuePlan[] {
  if (config.schedule === undefined) return [];
  const plans: IssuePlan[] = [];
  for (let month = config.schedule.from, n = 0; n < MAX_MONTHS; month = addMonths(month, 1), n += 1) {
    const plan = planIssue(config, month);
    if (plan.collectFrom > now) break;
    plans.push(plan);
  }
  return plans;
}

/** The twelve issues from the one whose publication is next, or from the first. */
export function listNextIssues(config: BriefConfig, now: number, count = 12): readonly IssuePlan[] {
  let month = config.first;
  // Two months back nothing can be ahead any more: the publication lies in the month after.
  const current = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC').toPlainDate().toString().slice(0, 7);
  if (month < addMonths(current, -2)) month = addMonths(current, -2);
  while (planIssue(config, month).publishFrom <= now) month = addMonths(month, 1);
  return Array.from({ length: count }, (_, i) => planIssue(config, addMonths(month, i)));
}

/** The brief itself and the variants of its schedule, each in every language, the default first. */
export function listEditionKeys(config: BriefConfig, month: Month): readonly EditionKey[] {
  const variants = [undefined, ...(config.schedule?.variants ?? [])];
  return variants.flatMap((variant) => config.locales.map((locale) => ({
    name: `${month}/${editionName(resolveVariant(config, variant), locale)}`, brief: config.name, month,
    ...(variant === undefined ? {} : { variant }),
    ...(locale === config.locale ? {} : { locale }),
  })));
}

function nextDay(day: Day): Day {
  return Temporal.PlainDate.from(day).add({ days: 1 }).toString();
}
