// An edition that looks from one bloc: which figures say something of it, and a table of what they say. Must not compute a figure.
import type { BriefConfig, SectionConfig } from '../config/brief-config.ts';
import type { FocusBloc } from '../config/focus.ts';
import type { Finding, FigureResult } from '../findings/finding.ts';
import { middleOf } from '../findings/series.ts';
import type { Row } from '../metrics/metric.ts';
import type { Block, Cell, Text } from './briefing.ts';
import type { Evaluated } from './evaluate.ts';
import type { Messages } from './messages.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';
import { messageKeys, type SentencePart } from './sentence.ts';

/** Id of the section that comes first, and of its table. */
export const FOCUS_SECTION = 'focus';
const TABLE = 'table-focus';
/** Rows of these stand for everybody: such a figure is silent on no bloc in particular. */
const NOBODY: readonly string[] = ['world', 'mixed', 'unassigned'];

/** The table of the bloc first; then the brief's sections without the figures that leave the bloc out. */
export function selectFocus(config: BriefConfig, focus: FocusBloc, evaluated: Evaluated): readonly SectionConfig[] {
  const left = new Set(silentFigures(config, focus, evaluated));
  const kept = config.sections.flatMap((section): SectionConfig[] => {
    const items = section.items.filter((item) => item.kind !== 'figure' || !left.has(item.figure));
    return items.length === 0 ? [] : [{ ...section, items }];
  });
  const placed = kept.some((s) => s.items.some((item) => item.kind === 'table' && item.table === FOCUS_SECTION));
  return placed ? kept : [{ id: FOCUS_SECTION, items: [{ kind: 'table', table: FOCUS_SECTION }] }, ...kept];
}

/** Figures with data, but none of the bloc. */
function silentFigures(config: BriefConfig, focus: FocusBloc, { results }: Evaluated): string[] {
  return [...results.values()].filter(({ id, result: { rows } }) => id !== config.headlineFigure && !rows.some((r) => r.bloc === focus) && rows.some((r) => !NOBODY.includes(r.bloc))).map((r) => r.id);
}

/** Findings whose printed claim speaks of the bloc come before all others. */
export function rankForFocus(findings: readonly Finding[], focus: FocusBloc | undefined, { messages }: Printer): readonly Finding[] {
  if (focus === undefined) return findings;
  const speaks = (f: Finding): boolean => speaksOf(f, 'claim', focus, messages);
  return [...findings.filter(speaks), ...findings.filter((f) => !speaks(f))];
}

/** Whether what is said of a finding names the bloc or prints its number. */
function speaksOf(finding: Finding, part: SentencePart, focus: FocusBloc, messages: Messages): boolean {
  if (finding.args['name'] === focus) return true;
  const name = focus.replaceAll('-', '_');
  const key = messageKeys(finding, part).find(messages.has);
  return focus in finding.measures && key !== undefined && messages.argumentsOf(key).some((arg) => arg === name || arg.startsWith(`${name}_`));
}

/** Where the bottom line tells of other blocs only: how the one in focus stands beside the largest, in the same figure if that counts it. Empty where no figure does. */
export function composeFocusLead(config: BriefConfig, told: Finding | undefined, { results }: Evaluated, where: string, printer: Printer): Text {
  const { focus } = config;
  const { messages, formats } = printer;
  if (focus === undefined || (told !== undefined && speaksOf(told, 'bottom', focus, messages))) return [];
  const [own] = [told?.figure, config.headlineFigure, ...results.keys()].flatMap((id) => {
    const figure = id === undefined ? undefined : results.get(id);
    const row = latestOf(figure?.result.rows.filter((r) => r.bloc === focus && r.label === focus) ?? []);
    return figure === undefined || row === undefined ? [] : [{ figure, row, top: largestBeside(figure, row) }];
  });
  if (own === undefined) return [];
  const { figure, row, top } = own;
  const said = (bloc: string): string => (messages.has(`the.${bloc}`) ? messages.text(`the.${bloc}`) : nameOf(bloc, messages));
  const labs = messages.has(`labs.${focus}`) ? messages.text(`labs.${focus}`) : said(focus);
  const args = { figure: messages.text(`figures.${figure.id}.title`), period: formats.period(row.measure.period), bloc: said(focus), labs, value: printer.number(row.measure, where, 'symbol') };
  // The sentence that follows tells the period and the largest; a figure may have words of its own for this one.
  if (figure.id === told?.figure) return [...messages.runs([`focus.bottom.of.${figure.id}`].find(messages.has) ?? 'focus.bottom.same', args), ' '];
  if (top === undefined || top === row) return [...messages.runs('focus.bottom.first', args), ' '];
  return [...messages.runs('focus.bottom.beside', { ...args, largest: said(top.label), largest_value: printer.number(top.measure, where, 'symbol') }), ' '];
}

/** What each figure of the edition says of the bloc, beside the largest of the same count; and which figures are silent. */
export function composeFocus(config: BriefConfig, focus: FocusBloc, evaluated: Evaluated, printer: Printer): Block[] {
  const { messages } = printer;
  const order = config.sections.flatMap((s) => s.items.flatMap((item) => (item.kind === 'figure' ? [item.figure] : [])));
  const found = order.flatMap((id) => evaluated.results.get(id) ?? []);
  const own = found.flatMap((figure) => {
    const row = latestOf(figure.result.rows.filter((r) => r.bloc === focus));
    return row === undefined ? [] : [{ figure, row }];
  });
  const bloc = nameOf(focus, messages);
  const silent = silentFigures(config, focus, evaluated).map((id) => messages.text(`figures.${id}.title`));
  const scope = messages.has(`focus.scope.${focus}`) ? [` ${messages.text(`focus.scope.${focus}`)}`] : [];
  const omitted: Text = silent.length === 0 ? [] : messages.runs('focus.silent', { bloc, count: silent.length, figures: printer.formats.list(silent) });
  if (own.length === 0) return [messages.runs('focus.nothing', { bloc }), omitted].flatMap((text) => (text.length === 0 ? [] : [{ kind: 'paragraph' as const, text }]));
  return [{
    kind: 'table', id: TABLE, caption: messages.runs('focus.caption', { bloc }),
    columns: [
      { label: messages.text('focus.columns.figure'), align: 'start' }, { label: bloc, align: 'end' },
      { label: messages.text('focus.columns.largest'), align: 'end' }, { label: messages.text('focus.columns.period'), align: 'start' },
    ],
    rows: own.map(({ figure, row }) => focusRow(figure, row, printer)),
    note: [messages.text('focus.note'), ...scope, ...printer.refs(own.flatMap(({ row }) => [...row.measure.inputs])), ...(omitted.length === 0 ? [] : [' ', ...omitted])],
  }];
}

function focusRow(figure: FigureResult, row: Row, printer: Printer): Cell[] {
  const { messages, formats } = printer;
  const top = largestBeside(figure, row);
  const what = [messages.text(`figures.${figure.id}.title`), ...(row.label === row.bloc ? [] : [nameOf(row.label, messages)])].join(', ');
  return [
    { text: [what], align: 'start' },
    { text: [printer.number(row.measure, TABLE, 'symbol')], align: 'end' },
    { text: top === undefined || top === row ? ['–'] : [`${nameOf(top.label, messages)} `, printer.number(top.measure, TABLE, 'symbol')], align: 'end' },
    { text: [formats.shortPeriod(row.measure.period)], align: 'start' },
  ];
}

/** The largest of the same count, which may be the row itself. */
function largestBeside(figure: FigureResult, row: Row): Row | undefined {
  const same = figure.result.rows.filter((r) => r.group === row.group && r.measure.period.text === row.measure.period.text && r.measure.denominator === row.measure.denominator && r.bloc !== 'world');
  return same.toSorted((a, b) => middleOf(b) - middleOf(a))[0];
}

function latestOf(rows: readonly Row[]): Row | undefined {
  return rows.reduce<Row | undefined>((latest, row) => (latest === undefined || row.measure.period.end > latest.measure.period.end ? row : latest), undefined);
}
