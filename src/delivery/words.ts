// Fixed words of a message: the edition's own, or the English ones that ship with the program. Must not hold any of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Briefing } from '../document/briefing.ts';
import { packageRoot } from '../project.ts';

export type MailWord =
  | 'mail_proof' | 'mail_proof_note' | 'mail_draft_note' | 'mail_attached' | 'mail_attached_note' | 'mail_sources' | 'mail_sources_note'
  | 'issue' | 'published' | 'as_of' | 'next' | 'bottom_line' | 'takeaways' | 'contact' | 'licence' | 'up' | 'down' | 'flat' | 'colon';

/** `up` inside a line, `label` for a word that begins one. */
export interface MailWords {
  readonly word: (key: MailWord) => string;
  readonly label: (key: MailWord) => string;
}

/** Words in the edition's language; English for a key that the edition lacks. */
export function resolveWords(briefing: Briefing): MailWords {
  const fallback: unknown = JSON.parse(readFileSync(join(packageRoot(), 'templates', 'email', 'words.json'), 'utf8'));
  const word = (key: MailWord): string => {
    const own = Object.hasOwn(briefing.words, key) ? briefing.words[key] : undefined;
    if (own !== undefined && own !== '') return own;
    const english = typeof fallback === 'object' && fallback !== null ? Object.entries(fallback).find(([k]) => k === key)?.[1] : undefined;
    return typeof english === 'string' ? english : key;
  };
  return { word, label: (key) => capitalize(word(key), briefing.edition.locale) };
}

function capitalize(text: string, locale: string): string {
  const [first = '', ...rest] = text;
  return `${first.toLocaleUpperCase(locale)}${rest.join('')}`;
}
