// The key takeaways of page 1, chosen by the ranking, never two of one story. Must not say what no finding says.
import { selectTakeaways } from '../findings/registry.ts';
import { findingId, type Finding } from '../findings/finding.ts';
import type { Takeaway, Text } from './briefing.ts';
import type { Printer } from './printer.ts';
import { hasSentence, maybeSentence } from './sentence.ts';

const WHERE = 'takeaways';

/** At most `most` of a ranking; only findings whose message has a number to lead with. What this brief counted itself goes before what it quotes on the same story. */
export function composeTakeaways(findings: readonly Finding[], most: number, printer: Printer, own: ReadonlySet<string> = new Set()): Takeaway[] {
  const eligible = findings.filter((f) => hasSentence(f, 'lead', printer));
  return selectTakeaways(eligible, most, (f) => own.has(f.figure)).map((f) => ({
    finding: findingId(f),
    lead: maybeSentence(f, 'lead', WHERE, printer) ?? [],
    direction: f.direction,
    text: maybeSentence(f, 'claim', WHERE, printer) ?? [],
    basis: [...(maybeSentence(f, 'basis', WHERE, printer) ?? []), ...warningsFor(f, findings, printer)],
    confidence: f.confidence,
    confidenceLabel: printer.messages.text(`confidence.${f.confidence}`),
  }));
}

/** What other findings of the same figure warn of: a level that a promotion lifts is not told without saying so. */
function warningsFor(told: Finding, findings: readonly Finding[], printer: Printer): Text {
  return findings.filter((f) => f !== told && f.figure === told.figure).flatMap((f) => {
    const warning = maybeSentence(f, 'warning', WHERE, printer);
    return warning === undefined ? [] : [' ', ...warning];
  });
}
