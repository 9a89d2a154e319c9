// What the links of a page say beyond their text (`aria-label`), which Chrome leaves out of the PDF. Must not read anything else of the page.

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** Address as the page writes it (`#note-3`) → label. An address with two labels has none: which one is meant cannot be told. */
export function readLinkLabels(html: string): ReadonlyMap<string, string> {
  const found = new Map<string, Set<string>>();
  for (const [tag] of html.matchAll(/<a\s[^>]*>/g)) {
    const [href, label] = [/\shref="([^"]*)"/.exec(tag)?.[1], /\saria-label="([^"]*)"/.exec(tag)?.[1]].map((value) => (value === undefined ? undefined : decode(value)));
    if (href !== undefined && label !== undefined && label !== '') found.set(href, (found.get(href) ?? new Set()).add(label));
  }
  return new Map([...found].flatMap(([href, [label = '', ...more]]) => (more.length === 0 ? [[href, label]] : [])));
}

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? all;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });
}
