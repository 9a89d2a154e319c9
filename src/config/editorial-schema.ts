// The schema of `editorial` in a brief: what the analyst decides about single findings. Must not check that a finding exists.
import type { Schema } from './schema.ts';

const text = (description: string): Schema => ({
  description, type: 'string', maxLength: 1000, pattern: '^(?![\\s\\u200b]*$)[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$', patternErrorMessage: 'It must have visible text and no control characters.',
});

export const EDITORIAL_SCHEMA: Schema = {
  description: 'Findings that the analyst pins, rewords or suppresses. The reason is kept in the record of every edition that it touches.',
  type: 'array',
  items: {
    type: 'object', required: ['finding', 'action', 'reason'], additionalProperties: false,
    properties: {
      finding: { description: 'Its id, <figure>.<rule> or <topic>.<rule>, as brief.json lists it.', type: 'string', maxLength: 130, pattern: '^[a-z0-9-]+\\.[a-z0-9-]+$', patternErrorMessage: 'Write figure and rule with a point: "router-open-share.crossing".' },
      action: { description: 'pin: first among the takeaways. reword: in the words below. suppress: not said at all.', type: 'string', enum: ['pin', 'reword', 'suppress'] },
      words: {
        description: 'For reword: the sentences that are replaced, with placeholders for the numbers as in the messages.', type: 'object', additionalProperties: false, minProperties: 1,
        properties: { headline: text('Ten words or fewer.'), text: text('The sentence beside the figure.'), note: text('The sentence added to it.'), lead: text('The number that leads a takeaway.'), claim: text('What it is the number of.'), basis: text('Denominator, window, comparison.'), bottom: text('The bottom line.') },
      },
      month: { description: 'Only in the edition of this month; in every edition when absent.', type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', patternErrorMessage: 'Write a month as YYYY-MM: "2025-11".' },
      locale: { description: 'For reword: the language of the words; the brief\'s own when absent.', type: 'string', maxLength: 35, pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', patternErrorMessage: 'Write a language tag: "en-GB", "fr".' },
      reason: text('Why. Kept in brief.json.'),
    },
  },
};
