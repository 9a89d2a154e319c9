// Findings as sentences: the message of rule and figure, filled with traced numbers. Must not choose findings.
import type { Finding } from '../findings/finding.ts';
import type { Measure } from '../metrics/metric.ts';
import type { Run, Text } from './briefing.ts';
import { nameOf } from './names.ts';
import type { Printer } from './printer.ts';

/** The parts that a finding's message may have; a question's answer is `<list>-<question>`. */
export type SentencePart = 'headline' | 'text' | 'lead' | 'basis' | 'bottom' | `${string}-${string}`;

/** Parts that stand alone and therefore carry their citations. */
const UNCITED: readonly string[] = ['headline', 'lead', 'basis'];

export function messageKey(finding: Finding, part: SentencePart): string {
  return `findings.${finding.figure}.${finding.rule}.${part}`;
}

/** The sentence, or undefined where the messages have none for this rule and figure. Citations follow the text. */
export function maybeSentence(finding: Finding, part: SentencePart, where: string, printer: Printer): Text | undefined {
  const key = messageKey(finding, part);
  if (!printer.messages.has(key)) return undefined;
  const used = new Map<string, Measure>();
  const text = printer.messages.runs(key, sentenceArgs(finding, where, printer, used));
  if (UNCITED.includes(part)) return text;
  return [...text, ...printer.refs([...used.values()].flatMap((m) => m.inputs))];
}

/**
 * Every measure as `name` (a number run), `name_period` and `name_short`, names with underscores for hyphens.
 * Numbers are registered when the message prints them, so that `numbers` lists what is on the page and no more.
 */
function sentenceArgs(finding: Finding, where: string, printer: Printer, used: Map<string, Measure>): Record<string, string | number | Run> {
  const args: Record<string, string | number | Run> = {};
  for (const [name, value] of Object.entries(finding.args)) args[argName(name)] = typeof value === 'string' && /name$/i.test(name) ? nameOf(value, printer.messages) : value;
  args['key'] = finding.args['name'] ?? '';
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
    args[`${arg}_count`] = measure.value ?? 0;
  }
  return args;
}

function argName(name: string): string {
  return name.replaceAll('-', '_');
}
