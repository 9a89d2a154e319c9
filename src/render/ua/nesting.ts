// Checkpoint 09: tables, lists, contents and Ruby are nested as ISO 32000-1 says (tables 333, 336 to 338). Must not ask what they mean.
import { placeOf, type Element } from './element.ts';
import type { Finding } from './finding.ts';
import type { Subject } from './subject.ts';

interface Rule {
  readonly checkpoint: string;
  /** What it may lie in; anything when left out. */
  readonly parents?: readonly string[];
  /** What it may hold; anything when left out. Then it also holds no content of its own. */
  readonly children?: readonly string[];
  /** What it holds at most one of. */
  readonly single?: readonly string[];
}

const GROUPS = ['Table', 'THead', 'TBody', 'TFoot'];

const RULES: Readonly<Record<string, Rule>> = {
  Table: { checkpoint: '09-004', children: ['TR', 'THead', 'TBody', 'TFoot', 'Caption'], single: ['THead', 'TFoot', 'Caption'] },
  THead: { checkpoint: '09-004', parents: ['Table'], children: ['TR'] },
  TBody: { checkpoint: '09-004', parents: ['Table'], children: ['TR'] },
  TFoot: { checkpoint: '09-004', parents: ['Table'], children: ['TR'] },
  TR: { checkpoint: '09-004', parents: GROUPS, children: ['TH', 'TD'] },
  TH: { checkpoint: '09-004', parents: ['TR'] },
  TD: { checkpoint: '09-004', parents: ['TR'] },
  L: { checkpoint: '09-005', children: ['LI', 'Caption', 'L'], single: ['Caption'] },
  LI: { checkpoint: '09-005', parents: ['L'], children: ['Lbl', 'LBody'] },
  LBody: { checkpoint: '09-005', parents: ['LI'] },
  TOC: { checkpoint: '09-006', children: ['TOC', 'TOCI', 'Caption'], single: ['Caption'] },
  TOCI: { checkpoint: '09-006', parents: ['TOC'], children: ['Lbl', 'Reference', 'NonStruct', 'P', 'TOC'] },
  Ruby: { checkpoint: '09-007', children: ['RB', 'RT', 'RP'] },
  RB: { checkpoint: '09-007', parents: ['Ruby'] },
  RT: { checkpoint: '09-007', parents: ['Ruby'] },
  RP: { checkpoint: '09-007', parents: ['Ruby'] },
  Warichu: { checkpoint: '09-008', children: ['WT', 'WP'] },
  WT: { checkpoint: '09-008', parents: ['Warichu'] },
  WP: { checkpoint: '09-008', parents: ['Warichu'] },
};

export function checkNesting({ elements }: Subject): Finding[] {
  return elements.flatMap((element) => {
    const rule = RULES[element.role];
    return rule === undefined ? [] : findFaults(element, rule).map((message) => ({ checkpoint: rule.checkpoint, message, ...placeOf(element) }));
  });
}

function findFaults(element: Element, rule: Rule): string[] {
  const { role, parent, children, contents } = element;
  const found: string[] = [];
  if (rule.parents !== undefined && !rule.parents.includes(parent?.role ?? '')) found.push(`${role} lies in ${parent?.role ?? 'the root'}, not in ${rule.parents.join(' or ')}.`);
  // A child that names its own parents is reported there.
  const strange = children.find((child) => rule.children?.includes(child.role) === false && RULES[child.role]?.parents === undefined);
  if (strange !== undefined) found.push(`${role} holds ${strange.role}; it can hold ${rule.children?.join(', ')}.`);
  if (rule.children !== undefined && contents.length > 0) found.push(`${role} holds content of its own; it can hold ${rule.children.join(', ')}.`);
  for (const single of rule.single ?? []) if (children.filter((child) => child.role === single).length > 1) found.push(`${role} holds more than one ${single}.`);
  const caption = children.findIndex((child) => child.role === 'Caption');
  const last = role === 'Table' ? children.length - 1 : 0;
  if (rule.single?.includes('Caption') === true && caption > 0 && caption !== last) found.push(`The caption of ${role} stands in the middle.`);
  if (role === 'Table' && children.length > 0 && !children.some((child) => child.role === 'TR' || child.role === 'TBody')) found.push('Table has no rows.');
  return found;
}
