// The sections of the sample: every kind of block, in the order of the default brief.
import type { Block, Cell, Figure, Register, RegisterEntry, Section, Table, Text } from '../../../src/document/briefing.ts';
import type { Bloc } from '../../../src/observations/observation.ts';
import { cross, n, ref } from './runs.ts';

const LOREM = [
  'The question of this brief is not who ships the most capable model but whose models other people build on. Three measures answer it, each with a denominator of its own; they agree on the direction and differ by a factor of four on the level.',
  'A derivative is a model that names another as its base on its own card. Names can be wrong, and most derivatives are never downloaded, so the count leaves out those with five downloads or fewer. What remains is a better sign of what developers chose than the count of downloads, which machines make.',
  'Where part of the traffic belongs to models without a label, shares are printed as a range: the low end counts none of the unlabelled part for the bloc, the high end all of it.',
];

let counter = 0;

function figure(id: string, width: Figure['width'], headline: string, subtitle: string, source: Text, caveats: readonly string[] = []): Figure {
  counter += 1;
  return {
    kind: 'figure', id, number: counter, label: `Figure ${counter}`, headline: [headline], subtitle: [subtitle],
    alt: `${headline}. Lowest 4 % for Europe, highest 70 % for China, latest month September 2026.`, width, source: ['Source: ', { href: 'https://openrouter.ai/rankings', text: 'OpenRouter rankings' }, ...source], caveats: caveats.map((c) => [c]), table: `table-${id}`,
  };
}

function p(...text: Text): Block {
  return { kind: 'paragraph', text };
}

function cell(text: string, align: Cell['align'] = 'start', bloc?: Bloc): Cell {
  return { text: [text], align, ...(bloc === undefined ? {} : { bloc }) };
}

function scorecard(): Table {
  const row = (bloc: Bloc, name: string, ...values: string[]): Cell[] => [cell(name, 'start', bloc), ...values.map((v) => cell(v, 'end'))];
  return {
    kind: 'table', id: 'scorecard', caption: ['Share of all routed tokens by the developer’s country'],
    columns: [{ label: 'Bloc', align: 'start' }, ...['3–9 Oct 2026', 'since 20–26 Jul', 'on the month', 'on the year'].map((label) => ({ label, align: 'end' as const }))],
    rows: [
      row('china', 'China', '56.5 %', '−7.0 points', '−1.1 points', '+30.0 points'), row('united-states', 'United States', '23.6 %', '−5.0 points', '+0.4 points', '−35.2 points'),
      row('europe', 'Europe', '0.8 %', '+0.1 points', '0.0 points', '−2.9 points'), row('other', 'Other', '0.2 %', '0.0 points', '0.0 points', '—'), row('unassigned', 'Unassigned, with unlabelled test models', '18.9 %', '+11.8 points', '+0.7 points', '+10.1 points'),
      row('mixed', 'Mixed', '0.0 %', '—', '—', '—'), row('world', 'World', '100 %', '—', '—', '—'),
    ],
    note: ['All traffic, open and closed models together. Two readings that count differently are not compared.', ref(1, 'c')],
  };
}

function entry(date: string, who: string, bloc: Bloc, kind: string, text: string, later: RegisterEntry['later'] = []): RegisterEntry {
  return { date, who, bloc, kind, text: [text], later };
}

function register(): Register {
  return {
    kind: 'register', id: 'register-adoption',
    entries: [
      entry('Jun 2026', 'Ministère de l’Économie, des Finances et de la Souveraineté industrielle et numérique', 'europe', 'statement', 'Administrations may run open-weight models of any origin on sovereign infrastructure, provided that the weights were checked and frozen before use.'),
      entry('Oct 2025', 'Airbnb', 'united-states', 'statement', 'Relies heavily on Qwen for its customer-service agent because it is “very good, fast and cheap”; ChatGPT’s connectors were “not quite ready”.', [
        { date: 'May 2026', who: 'Airbnb', bloc: 'united-states', kind: 'clarification', text: ['Runs thirteen models of several makers; the Chinese ones are hosted in the United States.', ref(4, 'z')] },
      ]),
      entry('Oct 2025', 'Social Capital', 'united-states', 'statement', 'Moved workloads to Kimi K2 on Groq because it was “way more performant and frankly just a ton cheaper”.'),
    ],
  };
}

/** The figure of page 1. */
export function sampleLead(): Block[] {
  counter = 0;
  return [figure('router-share', 'full', 'Open-weight models overtook closed ones in early 2026', 'Share of all tokens routed by OpenRouter, per cent, monthly, January 2025 to September 2026; low and high bound', [', as of 10 October 2026.'], ['The band is traffic to unlabelled models; October 2026 is partial and left out.'])];
}

/** Ten sections, whose figures count on from the lead. */
export function sampleSections(): Section[] {
  counter = 1;
  const make = (id: string, title: string, blocks: Block[]): Omit<Section, 'number'> => ({ id, title, blocks });
  const all = [
    make('since', 'Since the last issue', [scorecard()]),
    make('section-downloads', 'Downloads', [p(LOREM[0] ?? '', ref(4, 'b'), ' Alibaba’s ', { text: '通义千问', lang: 'zh' }, ' (Qwen) passed Llama.', ref(7, 'a')), p(LOREM[2] ?? '', ' See ', cross('derivatives', 'figure 4'), '.'), figure('downloads', 'half', 'Qwen passed Llama in the count of autumn 2025', 'Cumulative downloads on Hugging Face, millions, two readings', ['.']), figure('downloads-new', 'half', 'Two in three new downloads are Chinese', 'Share of the month’s new downloads, per cent, curated set', ['. More than five downloads.'], ['A share of a curated list, not of the Hub.'])]),
    make('build', 'What developers build on', [p(LOREM[1] ?? '', ref(3, 'b')), figure('derivatives', 'full', 'Seven in ten new derivatives stand on a Chinese base', 'Share of new derivatives by country of the base model, per cent, monthly', ['.'])]),
    make('use', 'Use', [figure('tokens', 'half', 'Chinese models carry half of all routed tokens', 'Share of tokens, weekly', ['.']), p(LOREM[0] ?? ''), figure('models', 'half', 'Five models carry half of the traffic', 'Share of tokens, top ten models, week of 3 October 2026', ['.']), figure('families', 'half', 'DeepSeek leads by family', 'Share of tokens by family, September 2026', ['.'])]),
    make('why', 'Why', [p(LOREM[1] ?? '', n('n-1', '0.28'), '.'), { kind: 'list', items: [['Price: a million output tokens cost a tenth.'], ['Licence: most are Apache 2.0 or MIT, which allow commercial use without a word to the maker.'], ['Size: the median derivative fits on one card.']] }, figure('prices', 'full', 'Chinese list prices sit a factor of ten lower', 'US dollars per million output tokens, log scale, 11 May 2026', ['.'], ['Not adjusted for quality.', 'Promotions are left out.'])]),
    make('capability', 'Capability and compute', [p(LOREM[2] ?? ''), figure('gap', 'half', 'The gap to the frontier is three months', 'Months behind, open against closed', ['.']), { kind: 'missing', id: 'chips', title: 'Who makes the hardware', text: ['Not available as of 10 October 2026; the last reading was for March 2026.'] }]),
    make('section-register', 'Who has said that they build on what', [p('Statements are quoted as made, with later words beside them.'), register()]),
    make('exposure', 'Exposure', [{ kind: 'questions', items: [
      { question: 'How many products stand on foreign bases?', answer: ['Of 412 products that name a base, 58 % name a foreign one.', ref(6, 'a')], open: false },
      { question: 'Did licence terms change after release?', answer: ['No source counts this. Two cases are known: Llama 4 for users in the European Union, and one retraction in June 2026.'], open: true },
      { question: 'Where is the data processed?', answer: ['Origin is not hosting: the router’s own figures do not say where a model runs.'], open: true },
    ] }, { kind: 'callout', tone: 'commentary', title: 'Analyst’s view', paragraphs: [['The dependency that matters is on the release calendar, not on the weights: those who have them keep them.'], ['What would change this view is a licence that ends.']] }]),
    make('limits', 'What this does not show', [{ kind: 'callout', tone: 'caution', title: 'Read with care', paragraphs: [['Four numbers for “China’s share of downloads” are in circulation: 17 %, 41 %, 56 % and 65 %. All are right. They count one year’s new models of every kind, the past year on the whole Hub, all time for a curated set, and one month’s new downloads of that set.', ref(5, 'a')]] }, figure('readings', 'full', 'Four readings of one question', 'Share of downloads that went to Chinese models, per cent', ['.']), { kind: 'callout', tone: 'waiting', title: 'Waiting', paragraphs: [['The census of September is due on 20 October.']] }]),
    make('method', 'Method and revisions', [{ ...scorecard(), id: 'method-table', caption: ['How each figure is counted'], columns: ['Figure', 'Unit', 'Window', 'Scope and denominator', 'Country rule and outliers'].map((label) => ({ label, align: 'start' as const })), rows: ['Router share', 'Derivatives', 'Downloads', 'List prices'].map((name) => [name, 'per cent', 'calendar month', 'all tokens of the router, open and closed models together', 'country of the developer’s seat; no outliers are taken out'].map((t) => cell(t))), note: [] }]),
  ];
  return all.map((section, i) => ({ ...section, number: i + 1 }));
}

/** One table for each figure, narrow and long ones among them. */
export function sampleAnnex(blocks: readonly Block[]): Table[] {
  const figures = blocks.filter((block): block is Figure => block.kind === 'figure');
  return figures.map((f, i) => ({
    kind: 'table', id: f.table, caption: [`${f.label}. `, ...f.headline], note: i % 3 === 0 ? ['Low and high bound.'] : [],
    columns: ['Month', 'China', 'United States', ...(i % 4 === 3 ? ['Europe', 'Other', 'Unassigned'] : [])].map((label, c) => ({ label, align: c === 0 ? 'start' as const : 'end' as const })),
    rows: Array.from({ length: i === 0 ? 21 : 4 + (i % 3) * 3 }, (_, r) => [cell(`${2025 + Math.floor(r / 12)}-${String((r % 12) + 1).padStart(2, '0')}`), ...Array.from({ length: i % 4 === 3 ? 5 : 2 }, (_v, c) => cell(`${10 + r + c}.${c}`, 'end'))]),
  }));
}
