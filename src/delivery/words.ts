// Fixed words of a message: the edition's own, or the English ones that ship with the program. Must not hold any of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Briefing } from '../document/briefing.ts';
import { packageRoot } from '../project.ts';

export type MailWord =
  | 'mailProof' | 'mailProofNote' | 'mailDraftNote' | 'mailAttached' | 'mailAttachedNote' | 'mailSources' | 'mailSourcesNote'
  | 'issue' | 'published' | 'asOf' | 'next' | 'bottomLine' | 'takeaways' | 'contact' | 'licence' | 'up' | 'down' | 'flat';

export type MailWords = (key: MailWord) => string;

/** A function from key to words in the edition's language; English for a key that the edition lacks. */
export function resolveWords(briefing: Briefing): MailWords {
  const fallback: unknown = JSON.parse(readFileSync(join(packageRoot(), 'templates', 'email', 'words.json'), 'utf8'));
  return (key) => {
    const own = Object.hasOwn(briefing.words, key) ? briefing.words[key] : undefined;
    if (own !== undefined && own !== '') return own;
    const word = typeof fallback === 'object' && fallback !== null ? Object.entries(fallback).find(([k]) => k === key)?.[1] : undefined;
    return typeof word === 'string' ? word : key;
  };
}
