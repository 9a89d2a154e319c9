// The schema of a brief's `schedule:` section: what the monthly job does with it, and when.
// Must not check what one key says about another; `schedule.ts` does.
import type { Schema } from './schema.ts';

export const SCHEDULE_SCHEMA: Schema = {
  description: 'What the monthly job (briefwright run) takes care of.', type: 'object', required: ['from'], additionalProperties: false,
  properties: {
    from: { description: 'The first month that the job makes; earlier ones are left alone.', type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', patternErrorMessage: 'Write a month as YYYY-MM: "2026-11".' },
    business_day: { description: 'The issue appears on this business day of the following month, instead of on publication_day.', type: 'integer', minimum: 1, maximum: 15 },
    holidays: {
      description: 'Days from Monday to Friday that are no business days.', type: 'array', uniqueItems: true, maxItems: 1000,
      items: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', patternErrorMessage: 'Write a day as YYYY-MM-DD: "2027-01-01".' },
    },
    time: { description: 'Time of day at which an issue may go out.', type: 'string', pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', patternErrorMessage: 'Write a time as HH:MM, in quotation marks: "09:00".', default: '09:00' },
    zone: { description: 'Time zone of it, such as Europe/Brussels.', type: 'string', maxLength: 60, pattern: '^[A-Za-z][A-Za-z0-9_+/-]*$', patternErrorMessage: 'Write a time zone: "Europe/Brussels" or "UTC".', default: 'UTC' },
    collect: { description: 'Whether the sources are asked, or which of them.', type: ['boolean', 'array'], default: true, items: { type: 'string', maxLength: 60 }, minItems: 1, uniqueItems: true },
    variants: { description: 'Variants that are made beside the brief itself.', type: 'array', uniqueItems: true, items: { type: 'string', maxLength: 60 } },
    publish_to: { description: 'Folder of the archive, from the project folder; rewritten after each issue.', type: 'string', maxLength: 1000, pattern: '^\\S[^\\u0000-\\u001f]*$', patternErrorMessage: 'Write a folder: "../site".' },
    keep_months: { description: 'So many months, the newest among them, are kept whole; of older ones the job takes away editions that were never sent, shown for approval, approved, corrected or published.', type: 'integer', minimum: 1, maximum: 1200 },
  },
};
