// Checkpoint 02: every type is a standard one or stands for one. Must not ask whether the type fits.
import { maybeDict } from '../pdf/objects.ts';
import { placeOf, resolveRole, STANDARD_TYPES } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkRoleMapping({ root, elements }: Subject): Finding[] {
  const found: Finding[] = [];
  const types = new Map(elements.map((element) => [element.type, element]).reverse() as [string, (typeof elements)[number]][]);
  for (const [type, first] of types) {
    if (resolveRole(root, type).how === 'unmapped') found.push({ checkpoint: '02-001', message: `The type ${type} is not a standard one, and nothing says what it stands for.`, ...placeOf(first) });
  }
  for (const name of maybeDict(root, 'RoleMap')?.keys() ?? []) {
    const type = name.decodeText();
    if (STANDARD_TYPES.has(type)) found.push({ checkpoint: '02-004', message: `The standard type ${type} is made to stand for another.` });
    else if (resolveRole(root, type).how === 'circular') found.push({ checkpoint: '02-003', message: `The type ${type} stands for itself, by a way round.` });
  }
  return found;
}
