// A made-up briefing with every kind of block, long names, ranges, late clarifications and long notes. Its figures are not data.
import { BRIEFING_FORMAT } from '../../../src/document/briefing.ts';
import type { Briefing, Note, Takeaway, Text } from '../../../src/document/briefing.ts';
import { sampleAnnex, sampleLead, sampleSections } from './sections.ts';
import { n, ref } from './runs.ts';

export interface SampleOptions {
  readonly page?: 'A4' | 'Letter';
  readonly takeaways?: number;
}

/** The sample of an edition; ten sections, eleven figures. */
export function sampleBriefing(options: SampleOptions = {}): Briefing {
  const lead = sampleLead();
  const sections = sampleSections();
  return {
    format: BRIEFING_FORMAT,
    brief: {
      name: 'open-models', title: 'Open models monthly', shortTitle: 'Open models monthly', question: 'Which ecosystem do developers build on, and what follows from it?',
      publisher: 'Briefwright sample desk', author: 'Sample desk', contact: 'desk@example.org', licence: 'CC BY 4.0', keywords: ['open models', 'policy', 'downloads'],
    },
    edition: {
      month: '2026-09', monthLabel: 'September 2026', issue: 11, published: '2026-10-14', publishedLabel: '14 October 2026', asOf: '2026-10-10', asOfLabel: '10 October 2026',
      next: '2026-11-13', nextLabel: '13 November 2026', status: 'new', statusLabel: 'New', locale: 'en-GB', dir: 'ltr', page: options.page ?? 'A4', variant: '',
    },
    title: 'Open models monthly, September 2026',
    headline: ['Open weights now carry most of the tokens that routers pass on'],
    bottomLine: [
      'Two in three tokens routed by OpenRouter in September 2026 went to models whose weights anyone can download, up from one in five in November 2025', ref(1, 'a'),
      '; among new derivatives on the Hub, ', n('n-1', '70\u00a0%'), ' build on a Chinese base. The measures agree on the direction and differ by a factor of four on the level.',
    ],
    takeaways: TAKEAWAYS.slice(0, options.takeaways ?? 3),
    findings: [],
    lead,
    sections,
    annex: sampleAnnex([...lead, ...sections.flatMap((s) => s.blocks)]),
    notes: sampleNotes(),
    numbers: [{
      id: 'n-1', text: '70\u00a0%', where: 'derivatives', value: 70, qualifier: '', unit: 'percent', period: '2026-02', denominator: 'new derivatives with more than five downloads', window: 'month',
      metric: 'derivative-share', formula: 'derivatives of bases of the bloc ÷ all derivatives', observations: ['data/observations/derivatives.csv:12'], sources: ['atom'],
    }],
    attachments: [
      { name: 'data.csv', description: 'Every number printed here, with its source and formula' },
      { name: 'brief.json', description: 'The brief as data' },
      { name: 'router-share.csv', description: 'The rows behind figure 1' },
    ],
    words: WORDS,
  };
}

const TAKEAWAYS: readonly Takeaway[] = [
  takeaway('64–75\u00a0%', 'up', ['of routed tokens went to open-weight models in September 2026.', ref(1, 'b')], 'All OpenRouter traffic; a range because part is unassigned. November 2025: 18–21 %.', 'high'),
  takeaway('70\u00a0%', 'up', ['of new derivatives on Hugging Face build on a Chinese base model.', ref(2, 'a'), ref(3, 'a')], 'Derivatives with more than five downloads, February 2026. First month of the series: 10 %.', 'moderate'),
  takeaway('1.15\u00a0billion', 'none', ['downloads since release went to Chinese models, of 2.04 billion.', ref(4, 'a')], 'About 1,500 curated language models, to March 2026. Low for the Hub as a whole.', 'low'),
  takeaway('$0.28', 'flat', ['buys a million output tokens of the cheapest Chinese model in the top ten.'], 'List prices on 11 May 2026; not adjusted for quality.', 'high'),
  takeaway('−7.0\u00a0points', 'down', ['is what China’s share of all routed tokens lost since July, to unlabelled test models.'], 'Sample weeks 20–26 July and 3–9 October 2026.', 'moderate'),
];

function takeaway(lead: string, direction: Takeaway['direction'], text: Text, basis: string, confidence: Takeaway['confidence']): Takeaway {
  const label = { high: 'High confidence', moderate: 'Moderate confidence', low: 'Low confidence' }[confidence];
  return { finding: `sample.${direction}`, lead: [n('n-1', lead)], direction, text, basis: [basis], confidence, confidenceLabel: label };
}

function sampleNotes(): Note[] {
  const long = 'Nathan Lambert and others, “The ATOM Report: measuring the open language-model ecosystem”, arXiv 2604.07190 v2, 12 April 2026, table 7 and appendix C; downloads are counted as requests for a query file in a rolling window of thirty days, repeated downloads by one machine are not taken out, and quantised copies made by third parties (GGUF, AWQ, GPTQ) are credited to the base model only where the model card declares it. The authors revised the figures for January to March 2026 on 3 May 2026 after the Hub changed how it counts ranged requests; both readings are in the annex. Their curated list holds about 1,500 language models above one billion parameters and leaves out vision, speech and embedding models, which were 58\u00a0% of all downloads of the Hub in the same period according to the census of the platform itself.';
  const make = (number: number, text: string, evidence: Note['evidence'], label: string, refs: readonly string[], attribution = ''): Note => ({
    number, id: `note-${number}`, text: [text], url: `https://example.org/reports/2026/open-models/${number}`, evidence, evidenceLabel: label, attribution, backlinks: refs.map((r) => `ref-${number}-${r}`),
  });
  return [
    make(1, 'OpenRouter, rankings dataset, vintage of 10 October 2026.', 'primary', 'Primary source.', ['a', 'b', 'c'], 'Contains data from OpenRouter, CC BY 4.0.'),
    make(2, 'N. Lambert, CSET talk slides, ATOM Project data, 2026.', 'primary', 'Primary source.', ['a']),
    make(3, long, 'secondary', 'As reported by the ATOM Project.', ['a', 'b']),
    make(4, 'Bloomberg News, “China’s open models overtake Llama”, 21 November 2025.', 'secondary', 'As reported by Bloomberg.', ['a']),
    make(5, 'Ministère de l’Économie, des Finances et de la Souveraineté industrielle et numérique, « Panorama des modèles ouverts », juin 2026.', 'primary', 'Primary source.', ['a']),
    make(6, 'Own arithmetic from notes 1 and 3.', 'derived', 'Our arithmetic.', ['a']),
    make(7, 'Alibaba Cloud, Qwen (通义千问) release notes, 3 September 2026.', 'vendor', 'Claim of the vendor.', ['a']),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  issue: 'Issue', data_month: 'data month', as_of: 'data as of', published: 'published', next: 'next issue', contents: 'Contents', bottom_line: 'Bottom line', takeaways: 'Key takeaways',
  notes: 'Notes', annex: 'Annex', annex_title: 'The figures as tables', attachments: 'Attached data', of: 'of', back: 'Back to the text', up: 'up', down: 'down', flat: 'unchanged', open: 'Open',
  licence: 'Licence', colon: ':', contact: 'Contact', mail_proof: 'Proof', mail_proof_note: 'Not the issue.', mail_draft_note: 'A draft.', mail_attached: 'Attached', mail_attached_note: 'As a PDF.',
  mail_linked: 'The whole brief', mail_linked_note: 'Under this address.', mail_sources: 'About the figures', mail_sources_note: 'In the whole brief.', mail_list_note: 'You are on the list.', mail_unsubscribe: 'Unsubscribe',
};
