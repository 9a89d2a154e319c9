// Walks every template against the shape of what it will see, inactive branches too. Must not run a template.
import { findNearest } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { blockHelpers } from './helper.ts';
import type { Helpers } from './helper.ts';
import { callShape, simpleName, valueShape } from './expression.ts';
import { describe, fieldsOf, record, union } from './shape.ts';
import type { RecordShape, Shape } from './shape.ts';
import { enter, narrow } from './scope.ts';
import type { Report, Scope } from './scope.ts';
import { problemAt } from './syntax.ts';
import type { Program } from './syntax.ts';
import type { TemplateSet } from './template-set.ts';

interface Walk {
  readonly set: TemplateSet;
  readonly trees: ReadonlyMap<string, Program>;
  readonly helpers: Helpers;
  readonly report: Report;
  /** Paths of the templates being walked, outermost first. */
  readonly chain: readonly string[];
  /** Where each of them but the outermost is called, the nearest first. */
  readonly stack: readonly string[];
  /** Path and shape of every partial that was walked. */
  readonly seen: Set<string>;
  readonly called: Reached;
}

/** Paths of the templates that are used, with the calls that first led there, the nearest first. */
export type Reached = Map<string, readonly string[]>;

/** `figure` → `partials/figure.hbs`. */
export function partialPath(name: string): string {
  return `partials/${name}.hbs`;
}

const PARTIAL_NAME = /^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)*$/;

/** All problems of names, types and calls that start at `entry`; adds what it reached to `reached`. */
export function checkNames(set: TemplateSet, trees: ReadonlyMap<string, Program>, entry: string, shape: Shape, helpers: Helpers, reached: Reached): Problem[] {
  const problems = new Map<string, Problem>();
  const report: Report = (p) => {
    const key = [p.file, p.line, p.column, p.code, p.message].join('\n');
    if (!problems.has(key)) problems.set(key, p);
  };
  const template = set.get(entry);
  const tree = trees.get(entry);
  if (template === undefined || tree === undefined) return [];
  const walk: Walk = { set, trees, helpers, report, chain: [entry], stack: [], seen: new Set(), called: reached };
  walkProgram(tree, { template, root: shape, contexts: [shape], blockParams: new Map(), inLoop: false, present: new Set() }, walk);
  reached.set(entry, []);
  return [...problems.values()];
}

function walkProgram(program: Program | undefined, scope: Scope, walk: Walk): void {
  for (const node of program?.body ?? []) walkStatement(node, scope, walk);
}

function walkStatement(node: hbs.AST.Statement, scope: Scope, walk: Walk): void {
  switch (node.type) {
    case 'ContentStatement': case 'CommentStatement': return;
    case 'MustacheStatement': return walkMustache(node as hbs.AST.MustacheStatement, scope, walk);
    case 'BlockStatement': return walkBlock(node as hbs.AST.BlockStatement, scope, walk);
    case 'PartialStatement': return walkPartial(node as hbs.AST.PartialStatement, scope, walk);
    default: walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_UNSUPPORTED', 'Decorators, inline partials and partial blocks are not supported.', 'Put the part into a file under partials/ and call it as {{> name}}.'));
  }
}

function walkMustache(node: hbs.AST.MustacheStatement, scope: Scope, walk: Walk): void {
  if (!node.escaped) {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_RAW', 'Unescaped output is not allowed.', 'Write {{…}} with two braces.'));
    return;
  }
  const shape = callShape(node, scope, walk.helpers, walk.report);
  if (shape === undefined || ['string', 'number', 'safe'].includes(shape.kind)) return;
  const name = sourceOf(node.path);
  if (shape.kind === 'optional') {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_OPTIONAL', `"${name}" may be absent.`, `Put it inside {{#if ${name}}}.`));
    return;
  }
  const hint = shape.kind === 'runs' ? `Write {{text ${name}}}.` : shape.kind === 'list' ? `Write {{#each ${name}}}…{{/each}}.` : fieldHint(name, shape);
  walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_TYPE', `"${name}" is ${describe(shape)} and cannot be printed.`, hint));
}

function fieldHint(name: string, shape: Shape): string | undefined {
  const known = fieldsOf(shape);
  return known.length === 0 ? undefined : `Write one of its names, such as {{${name}.${known[0]}}}. Known: ${known.join(', ')}.`;
}

function walkBlock(node: hbs.AST.BlockStatement, scope: Scope, walk: Walk): void {
  const name = node.path.type === 'PathExpression' ? simpleName(node.path) : undefined;
  if (name === undefined || !blockHelpers.includes(name)) return reportBlock(node, scope, walk);
  const [param, ...more] = node.params;
  if (param === undefined || more.length > 0 || node.hash !== undefined) {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_HELPER_ARGUMENT', `{{#${name}}} takes one value.`));
    return;
  }
  const shape = valueShape(param, scope, walk.helpers, walk.report);
  if (name === 'if' || name === 'unless') return walkCondition(node, name, param, scope, walk);
  if (shape === undefined) return walkProgram(node.inverse, scope, walk);
  const inner = name === 'each' ? eachContext(param, shape, scope, walk) : shape.kind === 'optional' ? shape.of : shape;
  if (inner !== undefined) walkProgram(node.program, enter(scope, inner, blockParamShapes(node.program, inner), name === 'each'), walk);
  walkProgram(node.inverse, scope, walk);
}

function blockParamShapes(program: Program, inner: Shape): Map<string, Shape> {
  const [item, index] = program.blockParams ?? [];
  const params = new Map<string, Shape>();
  if (item !== undefined) params.set(item, inner);
  if (index !== undefined) params.set(index, { kind: 'number' });
  return params;
}

function eachContext(param: hbs.AST.Expression, shape: Shape, scope: Scope, walk: Walk): Shape | undefined {
  const bare = shape.kind === 'optional' ? shape.of : shape;
  if (bare.kind === 'list') return bare.of;
  walk.report(problemAt(scope.template, param.loc, 'TEMPLATE_TYPE', `{{#each}} needs a list; "${sourceOf(param)}" is ${describe(bare)}.`));
  return undefined;
}

function walkCondition(node: hbs.AST.BlockStatement, name: string, param: hbs.AST.Expression, scope: Scope, walk: Walk): void {
  const [yes, no] = conditionScopes(param, scope, walk);
  walkProgram(node.program, name === 'if' ? yes : no, walk);
  walkProgram(node.inverse, name === 'if' ? no : yes, walk);
}

function conditionScopes(param: hbs.AST.Expression, scope: Scope, walk: Walk): [Scope, Scope] {
  if (param.type === 'PathExpression') {
    return [{ ...scope, present: new Set([...scope.present, (param as hbs.AST.PathExpression).original]) }, scope];
  }
  const call = param as hbs.AST.SubExpression;
  const [path, literal] = call.type === 'SubExpression' && sourceOf(call.path) === 'eq' ? call.params : [];
  if (path?.type !== 'PathExpression' || literal?.type !== 'StringLiteral') return [scope, scope];
  const kind = (literal as hbs.AST.StringLiteral).value;
  checkKind(path as hbs.AST.PathExpression, literal as hbs.AST.StringLiteral, scope, walk);
  const narrowed = narrow(scope, path as hbs.AST.PathExpression, kind);
  return narrowed === undefined ? [scope, scope] : [narrowed.yes, narrowed.no];
}

function checkKind(path: hbs.AST.PathExpression, literal: hbs.AST.StringLiteral, scope: Scope, walk: Walk): void {
  const shape = path.parts.length === 1 ? scope.contexts[path.depth] : scope.blockParams.get(path.parts[0] ?? '');
  if (shape?.kind !== 'union' || path.parts.at(-1) !== shape.by || Object.hasOwn(shape.of, literal.value)) return;
  const known = Object.keys(shape.of);
  const near = findNearest(literal.value, known);
  walk.report(problemAt(scope.template, literal.loc, 'TEMPLATE_UNKNOWN_NAME', `No block is left here with ${shape.by} "${literal.value}".`, `${near === undefined ? '' : `Try "${near}". `}Known: ${known.join(', ')}.`));
}

function reportBlock(node: hbs.AST.BlockStatement, scope: Scope, walk: Walk): void {
  const name = sourceOf(node.path);
  const near = findNearest(name, blockHelpers);
  const hint = near === undefined ? `Write {{#if ${name}}} or {{#each ${name}}}.` : `Try "${near}". Blocks: ${blockHelpers.join(', ')}.`;
  walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_UNKNOWN_HELPER', `"${name}" is not a block helper.`, hint));
}

function walkPartial(node: hbs.AST.PartialStatement, scope: Scope, walk: Walk): void {
  const name = partialName(node, scope, walk);
  if (name === undefined) return;
  const path = partialPath(name);
  const template = walk.set.get(path);
  if (template === undefined) return reportMissing(node, name, scope, walk);
  if (walk.chain.includes(path)) {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_CYCLE', `Partial "${name}" calls itself: ${[...walk.chain, path].join(' → ')}.`));
    return;
  }
  const stack = [`${scope.template.file}:${node.loc.start.line}:${node.loc.start.column + 1}`, ...walk.stack];
  if (!walk.called.has(path)) walk.called.set(path, stack);
  const context = partialContext(node, scope, walk);
  const tree = walk.trees.get(path);
  const key = `${path}\n${JSON.stringify(context)}`;
  if (context === undefined || tree === undefined || walk.seen.has(key)) return;
  walk.seen.add(key);
  const inside: Scope = { template, root: scope.root, contexts: [context], blockParams: new Map(), inLoop: false, present: new Set() };
  const report: Report = (p) => walk.report(p.stack === undefined ? { ...p, stack } : p);
  walkProgram(tree, inside, { ...walk, chain: [...walk.chain, path], stack, report });
}

function partialName(node: hbs.AST.PartialStatement, scope: Scope, walk: Walk): string | undefined {
  const name = node.name.type === 'SubExpression' ? undefined : String((node.name as hbs.AST.PathExpression).original);
  if (name === undefined) {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_DYNAMIC_PARTIAL', 'A partial must be called by its name.', 'Use {{#if (eq kind "…")}} around {{> name}}.'));
  } else if (!PARTIAL_NAME.test(name)) {
    walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_PARTIAL_NAME', `"${name}" cannot be a partial's name.`, 'Names are lower-case words with hyphens, such as figure or blocks/figure.'));
    return undefined;
  }
  return name;
}

function reportMissing(node: hbs.AST.PartialStatement, name: string, scope: Scope, walk: Walk): void {
  const known = [...walk.set.keys()].filter((p) => p.startsWith('partials/')).map((p) => p.slice('partials/'.length, -'.hbs'.length));
  const near = findNearest(name, known);
  walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_MISSING_PARTIAL', `There is no partial "${name}" (${partialPath(name)}).`, near === undefined ? `Known: ${known.join(', ')}.` : `Try "${near}".`));
}

function partialContext(node: hbs.AST.PartialStatement, scope: Scope, walk: Walk): Shape | undefined {
  const [param] = node.params;
  const base = param === undefined ? scope.contexts[0] : valueShape(param, scope, walk.helpers, walk.report);
  const added: Record<string, Shape> = {};
  for (const pair of node.hash?.pairs ?? []) {
    const shape = valueShape(pair.value, scope, walk.helpers, walk.report);
    if (shape === undefined) return undefined;
    added[pair.key] = shape;
  }
  if (base === undefined || Object.keys(added).length === 0) return base;
  if (base.kind === 'record') return extend(base, added);
  if (base.kind === 'union') return union(base.by, Object.fromEntries(Object.entries(base.of).map(([kind, r]) => [kind, extend(r, added)])));
  walk.report(problemAt(scope.template, node.loc, 'TEMPLATE_TYPE', `A partial with named values needs a record; this is ${describe(base)}.`));
  return undefined;
}

function extend(shape: RecordShape, added: Readonly<Record<string, Shape>>): RecordShape {
  return record(shape.name, { ...shape.fields, ...added });
}

function sourceOf(node: hbs.AST.Node): string {
  return 'original' in node ? String(node.original) : '(…)';
}
