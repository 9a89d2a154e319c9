// Findings as sentences: the message of rule and figure, filled with traced numbers. Must not choose findings.
import { findingId, type Finding } from '../findings/finding.ts';
import { rankFindings } from '../findings/registry.ts';
import type { Measure } from '../metrics/metric.ts';
import type { Run, Text } from './briefing.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';

/** The parts that a finding's message may have; a question's answer is `<list>-<question>`. */
export type SentencePart = 'headline' | 'text' | 'note' | 'warning' | 'lead' | 'claim' | 'basis' | 'bottom' | `${string}-${string}`;

/** Parts that stand alone and therefore carry their citations. */
const UNCITED: readonly string[] = ['headline', 'lead', 'basis', 'warning'];

/** A figure's own words for a rule come before those that the rule has for any figure. */
export function messageKeys({ figure, rule }: Finding, part: SentencePart): readonly string[] {
  return [`findings.${figure}.${rule}.${part}`, `findings.any.${rule}.${part}`];
}

/** The sentence, or undefined where the messages have none for this rule and figure. Citations follow the text. */
export function maybeSentence(finding: Finding, part: SentencePart, where: string, printer: Printer): Text | undefined {
  const used = new Map<string, Measure>();
  const args = sentenceArgs(finding, where, printer, used);
  const key = findAlternative(messageKeys(finding, part), args, printer);
  if (key === undefined) return undefined;
  const text = printer.messages.runs(key, args);
  if (UNCITED.includes(part)) return text;
  return [...text, ...printer.refs([...[...used.values()].flatMap((m) => m.inputs), ...(finding.cited ?? [])])];
}

/** Whether `maybeSentence` would say something; registers nothing. */
export function hasSentence(finding: Finding, part: SentencePart, printer: Printer): boolean {
  return findAlternative(messageKeys(finding, part), sentenceArgs(finding, '', printer, new Map()), printer) !== undefined;
}

/** The first finding's sentence of this part; what is not printed is not registered. */
export function findSentence(findings: readonly Finding[], part: SentencePart, where: string, printer: Printer): Text | undefined {
  const finding = findings.find((f) => hasSentence(f, part, printer));
  return finding === undefined ? undefined : maybeSentence(finding, part, where, printer);
}

/** More would bury what the figure says. */
const MOST_NOTES = 2;

/** What is said beside a figure: the first of its findings that has a text, and the most important of the others that have a note. */
export function chooseSpoken(findings: readonly Finding[], printer: Printer): { readonly spoken: Finding | undefined; readonly noted: readonly Finding[] } {
  const spoken = findings.find((f) => hasSentence(f, 'text', printer));
  const others = findings.filter((f) => f !== spoken && hasSentence(f, 'note', printer));
  return { spoken, noted: rankFindings(others).slice(0, MOST_NOTES) };
}

/** A message, or the first of a list of messages whose values are all there: a claim without its data is not printed. */
function findAlternative(keys: readonly string[], args: Readonly<Record<string, unknown>>, { messages }: Printer): string | undefined {
  return keys.flatMap((key) => (messages.has(key) ? [key] : messages.keysUnder(key).map((n) => `${key}.${n}`).filter((k) => messages.argumentsOf(k).every((name) => name in args))))[0];
}

/**
 * Every measure as `name` (a number run), `name_period` and `name_short`, names with underscores for hyphens.
 * Numbers are registered when the message prints them, so that `numbers` lists what is on the page and no more.
 */
function sentenceArgs(finding: Finding, where: string, printer: Printer, used: Map<string, Measure>): Record<string, string | number | Run> {
  const args: Record<string, string | number | Run> = {};
  if (printer.messages.has(`figures.${finding.figure}.title`)) args['figure_title'] = printer.messages.text(`figures.${finding.figure}.title`);
  for (const [name, value] of Object.entries(finding.args)) {
    const named = typeof value === 'string' && (/name$/i.test(name) || name === 'other');
    args[argName(name)] = named ? nameOf(value, printer.messages) : value;
    if (!named) continue;
    for (const form of ['the', 'from']) if (printer.messages.has(`${form}.${value}`)) args[`${argName(name)}_${form}`] = printer.messages.text(`${form}.${value}`);
    if (!printer.messages.has(`labs.${value}`)) continue;
    const labs = printer.messages.text(`labs.${value}`);
    args[`${argName(name)}_labs_lower`] = labs;
    args[`${argName(name)}_labs`] = labs.charAt(0).toUpperCase() + labs.slice(1);
  }
  for (const [name, measure] of Object.entries(finding.measures)) {
    const arg = argName(name);
    const style = measure.unit === 'points' ? 'signed' : 'prose';
    Object.defineProperty(args, arg, {
      enumerable: true,
      get: () => {
        used.set(name, measure);
        return printer.number(measure, where, style, { finding: findingId(finding) });
      },
    });
    args[`${arg}_period`] = printer.formats.period(measure.period);
    args[`${arg}_short`] = printer.formats.shortPeriod(measure.period);
    args[`${arg}_year`] = measure.period.start.slice(0, 4);
    args[`${arg}_count`] = measure.value ?? 0;
  }
  return args;
}

function argName(name: string): string {
  return name.replaceAll('-', '_');
}
