// ModelScope: downloads of the Chinese families on the platform that the Hub does not see.
// Wire facts: `{ success, data: { models, total_count } }`, pages by number, the first 3,000 models of an owner at most.
import { lastDayRead } from './days.ts';
import { parseJsonShape } from './shape.ts';
import type { Shape, ShapeProblem } from './shape.ts';
import type { Capture, GatherContext, Parsed, PlannedStep, Row, Source, SourceContext, SourceRegistry } from './source.ts';

const PAGE = 50;
/** page × page_size may not be more. */
const REACH = 3000;

export const modelscope: Source = {
  id: 'modelscope',
  publisher: 'ModelScope',
  title: 'Open API, list of models',
  url: 'https://modelscope.cn/models',
  licence: 'not stated',
  attribution: '',
  counts: 'Downloads that ModelScope shows for the models of Chinese families.',
  countsNot: 'The rule of counting is not published: never add it to downloads of the Hub, and read it as a trend of its own only.',
  base: 'https://modelscope.cn',
  figures: 'running',
  promises: { minRows: 5 },
  manners: { concurrency: 1, spacing: 500 },
  plan,
  gather,
  parse,
};

/** An account of a Chinese family. That an owner has the same name on both platforms is an assumption; one that is not there is left out. */
interface Owner {
  readonly name: string;
  readonly family: string;
  readonly country: string;
}

function ownersOf({ families, countries }: SourceRegistry): readonly Owner[] {
  const chinese = families.filter((f) => countries.get(f.country)?.bloc === 'china');
  return chinese.flatMap((f) => f.match.flatMap((rule) => {
    const name = /^hub:([^/*]+)\/\*$/.exec(rule)?.[1];
    return name === undefined ? [] : [{ name, family: f.name, country: f.country }];
  }));
}

function pageUrl(base: string, owner: string, page: number): string {
  return `${base}/openapi/v1/models?owner=${encodeURIComponent(owner)}&page_number=${page}&page_size=${PAGE}`;
}

function plan({ base, registry }: SourceContext): readonly PlannedStep[] {
  const owners = ownersOf(registry);
  return [{ what: `models of ${owners.length} owners`, requests: owners.length, url: pageUrl(base, owners[0]?.name ?? '', 1) }];
}

async function gather(context: GatherContext): Promise<void> {
  const owners = ownersOf(context.registry);
  context.expect(owners.length);
  await context.each(owners, async ({ name }) => {
    for (let page = 1; page * PAGE <= REACH; page++) {
      const capture = await context.fetch({ key: `models/${name}/${String(page).padStart(4, '0')}`, url: pageUrl(context.base, name, page), kind: 'json', answers: [404] });
      if (capture.status !== 200 || page * PAGE >= totalOf(parseJsonShape(await capture.read(), capture.key, []))) return;
    }
  });
}

function totalOf(page: Shape | undefined): number {
  return page?.field('data').field('total_count').count() ?? 0;
}

async function parse(captures: readonly Capture[], { registry }: SourceContext): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const notes: string[] = [];
  const day = lastDayRead(captures);
  if (day === undefined) return { rows: [], shapes };
  const owners = new Map(ownersOf(registry).map((owner) => [owner.name, owner]));
  const sums = new Map<string, { readonly owner: Owner; readonly models: Map<string, number>; readonly capture: string }>();
  for (const capture of captures.filter((c) => c.status === 200)) {
    const owner = owners.get(capture.key.split('/')[1] ?? '');
    const page = parseJsonShape(await capture.read(), capture.key, shapes);
    if (owner === undefined || page === undefined) continue;
    const sum = sums.get(owner.family) ?? { owner, models: new Map<string, number>(), capture: capture.key };
    sums.set(owner.family, sum);
    for (const [id, downloads] of modelsOf(page)) sum.models.set(`${owner.name} ${id}`, downloads);
    const total = totalOf(page);
    if (total > REACH && capture.key.endsWith('/0001')) notes.push(`${owner.name} has ${total} models; the first ${REACH} were read.`);
  }
  const rows = [...sums.values()].filter((s) => s.models.size > 0).map(({ owner, models, capture }): Row => ({
    series: 'downloads-family.modelscope', entity: owner.family, country: owner.country, period: day, asOf: day, value: [...models.values()].reduce((a, b) => a + b, 0), unit: 'downloads',
    denominator: 'downloads that ModelScope shows for the models of the family’s accounts', window: 'not stated', evidence: 'derived', locator: `${capture} sum of data.models[].downloads over ${models.size} models`, note: 'the rule of counting is not published',
  }));
  if (rows.length === 0 && shapes.length === 0) shapes.push({ path: captures[0]?.key ?? 'models', expected: 'expected models of at least one owner', sample: '(none)' });
  return { rows: shapes.length > 0 ? [] : rows, asOf: day, shapes, notes };
}

function modelsOf(page: Shape): readonly (readonly [string, number])[] {
  const success = page.field('success');
  if (success.value !== true) success.report('expected true');
  const data = page.field('data');
  data.field('total_count').count();
  return data.field('models').items().flatMap((item) => {
    const [id, downloads] = [item.field('id').text(), item.field('downloads').count()];
    return id === undefined || downloads === undefined ? [] : [[id, downloads] as const];
  });
}
