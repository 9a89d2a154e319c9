// The bases that a model declares: one line of text that both routes make alike, and what it says. Must not look names up.
// Order of trust: `baseModels`, which the Hub has resolved; the tags `base_model:`, which it copies from the card; the card.
import { maybeBaseName } from './base-name.ts';
import { RELATIONS } from './model-row.ts';
import type { ModelRow, Relation } from './model-row.ts';

/** Between bases, and between a base and its `_id`: control characters that no name holds. */
export const UNIT = '\u001f';
export const RECORD = '\u001e';
export const BASE_TAG = 'base_model:';

/** What was odd about a declaration, as bits; each has its own count in the output. */
export const FLAG = {
  selfReference: 1, cycle: 2, missingKnown: 4, missingUnknown: 8, renamed: 16, wrongCase: 32, cleaned: 64, malformed: 128, repeated: 256, gated: 512,
  standsOnGap: 1024, standsOnCycle: 2048, partlyUnassigned: 4096, fromTags: 8192, fromCard: 16384, standsOnUnread: 32768,
} as const;

export interface BaseReference {
  readonly name: string;
  readonly shown: string;
  readonly hubId?: string;
}

export interface Declaration {
  readonly relation: Relation | 'unstated';
  /** Distinct by name. */
  readonly bases: readonly BaseReference[];
  readonly flags: number;
}

/** `row`'s bases as one line, or empty when it declares none. `census/select.ts` makes the same line in SQL. */
export function encodeDeclaration(row: ModelRow): string {
  if (row.baseModels !== undefined) {
    return `h${row.baseModels.relation}${UNIT}${row.baseModels.models.map((m) => (m.hubId === undefined ? m.id : `${m.id}${RECORD}${m.hubId}`)).join(UNIT)}`;
  }
  const tags = row.tags.filter((tag) => tag.startsWith(BASE_TAG));
  if (tags.length > 0) return `t${tags.join(UNIT)}`;
  return row.cardBases.length === 0 ? '' : `c${row.cardRelation}${UNIT}${row.cardBases.join(UNIT)}`;
}

/** The reverse, with every name cleaned. A declaration of nothing but nonsense has no bases and says so in `flags`. */
export function decodeDeclaration(line: string): Declaration {
  const [kind, items] = [line[0], line.slice(1).split(UNIT)];
  if (kind === 't') return decodeTags(items);
  const relation = RELATIONS.find((r) => r === items[0]) ?? 'unstated';
  return collect(relation, items.slice(1), kind === 'c' ? FLAG.fromCard : 0);
}

function decodeTags(tags: readonly string[]): Declaration {
  let relation: Declaration['relation'] = 'unstated';
  const [plain, related] = [new Set<string>(), new Set<string>()];
  let repeated = 0;
  for (const tag of tags) {
    const rest = tag.slice(BASE_TAG.length);
    const found = RELATIONS.find((r) => rest.startsWith(`${r}:`));
    if (found !== undefined && (relation === 'unstated' || RELATIONS.indexOf(found) < RELATIONS.indexOf(relation))) relation = found;
    const [set, item] = found === undefined ? [plain, rest] : [related, rest.slice(found.length + 1)];
    if (set.has(item)) repeated = FLAG.repeated;
    set.add(item);
  }
  // The Hub writes each base twice, once with and once without the relation.
  return collect(relation, new Set([...plain, ...related]), FLAG.fromTags | repeated);
}

function collect(relation: Declaration['relation'], items: Iterable<string>, start: number): Declaration {
  let flags = start;
  const bases = new Map<string, BaseReference>();
  for (const item of items) {
    const cut = item.indexOf(RECORD);
    const base = maybeBaseName(cut < 0 ? item : item.slice(0, cut));
    if (base === undefined) {
      flags |= FLAG.malformed;
      continue;
    }
    if (base.cleaned) flags |= FLAG.cleaned;
    const earlier = bases.get(base.name);
    if (earlier !== undefined) flags |= FLAG.repeated;
    const hubId = smaller(earlier?.hubId ?? '', cut < 0 ? '' : item.slice(cut + 1));
    const shown = earlier !== undefined && earlier.shown < base.shown ? earlier.shown : base.shown;
    bases.set(base.name, { name: base.name, shown, ...(hubId === '' ? {} : { hubId }) });
  }
  return { relation, bases: [...bases.values()], flags };
}

/** Of two texts the first in order, an empty one last: what does not depend on which came first. */
function smaller(a: string, b: string): string {
  return a === '' || (b !== '' && b < a) ? b : a;
}
