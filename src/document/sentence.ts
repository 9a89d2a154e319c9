// Findings as sentences: the message of rule and figure, filled with traced numbers. Must not choose findings.
import type { Finding } from '../findings/finding.ts';
import type { Measure } from '../metrics/metric.ts';
import type { Run, Text } from './briefing.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';

/** The parts that a finding's message may have; a question's answer is `<list>-<question>`. */
export type SentencePart = 'headline' | 'text' | 'lead' | 'claim' | 'basis' | 'bottom' | `${string}-${string}`;

/** Parts that stand alone and therefore carry their citations. */
const UNCITED: readonly string[] = ['headline', 'lead', 'basis'];

export function messageKey(finding: Finding, part: SentencePart): string {
  return `findings.${finding.figure}.${finding.rule}.${part}`;
}

/** The sentence, or undefined where the messages have none for this rule and figure. Citations follow the text. */
export function maybeSentence(finding: Finding, part: SentencePart, where: string, printer: Printer): Text | undefined {
  const used = new Map<string, Measure>();
  const args = sentenceArgs(finding, where, printer, used);
  const key = findAlternative(messageKey(finding, part), args, printer);
  if (key === undefined) return undefined;
  const text = printer.messages.runs(key, args);
  if (UNCITED.includes(part)) return text;
  return [...text, ...printer.refs([...used.values()].flatMap((m) => m.inputs))];
}

/** Whether `maybeSentence` would say something; registers nothing. */
export function hasSentence(finding: Finding, part: SentencePart, printer: Printer): boolean {
  return findAlternative(messageKey(finding, part), sentenceArgs(finding, '', printer, new Map()), printer) !== undefined;
}

/** The first finding's sentence of this part; what is not printed is not registered. */
export function findSentence(findings: readonly Finding[], part: SentencePart, where: string, printer: Printer): Text | undefined {
  const finding = findings.find((f) => hasSentence(f, part, printer));
  return finding === undefined ? undefined : maybeSentence(finding, part, where, printer);
}

/** A message, or the first of a list of messages whose values are all there: a claim without its data is not printed. */
function findAlternative(key: string, args: Readonly<Record<string, unknown>>, { messages }: Printer): string | undefined {
  if (messages.has(key)) return key;
  return messages.keysUnder(key).map((n) => `${key}.${n}`).find((k) => messages.argumentsOf(k).every((name) => name in args));
}

/**
 * Every measure as `name` (a number run), `name_period` and `name_short`, names with underscores for hyphens.
 * Numbers are registered when the message prints them, so that `numbers` lists what is on the page and no more.
 */
function sentenceArgs(finding: Finding, where: string, printer: Printer, used: Map<string, Measure>): Record<string, string | number | Run> {
  const args: Record<string, string | number | Run> = {};
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
        return printer.number(measure, where, style);
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
