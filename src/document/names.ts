// The names that readers know for labels and slugs of the data. Must not decide what is shown.
import { slug } from '../findings/level.ts';
import type { Messages } from './messages.ts';

/** A message under `names.`, else a model slug made readable, else the label itself. */
export function nameOf(label: string, messages: Messages): string {
  const key = `names.${slug(label)}`;
  if (label !== '' && messages.has(key)) return messages.text(key);
  return label.includes('/') ? modelName(label, messages) : label;
}

/** `anthropic/claude-4.7-opus-20260416` → `Claude 4.7 Opus`. Brand spellings come from `brands.` in the messages. */
function modelName(path: string, messages: Messages): string {
  const [name = '', variant = ''] = path.slice(path.indexOf('/') + 1).split(':');
  const words = name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2}|\d{2}-\d{2}|\d{4})$/, '').split('-').map((word) => brand(word, messages));
  return [...words, ...(variant === '' ? [] : [`(${variant})`])].join(' ');
}

function brand(word: string, messages: Messages): string {
  const key = `brands.${word}`;
  if (messages.has(key)) return messages.text(key);
  return word.charAt(0).toUpperCase() + word.slice(1);
}
