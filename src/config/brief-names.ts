// Names in a brief that other rooms define: the pipeline hands in what it knows. Must not import those rooms.
import type { Problem } from '../errors.ts';
import type { BriefConfig, ItemConfig } from './brief-config.ts';
import { hintNames } from './names.ts';
import type { Path } from './schema.ts';

/** What exists. A kind that is left out is not checked. */
export interface KnownNames {
  readonly metrics?: ReadonlySet<string>;
  readonly charts?: ReadonlySet<string>;
  readonly units?: ReadonlySet<string>;
  /** Full keys, as `text:` items write them. */
  readonly messages?: ReadonlySet<string>;
  readonly findings?: ReadonlySet<string>;
  readonly tables?: ReadonlySet<string>;
  readonly registers?: ReadonlySet<string>;
  readonly questions?: ReadonlySet<string>;
  readonly waiting?: ReadonlySet<string>;
}

/** Every name in `config`, which may be a variant, that is not among `known`. */
export function checkBriefNames(config: BriefConfig, known: KnownNames): readonly Problem[] {
  const out: Problem[] = [];
  const check = (what: string, name: string, set: ReadonlySet<string> | undefined, path: Path): void => {
    if (set === undefined || set.has(name)) return;
    out.push({ code: 'CONFIG_UNKNOWN_NAME', message: `There is no ${what} "${name}".`, ...config.place(path), hint: hintNames(`${plural(what)}`, name, set) });
  };
  config.sections.forEach((section, i) => {
    section.items.forEach((item, j) => {
      checkItem(item, known, (what, name, set, ...rest) => check(what, name, set, [...(section.at ?? ['sections', i]), 'items', section.order?.[j] ?? j, item.kind, ...rest]));
    });
  });
  for (const [id, figure] of config.figures) {
    const at = (key: string): Path => [...(figure.replaced?.keys.includes(key) === true ? figure.replaced.path : ['figures', id]), key];
    if (figure.sql === undefined) check('metric', figure.metric, known.metrics, at('metric'));
    else check('unit', figure.sql.unit, known.units, [...at('sql'), 'unit']);
    check('chart', figure.chart, known.charts, at('chart'));
    if (figure.waiting !== undefined) check('entry of what is waited for', figure.waiting, known.waiting, at('waiting'));
    if (figure.beside !== undefined) check('figure', figure.beside, new Set(config.figures.keys()), at('beside'));
    figure.findings.forEach((name, k) => check('finding rule', name, known.findings, [...at('findings'), k]));
  }
  return out;
}

type Check = (what: string, name: string, set: ReadonlySet<string> | undefined, ...path: readonly number[]) => void;

function checkItem(item: ItemConfig, known: KnownNames, check: Check): void {
  if (item.kind === 'text') check('message', item.text, known.messages);
  if (item.kind === 'findings') item.findings.forEach((name, k) => check('finding rule', name, known.findings, k));
  if (item.kind === 'table') check('table', item.table, known.tables);
  if (item.kind === 'register') check('register', item.register, known.registers);
  if (item.kind === 'questions') check('list of questions', item.questions, known.questions);
  if (item.kind === 'waiting') check('entry of what is waited for', item.waiting, known.waiting);
}

function plural(what: string): string {
  return what.startsWith('list') || what.startsWith('entry') ? 'names' : `${what}s`;
}
