// What this issue knows that the last one did not: new sources among those it uses. Must say so when there are none.
import type { Observation, Statement } from '../observations/observation.ts';
import type { Day } from '../period.ts';
import type { ListBlock, Paragraph, Text } from './briefing.ts';
import { inDataLanguage, titleLink } from './data-language.ts';
import type { Printer } from './printer.ts';

type Known = Pick<Observation, 'source' | 'evidence' | 'published'> | Pick<Statement, 'source' | 'evidence' | 'published'>;

/** What became of a collected source that is not simply fresh. */
export interface CollectedSource {
  readonly title: string;
  readonly verdict: 'cached' | 'stale' | 'suspect' | 'failed';
  /** Last day that its figures cover, where there are any. */
  readonly asOf?: Day;
  /** The analyst's reason for accepting a suspect one. */
  readonly accepted?: string;
}

/** A line for each collected source that is old, missing or accepted in spite of a doubt; none when all are fresh. */
export function composeCollected(collected: readonly CollectedSource[], { messages, formats }: Printer): ListBlock[] {
  const items = collected.map((c): Text => messages.runs(`collected.${c.verdict}.${c.asOf === undefined ? 'nothing' : 'dated'}`, {
    title: inDataLanguage(c.title, formats.locale), day: c.asOf === undefined ? '' : formats.day(c.asOf), reason: inDataLanguage(c.accepted ?? '', formats.locale),
  }));
  return items.length === 0 ? [] : [{ kind: 'list', items }];
}

/** `used` is everything behind the edition's figures and registers; the first issue has no last one. */
export function composeNews(used: readonly Known[], previousCutoff: string, first: boolean, printer: Printer): Paragraph | ListBlock {
  const { messages } = printer;
  if (first) return { kind: 'paragraph', text: messages.runs('news.first') };
  const fresh = used.filter((o) => o.published > previousCutoff);
  const sources = new Map(fresh.map((o) => [o.source, o]));
  if (sources.size === 0) return { kind: 'paragraph', text: messages.runs('news.none') };
  const items = [...sources].map(([id, known]): Text => {
    const source = printer.source(id);
    const others = used.some((o) => o.source === id && o.published <= previousCutoff);
    return [...messages.runs(others ? 'news.more' : 'news.source', { publisher: source.publisher, title: titleLink(source, printer.formats.locale), date: printer.formats.day(known.published) }), ...printer.refs([known])];
  });
  return { kind: 'list', items };
}
