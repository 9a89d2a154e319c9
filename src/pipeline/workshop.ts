// A brief kept ready to be looked at: what was read and made stays until the files behind it change. Must not watch files, serve pages or write.
import { createChartRenderer } from '../charts/chart-renderer.ts';
import { resolveLocale } from '../config/variant.ts';
import { startDeadline } from '../deadline.ts';
import { maybeAnswer, type TraceMatch } from '../document/trace.ts';
import type { Effects } from '../effects.ts';
import { BriefwrightError } from '../errors.ts';
import { renderTexts } from '../render/html-check.ts';
import type { MailParts } from '../render/mail/mail-parts.ts';
import { BUILD_LIMIT } from './build-options.ts';
import { CHARTS_LIMIT, createChartCache } from './cache-charts.ts';
import { maybeHashInputs } from './cache-inputs.ts';
import { readCopies } from './cache-copies.ts';
import { createMemoryStore, storeReader } from './cache-store.ts';
import { readCorrections } from './corrections.ts';
import { composeEdition, renderInput, type ComposedEdition } from './edition.ts';
import { prepareEdition, type EditionRequest, type PartReaders, type Prepared } from './preparation.ts';
import { printFitting } from './short-fit.ts';
import { createChartQueues } from './workshop-charts.ts';
import { createPartShelf } from './workshop-parts.ts';

/** One way to look at the brief. */
export interface Look extends Omit<EditionRequest, 'project' | 'brief'> {
  /** Of an edition of two pages: how much less is in it, from 0, as a build prints it that finds it too long. */
  readonly size?: number;
}

export interface ReadyEdition {
  readonly prepared: Prepared;
  readonly composed: ComposedEdition;
  /** As `brief.html`. */
  readonly html: string;
  /** The message, the same for every reader. */
  readonly mail: MailParts;
  /** Charts out of view are older; they are being drawn, and `onLate` tells when they are there. */
  readonly isLate: boolean;
}

export interface Workshop {
  /** Throws USAGE_… for a variant or a language that the brief does not have; other problems are the edition's. */
  readonly checkLook: (look: Look) => Promise<void>;
  /** The edition as the files are now; with `inView`, charts of other figures may be older (`isLate`). Throws BriefwrightError with every problem. */
  readonly open: (look: Look, inView?: readonly string[]) => Promise<ReadyEdition>;
  /** As `open`, with every chart as the files are now. */
  readonly openWhole: (look: Look) => Promise<ReadyEdition>;
  /** The exact PDF, checked as a build checks it. Throws what is wrong with it. */
  readonly print: (look: Look) => Promise<Uint8Array>;
  /** Where the numbers that `label` means come from; none when nothing matches. */
  readonly trace: (look: Look, label: string) => Promise<readonly TraceMatch[]>;
  /** Files (absolute paths) that were written, added or removed. */
  readonly forget: (paths: readonly string[]) => void;
  /** Ends the process that draws charts. */
  readonly close: () => Promise<void>;
}

/** Looks that are kept; a reader switches between a few. */
const MOST_LOOKS = 6;

/** `onLate` is called when charts that were put off have been drawn: open the edition again. */
export function openWorkshop(brief: Pick<EditionRequest, 'project' | 'brief'>, effects: Effects, onLate: () => void): Workshop {
  const { project } = brief;
  // Two at a time: nobody else works while one waits for a chart.
  const renderer = createChartRenderer({ processes: 2 });
  const program = maybeHashInputs(project, effects.env)?.program;
  // What builds have drawn is read; what is drawn here ends with the process.
  const store = createMemoryStore(CHARTS_LIMIT, program === undefined ? undefined : storeReader(project.state, 'charts'));
  const cache = createChartCache(store, program ?? '');
  const shelf = createPartShelf(project, program === undefined ? undefined : readCopies(project.state, program));
  const looks = new Map<string, Promise<ReadyEdition>>();
  const openQueue = createChartQueues(renderer, cache);
  const composer = createComposer(async (prepared, key, size, inView, isNewest) => {
    const queue = openQueue(key, inView === undefined ? undefined : new Set(inView));
    const composed = await composeEdition(prepared, false, queue.means, await readCorrections(prepared.folder), size);
    return { composed, late: queue.maybeFinish(isNewest) };
  });
  /** Looks whose charts were put off: they are drawn once more, all of them, so that what cannot be drawn is said. */
  const due = new Set<string>();
  let saves = 0;
  const make = async (look: Look, key: string, inView: readonly string[] | undefined): Promise<ReadyEdition> => {
    const age = saves;
    const prepared = await prepareEdition({ ...brief, ...look }, effects, shelf.readers).catch((error: unknown) => {
      if (age === saves) throw error;
      return undefined;
    });
    // Nobody waits for what a save has overtaken, or wants to hear what was wrong with it.
    if (prepared === undefined || age !== saves) return open(look, inView);
    const { composed, late } = await composer.compose(prepared, key, look.size, due.delete(key) ? undefined : inView);
    void late?.then(() => {
      if (!composer.drop(key, composed)) return;
      due.add(key);
      looks.delete(key);
      onLate();
    });
    return { prepared, composed, isLate: late !== undefined, ...renderTexts(renderInput(prepared, composed)) };
  };
  const open: Workshop['open'] = (look, inView) => {
    renderer.warmUp();
    const key = keyOf(look);
    const known = looks.get(key);
    if (known !== undefined) return known;
    const making = make(look, key, inView);
    looks.set(key, making);
    for (const old of [...looks.keys()].slice(0, -MOST_LOOKS)) looks.delete(old);
    // A look that failed is tried again when it is asked for again: what was missing may lie where nobody watches.
    making.catch(() => looks.get(key) === making && looks.delete(key));
    return making;
  };
  const openWhole = async (look: Look): Promise<ReadyEdition> => {
    const ready = await open(look);
    if (!ready.isLate) return ready;
    const key = keyOf(look);
    composer.drop(key, ready.composed);
    looks.delete(key);
    return open(look);
  };
  return {
    checkLook: (look) => checkLook({ ...brief, ...look }, shelf.readers),
    open, openWhole,
    print: async (look) => {
      const composed = await openWhole(look);
      const print = async (ready: ReadyEdition) => ({ pdf: await printPdf(ready, effects) });
      return (await printFitting({ config: composed.prepared.config, composed, compose: (size) => openWhole({ ...look, size }), print })).pdf;
    },
    trace: async (look, label) => {
      const { prepared, composed } = await open(look);
      return maybeAnswer(label, composed.briefing, { tables: prepared.tables, snapshots: prepared.snapshots })?.matches ?? [];
    },
    forget: (paths) => {
      saves += 1;
      shelf.forget(paths);
      looks.clear();
      due.clear();
    },
    close: () => renderer.close(),
  };
}

async function checkLook(request: EditionRequest, readers: PartReaders): Promise<void> {
  try {
    resolveLocale(await readers.config(request), request.locale);
  } catch (error) {
    if (!(error instanceof BriefwrightError) || error.problems.some((p) => p.code.startsWith('USAGE_'))) throw error;
  }
}

function keyOf({ month, variant, locale, page, theme, size = 0 }: Look): string {
  return JSON.stringify([month, variant, locale, page, theme, size]);
}

interface Composing {
  readonly composed: ComposedEdition;
  /** Settles when the charts that were put off have been drawn. */
  readonly late: Promise<void> | undefined;
}

/** Composes again only when a part of the document has changed: a template or a style sheet is none. */
function createComposer(compose: (prepared: Prepared, key: string, size: number | undefined, inView: readonly string[] | undefined, isNewest: () => boolean) => Promise<Composing>) {
  const kept = new Map<string, { readonly parts: readonly unknown[]; readonly composing: Promise<Composing>; composed?: ComposedEdition }>();
  return {
    compose: (prepared: Prepared, key: string, size: number | undefined, inView: readonly string[] | undefined): Promise<Composing> => {
      const parts = partsOfDocument(prepared);
      const last = kept.get(key);
      if (last !== undefined && last.parts.length === parts.length && parts.every((part, i) => part === last.parts[i])) return last.composing;
      const composing = compose(prepared, key, size, inView, () => kept.get(key)?.composing === composing);
      const entry: { parts: readonly unknown[]; composing: Promise<Composing>; composed?: ComposedEdition } = { parts, composing };
      kept.delete(key);
      kept.set(key, entry);
      for (const old of [...kept.keys()].slice(0, -MOST_LOOKS)) kept.delete(old);
      composing.then(({ composed }) => (entry.composed = composed), () => kept.get(key) === entry && kept.delete(key));
      return composing;
    },
    /** Whether it was the newest. */
    drop: (key: string, composed: ComposedEdition): boolean => kept.get(key)?.composed === composed && kept.delete(key),
  };
}

/** What decides the document: large parts by themselves, since the shelf keeps them, small ones by what is in them. */
function partsOfDocument({ project: _project, templates: _templates, inputs: _inputs, folder: _folder, calendar: _calendar, theme, config, tables, snapshots, evaluated, messages, ...small }: Prepared): readonly unknown[] {
  return [config, tables, snapshots, evaluated, messages, JSON.stringify([theme.chart, small], (_, value: unknown) => (value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value))];
}

/** Its browser is started for it and ended after it. The message that a build makes as well is not looked at. */
async function printPdf({ prepared, composed }: ReadyEdition, effects: Effects): Promise<Uint8Array> {
  const { renderEdition } = await import('../render/edition-files.ts');
  const sample = () => Promise.resolve(new Uint8Array());
  const { files } = await renderEdition(renderInput(prepared, composed), { env: effects.env, signal: effects.signal, deadline: startDeadline(BUILD_LIMIT, effects.signal), sample });
  const pdf = files.get('brief.pdf');
  if (!(pdf instanceof Uint8Array)) throw new TypeError('An edition has a PDF.');
  return pdf;
}
