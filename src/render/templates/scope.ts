// What a template can see at one place, and how a path is looked up in it. Must not walk templates.
import { findNearest } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { fieldsOf, maybeField, variantsWith, describe, boolean, number } from './shape.ts';
import type { Shape, UnionShape } from './shape.ts';
import { problemAt } from './syntax.ts';
import type { TemplateFile } from './template-set.ts';

export interface Scope {
  readonly template: TemplateFile;
  readonly root: Shape;
  /** `this`, then what `../` reaches. */
  readonly contexts: readonly Shape[];
  readonly blockParams: ReadonlyMap<string, Shape>;
  readonly inLoop: boolean;
  /** Optional paths that an `#if` around this place has found. */
  readonly present: ReadonlySet<string>;
}

export type Report = (problem: Problem) => void;

export function enter(scope: Scope, context: Shape, params: ReadonlyMap<string, Shape>, inLoop: boolean): Scope {
  return {
    ...scope, contexts: [context, ...scope.contexts], blockParams: new Map([...scope.blockParams, ...params]),
    inLoop: inLoop || scope.inLoop, present: new Set(),
  };
}

/** The shape at `path`; undefined after a problem was reported. */
export function resolvePath(path: hbs.AST.PathExpression, scope: Scope, report: Report): Shape | undefined {
  const { start, parts, from } = origin(path, scope, report);
  if (start === undefined) return undefined;
  let shape = start;
  let walked = path.original.slice(0, path.original.length - parts.join('.').length);
  for (const [i, part] of parts.entries()) {
    const holder = shape.kind === 'optional' ? shape.of : shape;
    if (shape.kind === 'optional') reportOptional(path, walked, scope, report);
    const next = maybeField(holder, part);
    if (next === undefined) {
      report(unknownName(path, part, holder, i === 0 ? from : walked.replace(/[./]$/, ''), scope));
      return undefined;
    }
    walked += i === parts.length - 1 ? part : `${part}.`;
    shape = next.kind === 'optional' && scope.present.has(walked) ? next.of : next;
  }
  return shape;
}

function origin(path: hbs.AST.PathExpression, scope: Scope, report: Report): { start: Shape | undefined; parts: string[]; from: string } {
  if (path.data) return { ...dataOrigin(path, scope, report), from: 'the root' };
  const [first, ...rest] = path.parts;
  const scoped = /^(\.|this\b)/.test(path.original);
  const param = first === undefined || scoped || path.depth > 0 ? undefined : scope.blockParams.get(first);
  if (param !== undefined) return { start: param, parts: rest, from: first ?? '' };
  const start = scope.contexts[path.depth];
  if (start === undefined) {
    report(problemAt(scope.template, path.loc, 'TEMPLATE_DEPTH', `"${path.original}" leads out of the template's own data.`, 'A partial sees what it is given; use @root for the whole briefing.'));
  }
  return { start, parts: [...path.parts], from: start === undefined ? '' : describe(start) };
}

function dataOrigin(path: hbs.AST.PathExpression, scope: Scope, report: Report): { start: Shape | undefined; parts: string[] } {
  const [name = '', ...rest] = path.parts;
  if (name === 'root' && path.depth === 0) return { start: scope.root, parts: rest };
  const loop = path.depth === 0 && scope.inLoop && rest.length === 0;
  if (loop && name === 'index') return { start: number, parts: [] };
  if (loop && (name === 'first' || name === 'last')) return { start: boolean, parts: [] };
  report(problemAt(scope.template, path.loc, 'TEMPLATE_UNKNOWN_NAME', `There is no "${path.original}" here.`, 'Known: @root, and inside {{#each}} @index, @first, @last.'));
  return { start: undefined, parts: [] };
}

function reportOptional(path: hbs.AST.PathExpression, walked: string, scope: Scope, report: Report): void {
  const name = walked.replace(/[./]$/, '');
  report(problemAt(scope.template, path.loc, 'TEMPLATE_OPTIONAL', `"${name}" may be absent.`, `Put it inside {{#if ${name}}}.`));
}

function unknownName(path: hbs.AST.PathExpression, part: string, holder: Shape, from: string, scope: Scope): Problem {
  const variants = variantsWith(holder, part);
  if (variants.length > 0 && holder.kind === 'union') {
    const hint = `Put it inside {{#if (eq ${holder.by} "${variants[0]}")}}.`;
    return problemAt(scope.template, path.loc, 'TEMPLATE_UNKNOWN_NAME', `"${part}" is there only in: ${variants.join(', ')}.`, hint);
  }
  const known = fieldsOf(holder);
  const visible = [...known, ...(path.parts.length === 1 ? scope.blockParams.keys() : [])];
  const near = findNearest(part, visible);
  const try_ = near === undefined ? '' : `Try "${near}". `;
  const names = known.length === 0 ? `There are no names in ${describe(holder)}.` : `Known names: ${known.join(', ')}.`;
  return problemAt(scope.template, path.loc, 'TEMPLATE_UNKNOWN_NAME', `Unknown name "${part}"${from === '' ? '' : ` in ${from}`}.`, try_ + names);
}

/** The scope in which the union that `path` belongs to is `kind` (`yes`) or anything else (`no`). */
export function narrow(scope: Scope, path: hbs.AST.PathExpression, kind: string): { yes: Scope; no: Scope } | undefined {
  const by = path.parts.at(-1);
  const owner = path.parts.length === 2 ? path.parts[0] : undefined;
  if (path.data || path.depth > 0 || path.parts.length > 2 || by === undefined) return undefined;
  const shape = owner === undefined ? scope.contexts[0] : scope.blockParams.get(owner);
  if (shape?.kind !== 'union' || shape.by !== by) return undefined;
  const chosen = shape.of[kind];
  const put = (next: Shape): Scope => owner === undefined
    ? { ...scope, contexts: [next, ...scope.contexts.slice(1)] }
    : { ...scope, blockParams: new Map([...scope.blockParams, [owner, next]]) };
  return { yes: put(chosen ?? shape), no: put(without(shape, kind)) };
}

function without(shape: UnionShape, kind: string): UnionShape {
  return { ...shape, of: Object.fromEntries(Object.entries(shape.of).filter(([name]) => name !== kind)) };
}
