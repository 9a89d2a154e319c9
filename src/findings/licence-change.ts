// Rule `licence-change`: terms or rules under which models may be used have changed, as the register of governance has it.
import type { TopicRule } from './finding.ts';
import { findNewStatements, maybeStatementFinding } from './new-statements.ts';

export const licenceChange: TopicRule = {
  id: 'licence-change',
  title: 'Changed terms and licences',
  why: 'What has been built stays under the terms of its version; what is built next may not.',
  evaluate: (input) => (input.topic === 'governance' ? maybeStatementFinding('licence-change', input, findNewStatements(input, (s) => s.clarifies === '')) : undefined),
};
