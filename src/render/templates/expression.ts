// The shape of an expression inside a template, and whether its helper takes what it is given.
import { findNearest } from '../../errors.ts';
import type { Helper, Helpers } from './helper.ts';
import { blockHelpers } from './helper.ts';
import { boolean, describe, maybeField, number, string } from './shape.ts';
import type { Shape } from './shape.ts';
import { resolvePath } from './scope.ts';
import type { Report, Scope } from './scope.ts';
import { problemAt } from './syntax.ts';

/** A call or a path: `{{a.b}}`, `{{text headline}}`, `(eq a "b")`. Undefined after a problem. */
export function callShape(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scope: Scope, helpers: Helpers, report: Report): Shape | undefined {
  const path = node.path;
  if (path.type !== 'PathExpression') return valueShape(path as hbs.AST.Expression, scope, helpers, report);
  const name = simpleName(path as hbs.AST.PathExpression);
  const helper = name === undefined ? undefined : helpers.get(name);
  if (helper !== undefined && name !== undefined) return helperShape(name, helper, node, scope, helpers, report);
  if (node.params.length === 0 && node.hash === undefined && node.type === 'MustacheStatement') {
    return resolvePath(path as hbs.AST.PathExpression, scope, report);
  }
  reportUnknownHelper(path as hbs.AST.PathExpression, scope, helpers, report);
  return undefined;
}

export function valueShape(node: hbs.AST.Expression, scope: Scope, helpers: Helpers, report: Report): Shape | undefined {
  switch (node.type) {
    case 'PathExpression': return resolvePath(node as hbs.AST.PathExpression, scope, report);
    case 'SubExpression': return callShape(node as hbs.AST.SubExpression, scope, helpers, report);
    case 'StringLiteral': return string;
    case 'NumberLiteral': return number;
    case 'BooleanLiteral': return boolean;
    default:
      report(problemAt(scope.template, node.loc, 'TEMPLATE_VALUE', 'null and undefined are not values.'));
      return undefined;
  }
}

/** `name` of a path that could name a helper. */
export function simpleName(path: hbs.AST.PathExpression): string | undefined {
  return path.data || path.depth > 0 || path.parts.length !== 1 || /^(\.|this\b)/.test(path.original) ? undefined : path.parts[0];
}

function reportUnknownHelper(path: hbs.AST.PathExpression, scope: Scope, helpers: Helpers, report: Report): void {
  const near = findNearest(path.original, helpers.keys());
  const hint = `${near === undefined ? '' : `Try "${near}". `}Helpers: ${[...helpers.keys()].join(', ')}; blocks: ${blockHelpers.join(', ')}.`;
  report(problemAt(scope.template, path.loc, 'TEMPLATE_UNKNOWN_HELPER', `Unknown helper "${path.original}".`, hint));
}

function helperShape(name: string, helper: Helper, node: hbs.AST.MustacheStatement | hbs.AST.SubExpression, scope: Scope, helpers: Helpers, report: Report): Shape | undefined {
  if (node.params.length !== helper.params.length || node.hash !== undefined) {
    const form = [name, ...helper.params.map((p) => p.name)].join(' ');
    const field = node.params.length === 0 && scope.contexts[0] !== undefined && maybeField(scope.contexts[0], name) !== undefined ? ` The field of that name is {{this.${name}}}.` : '';
    report(problemAt(scope.template, node.loc, 'TEMPLATE_HELPER_ARGUMENT', `Helper "${name}" takes ${helper.params.length === 1 ? 'one value' : `${helper.params.length} values`}.`, `Write {{${form}}}.${field}`));
    return undefined;
  }
  const shapes = node.params.map((param, i) => checkParam(name, helper, i, param, scope, helpers, report));
  const found = shapes.filter((shape) => shape !== undefined);
  return found.length === shapes.length ? helper.gives(found) : undefined;
}

function checkParam(name: string, helper: Helper, index: number, node: hbs.AST.Expression, scope: Scope, helpers: Helpers, report: Report): Shape | undefined {
  const param = helper.params[index];
  const shape = valueShape(node, scope, helpers, report);
  if (param === undefined || shape === undefined) return undefined;
  if (param.kinds.length > 0 && !param.kinds.includes(shape.kind)) {
    const hint = shape.kind === 'string' ? 'Plain text is printed without a helper.' : undefined;
    report(problemAt(scope.template, node.loc, 'TEMPLATE_TYPE', `Helper "${name}" cannot take ${describe(shape)}.`, hint));
    return undefined;
  }
  const literal = node.type === 'StringLiteral' ? (node as hbs.AST.StringLiteral).value : undefined;
  if (literal !== undefined && param.known !== undefined && !param.known.values.includes(literal)) {
    const near = findNearest(literal, param.known.values);
    const hint = near === undefined ? `Known: ${param.known.values.join(', ')}.` : `Try "${near}".`;
    report(problemAt(scope.template, node.loc, 'TEMPLATE_UNKNOWN_NAME', `There is no ${param.known.what} "${literal}".`, hint));
    return undefined;
  }
  return shape;
}
