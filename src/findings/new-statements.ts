// What a register of statements has that the issue before did not, as a finding. Must not judge what was said.
import type { Statement } from '../observations/observation.ts';
import { confidenceOfEvidence } from './confidence.ts';
import type { Finding, TopicInput } from './finding.ts';
import { weighInputs } from './importance.ts';

/** The statements of a topic published since the issue before, that `isWanted`. */
export function findNewStatements({ topic, history, previousCutoff }: TopicInput, isWanted: (s: Statement) => boolean): readonly Statement[] {
  return history.statements.filter((s) => s.topic === topic && s.published > previousCutoff && isWanted(s));
}

/** Undefined when there are none. Sentences may use `count`, `who` and `about` (each named once, in order of their dates). */
export function maybeStatementFinding(rule: string, input: TopicInput, statements: readonly Statement[]): Finding | undefined {
  if (statements.length === 0) return undefined;
  const cited = statements.map(({ source, evidence }) => ({ source, evidence }));
  const names = (of: (s: Statement) => string): string => [...new Set(statements.map(of))].join('; ');
  return {
    rule, figure: input.topic, story: input.story, direction: 'none', measures: {}, cited, args: { count: statements.length, who: names((s) => s.who), about: names((s) => s.about) },
    ...weighInputs(rule, statements.map((s) => ({ published: s.published, evidence: s.evidence, asOf: s.date.end })), Math.min(5, statements.length), input), confidence: confidenceOfEvidence(cited),
  };
}
