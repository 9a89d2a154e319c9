// Where in the HTML an expression stands: text and quoted attributes escape safely, other places do not. Must not look at names.
import type { Problem } from '../../errors.ts';
import type { Helpers } from './helper.ts';
import { problemAt } from './syntax.ts';
import type { Program } from './syntax.ts';
import type { TemplateFile } from './template-set.ts';

/** `value` is inside a quoted attribute. */
type Place = 'text' | 'tag-name' | 'tag' | 'unquoted' | 'value' | 'comment';

interface State {
  readonly place: Place;
  readonly quote: string;
  readonly attribute: string;
  /** What of the attribute's value has been written so far. */
  readonly value: string;
  readonly tag: string;
}

interface Walk {
  readonly template: TemplateFile;
  readonly helpers: Helpers;
  readonly problems: Problem[];
}

const START: State = { place: 'text', quote: '', attribute: '', value: '', tag: '' };
/** What runs, loads, leads away, or is read by a browser by other rules than the rest. */
const REFUSED_TAGS = [
  'script', 'style', 'iframe', 'object', 'embed', 'link', 'meta', 'base', 'html', 'head', 'body', 'title', 'frame', 'frameset', 'applet', 'template', 'portal', 'audio', 'video', 'source', 'track',
  'form', 'input', 'button', 'select', 'textarea', 'noscript', 'noembed', 'noframes', 'xmp', 'listing', 'plaintext', 'foreignobject', 'image', 'use', 'animate', 'animatetransform', 'animatemotion', 'set',
];
const URL_ATTRIBUTES = ['href', 'src', 'srcset', 'srcdoc', 'imagesrcset', 'xlink:href', 'action', 'formaction', 'poster', 'data', 'background', 'cite', 'ping', 'manifest', 'longdesc', 'lowsrc', 'dynsrc', 'archive', 'codebase'];

/** Problems of one template, which begins and must end in text. */
export function checkHtmlContext(template: TemplateFile, tree: Program, helpers: Helpers): Problem[] {
  const walk: Walk = { template, helpers, problems: [] };
  const end = walkProgram(tree, START, walk);
  if (end.place !== 'text') {
    walk.problems.push({ code: 'TEMPLATE_HTML', message: `The template ends inside ${describePlace(end)}.`, file: template.file, line: template.text.split('\n').length, column: 1, text: template.text });
  }
  return walk.problems;
}

function walkProgram(program: Program | undefined, start: State, walk: Walk): State {
  let state = start;
  for (const node of program?.body ?? []) state = walkStatement(node, state, walk);
  return state;
}

function walkStatement(node: hbs.AST.Statement, state: State, walk: Walk): State {
  if (node.type === 'ContentStatement') return scan(node as hbs.AST.ContentStatement, state, walk);
  if (node.type === 'MustacheStatement') return checkPlace(node as hbs.AST.MustacheStatement, state, walk);
  if (node.type === 'PartialStatement' && state.place !== 'text') report(walk, node, `A partial cannot stand inside ${describePlace(state)}.`);
  if (node.type !== 'BlockStatement') return state;
  const block = node as hbs.AST.BlockStatement;
  const [yes, no] = [walkProgram(block.program, state, walk), walkProgram(block.inverse, state, walk)];
  if (!isSame(yes, no)) report(walk, node, 'The branches of this block end at different places of the HTML.', 'Close tags and quotes inside the branch that opens them.');
  return yes.attribute === no.attribute ? yes : { ...yes, attribute: EITHER };
}

/** The name of an attribute that is one in a branch and another, or none, in the other: nothing may be added to it. */
const EITHER = '|';

/** What has been written of a value decides only where it is an address. */
function isSame(a: State, b: State): boolean {
  return a.place === b.place && a.quote === b.quote && (a.attribute === b.attribute || (a.place === 'tag' && ![a, b].some(({ attribute }) => attribute.endsWith('=')))) && a.tag === b.tag && (a.value === b.value || !(URL_ATTRIBUTES.includes(a.attribute) || isCode(a.attribute)));
}

function isCode(attribute: string): boolean {
  return attribute === 'style' || attribute.startsWith('on');
}

function checkPlace(node: hbs.AST.MustacheStatement, state: State, walk: Walk): State {
  const name = 'original' in node.path ? String(node.path.original) : '';
  const url = walk.helpers.get(name)?.url === true;
  if (state.place === 'text') return state;
  if (state.place !== 'value') report(walk, node, `An expression cannot stand inside ${describePlace(state)}.`, 'Values are safe in text and in attributes between double quotes.');
  else if (isCode(state.attribute)) report(walk, node, `An expression cannot stand in the attribute "${state.attribute}".`, 'Use a class.');
  else if (URL_ATTRIBUTES.includes(state.attribute)) {
    if (!state.value.startsWith('#') && !(url && state.value === '')) report(walk, node, `"${name}" cannot be the address in "${state.attribute}".`, 'Write {{link …}} or {{asset …}} there, or begin with #.');
  }
  return { ...state, value: `${state.value}\u0000` };
}

/** What is read aloud or shown, besides text. */
const READ_ATTRIBUTES = ['alt', 'title', 'aria-label', 'aria-description', 'placeholder'];

function scan(node: hbs.AST.ContentStatement, start: State, walk: Walk): State {
  // As it is printed: what ~ takes away does not part two words.
  const { value: text, original } = node;
  const whole = String(original);
  const shift = whole.indexOf(text);
  let s = start;
  // Where the tag begins; that of a tag from before is where this piece begins.
  let tag: hbs.AST.Node = node;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (/\d/.test(c) && (s.place === 'text' || (s.place === 'value' && READ_ATTRIBUTES.includes(s.attribute)))) reportNumeral(whole, i + shift, node, walk);
    if (s.place === 'comment') { if (text.startsWith('-->', i) || text.startsWith('--!>', i)) s = { ...s, place: 'text' }; }
    else if (s.place === 'text') {
      if (text.startsWith('<!--', i)) s = { ...s, place: 'comment' };
      else if (c === '<' && /[!?]/.test(text.charAt(i + 1))) report(walk, nodeAt(node, whole, i + shift), `${text.slice(i, i + 2)} cannot stand in a template.`, 'Comments are <!-- … -->; a sign in the text is &lt;.');
      else if (c === '<' && (i === text.length - 1 || /[a-z/]/i.test(text.charAt(i + 1)))) {
        s = { ...START, place: 'tag-name' };
        tag = nodeAt(node, whole, i + shift);
      }
    } else if (s.place === 'value' && c === s.quote) {
      refuseValue(s, tag, walk);
      s = { ...s, place: 'tag', attribute: '', value: '' };
    }
    else if (s.place === 'value') s = { ...s, value: s.value + c };
    else s = scanTag(c, s, tag, walk);
  }
  return s;
}

/** Once for each numeral; digits of a name, such as H100, and of a character reference, such as &#8211;, are none. */
function reportNumeral(text: string, at: number, node: hbs.AST.Node, walk: Walk): void {
  const before = text.slice(0, at);
  if (/[\p{L}\d_]$|\p{L}-$|\d[.,]$|&#x?[\da-f]*$/iu.test(before)) return;
  const [numeral = ''] = /^\d+([.,]\d+)*/.exec(text.slice(at)) ?? [];
  walk.problems.push(problemAt(walk.template, nodeAt(node, text, at).loc, 'TEMPLATE_NUMERAL', `"${numeral}" is typed and has no trace.`, `Print a number of the briefing, or mark it as your own with its source: {{own "${numeral}" "our own count"}}.`));
}

/** The node, but beginning at an offset of its text. */
function nodeAt(node: hbs.AST.Node, text: string, at: number): hbs.AST.Node {
  const lines = text.slice(0, at).split('\n');
  const column = lines.length === 1 ? node.loc.start.column + at : (lines.at(-1) ?? '').length;
  return { ...node, loc: { ...node.loc, start: { line: node.loc.start.line + lines.length - 1, column } } };
}

function scanTag(c: string, s: State, node: hbs.AST.Node, walk: Walk): State {
  if (c === '>') {
    if (s.place === 'tag-name') refuseTag(s.tag, node, walk);
    return START;
  }
  if (s.place === 'tag-name') {
    if (!/[\s/]/.test(c) || s.tag === '') return { ...s, tag: c === '/' ? '' : s.tag + c.toLowerCase() };
    refuseTag(s.tag, node, walk);
    return { ...s, place: 'tag' };
  }
  return s.place === 'tag' ? scanAttribute(c, s, node, walk) : s;
}

/** Names end at a space, a slash or =, with room around it; the value stands in quotes, since a browser ends one without them by rules of its own. */
function scanAttribute(c: string, s: State, node: hbs.AST.Node, walk: Walk): State {
  if ((s.attribute === EITHER && !/[\s/]/.test(c)) || (s.attribute === `${EITHER} ` && c === '=')) {
    report(walk, node, 'The name of an attribute begins inside a block and goes on after it.', 'Write the whole attribute inside each branch.');
    return { ...s, attribute: '' };
  }
  const hasValue = s.attribute.endsWith('=');
  if (hasValue && (c === '"' || c === "'")) return { ...s, place: 'value', quote: c, attribute: s.attribute.slice(0, -1), value: '' };
  if (/\s/.test(c)) return hasValue || s.attribute === '' ? s : { ...s, attribute: `${s.attribute.trimEnd()} ` };
  if (c === '=') return { ...s, attribute: `${s.attribute.trimEnd()}=` };
  if (hasValue) {
    report(walk, node, `The value of "${s.attribute.slice(0, -1)}" has no quotes.`, 'Write it between double quotes.');
    return { ...s, place: 'unquoted' };
  }
  if (c === '/') return { ...s, attribute: '' };
  return { ...s, attribute: (s.attribute.endsWith(' ') ? '' : s.attribute) + c.toLowerCase() };
}

/** Nothing typed into a template runs; styles load nothing. */
function refuseValue(s: State, node: hbs.AST.Node, walk: Walk): void {
  if (s.attribute.startsWith('on')) report(walk, node, `The attribute "${s.attribute}" runs a script.`, 'A brief is read on paper and in mail; nothing runs in it.');
  else if (s.attribute === 'style' && /url|image|import|expression|\\/i.test(s.value)) report(walk, node, 'A style attribute loads nothing.', 'Pictures come from the theme: {{asset "name.svg"}}.');
  else refuseAddress(s, node, walk);
}

/** An address typed into a template: links go to https, mail or the page itself; whatever loads comes from the theme. */
function refuseAddress(s: State, node: hbs.AST.Node, walk: Walk): void {
  if (!URL_ATTRIBUTES.includes(s.attribute) || s.value.includes('\u0000')) return;
  const isLink = s.attribute === 'cite' || (s.attribute === 'href' && s.tag === 'a');
  if (isLink ? /^(#|https:\/\/|mailto:)/.test(s.value) : /^(#|$)/.test(s.value)) return;
  report(walk, node, `"${s.value.slice(0, 80)}" cannot be the address in "${s.attribute}".`, isLink ? 'Links go to https: or mailto: addresses, or begin with #.' : 'Pictures come from the theme: {{asset "name.svg"}}.');
}

function refuseTag(tag: string, node: hbs.AST.Node, walk: Walk): void {
  if (REFUSED_TAGS.includes(tag)) report(walk, node, `<${tag}> cannot stand in a template.`, 'The page head, its styles and its policy are made by the program; styles belong into the theme.');
}

function describePlace(state: State): string {
  if (state.place === 'value') return `the attribute "${state.attribute}"`;
  return state.place === 'comment' ? 'an HTML comment' : state.place === 'unquoted' ? 'an attribute without quotes' : 'a tag';
}

function report(walk: Walk, node: hbs.AST.Node, message: string, hint?: string): void {
  walk.problems.push(problemAt(walk.template, node.loc, 'TEMPLATE_HTML', message, hint));
}
