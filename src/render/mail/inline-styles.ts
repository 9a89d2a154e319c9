// A small style sheet written into the elements of a message, since many mail programs drop sheets. Must not read files.
import { BriefwrightError } from '../../errors.ts';
import type { Problem } from '../../errors.ts';

interface Rule {
  readonly tag: string | undefined;
  readonly classes: readonly string[];
  readonly declarations: string;
}

export interface MailStyles {
  readonly rules: readonly Rule[];
  /** `@media` blocks as they are, for the head. */
  readonly media: string;
}

const SELECTOR = /^([a-z][a-z0-9]*)?((?:\.[a-z][a-z0-9-]*)*)$/;

/**
 * Reads a sheet of rules for elements and classes (`p`, `.lead`, `td.note`); `var(--ink)` takes its value from `properties`.
 * Throws THEME_CSS with the place of every rule that is none of these.
 */
export function parseMailStyles(css: string, file: string, properties: ReadonlyMap<string, string>): MailStyles {
  const problems: Problem[] = [];
  const report = (at: number, message: string): void => {
    const before = css.slice(0, at).split('\n');
    problems.push({ code: 'THEME_CSS', message, file, text: css, line: before.length, column: (before.at(-1) ?? '').length + 1, hint: 'A sheet for mail has rules for elements and classes, and @media blocks.' });
  };
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  for (const { 1: name = '', index } of bare.matchAll(/var\((--[a-z-]+)\)/g)) {
    if (!properties.has(name)) report(index, `There is no ${name}. Known: ${[...properties.keys()].join(', ')}.`);
  }
  const filled = (text: string): string => text.replace(/var\((--[a-z-]+)\)/g, (whole, name: string) => properties.get(name) ?? whole);
  const media: string[] = [];
  const rest = bare.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/g, (block) => {
    media.push(filled(block).replace(/\s+/g, ' ').trim());
    return block.replace(/[^\n]/g, ' ');
  });
  const rules: Rule[] = [];
  const end = [...rest.matchAll(/([^{}]*)\{([^{}]*)\}/g)].reduce((_, match) => {
    const [whole, selectors = '', body = ''] = match;
    for (const selector of selectors.split(',').map((s) => s.trim())) {
      const found = SELECTOR.exec(selector);
      if (found === null || selector === '') report(match.index + whole.search(/\S/), `"${selector}" is not a selector that a message can have.`);
      else rules.push({ tag: found[1], classes: (found[2] ?? '').split('.').filter((c) => c !== ''), declarations: filled(compact(body)) });
    }
    return match.index + whole.length;
  }, 0);
  if (rest.slice(end).trim() !== '') report(end + rest.slice(end).search(/\S/), 'This is not a rule.');
  if (problems.length > 0) throw new BriefwrightError(problems);
  return { rules: sortRules(rules), media: media.join('\n') };
}

/** `html` with every rule in the `style` of what it is about; what the element says itself comes last. Comments are left alone. */
export function inlineStyles(html: string, styles: MailStyles): string {
  return html.replace(/<!--[\s\S]*?-->|<([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g, (whole, tag: string | undefined, attributes = '') => {
    if (tag === undefined) return whole;
    const classes = (/\sclass="([^"]*)"/.exec(attributes)?.[1] ?? '').split(/\s+/);
    const own = /\sstyle="([^"]*)"/.exec(attributes)?.[1];
    const found = styles.rules.filter((rule) => (rule.tag ?? tag) === tag && rule.classes.every((c) => classes.includes(c))).map((rule) => rule.declarations);
    const style = [...found, ...(own === undefined ? [] : [own])].filter((d) => d !== '').join(';');
    if (style === '') return whole;
    const rest = attributes.replace(/\sstyle="[^"]*"/, '');
    const slash = /\s*\/$/.exec(rest)?.[0] ?? '';
    return `<${tag}${rest.slice(0, rest.length - slash.length)} style="${mergeDeclarations(style)}"${slash}>`;
  });
}

/** Later declarations of a property replace earlier ones: half the size, and no doubt about who wins. */
function mergeDeclarations(style: string): string {
  const merged = new Map<string, string>();
  for (const declaration of style.split(';')) {
    const [name = '', ...value] = declaration.split(':');
    if (name.trim() === '') continue;
    merged.delete(name.trim());
    merged.set(name.trim(), value.join(':').trim());
  }
  return [...merged].map(([name, value]) => `${name}:${value}`).join(';');
}

/** Elements before classes, fewer classes before more, else in the order of the sheet. */
function sortRules(rules: readonly Rule[]): readonly Rule[] {
  const weight = (rule: Rule): number => rule.classes.length * 10 + (rule.tag === undefined ? 0 : 1);
  return rules.toSorted((a, b) => weight(a) - weight(b));
}

function compact(body: string): string {
  return body.split(';').map((d) => d.replace(/\s+/g, ' ').replace(/\s*:\s*/, ':').trim()).filter((d) => d !== '').join(';').replaceAll('"', "'");
}
