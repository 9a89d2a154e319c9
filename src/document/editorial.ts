// The analyst's decisions on findings, applied: who is pinned or suppressed, and the words that replace the rule's own.
// Must not decide, and must not change a number: the words fill in the same measures.
import type { BriefConfig } from '../config/brief-config.ts';
import { editorialFor } from '../config/editorial.ts';
import type { Problem } from '../errors.ts';
import { findingId, type Finding } from '../findings/finding.ts';
import type { Month } from '../period.ts';
import type { MessageFile, Messages } from './messages.ts';

/** The findings with the decisions that touch them, in the order given. */
export function applyEditorial(findings: readonly Finding[], config: BriefConfig, month: Month): Finding[] {
  const decisions = editorialFor(config.editorial, month);
  return findings.map((finding) => {
    const own = decisions.filter((d) => d.finding === findingId(finding)).map(({ action, reason }) => ({ action, reason }));
    return own.length === 0 ? finding : { ...finding, editorial: own };
  });
}

/** The words of this month's rewordings, as messages before those of the files; undefined when there are none for the language. */
export function maybeRewordings(config: BriefConfig, month: Month, locale: string): MessageFile | undefined {
  const languageOf = (tag: string): string => new Intl.Locale(tag).language;
  const own = editorialFor(config.editorial, month).filter((d) => d.words !== undefined && languageOf(d.locale ?? config.locale) === languageOf(locale));
  if (own.length === 0) return undefined;
  const tree: Record<string, Record<string, Record<string, string>>> = {};
  for (const { finding, words } of own) {
    const [figure = '', rule = ''] = finding.split('.');
    tree[figure] = { ...tree[figure], [rule]: { ...tree[figure]?.[rule], ...words } };
  }
  return {
    file: config.file, text: config.fileText, tree: { findings: tree },
    locate: ([, figure = '', rule = '', part = '']) => {
      const index = own.find((d) => d.finding === `${figure}.${rule}` && d.words?.[part] !== undefined)?.index ?? 0;
      const { line = 1, column = 1 } = config.place(['editorial', index, 'words', part]);
      return { line, column };
    },
  };
}

/** Keys of the messages that the rewordings replace. */
export function rewordedKeys({ tree }: MessageFile): readonly string[] {
  const { findings } = tree as { readonly findings: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> };
  return Object.entries(findings).flatMap(([figure, rules]) => Object.entries(rules).flatMap(([rule, words]) => Object.keys(words).map((part) => `findings.${figure}.${rule}.${part}`)));
}

/** Pins of findings that no takeaway can tell: they have no number to lead with. */
export function findUntellablePins(config: BriefConfig, findings: readonly Finding[], month: Month, messages: Messages): readonly Problem[] {
  const tellable = ({ figure, rule }: Finding): boolean => [`findings.${figure}.${rule}.lead`, `findings.any.${rule}.lead`].some((key) => messages.has(key) || messages.keysUnder(key).length > 0);
  const mute = new Set(findings.filter((f) => !tellable(f)).map(findingId));
  return editorialFor(config.editorial, month).filter((d) => d.action === 'pin' && mute.has(d.finding)).map((d) => ({
    code: 'EDITORIAL_NO_LEAD', message: `"${d.finding}" cannot be a takeaway: it has no number to lead with.`, ...config.place(['editorial', d.index, 'finding']),
    hint: 'Add a reword with lead, claim and basis for it.',
  }));
}

/** Decisions on this very month whose finding was not made: the analyst thinks of something that is not there. */
export function findIdleDecisions(config: BriefConfig, findings: readonly Finding[], month: Month): readonly Problem[] {
  const made = new Set(findings.map(findingId));
  return editorialFor(config.editorial, month).filter((d) => d.month === month && !made.has(d.finding)).map((d) => ({
    code: 'EDITORIAL_NO_FINDING', message: `The rules did not find "${d.finding}" in ${month}.`, ...config.place(['editorial', d.index, 'finding']),
    hint: made.size === 0 ? 'They found nothing.' : 'brief.json of the edition lists what they found; leave the month out for a decision that waits.',
  }));
}
