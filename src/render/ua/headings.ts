// Checkpoint 14: headings descend without a gap. Must not ask what should be a heading.
import { pathOf, placeOf, type Element } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkHeadings({ elements }: Subject): Finding[] {
  const numbered = elements.filter(({ role }) => /^H[1-6]$/.test(role));
  const plain = elements.filter(({ role }) => role === 'H');
  const found = findGaps(numbered);
  const [first] = plain;
  if (first !== undefined && numbered.length > 0) found.push({ checkpoint: '14-007', message: 'The document has headings with a level and headings without one.', ...placeOf(first) });
  const crowded = plain.find((heading) => heading.parent?.children.find((one) => one.role === 'H') !== heading);
  if (crowded !== undefined) found.push({ checkpoint: '14-006', message: `${crowded.parent === undefined ? 'The root' : pathOf(crowded.parent)} has more than one heading without a level.`, ...placeOf(crowded) });
  return found;
}

function findGaps(headings: readonly Element[]): Finding[] {
  const found: Finding[] = [];
  let last = 0;
  for (const heading of headings) {
    const level = Number(heading.role.slice(1));
    if (last === 0 && level !== 1) found.push({ checkpoint: '14-002', message: `The first heading is of level ${level}, not 1.`, ...placeOf(heading) });
    else if (last > 0 && level > last + 1) found.push({ checkpoint: '14-003', message: `A heading of level ${level} follows one of level ${last}.`, ...placeOf(heading) });
    last = level;
  }
  return found;
}
