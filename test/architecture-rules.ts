// What the house forbids in one file, found in its syntax tree. Must not know which files there are.
import { parseAst } from 'vitest/node';

/** Rooms from left to right; a room imports only rooms to its left and the ground floor. */
export const ROOMS = ['config', 'engine', 'sources', 'observations', 'lineage', 'history', 'metrics', 'findings', 'charts', 'document', 'scaffold', 'render', 'delivery', 'archive', 'schedule'] as const;
/** Files directly under src that stand above the rooms; every other one is the ground floor. */
const ROOF = new Set(['src/bin.ts', 'src/cli.ts', 'src/process.ts']);

/** Vendor package → the room, or the one file, that may know it. */
export const VENDORS: Readonly<Record<string, string>> = {
  '@cantoo/pdf-lib': 'render', '@duckdb/node-api': 'engine', '@napi-rs/canvas': 'charts', '@puppeteer/browsers': 'render', '@sparticuz/chromium': 'render', ajv: 'charts', marked: 'document', 'csv-parse': 'src/csv.ts', handlebars: 'render', hyparquet: 'sources',
  'intl-messageformat': 'document', nodemailer: 'delivery', puppeteer: 'render', 'puppeteer-core': 'render', undici: 'sources', vega: 'charts', 'vega-interpreter': 'charts', 'vega-lite': 'charts', yaml: 'config',
  chokidar: 'preview', minisearch: 'archive',
};

/** What only some places may reach for, besides vendors. A place is a room, a folder or a file. */
const GUARDED: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['sources', 'delivery'], 'node:tls': ['sources', 'delivery'], 'node:http': ['sources', 'delivery', 'src/commands/doctor-sources.ts', 'preview'],
  'node:https': ['sources'], 'node:dns': ['sources', 'delivery'], 'node:dgram': [], 'node:vm': [], 'node:worker_threads': [], 'node:child_process': ['engine', 'charts', 'render', 'src/bin.ts', 'src/delivery/recipients/recipient-source.ts'],
};

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The syntax tree of a TypeScript file. */
export function parseFile(text: string): Node {
  return parseAst(text, { lang: 'ts' }) as unknown as Node;
}

export function* nodesOf(node: unknown): Generator<Node> {
  if (Array.isArray(node)) for (const item of node) yield* nodesOf(item);
  if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
  if ('type' in node && typeof node.type === 'string') yield node as Node;
  for (const value of Object.values(node)) yield* nodesOf(value);
}

export interface Import {
  readonly from: string;
  /** Types only: gone at run time. */
  readonly isType: boolean;
  /** Inside a function: loaded when asked for. */
  readonly isLazy: boolean;
}

export function importsOf(tree: Node): readonly Import[] {
  const found: Import[] = [];
  for (const node of nodesOf(tree)) {
    const source = node['source'] as Node | null | undefined;
    if (source === null || source === undefined || typeof source['value'] !== 'string') continue;
    if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type)) continue;
    const isType = node['importKind'] === 'type' || node['exportKind'] === 'type' || node.type === 'TSImportType';
    found.push({ from: source['value'], isType, isLazy: node.type === 'ImportExpression' });
  }
  return found;
}

/** `src/render/pdf/x.ts` → `render`; besides the rooms `ground`, `pipeline`, `commands` and `roof`. */
export function roomOf(path: string): string {
  const [, first = ''] = path.split('/');
  if (ROOF.has(path)) return 'roof';
  if (path === 'src/pipeline.ts') return 'pipeline';
  return first.endsWith('.ts') ? 'ground' : first;
}

/** Why `path` may not import `target` (both under src), or undefined. */
export function findWrongWay(path: string, target: string): string | undefined {
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from === to || to === 'ground') return undefined;
  const order: readonly string[] = ['ground', ...ROOMS, 'pipeline', 'preview', 'commands', 'roof'];
  if (!order.includes(from)) return `${path}: "${from}" is no room of the house`;
  return order.indexOf(to) < order.indexOf(from) ? undefined : `${path} (${from}) imports ${target} (${to}), which is to its right`;
}

/** Package and guarded modules that `path` may not import. */
export function findForeign(path: string, imports: readonly Import[]): readonly string[] {
  const room = roomOf(path);
  return imports.flatMap(({ from, isType }) => {
    if (from.startsWith('.')) return from.endsWith('.ts') ? [] : [`${path}: write "${from}" with .ts`];
    if (from.startsWith('node:')) {
      const allowed = GUARDED[from];
      return allowed === undefined || isType || allowed.includes(room) || allowed.includes(path) ? [] : [`${path} imports ${from}`];
    }
    const vendor = from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/');
    const owner = VENDORS[vendor];
    return owner === room || owner === path ? [] : [`${path} imports ${vendor}, which belongs to ${owner ?? 'nobody'}`];
  });
}

/** Syntax that no file may have. */
export function findForbidden(path: string, tree: Node): readonly string[] {
  const names: string[] = [];
  for (const node of nodesOf(tree)) {
    const name = forbiddenName(path, node);
    if (name !== undefined) names.push(`${path}: ${name}`);
  }
  const top = (tree['body'] as Node[]).map((n) => (n.type === 'ExportNamedDeclaration' ? (n['declaration'] as Node | null) : n)).filter((n) => n !== null);
  for (const node of top) if (node.type === 'VariableDeclaration') names.push(...stateOf(path, node));
  return names;
}

function forbiddenName(path: string, node: Node): string | undefined {
  if (node.type === 'ExportDefaultDeclaration') return 'a default export';
  if (node.type === 'TSAnyKeyword') return 'any';
  if (node.type === 'TSNonNullExpression') return 'a non-null assertion';
  if (['TSEnumDeclaration', 'TSModuleDeclaration', 'TSParameterProperty', 'TSExportAssignment'].includes(node.type)) return `${node.type}, which cannot be erased`;
  const callee = node['callee'] as Node | undefined;
  if (node.type === 'NewExpression' && callee?.['name'] === 'Date' && (node['arguments'] as unknown[]).length === 0) return 'the clock (new Date())';
  if (callee?.['name'] === 'eval' || callee?.['name'] === 'Function') return 'text as code';
  if (node.type !== 'MemberExpression') return undefined;
  const member = `${String((node['object'] as Node)['name'])}.${String((node['property'] as Node)['name'])}`;
  if (member === 'Math.random') return 'chance (Math.random)';
  if (member.startsWith('console.')) return 'console';
  if (member === 'process.env' && !['src/effects.ts', 'src/bin.ts'].includes(path)) return 'process.env; take it from Effects';
  return undefined;
}

/** Module-level variables, and constants that begin empty and so can only be meant to be filled. */
function stateOf(path: string, node: Node): string[] {
  if (node['kind'] !== 'const') return [`${path}: a module-level ${String(node['kind'])}`];
  return (node['declarations'] as Node[]).filter(isFillable).map((d) => `${path}: module-level state "${String((d['id'] as Node)['name'])}"`);
}

function isFillable(declaration: Node): boolean {
  const init = declaration['init'] as Node | null;
  const annotation = ((declaration['id'] as Node)['typeAnnotation'] as Node | null)?.['typeAnnotation'] as Node | undefined;
  const name = String((annotation?.['typeName'] as Node | undefined)?.['name']);
  if (init === null || name.startsWith('Readonly') || annotation?.type === 'TSTypeOperator') return false;
  if (init.type === 'ArrayExpression') return (init['elements'] as unknown[]).length === 0;
  if (init.type === 'ObjectExpression') return (init['properties'] as unknown[]).length === 0;
  return init.type === 'NewExpression' && /^(Weak)?(Map|Set)$/.test(String((init['callee'] as Node)['name'])) && (init['arguments'] as unknown[]).length === 0;
}

/** Files that import each other in a ring, at run time; each ring once. */
export function findRings(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const rings: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) rings.push([...trail.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return rings;
}
