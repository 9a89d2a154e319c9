// The record of what the rules found and where it was said, so that a ranking can be followed. Must not choose.
import { findingId, type Confidence, type Direction, type Editorial, type Finding } from '../findings/finding.ts';
import type { Weight } from '../findings/weight.ts';
import { isSuppressed, rankFindings } from '../findings/registry.ts';
import type { Block, Section, Takeaway } from './briefing.ts';
import type { Printer } from './printer.ts';
import { chooseSpoken } from './sentence.ts';

/** A finding as the edition weighed it, whether it was printed or not. */
export interface FindingRecord {
  /** `<figure>.<rule>`. */
  readonly id: string;
  readonly figure: string;
  readonly rule: string;
  readonly story: string;
  /** 0 to 100. The list is in order of it. */
  readonly importance: number;
  /** What the importance is the sum of. */
  readonly weight: Weight;
  readonly direction: Direction;
  readonly confidence: Confidence;
  /** Where it is said: `note` is a sentence added to another finding's text, `news` the section on what is new; none for one that is only on record. */
  /** What the analyst decided about it, and why; `suppress`: it is not said anywhere. */
  readonly editorial?: readonly Editorial[];
  readonly told: readonly ('headline' | 'takeaway' | 'text' | 'note' | 'news')[];
}

export interface Told {
  /** The finding of the headline and the bottom line. */
  readonly headline: Finding | undefined;
  readonly takeaways: readonly Takeaway[];
  readonly lead: readonly Block[];
  readonly sections: readonly Section[];
  /** Whether statements that are new are listed. */
  readonly hasNews: boolean;
}

/** Every finding, most important first. */
export function composeRecord(findings: readonly Finding[], { headline, takeaways, lead, sections, hasNews }: Told, printer: Printer): FindingRecord[] {
  const shown = new Set([...lead, ...sections.flatMap((s) => s.blocks)].flatMap((block) => (block.kind === 'figure' ? [block.id] : [])));
  const inTakeaways = new Set(takeaways.map((t) => t.finding));
  const said = [...shown].map((figure) => chooseSpoken(findings.filter((f) => f.figure === figure && !isSuppressed(f)), printer));
  const spoken = new Set(said.map((s) => s.spoken));
  const noted = new Set(said.flatMap((s) => [...s.noted]));
  return rankFindings(findings).map((f): FindingRecord => {
    const id = findingId(f);
    const told: FindingRecord['told'] = [
      ...(f === headline ? ['headline' as const] : []), ...(inTakeaways.has(id) ? ['takeaway' as const] : []), ...(spoken.has(f) ? ['text' as const] : []), ...(noted.has(f) ? ['note' as const] : []),
      ...(hasNews && f.cited !== undefined ? ['news' as const] : []),
    ];
    return { id, figure: f.figure, rule: f.rule, story: f.story, importance: f.importance, weight: f.weight, direction: f.direction, confidence: f.confidence, ...(f.editorial === undefined ? {} : { editorial: f.editorial }), told: isSuppressed(f) ? [] : told };
  });
}
