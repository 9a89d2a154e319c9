// Words from outside made fit for a header line or an HTML attribute. Must not change what they say.

/** One line for a header: no line break, no control character, nothing that turns the direction of text. */
export function headerText(text: string): string {
  return clean(text).replace(/[\s\u2028\u2029]+/gu, ' ').trim();
}

export function escapeHtml(text: string): string {
  return clean(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Without control characters (but for the line feed), halves of characters, and directional overrides. */
function clean(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\uFEFF]/gu, '');
}
