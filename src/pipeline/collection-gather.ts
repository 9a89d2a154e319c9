// All sources of a collection, asked at once, each within its own limits. Must not read what they say.
import { randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDeadline } from '../deadline.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { listMonths, maybeRevision, type Revision } from '../history/snapshot.ts';
import { blockedAddresses } from '../sources/addresses.ts';
import { createDispatchers, type Dispatchers } from '../sources/dispatchers.ts';
import { gatherSource, type EarlierCapture } from '../sources/gathering.ts';
import { createHostGates, type HostGates } from '../sources/host-gates.ts';
import { createHttpClient, type HttpClient } from '../sources/http.ts';
import { appendLine, journalPath } from '../sources/journal.ts';
import { SourceFailure } from '../sources/source.ts';
import { partialStore } from './collection-partial.ts';
import { createCollectionProgress, type CollectionProgress } from './collection-progress.ts';
import type { CollectRequest, CollectSettings, SourceSetting } from './collection-settings.ts';
import type { Material } from './collection-source.ts';

/** What asking one source brought. */
export interface SourceOutcome {
  readonly material?: Material;
  readonly failure?: SourceFailure;
  /** Attempts in this run. */
  readonly requests: number;
  readonly seconds: number;
}

export interface GatherInput {
  readonly settings: CollectSettings;
  readonly partial: string;
  readonly previous: Revision | undefined;
  readonly request: CollectRequest;
}

interface Run extends GatherInput {
  readonly effects: Effects;
  readonly dispatchers: Dispatchers;
  readonly gates: HostGates;
  readonly signal: AbortSignal;
  readonly earlier: Revision | undefined;
  readonly progress: CollectionProgress;
  readonly userAgent: string;
}

/** By source id. Throws BriefwrightError when the disk or the clock fails: then nobody is asked any more. */
export async function gatherAll(input: GatherInput, effects: Effects): Promise<ReadonlyMap<string, SourceOutcome>> {
  const { settings, request } = input;
  const { limits, project, month } = settings;
  const stop = new AbortController();
  const signal = AbortSignal.any([effects.signal, stop.signal]);
  const dispatchers = createDispatchers({ env: effects.env, blocked: blockedAddresses(), connectLimit: limits.connect, idleLimit: limits.idle });
  const run: Run = {
    ...input, effects, dispatchers, signal, gates: createHostGates(effects.now), earlier: input.previous ?? (await revisionBefore(project.root, month)),
    progress: createCollectionProgress(() => performance.now(), request.onProgress ?? (() => undefined)), userAgent: await userAgentOf(project.packageRoot),
  };
  try {
    const settled = await Promise.allSettled(settings.chosen.map((setting) => gatherOne(setting, run).catch((error: unknown) => {
      stop.abort(error);
      throw error;
    })));
    const broken = settled.flatMap((s) => (s.status === 'rejected' ? [s.reason as unknown] : []));
    // The first one stopped the others, which then failed by being stopped.
    if (broken.length > 0) throw effects.signal.aborted ? effects.signal.reason : (broken.find((e) => e instanceof BriefwrightError) ?? broken[0]);
    return new Map(settled.flatMap((s, i) => (s.status === 'fulfilled' ? [[settings.chosen[i]?.source.id ?? '', s.value] as const] : [])));
  } finally {
    await dispatchers.close();
  }
}

/** The newest revision of the newest month before `month`. */
export async function revisionBefore(projectDir: string, month: string): Promise<Revision | undefined> {
  const before = (await listMonths(projectDir)).filter((m) => m < month).at(-1);
  return before === undefined ? undefined : maybeRevision(projectDir, before);
}

async function gatherOne(setting: SourceSetting, run: Run): Promise<SourceOutcome> {
  const { source, refusal } = setting;
  const { effects, partial, progress } = run;
  if (refusal !== undefined) return { failure: refusal, requests: 0, seconds: 0 };
  const { settings } = run;
  const { limits, project } = settings;
  const started = performance.now();
  const deadline = startDeadline(Math.min(limits.source, limits.run), run.signal);
  const client = clientOf(setting, run, deadline.signal, deadline.remaining);
  const store = partialStore(partial);
  const journal = journalPath(partial, source.id);
  const outcome = (rest: Pick<SourceOutcome, 'material' | 'failure'>): SourceOutcome => ({ ...rest, requests: client.attempts(), seconds: (performance.now() - started) / 1000 });
  progress.start(source.id);
  try {
    const gathered = await gatherSource({
      source, context: setting.context, projectDir: project.root, client, store, journal, earlier: earlierCaptures(run.earlier, source.id),
      now: effects.now, signal: deadline.signal, onProgress: (done, expected) => progress.step(source.id, done, expected),
    });
    return outcome({ material: { captures: gathered.captures, store, collection: gathered.start.id } });
  } catch (error) {
    const failure = failureOf(error, deadline.signal, run.signal, hiderOf(settings.secrets));
    if (failure.until !== undefined) await appendLine(journal, { until: failure.until });
    return outcome({ failure });
  } finally {
    progress.finish(source.id);
  }
}

/** The end of the source's own time is its failure; anything else that is none goes up. */
function failureOf(error: unknown, own: AbortSignal, run: AbortSignal, hide: (text: string) => string): SourceFailure {
  if (error instanceof SourceFailure) return new SourceFailure(error.code, hide(error.message), hide(error.hint), { until: error.until, attempts: error.attempts, cause: error });
  if (own.aborted && !run.aborted) return new SourceFailure('SOURCE_BUDGET', 'The time for this source is over.', 'What has been collected is kept; run collect again to go on.');
  throw error;
}

function clientOf({ source, home, token }: SourceSetting, run: Run, signal: AbortSignal, remaining: () => number): HttpClient {
  const { settings: { limits, secrets }, effects } = run;
  return createHttpClient({
    home, ...(token === undefined ? {} : { token }), ...(source.token === undefined ? {} : { tokenUse: source.token }), manners: source.manners ?? {}, dispatchers: run.dispatchers,
    blocked: blockedAddresses(), gates: run.gates, limits, remaining, signal, now: effects.now, random: () => randomInt(2 ** 32) / 2 ** 32, secrets,
    hide: hiderOf(secrets), userAgent: run.userAgent, onWait: (wait) => run.progress.wait(source.id, performance.now() + wait),
  });
}

/** Takes the secrets out of a text; the longest come first. */
function hiderOf(secrets: readonly string[]): (text: string) => string {
  return (text) => secrets.reduce((out, secret) => out.replaceAll(secret, '[hidden]'), text);
}

function earlierCaptures(revision: Revision | undefined, source: string): ReadonlyMap<string, EarlierCapture> {
  const captures = revision?.provenance.sources.find((s) => s.id === source)?.captures ?? [];
  return new Map(captures.flatMap((c) => {
    const etag = c.headers['etag'];
    return etag === undefined || revision === undefined || c.status !== 200 ? [] : [[c.request, { etag, headers: c.headers, read: () => revision.store.get(c.sha256, c.size) }] as const];
  }));
}

async function userAgentOf(packageRoot: string): Promise<string> {
  const { name, version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string };
  return `${name}/${version}`;
}
