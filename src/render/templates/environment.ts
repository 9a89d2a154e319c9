// A strict Handlebars of our own: known helpers only, no prototypes, no missing names. Must not know the brief.
import Handlebars from 'handlebars';
import { BriefwrightError, findNearest } from '../../errors.ts';
import type { Problem } from '../../errors.ts';
import { blocks } from './blocks.ts';
import { checkNames } from './check.ts';
import type { Reached } from './check.ts';
import type { Helper, Helpers } from './helper.ts';
import { blockHelpers } from './helper.ts';
import { checkHtmlContext } from './html-context.ts';
import type { Shape } from './shape.ts';
import { parseTemplate } from './syntax.ts';
import type { Program } from './syntax.ts';
import type { TemplateFile, TemplateSet } from './template-set.ts';

/** A template's path and what it will see. */
export interface Entry {
  readonly path: string;
  readonly shape: Shape;
}

/**
 * All problems of the templates that `entries` reach, and of project templates that nothing reaches; empty when there are none.
 * `html: false` for plain-text templates.
 */
export function checkTemplates(set: TemplateSet, entries: readonly Entry[], helpers: Helpers, html = true): Problem[] {
  const problems: Problem[] = [];
  const trees = parseAll(set, entries, problems);
  const reached: Reached = new Map();
  for (const entry of entries) {
    if (set.has(entry.path)) problems.push(...checkNames(set, trees, entry.path, entry.shape, helpers, reached));
    else problems.push({ code: 'TEMPLATE_MISSING', message: `There is no template "${entry.path}".`, file: `templates/${entry.path}` });
  }
  for (const [path, tree] of trees) {
    const template = set.get(path);
    if (html && template !== undefined) problems.push(...checkHtmlContext(template, tree, helpers));
  }
  problems.push(...findUnused(set, reached, trees));
  const stacks = new Map([...reached].map(([path, stack]) => [set.get(path)?.file, stack]));
  return problems.map((p) => {
    const stack = p.stack ?? stacks.get(p.file) ?? [];
    return stack.length === 0 ? p : { ...p, stack };
  });
}

function parseAll(set: TemplateSet, entries: readonly Entry[], problems: Problem[]): Map<string, Program> {
  const trees = new Map<string, Program>();
  for (const [path, template] of set) {
    if (!path.startsWith('partials/') && !entries.some((e) => e.path === path)) continue;
    try {
      trees.set(path, parseTemplate(template));
    } catch (error) {
      if (!(error instanceof BriefwrightError)) throw error;
      problems.push(...error.problems);
    }
  }
  return trees;
}

function findUnused(set: TemplateSet, reached: Reached, trees: ReadonlyMap<string, Program>): Problem[] {
  if (trees.size < reached.size) return [];
  const unused = [...set.values()].filter((t) => t.origin === 'project' && trees.has(t.path) && !reached.has(t.path));
  return unused.map((t) => {
    const near = findNearest(t.path, reached.keys());
    return { code: 'TEMPLATE_UNUSED', message: 'No template uses this one.', file: t.file, line: 1, column: 1, hint: near === undefined ? 'Call it, or take it away.' : `Did you mean "${near}"?` };
  });
}

/** Renders `entry` with `data`, of which only a JSON copy is seen; `html: false` leaves text unescaped. Throws `TEMPLATE_FAILED` or a helper's own problem, with its place. */
export function renderTemplate(set: TemplateSet, entry: string, data: unknown, helpers: Helpers, html = true): string {
  const env = Handlebars.create();
  for (const name of Object.keys(env.helpers)) env.unregisterHelper(name);
  for (const [name, block] of Object.entries(blocks)) env.registerHelper(name, block);
  for (const [name, helper] of helpers) env.registerHelper(name, wrapHelper(helper));
  for (const template of set.values()) {
    if (template.path.startsWith('partials/')) env.registerPartial(template.path.slice('partials/'.length, -'.hbs'.length), compile(env, template, helpers, html));
  }
  const template = set.get(entry);
  if (template === undefined) throw new BriefwrightError([{ code: 'TEMPLATE_MISSING', message: `There is no template "${entry}".` }]);
  return compile(env, template, helpers, html)(JSON.parse(JSON.stringify(data)), { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
}

type Compiled = (context: unknown, options?: Handlebars.RuntimeOptions) => string;

function compile(env: typeof Handlebars, template: TemplateFile, helpers: Helpers, html: boolean): Compiled {
  parseTemplate(template);
  const known = Object.fromEntries([...blockHelpers, ...helpers.keys()].map((name) => [name, true]));
  const run = env.compile<unknown>(template.text, { strict: true, knownHelpersOnly: true, knownHelpers: known, noEscape: !html });
  return (context, options) => {
    try {
      return run(context, options);
    } catch (error) {
      throw located(error, template);
    }
  };
}

/** Gives an error the place of its helper call; the template's name is added where it is compiled. */
class PlacedError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(cause: unknown, line: number, column: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.line = line;
    this.column = column;
  }
}

function wrapHelper(helper: Helper): (...args: unknown[]) => unknown {
  return (...all) => {
    const options = all.at(-1) as { loc?: hbs.AST.SourceLocation };
    try {
      return helper.run(all.slice(0, -1));
    } catch (error) {
      throw new PlacedError(error, options.loc?.start.line ?? 1, (options.loc?.start.column ?? 0) + 1);
    }
  };
}

function located(error: unknown, template: TemplateFile): BriefwrightError {
  // From a partial of this one.
  if (error instanceof BriefwrightError) return new BriefwrightError(error.problems.map((p) => ({ ...p, stack: [...(p.stack ?? []), template.file] })), error.status, error.cause);
  const at = { file: template.file, text: template.text };
  if (error instanceof PlacedError) {
    const place = { ...at, line: error.line, column: error.column };
    const inner = error.cause instanceof BriefwrightError ? error.cause.problems : [{ code: 'TEMPLATE_FAILED', message: error.message }];
    return new BriefwrightError(inner.map((p) => ({ ...p, ...place })), 2, error.cause);
  }
  const { lineNumber, column } = error as { lineNumber?: number; column?: number };
  const message = error instanceof Error ? error.message.replace(/ - \d+:\d+$/, '') : String(error);
  const place = lineNumber === undefined ? {} : { line: lineNumber, column: (column ?? 0) + 1 };
  return new BriefwrightError([{ code: 'TEMPLATE_FAILED', message, ...at, ...place }], 2, error);
}
