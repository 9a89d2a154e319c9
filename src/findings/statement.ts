// Rule `statement`: somebody has said, or is reported to have said, what they build on, and the issue before did not know it.
import type { TopicRule } from './finding.ts';
import { findNewStatements, maybeStatementFinding } from './new-statements.ts';

export const statement: TopicRule = {
  id: 'statement',
  title: 'New statements',
  why: 'What firms and governments say is evidence of its own kind, and readers look for what is new in it.',
  evaluate: (input) => (input.topic === 'governance' ? undefined : maybeStatementFinding('statement', input, findNewStatements(input, (s) => s.clarifies === ''))),
};
