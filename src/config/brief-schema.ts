// The one schema of `data/briefs/<name>.yaml`: checks, editors and defaults all read it.
// Must not check what one key says about another; `brief-checks.ts` does.
import { EDITORIAL_SCHEMA } from './editorial-schema.ts';
import { EMAIL_SCHEMA } from './email-schema.ts';
import { SCHEDULE_SCHEMA } from './schedule-schema.ts';
import type { Schema } from './schema.ts';

const id: Schema = {
  type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$', maxLength: 60,
  patternErrorMessage: 'Use lower-case letters, digits and single hyphens, starting with a letter: "router-open-share".',
};
const line = (description: string, maxLength = 300): Schema => ({
  description, type: 'string', maxLength,
  pattern: '^(?![\\s\\u200b]*$)[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$',
  patternErrorMessage: 'It must have visible text and no control characters.',
});
const month = (description: string): Schema => ({
  description, type: 'string', pattern: '^\\d{4}-(0[1-9]|1[0-2])$', patternErrorMessage: 'Write a month as YYYY-MM: "2025-11".',
});
const locale: Schema = {
  type: 'string', pattern: '^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$', maxLength: 35, patternErrorMessage: 'Write a language tag: "en-GB", "de", "ar".',
};
const messageKey: Schema = {
  type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]*(\\.[A-Za-z0-9_-]+)*$', patternErrorMessage: 'Write a message key: letters, digits, hyphens, parts joined by dots.',
};
const day = (description: string, fallback: number): Schema => ({ description, type: 'integer', minimum: 1, maximum: 31, default: fallback });
const pageCount: Schema = { type: 'integer', minimum: 1, maximum: 200 };
const webAddress: Schema = {
  type: 'string', maxLength: 2000, pattern: '^https?://[^\\s/@]+(/[^\\s]*)?$',
  patternErrorMessage: 'Write an address that starts with https:// or http://, without a user name or password.',
};
const folderName: Schema = {
  type: 'string', pattern: '^[a-z0-9]+([-_][a-z0-9]+)*$', maxLength: 60, patternErrorMessage: 'Use lower-case letters, digits and hyphens, no dots: "us-letter".',
};

const page: Schema = { description: 'Paper size.', type: 'string', enum: ['A4', 'Letter'], default: 'A4' };
const length: Schema = { description: 'All of it, or two pages.', type: 'string', enum: ['full', 'short'], default: 'full' };
const pages: Schema = {
  description: 'How many pages an edition may have; outside of it the check complains.',
  type: 'object', properties: { min: pageCount, max: pageCount }, additionalProperties: false,
};
const theme: Schema = { ...folderName, description: 'Folder under templates/themes.', default: 'default' };
const focus: Schema = {
  description: 'The bloc that the document is about: a table of its figures comes first, and figures that say nothing of it are left out.',
  type: 'string', enum: ['EU', 'CN', 'US', 'europe', 'china', 'united-states', 'other'],
};
const headline: Schema = { ...id, description: 'Id of the figure that is printed on page 1.' };

const seriesEntity: Schema = {
  description: 'A series and, where it has several, the entity and the period.', type: 'array', minItems: 1, items: { type: 'string', maxLength: 200 },
};

const item: Schema = {
  description: 'One block of a section: exactly one of the keys.',
  type: 'object', minProperties: 1, maxProperties: 1, additionalProperties: false,
  properties: {
    figure: { ...id, description: 'Id of a figure below.' },
    text: { ...messageKey, description: 'Key of a text in the messages.' },
    findings: { description: 'Findings of these rules, where the month has any.', type: 'array', items: id, minItems: 1, uniqueItems: true },
    table: { ...id, description: 'A table that the program composes, such as scorecard.' },
    register: { ...id, description: 'Statements on this topic, such as adoption.' },
    questions: { ...id, description: 'A list of open questions.' },
    waiting: { ...id, description: 'What is not measured yet, and says so.' },
  },
};

const section: Schema = {
  type: 'object', required: ['id', 'items'], additionalProperties: false,
  properties: {
    id: { ...id, description: 'Unique in the document; its title is in the messages.' },
    items: { description: 'What stands in the section, in order.', type: 'array', minItems: 1, items: item },
  },
};

const sql: Schema = {
  description: 'A query over the tables of the project, as they were known at the cut-off. In place of metric.',
  type: 'object', required: ['query', 'unit', 'denominator', 'window'], additionalProperties: false,
  properties: {
    query: { description: 'One SELECT with the columns label, period, keys and value (or low and high), and bloc and group where they matter.', type: 'string', maxLength: 10_000 },
    unit: line('Unit of the values, one of those of the tables: %, points, million downloads, …', 60),
    denominator: line('What the values are a part of, or the population that they count.'),
    window: line('Over what time they are counted.'),
    decimals: { description: 'Digits after the point.', type: 'integer', minimum: 0, maximum: 6 },
    caveats: { description: 'Keys under caveats in the messages.', type: 'array', uniqueItems: true, items: messageKey },
  },
};

const words: Schema = {
  description: 'Words of the figure in the language of the brief. Those of a messages file win over them; other languages need one.',
  type: 'object', additionalProperties: false, minProperties: 1,
  properties: {
    title: line('Said where no finding gives the headline: ten words or fewer.', 120),
    subtitle: line('Measure, geography, period. May use {span} and {latest}.'),
    measure: line('In the table of methods: what is measured.'), unit: line('In the table of methods: unit and window.'), scope: line('In the table of methods: what is counted.'),
    country: line('In the table of methods: by what rule a country is given.'), care: line('In the table of methods: what to heed, how often it comes.'),
    caveat: line('A sentence under the figure: what it is not.'),
    chart: { description: 'Words that the chart asks for.', type: 'object', additionalProperties: line('A word of the chart.', 60) },
  },
};

const figure: Schema = {
  type: 'object', required: ['chart'], additionalProperties: false,
  properties: {
    metric: { ...id, description: 'Which metric gives the rows.' },
    params: { description: 'Settings of the metric.', type: 'object' },
    sql, words,
    chart: { ...id, description: 'Which chart under templates/charts draws them.' },
    findings: { description: 'Rules that may speak for it, the most telling first.', type: 'array', items: id, uniqueItems: true },
    waiting: { ...id, description: 'What is said until it has data, in place of "not available"; once for all figures that wait for the same.' },
    form: { description: 'A chart, or only a sentence with its numbers in the annex.', type: 'string', enum: ['chart', 'spoken'], default: 'chart' },
    beside: { ...id, description: 'A figure that counts the same here: where it has data, the values of this one stand in a small table and not in a chart.' },
    width: { description: 'Across the page, or half of it.', type: 'string', enum: ['full', 'half'], default: 'full' },
    required: {
      description: 'true: no edition without it. YYYY-MM: no edition of that month or later without it.',
      type: ['boolean', 'string'], default: false, pattern: '^\\d{4}-(0[1-9]|1[0-2])$', patternErrorMessage: 'Write true, false, or a month as YYYY-MM.',
    },
    events: {
      description: 'What is marked on the axis of time.', type: 'array',
      items: {
        type: 'object', required: ['date', 'label'], additionalProperties: false,
        properties: {
          date: { description: 'The day.', type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$', patternErrorMessage: 'Write a day as YYYY-MM-DD: "2026-02-01".' },
          label: line('At most 50 characters.', 50),
        },
      },
    },
  },
};

const translations: Schema = {
  description: 'The brief\'s own words in its other languages, by language tag.', type: 'object', propertyNames: locale, minProperties: 1,
  additionalProperties: {
    type: 'object', additionalProperties: false, minProperties: 1,
    properties: {
      title: line('The name of the publication.'), short_title: line('For running heads.', 60), question: line('The question.', 500),
      keywords: { description: 'Words for the document properties.', type: 'array', uniqueItems: true, items: line('A keyword.', 100) },
    },
  },
};

const variantSection: Schema = {
  ...section, type: ['string', 'object'], pattern: id.pattern ?? '', patternErrorMessage: id.patternErrorMessage ?? '', required: ['id'],
  properties: { ...section.properties, without: { description: 'Names of the figures, texts, tables or registers that it leaves out.', type: 'array', minItems: 1, uniqueItems: true, items: { type: 'string', maxLength: 200 } } },
};

const variant: Schema = {
  type: 'object', required: ['name'], additionalProperties: false, minProperties: 2,
  properties: {
    name: { ...folderName, description: 'Part of the folder name of its editions.' },
    title: line('Replaces the title.'), short_title: line('Replaces the short title.', 60), question: line('Replaces the question.', 500), translations,
    page, length, pages, theme, headline_figure: headline, focus,
    sections: { description: 'The sections that it has, in its order: ids of the brief\'s, or sections of its own.', type: 'array', minItems: 1, uniqueItems: true, items: variantSection },
    figures: { description: 'Figures that it shows otherwise: keys that replace those of the figure; params are merged.', type: 'object', minProperties: 1, propertyNames: id, additionalProperties: { ...figure, required: [], minProperties: 1 } },
  },
};

export const BRIEF_SCHEMA: Schema = {
  description: 'A brief: what is published every month.',
  type: 'object', additionalProperties: false,
  required: ['title', 'question', 'publisher', 'contact', 'licence', 'first', 'sections', 'figures'],
  properties: {
    title: line('The name of the publication.'),
    short_title: line('For running heads; the title when absent.', 60),
    question: line('The question that every issue answers.', 500),
    publisher: line('Printed in the masthead.'),
    author: line('Printed in the masthead; the publisher when absent.'),
    contact: {
      description: 'A mail address or a web address for questions and corrections.', type: 'string', maxLength: 500,
      pattern: '^(https?://[^\\s/@]+(/[^\\s]*)?|[^\\s<>@,;:]+@[^\\s<>@,;:]+)$', patternErrorMessage: 'Write a mail address or an address that starts with https://.',
    },
    licence: line('Terms under which others may use the brief, such as CC BY 4.0.', 200),
    keywords: { description: 'Words for the document properties.', type: 'array', uniqueItems: true, items: line('A keyword.', 100) },
    first: month('The month of issue 1.'),
    cutoff_day: day('Day of the following month after which nothing new is taken in.', 10),
    publication_day: day('Day of the following month on which the issue appears; not before cutoff_day.', 14),
    locale: { ...locale, description: 'Default language and its conventions.', default: 'en-GB' },
    locales: { description: 'All languages that the brief is published in.', type: 'array', minItems: 1, uniqueItems: true, items: locale },
    translations,
    page, length, pages, theme,
    variants: { description: 'Other forms of the same brief.', type: 'array', items: variant },
    headline_figure: headline, focus,
    sections: { description: 'The document, in order.', type: 'array', minItems: 1, items: section },
    figures: { description: 'Every figure by its id.', type: 'object', propertyNames: id, minProperties: 1, additionalProperties: figure },
    comparisons: {
      description: 'Earlier figures to print beside what was published on the same matter later.', type: 'array',
      items: {
        type: 'object', required: ['id', 'earlier', 'later'], additionalProperties: false,
        properties: { id, earlier: seriesEntity, later: seriesEntity },
      },
    },
    editorial: EDITORIAL_SCHEMA,
    accept: {
      description: 'Collected sources whose suspect verdict is accepted; the reason is printed.', type: 'array',
      items: { type: 'object', required: ['source', 'reason'], additionalProperties: false, properties: { source: { ...id, description: 'Id of the source.' }, reason: line('Why, printed in the edition.') } },
    },
    sources: {
      description: 'Base addresses by source id, to ask a mirror instead.', type: 'object', propertyNames: id, additionalProperties: webAddress,
      properties: { 'hub-census': line('A dump of the Hub, Parquet or JSON lines: its path from the project folder, or an https address.', 1000) },
    },
    browser: {
      description: 'Which browser prints: the address of one that runs elsewhere, or the path of a program.', type: ['string', 'object'], additionalProperties: false, minProperties: 1,
      maxLength: 2000, pattern: '^(wss?|https?)://[^\\s/]+(/[^\\s]*)?$', patternErrorMessage: 'Write a DevTools address that starts with wss://, ws://, https:// or http://, or "path:" with the path of a program.',
      properties: { path: line('Path of the program, absolute or from the project folder.', 1000) },
    },
    email: EMAIL_SCHEMA,
    schedule: SCHEDULE_SCHEMA,
  },
};
