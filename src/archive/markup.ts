// Markup from parts, escaped by default. Must not know a page.

/** Markup that is safe to stand in a page as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[] | undefined;

/** A template whose texts are escaped, for content and for attributes in double quotes; markup stands as it is, undefined is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { markup: texts.reduce((out, text, i) => out + text + (i < parts.length ? markupOf(parts[i]) : ''), '') };
}

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'object') return 'markup' in part ? part.markup : part.map((p) => p.markup).join('');
  return escapeText(String(part));
}

/** For HTML and XML alike; control characters that XML cannot hold are left out. */
export function escapeText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
