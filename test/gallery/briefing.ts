// The gallery as a briefing, so that the real templates, browser and checks make its pages.
import { BRIEFING_FORMAT, type Block, type Briefing, type Section } from '../../src/document/briefing.ts';
import { SPEC_NAMES } from '../charts/sample.ts';
import { sampleBriefing } from '../render/sample/briefing.ts';
import type { DrawnCase } from './drawing.ts';

const REFUSALS = 'table-refusals';

/** One section per specification: what was drawn, in pairs, then what was refused and why. */
export function composeGallery(drawn: readonly DrawnCase[]): Briefing {
  const sample = sampleBriefing();
  const sections = SPEC_NAMES.map((spec, index): Section => ({ id: `type-${spec}`, number: index + 1, title: spec, blocks: blocksOf(drawn.filter((d) => d.item.spec === spec)) })).filter((s) => s.blocks.length > 0);
  const numbered = numberFigures(sections);
  return {
    ...sample, format: BRIEFING_FORMAT, sections: numbered, lead: [], takeaways: [], numbers: [], attachments: [], notes: [],
    brief: { ...sample.brief, name: 'gallery', title: 'Gallery of figures', shortTitle: 'Gallery of figures', question: 'What does each type of figure look like with typical, extreme and broken data?' },
    title: 'Gallery of figures', headline: ['Every type of figure, with typical, extreme and broken data'],
    bottomLine: [`Of ${drawn.length} cases ${drawn.filter((d) => d.chart !== undefined).length} are drawn; the others are refused with the words that a build prints.`],
    annex: [{
      kind: 'table', id: REFUSALS, caption: ['What is refused'], note: [],
      columns: [{ label: 'Type', align: 'start' }, { label: 'Data', align: 'start' }, { label: 'Code', align: 'start' }],
      rows: drawn.filter((d) => d.chart === undefined).map(({ item, problems }) => [item.spec, `${item.name}, ${item.width}`, [...new Set(problems.map((p) => p.code))].join(', ')].map((text) => ({ text: [text], align: 'start' as const }))),
    }],
  };
}

function blocksOf(cases: readonly DrawnCase[]): Block[] {
  const figures = cases.filter((c) => c.chart !== undefined).map(({ item }): Block => ({
    kind: 'figure', id: item.request.id, number: 0, label: '', headline: [`${item.spec}: ${item.name}`], subtitle: [`${item.request.rows.length} rows, ${item.request.width} pixels wide`],
    alt: item.request.alt, width: item.width, source: ['Source: made-up data.'], caveats: [], table: REFUSALS,
  }));
  const refused = cases.filter((c) => c.chart === undefined).map(({ item, problems }): Block => ({ kind: 'missing', id: item.request.id, title: `${item.spec}: ${item.name}, ${item.width}`, text: [problems.map((p) => `${p.code}. ${p.message}`).join(' ')] }));
  return [...figures, ...refused];
}

function numberFigures(sections: readonly Section[]): Section[] {
  let number = 0;
  return sections.map((section) => ({ ...section, blocks: section.blocks.map((block) => (block.kind === 'figure' ? { ...block, number: ++number, label: `Figure ${number}` } : block)) }));
}
