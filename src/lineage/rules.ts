// `data/registry/lineage.yaml` → how models are read. Must not know a model.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { listNames } from '../config/names.ts';
import { parseYaml } from '../config/yaml.ts';
import type { YamlFile } from '../config/yaml.ts';
import { BriefwrightError, failure } from '../errors.ts';
import type { Problem } from '../errors.ts';

export interface LineageRules {
  readonly languageTasks: readonly string[];
  /** A derivative counts with more than this. */
  readonly minDownloads: number;
  /** Bases that a collection by way of the API asks for one by one. */
  readonly mostBasesAsked: number;
  readonly rejectWords: readonly string[];
  readonly ggufTags: readonly string[];
  readonly quantisedTags: readonly string[];
  /** Name and lower bound in parameters, smallest first. */
  readonly sizeClasses: readonly { readonly name: string; readonly from: number }[];
  readonly licenceClasses: readonly { readonly name: string; readonly match: readonly string[] }[];
  /** Lower-case name → name. */
  readonly redirects: ReadonlyMap<string, string>;
}

export const LINEAGE_RULES = 'data/registry/lineage.yaml';
const KEYS = ['language_tasks', 'min_downloads', 'most_bases_asked', 'reject_words', 'gguf_tags', 'quantised_tags', 'size_classes', 'licence_classes', 'redirects'];
const WORD = /^[a-z0-9][a-z0-9.-]*$/;

/** The project's rules. Throws all problems at once: RULES_KEY, RULES_VALUE, those of YAML, DATA_FILE. */
export async function readLineageRules(projectDir: string): Promise<LineageRules> {
  const text = await readFile(join(projectDir, LINEAGE_RULES), 'utf8').catch((cause: unknown) => {
    throw failure('DATA_FILE', `It cannot be read: ${cause instanceof Error ? cause.message.split(',')[0] ?? '' : String(cause)}.`, { file: LINEAGE_RULES });
  });
  return parseLineageRules(text, LINEAGE_RULES);
}

export function parseLineageRules(text: string, file: string): LineageRules {
  const yaml = parseYaml(text, file);
  const problems: Problem[] = [];
  const add = (path: readonly string[], message: string, code = 'RULES_VALUE'): void => void problems.push({ code, message, file, ...place(yaml, path), text });
  const root = recordOf(yaml.value);
  for (const key of Object.keys(root)) if (!KEYS.includes(key)) add([key], `Unknown key "${key}". Known: ${listNames(KEYS)}.`, 'RULES_KEY');
  for (const key of KEYS) if (!(key in root)) add([], `There is no "${key}".`, 'RULES_KEY');
  const words = (key: string): readonly string[] => {
    const list = Array.isArray(root[key]) ? root[key] : [];
    const good = list.filter((x): x is string => typeof x === 'string' && WORD.test(x));
    if (good.length !== list.length || list.length === 0) add([key], `"${key}" must be a list of words in lower case.`);
    return good;
  };
  const whole = (key: string): number => {
    const value = root[key];
    if (typeof value === 'number' && value >= 0 && Number.isInteger(value)) return value;
    add([key], `"${key}" must be a whole number.`);
    return 0;
  };
  const rules: LineageRules = {
    languageTasks: words('language_tasks'), rejectWords: words('reject_words'), ggufTags: words('gguf_tags'), quantisedTags: words('quantised_tags'),
    minDownloads: whole('min_downloads'), mostBasesAsked: whole('most_bases_asked'),
    sizeClasses: sizes(recordOf(root['size_classes']), add), licenceClasses: licences(recordOf(root['licence_classes']), add), redirects: redirects(recordOf(root['redirects']), add),
  };
  if (problems.length > 0) throw new BriefwrightError(problems);
  return rules;
}

type Add = (path: readonly string[], message: string) => void;

function sizes(given: Readonly<Record<string, unknown>>, add: Add): LineageRules['sizeClasses'] {
  const out = Object.entries(given).map(([name, from]) => ({ name, from: typeof from === 'number' ? from * 1e9 : Number.NaN }));
  if (out.length === 0 || out.some((c, i) => !(c.from >= 0) || c.from <= (out[i - 1]?.from ?? -1))) add(['size_classes'], 'Size classes begin with the smallest and grow, in billions of parameters.');
  return out;
}

function licences(given: Readonly<Record<string, unknown>>, add: Add): LineageRules['licenceClasses'] {
  return Object.entries(given).map(([name, match]) => {
    const list = Array.isArray(match) ? match.filter((x): x is string => typeof x === 'string') : [];
    if (list.length === 0) add(['licence_classes', name], `"${name}" must list licences.`);
    return { name, match: list.map((x) => x.toLowerCase()) };
  });
}

function redirects(given: Readonly<Record<string, unknown>>, add: Add): LineageRules['redirects'] {
  const out = new Map<string, string>();
  for (const [from, to] of Object.entries(given)) {
    if (typeof to === 'string' && to.includes('/')) out.set(from.toLowerCase(), to);
    else add(['redirects', from], `"${from}" must lead to owner/name.`);
  }
  return out;
}

/** Place of the licence in `licenceClasses`, -1 for none. */
export function licenceClassOf(rules: LineageRules, licence: string): number {
  const text = licence.toLowerCase();
  return text === '' ? -1 : rules.licenceClasses.findIndex((c) => c.match.some((rule) => matches(text, rule)));
}

/** At most one star at each end, which is all that the rules use. */
function matches(text: string, rule: string): boolean {
  const [head, tail] = [rule.startsWith('*'), rule.endsWith('*')];
  const core = rule.slice(head ? 1 : 0, tail && rule.length > 1 ? -1 : undefined);
  if (head && tail) return text.includes(core);
  return head ? text.endsWith(core) : tail ? text.startsWith(core) : text === core;
}

/** Place of `parameters` in `sizeClasses`, -1 for unknown. */
export function sizeClassOf(rules: LineageRules, parameters: number): number {
  return parameters > 0 ? rules.sizeClasses.findLastIndex((c) => parameters >= c.from) : -1;
}

/** One expression for JavaScript and for RE2: a rejected word between separators. Matched against the lower-case name without its owner. */
export function rejectPattern(rules: LineageRules): string {
  return `(^|[-_./])(${rules.rejectWords.map((w) => w.replaceAll('.', '[.]')).join('|')})($|[-_.0-9])`;
}

function place(yaml: YamlFile, path: readonly string[]): { readonly line: number; readonly column: number } {
  return path.length === 0 ? { line: 1, column: 1 } : yaml.locateKey(path);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
