// The list of rules by id, and the ranking of what they find.
import { change } from './change.ts';
import { crossing } from './crossing.ts';
import { disagreement } from './disagreement.ts';
import type { Finding, Rule } from './finding.ts';
import { lead } from './lead.ts';
import { level } from './level.ts';
import { ratio } from './ratio.ts';

export const RULES: ReadonlyMap<string, Rule> = new Map([change, crossing, disagreement, lead, level, ratio].map((rule) => [rule.id, rule]));

/** Most important first; equal ones keep the order of the brief. */
export function rankFindings(findings: readonly Finding[]): Finding[] {
  return findings.map((finding, index) => ({ finding, index })).sort((a, b) => b.finding.importance - a.finding.importance || a.index - b.index).map((x) => x.finding);
}

/** The first `most` of a ranking, never two of one story. */
export function selectTakeaways(ranked: readonly Finding[], most: number): Finding[] {
  const told = new Set<string>();
  const chosen: Finding[] = [];
  for (const finding of ranked) {
    if (chosen.length === most) break;
    if (told.has(finding.story)) continue;
    told.add(finding.story);
    chosen.push(finding);
  }
  return chosen;
}
