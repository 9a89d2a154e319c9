// Checkpoint 19: notes can be found by their id. Must not ask what is a note.
import { maybeId, placeOf } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

export function checkNotes({ elements }: Subject): Finding[] {
  const seen = new Set<string>();
  return elements.filter(({ role }) => role === 'Note').flatMap((note): Finding[] => {
    const id = maybeId(note.dict) ?? '';
    if (id === '') return [{ checkpoint: '19-003', message: 'A note has no id.', ...placeOf(note) }];
    if (seen.has(id)) return [{ checkpoint: '19-004', message: `Two notes have the id "${id}".`, ...placeOf(note) }];
    seen.add(id);
    return [];
  });
}
