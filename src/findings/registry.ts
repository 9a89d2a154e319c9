// The list of rules by id, and the ranking of what they find.
import { acceleration } from './acceleration.ts';
import { change } from './change.ts';
import { clarification } from './clarification.ts';
import { concentration } from './concentration.ts';
import { crossing } from './crossing.ts';
import { disagreement } from './disagreement.ts';
import type { Finding, Rule, TopicRule } from './finding.ts';
import { gap } from './gap.ts';
import { lead } from './lead.ts';
import { level } from './level.ts';
import { licenceChange } from './licence-change.ts';
import { mover } from './mover.ts';
import { oneModel } from './one-model.ts';
import { promotion } from './promotion.ts';
import { quotedCrossing } from './quoted-crossing.ts';
import { ratio } from './ratio.ts';
import { record } from './record.ts';
import { reversal } from './reversal.ts';
import { revision } from './revision.ts';
import { statement } from './statement.ts';

/** Rules that a figure may name. */
export const RULES: ReadonlyMap<string, Rule> = new Map(
  [acceleration, change, concentration, crossing, disagreement, gap, lead, level, mover, oneModel, promotion, quotedCrossing, ratio, record, reversal, revision].map((rule) => [rule.id, rule]),
);

/** Rules that look at every register of the brief. */
export const TOPIC_RULES: ReadonlyMap<string, TopicRule> = new Map([clarification, licenceChange, statement].map((rule) => [rule.id, rule]));

/** Those that the analyst pinned, then the most important first; equal ones keep the order of the brief. */
export function rankFindings(findings: readonly Finding[]): Finding[] {
  const isPinned = (f: Finding): number => Number(f.editorial?.some((e) => e.action === 'pin') ?? false);
  return findings.map((finding, index) => ({ finding, index }))
    .sort((a, b) => isPinned(b.finding) - isPinned(a.finding) || b.finding.importance - a.finding.importance || a.index - b.index).map((x) => x.finding);
}

/** Whether the analyst decided that the finding is not said. */
export function isSuppressed({ editorial = [] }: Finding): boolean {
  return editorial.some((e) => e.action === 'suppress');
}

/** The first `most` stories of a ranking, one finding each: the most important of those that are `own`, else of all. A story keeps the place of its best. */
export function selectTakeaways(ranked: readonly Finding[], most: number, isOwn: (finding: Finding) => boolean = () => false): Finding[] {
  const stories = [...Map.groupBy(ranked, (f) => f.story).values()];
  return stories.slice(0, most).flatMap((findings) => findings.find(isOwn) ?? findings[0] ?? []);
}
