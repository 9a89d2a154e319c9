// The numbers of the finished page made links to where they come from, and the list that they lead to. Must not change what is printed:
// the list is for the screen, and the page has been printed before.
import Handlebars from 'handlebars';
import type { Briefing } from '../../document/briefing.ts';
import type { TraceList } from '../../document/trace-list.ts';
import type { Problem } from '../../errors.ts';
import { checkTemplates, renderTemplate } from '../templates/environment.ts';
import type { Helpers } from '../templates/helper.ts';
import { list, record, runs, string } from '../templates/shape.ts';
import type { TemplateSet } from '../templates/template-set.ts';
import { briefHelpers } from './helpers.ts';

const escape = Handlebars.escapeExpression;

const entry = record('trace', {
  id: string, printed: string, ids: list(string), places: list(record('place', { n: string, name: string })), facts: list(record('fact', { label: string, text: runs })),
  observations: list(runs), more: string, sources: list(runs),
});

/** What `traces.hbs` sees. */
export const TRACES_ENTRY = {
  path: 'traces.hbs',
  shape: record('list of traces', {
    title: string, lead: string, labels: record('labels', { printed: string, observations: string, sources: string }), groups: list(record('group', { title: string, entries: list(entry) })),
  }),
};

/** All problems of the list's template; it need not be filled to find them. */
export function checkTraces(briefing: Briefing, templates: TemplateSet): readonly Problem[] {
  return checkTemplates(ownOf(templates), [TRACES_ENTRY], helpersOf(briefing));
}

/** Markup of the list. */
export function renderTraces(traces: TraceList, briefing: Briefing, templates: TemplateSet): string {
  return renderTemplate(ownOf(templates), TRACES_ENTRY.path, traces, helpersOf(briefing));
}

function helpersOf(briefing: Briefing): Helpers {
  return briefHelpers({ briefing, charts: new Map(), assets: new Map(), contents: false });
}

/** Partials are the brief's own: none of them fits here, and one that nothing else uses is said there. */
function ownOf(templates: TemplateSet): TemplateSet {
  return new Map([...templates].filter(([path]) => path === TRACES_ENTRY.path));
}

/** `html` with its numbers as links into `list`, which comes last in the body. A number inside another link stays what it is. */
export function addTraces(html: string, traces: TraceList, list: string): string {
  const targets = new Map(traces.groups.flatMap((g) => g.entries.flatMap(({ id, ids }) => ids.map((n) => [n, id] as const))));
  const seen = new Set<string>();
  let links = 0;
  const linked = html.replaceAll(/<a\b|<\/a>|<span class="n" data-n="([^"]*)">([^<]*)<\/span>/g, (whole, n: string | undefined, text: string) => {
    if (n === undefined) {
      links += whole === '</a>' ? -1 : 1;
      return whole;
    }
    const target = targets.get(n);
    if (target === undefined || links > 0) return whole;
    const place = seen.has(n) ? '' : ` id="at-${escape(n)}"`;
    seen.add(n);
    // Not a stop of the Tab key: hundreds of them would bury the others. The list itself is reached by it.
    return `<a class="n"${place} data-n="${escape(n)}" href="#${escape(target)}" tabindex="-1">${text}</a>`;
  });
  const end = linked.lastIndexOf('</body>');
  return `${linked.slice(0, end)}${list.trim()}\n${linked.slice(end)}`;
}
