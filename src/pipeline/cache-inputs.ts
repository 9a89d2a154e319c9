// One hash over everything that a build can depend on: data, templates, the program, its packages, the runtime.
// Takes more than a build reads (whole folders), never less. Must not interpret a file: it is what runs before anything else is loaded.
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Effects } from '../effects.ts';
import type { Project } from '../project.ts';

/** SHA-256 in hexadecimal. */
export interface InputHashes {
  /** The program, its packages and the runtime. */
  readonly program: string;
  /** That, and what every edition is made from: the project's data, templates and the variables that a build heeds. */
  readonly shared: string;
  /** Of what belongs to some editions only, by path below `data/`: briefs and commentaries. */
  readonly single: ReadonlyMap<string, string>;
}

/** An edition, as far as it decides which single files it is made from. */
export interface InputScope {
  readonly brief: string;
  readonly month: string;
  readonly locale: string;
}

/** Variables that change what is built or with what. */
const VARIABLES = ['PUPPETEER_EXECUTABLE_PATH', 'PUPPETEER_CACHE_DIR', 'SOURCE_DATE_EPOCH'] as const;

/** Under `data/`: what a build never reads, the raw bodies of a snapshot can be large; and what not every edition reads. */
const LEFT_OUT = /^(?:private|starters|snapshots\/[^/]+\/[^/]+\/raw|briefs|commentary)$/;
/** Under `data/`: of these an edition takes its own. */
const SINGLE = ['briefs', 'commentary'] as const;

/** Undefined when it cannot be told: a link to a folder, a file that cannot be read, packages installed without npm's list of them. */
export function maybeHashInputs(project: Project, env: Effects['env']): InputHashes | undefined {
  try {
    const program = hashProgram(project.packageRoot);
    const hash = createHash('sha256').update(program);
    for (const name of VARIABLES) addText(hash, name, env[name] ?? '');
    addFolder(hash, 'data', project.data, LEFT_OUT);
    for (const [index, folder] of project.templates.entries()) addFolder(hash, `templates ${index}`, folder);
    return { program, shared: hash.digest('hex'), single: new Map(SINGLE.flatMap((name) => hashEach(name, join(project.data, name)))) };
  } catch {
    return undefined;
  }
}

/** SHA-256 over all that this edition can be made from. */
export function hashEdition({ shared, single }: InputHashes, { brief, month, locale }: InputScope): string {
  const names = [`briefs/${brief}.yaml`, ...[`${month}.${brief}.${locale}`, `${month}.${brief}`, `${month}.${locale}`, month].map((name) => `commentary/${name}.md`)];
  return createHash('sha256').update(JSON.stringify([shared, ...names.map((name) => single.get(name) ?? '')])).digest('hex');
}

/** What stands for a file's content: its hash, or its path among the packages, whose contents the list of packages vouches for. */
export function identifyFile(path: string): string {
  const inside = path.split(sep).join('/').split('/node_modules/').at(-1);
  return inside === undefined || inside === path.split(sep).join('/') ? createHash('sha256').update(readFileSync(path)).digest('hex') : `package:${inside}`;
}

function hashProgram(packageRoot: string): string {
  const hash = createHash('sha256');
  const { node, v8, icu = '', cldr = '', unicode = '' } = process.versions;
  addText(hash, 'runtime', JSON.stringify([node, v8, icu, cldr, unicode, process.platform, process.arch]));
  addFile(hash, 'package.json', join(packageRoot, 'package.json'));
  addFile(hash, 'packages', findPackageList(packageRoot));
  // `src` in a checkout, `dist` in a package.
  addFolder(hash, 'program', dirname(dirname(fileURLToPath(import.meta.url))));
  return hash.digest('hex');
}

/** What npm has installed, with the hash of each package. */
function findPackageList(packageRoot: string): string {
  for (let folder = packageRoot; ; folder = dirname(folder)) {
    const list = join(folder, 'node_modules', '.package-lock.json');
    if (existsSync(list)) return list;
    if (dirname(folder) === folder) throw new Error('There is no list of packages.');
  }
}

function addText(hash: Hash, name: string, text: string): void {
  hash.update(JSON.stringify([name, text]));
}

function addFile(hash: Hash, name: string, path: string): void {
  const bytes = readFileSync(path);
  hash.update(JSON.stringify([name, bytes.length])).update(bytes);
}

function addFolder(hash: Hash, name: string, root: string, leftOut?: RegExp): void {
  addText(hash, 'folder', name);
  visitFolder(root, leftOut, (inside, path) => addFile(hash, inside, path));
}

function hashEach(name: string, root: string): [string, string][] {
  const hashes: [string, string][] = [];
  visitFolder(root, undefined, (inside, path) => hashes.push([`${name}/${inside}`, createHash('sha256').update(readFileSync(path)).digest('hex')]));
  return hashes;
}

/** Every file, hidden ones too, in the order of the names. A folder that is not there is an empty one. */
function visitFolder(root: string, leftOut: RegExp | undefined, take: (inside: string, path: string) => void): void {
  const visit = (folder: string): void => {
    for (const entry of listFolder(folder)) {
      const path = join(folder, entry.name);
      const inside = relative(root, path).split(sep).join('/');
      if (leftOut?.test(inside) === true) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile() || (entry.isSymbolicLink() && statSync(path).isFile())) take(inside, path);
      else throw new Error(`${path} is neither a file nor a folder.`);
    }
  };
  if (existsSync(root)) visit(root);
}

function listFolder(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
}
