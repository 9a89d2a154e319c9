// Rule `clarification`: a statement on record has been narrowed, corrected or taken back.
import type { TopicRule } from './finding.ts';
import { findNewStatements, maybeStatementFinding } from './new-statements.ts';

export const clarification: TopicRule = {
  id: 'clarification',
  title: 'Clarifications of earlier statements',
  why: 'A statement that is quoted without its later clarification is quoted wrongly.',
  evaluate: (input) => maybeStatementFinding('clarification', input, findNewStatements(input, (s) => s.clarifies !== '')),
};
