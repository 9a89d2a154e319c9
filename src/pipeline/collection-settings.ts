// What a collection is to do: month, sources, addresses, tokens, frozen inputs; every mistake of the request at once.
// Must not ask a source.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readBriefNames } from '../config/brief-list.ts';
import { readBrief } from '../config/brief.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError, findNearest, type Problem } from '../errors.ts';
import { sha256 } from '../files.ts';
import type { FrozenInput } from '../history/provenance.ts';
import { readRegistry, type Registry } from '../observations/tables.ts';
import { addMonths, cutoffOf, isMonth, lastDayOf, maybePeriod, type Day, type Month } from '../period.ts';
import type { Project } from '../project.ts';
import { resolveHome, type Home } from '../sources/addresses.ts';
import { HTTP_LIMITS, type HttpLimits } from '../sources/http-options.ts';
import { readSources } from '../sources/registry.ts';
import { SourceFailure, type Source, type SourceContext, type SourceRegistry } from '../sources/source.ts';
import { LINEAGE_RULES } from '../lineage/rules.ts';
import { CENSUS, censusSource } from './collection-census.ts';
import { isAddress } from './collection-download.ts';
import { lineageSources } from './collection-lineage.ts';
import { parseFrozenRegistry, REGISTRY_FILES, registryHash } from './collection-registry.ts';

export interface CollectRequest {
  readonly project: Project;
  readonly month?: Month;
  /** Ids; empty for all. */
  readonly sources: readonly string[];
  /** Base address by source id. */
  readonly urls: ReadonlyMap<string, string>;
  readonly since?: Day;
  /** Instead of the project's sources. */
  readonly catalogue?: readonly Source[];
  readonly limits?: Partial<CollectLimits>;
  readonly onProgress?: (text: string) => void;
}

/** Milliseconds besides what http.ts limits. */
export interface CollectLimits extends HttpLimits {
  readonly source: number;
  readonly run: number;
  readonly connect: number;
  /** Without a byte. */
  readonly idle: number;
}

const LIMITS: CollectLimits = { ...HTTP_LIMITS, source: 30 * 60_000, run: 45 * 60_000, connect: 5_000, idle: 30_000 };

/** One source with its address, its token and why it will not be asked, if so. */
export interface SourceSetting {
  readonly source: Source;
  readonly home: Home;
  readonly token?: string;
  readonly context: SourceContext;
  readonly refusal?: SourceFailure;
}

export interface CollectSettings {
  readonly project: Project;
  readonly month: Month;
  readonly cutoff: Day;
  readonly cutoffDay: number;
  readonly catalogue: readonly Source[];
  readonly chosen: readonly SourceSetting[];
  readonly registry: Registry;
  /** With their bytes. */
  readonly inputs: readonly (FrozenInput & { readonly bytes: Uint8Array })[];
  readonly limits: CollectLimits;
  /** Values that must not be seen anywhere. */
  readonly secrets: readonly string[];
}

/** Throws BriefwrightError (status 2) with everything that is wrong with the request, the briefs or the registry. */
export async function resolveCollection(request: CollectRequest, effects: Effects): Promise<CollectSettings> {
  const { project } = request;
  const registry = await readRegistry(project.root);
  const briefs = await Promise.all((await readBriefNames(project)).map((name) => readBrief(project, name)));
  const today = dayOf(effects.now());
  const cutoffDay = Math.max(0, ...briefs.map((b) => b.cutoffDay)) || 10;
  const month = request.month ?? defaultMonth(today);
  const cutoff = isMonth(month) ? cutoffOf(month, cutoffDay) : '';
  const dump = dumpOf(request, briefs, effects.cwd);
  const inputs = await readInputs(project.root);
  const catalogue = request.catalogue ?? [...lineageSources(await readSources(project.root), inputs), censusSource(dump === undefined ? undefined : { projectDir: project.root, state: project.state, registry, registryHash: registryHash(inputs), dump, cutoff, today })];
  const problems = findMistakes(request, catalogue, month, today);
  if (problems.length > 0) throw new BriefwrightError(problems);
  const configured = new Map([...briefs.flatMap((b) => [...b.sources]), ...request.urls]);
  const wanted = request.sources.length === 0 ? catalogue.filter((s) => s.isLocal !== true || configured.has(s.id)) : catalogue.filter((s) => request.sources.includes(s.id));
  const parts = { month, since: request.since, registry: parseFrozenRegistry(inputs), today, cutoff, env: effects.env };
  const chosen = wanted.map((source) => settingOf(source, configured.get(source.id), parts));
  return { project, month, cutoff, cutoffDay, catalogue, chosen, registry, inputs, limits: { ...LIMITS, ...request.limits }, secrets: secretsOf(chosen, effects.env) };
}

/** What parsing depends on. A project without rules for lineage counts none. */
async function readInputs(root: string): Promise<CollectSettings['inputs']> {
  const read = await Promise.all([...REGISTRY_FILES, LINEAGE_RULES].map(async (file) => ({
    file, bytes: await readFile(join(root, file)).catch((error: unknown) => {
      if (file === LINEAGE_RULES && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }),
  })));
  return read.flatMap(({ file, bytes }) => (bytes === undefined ? [] : [{ file, sha256: sha256(bytes), size: bytes.length, bytes }]));
}

/** The dump of the census: a path of the option is meant from here, one of a brief from the project's folder. */
function dumpOf({ urls, project }: CollectRequest, briefs: readonly { readonly sources: ReadonlyMap<string, string> }[], cwd: string): string | undefined {
  const place = (path: string, from: string): string => (isAddress(path) ? path : resolve(from, path));
  const [given, written] = [urls.get(CENSUS), briefs.map((b) => b.sources.get(CENSUS)).findLast((path) => path !== undefined)];
  return given !== undefined ? place(given, cwd) : written === undefined ? undefined : place(written, project.root);
}

export function dayOf(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}

/** The month whose counters can be read today: this one on its last day, the one before otherwise. */
export function defaultMonth(today: Day): Month {
  const month = today.slice(0, 7);
  return today === lastDayOf(month) ? month : addMonths(month, -1);
}

function findMistakes(request: CollectRequest, catalogue: readonly Source[], month: Month, today: Day): readonly Problem[] {
  const known = catalogue.map((s) => s.id);
  const unknown = [...request.sources, ...request.urls.keys()].filter((id) => !known.includes(id));
  const out: Problem[] = [...new Set(unknown)].map((id) => {
    const near = findNearest(id, known);
    return { code: 'USAGE_UNKNOWN_SOURCE', message: `There is no source "${id}".`, hint: near === undefined ? `Known: ${known.join(', ')}.` : `Try "${near}".` };
  });
  if (!isMonth(month)) out.push({ code: 'USAGE_BAD_MONTH', message: `"${month}" is not a month.`, hint: 'Write one as YYYY-MM.' });
  else if (`${month}-01` > today) out.push({ code: 'USAGE_BAD_MONTH', message: `${month} has not begun.`, hint: `Today is ${today} (UTC).` });
  if (request.since !== undefined && (maybePeriod(request.since)?.kind !== 'day' || request.since > today)) out.push({ code: 'USAGE_BAD_VALUE', message: `--since cannot be "${request.since}".`, hint: 'Write a day that has been, YYYY-MM-DD.' });
  return out;
}

interface Parts {
  readonly month: Month;
  readonly since: Day | undefined;
  readonly registry: SourceRegistry;
  readonly today: Day;
  readonly cutoff: Day;
  readonly env: Effects['env'];
}

function settingOf(source: Source, configured: string | undefined, { month, since, registry, today, cutoff, env }: Parts): SourceSetting {
  const variable = source.baseVariable === undefined ? undefined : env[source.baseVariable];
  const token = source.token === undefined ? '' : (env[source.token.variable] ?? '').trim();
  const withHome = (home: Home, refusal?: SourceFailure): SourceSetting => ({
    source, home, ...(token === '' ? {} : { token }), ...(refusal === undefined ? {} : { refusal }),
    context: { month, base: home.base, ...(since === undefined ? {} : { since }), registry },
  });
  const local: Home = { base: source.base, credentials: '', isConfigured: true, standard: source.base, also: [] };
  if (source.isLocal === true && (configured === undefined || !isAddress(configured))) return withHome(local);
  if (source.isLocal === true) {
    try {
      return withHome({ ...resolveHome(configured, source.base), standard: local.standard });
    } catch (error) {
      if (error instanceof SourceFailure) return withHome(local, error);
      throw error;
    }
  }
  const standard = resolveHome(undefined, source.base, source.also);
  try {
    const home = resolveHome(configured ?? (variable === '' ? undefined : variable), source.base, source.also);
    return withHome(home, maybeRefusal(source, month, today, cutoff, token));
  } catch (error) {
    if (error instanceof SourceFailure) return withHome(standard, error);
    throw error;
  }
}

/** Counters that show only today belong to the month that has just ended. */
function maybeRefusal(source: Source, month: Month, today: Day, cutoff: Day, token: string): SourceFailure | undefined {
  if (source.token?.required === true && token === '') return new SourceFailure('SOURCE_NO_TOKEN', `It answers only with a key, and ${source.token.variable} is not set.`, `Set ${source.token.variable}.`);
  const first = lastDayOf(month);
  if (source.figures === 'dated' || (today >= first && today <= cutoff)) return undefined;
  const when = today < first ? `Run collect from ${first} to ${cutoff}.` : 'They are gone, unless a dated dump of those days exists: describe it in data/sources.';
  return new SourceFailure('SOURCE_WINDOW', `It shows only the counters of today (${today}); those of ${month} could be read from ${first} to ${cutoff}.`, when);
}

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function secretsOf(chosen: readonly SourceSetting[], env: Effects['env']): readonly string[] {
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].flatMap((name) => URL.parse(env[name] ?? '')?.password ?? []).flatMap((p) => [p, decodeText(p)]);
  const all = chosen.flatMap((s) => [s.token ?? '', s.home.credentials, s.home.credentials.split(':').slice(1).join(':'), Buffer.from(s.home.credentials).toString('base64')]);
  return [...new Set([...all, ...proxies])].filter((s) => s.length >= 4).sort((a, b) => b.length - a.length);
}
