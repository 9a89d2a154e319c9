// Findings as problems, so that a person can read them. Must not drop or merge one.
import type { Problem } from '../../errors.ts';
import type { Finding } from './finding.ts';

/** `13-004` of a file → `UA_13_004`, with page, element and checkpoint under the message. */
export function findingProblems(findings: readonly Finding[], file: string): Problem[] {
  return findings.map(({ checkpoint, message, page, element }) => {
    const place = [...(page === undefined ? [] : [`Page ${page}`]), ...(element === undefined ? [] : [element])].join(', ');
    const source = checkpoint.includes('x') ? `Condition ${checkpoint}, beside the Matterhorn Protocol` : `Matterhorn Protocol 1.1, ${checkpoint}`;
    return { code: `UA_${checkpoint.replace('-', '_').toUpperCase()}`, file, message, hint: `${place === '' ? '' : `${place}. `}${source}.` };
  });
}
