// What this issue knows that the last one did not: new sources among those it uses. Must say so when there are none.
import type { Observation, Statement } from '../observations/observation.ts';
import type { ListBlock, Paragraph, Text } from './briefing.ts';
import type { Printer } from './printer.ts';

type Known = Pick<Observation, 'source' | 'evidence' | 'published'> | Pick<Statement, 'source' | 'evidence' | 'published'>;

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
    return [...messages.runs(others ? 'news.more' : 'news.source', { publisher: source.publisher, title: { text: source.title, href: source.url }, date: printer.formats.day(known.published) }), ...printer.refs([known])];
  });
  return { kind: 'list', items };
}
