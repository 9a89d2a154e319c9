// Which figures go into the message, and how wide they are drawn. Must not draw them.
import type { Briefing, Figure } from '../../document/briefing.ts';

/** CSS pixels: fits a phone's message view almost unscaled, so that labels stay readable there. */
export const MAIL_CHART_WIDTH = 360;
const LEAST = 2;
const MOST = 3;

/** The figure of page 1, then those that the takeaways speak of, then the first of the sections until there are two; three at most. */
export function mailFigures(briefing: Briefing): readonly Figure[] {
  const inSections = briefing.sections.flatMap((section) => section.blocks).filter((block) => block.kind === 'figure');
  const lead = briefing.lead.filter((block) => block.kind === 'figure');
  const all = [...lead, ...inSections];
  const spoken = briefing.takeaways.flatMap(({ finding }) => all.find((figure) => figure.id === finding.split('.')[0]) ?? []);
  const chosen = [...new Set([...lead, ...spoken])].slice(0, MOST);
  const more = inSections.filter((figure) => !chosen.includes(figure)).slice(0, Math.max(0, LEAST - chosen.length));
  return [...chosen, ...more];
}
