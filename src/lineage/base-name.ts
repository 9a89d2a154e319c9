// What a card calls its base → the name of a repository. Must not look a name up.

/** A base as declared, cleaned of what people wrap around it. */
export interface BaseName {
  /** Lower case: the Hub tells no two repositories apart by case. */
  readonly name: string;
  /** The case that was declared. */
  readonly shown: string;
  /** True when an address, quotes, a revision or spaces had to be taken off. */
  readonly cleaned: boolean;
}

// As the Hub has it: letters, digits, `_`, and `-` and `.` inside.
const PLAIN = /^\w([\w.-]*\w)?(\/\w([\w.-]*\w)?)?$/;
const HOST = /^(?:(?:https?:)?\/\/)?(?:www\.)?(?:huggingface\.co|hf\.co)\//i;
const PLACEHOLDERS: ReadonlySet<string> = new Set(['none', 'null', 'nan', 'na', 'n/a', 'unknown', 'undefined', 'false', 'true', 'base', 'base_model', 'tbd', 'todo', 'custom', 'scratch', 'from-scratch', 'model']);

/**
 * `text` as a repository's name, or undefined for what names none: a path on somebody's disk, another site, a data set,
 * a placeholder, more than two parts, more than 96 characters in one part.
 */
export function maybeBaseName(text: string): BaseName | undefined {
  if (text.length > 1000) return undefined;
  const shown = PLAIN.test(text) ? text : clean(text);
  if (shown === undefined || shown.length > 193 || shown.split('/').some((part) => part.length > 96)) return undefined;
  const name = shown.toLowerCase();
  if (PLACEHOLDERS.has(name)) return undefined;
  return { name, shown, cleaned: shown !== text };
}

function clean(text: string): string | undefined {
  let rest = text.trim().replace(/^[\s"'`<([{]+|[\s"'`>)\]},;.]+$/g, '');
  const address = HOST.test(rest);
  rest = rest.replace(HOST, '').replace(/^hf:\/\//i, '');
  if (!address && /^([/~.\\]|[a-z]:[/\\])/i.test(rest)) return undefined;
  if (/^(datasets|spaces|papers|collections|docs|blog)\//i.test(rest) && address) return undefined;
  rest = rest.replace(/^models\/(?=[^/]+\/)/i, '').replace(/[?#].*$/s, '').replace(/@[\w.-]*$/, '');
  const parts = rest.split('/').filter((part, i, all) => part !== '' || i < all.length - 1);
  // `owner/name/tree/main` only ever comes from an address; three parts without one are a path.
  if (parts.length > 2 && (address || /^(tree|blob|resolve|raw|commit|discussions)$/.test(parts[2] ?? ''))) parts.length = 2;
  const shown = parts.join('/').replace(/:[\w.-]+$/, '');
  return PLAIN.test(shown) ? shown : undefined;
}
