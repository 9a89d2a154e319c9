// What contradicts itself in the analyst's decisions about findings. Must not know what the rules find.
import type { BriefSpec } from './brief-config.ts';
import type { Complaint } from './complaint.ts';
import { hintNames } from './names.ts';

/** Unknown findings, words without a reword, two decisions on one finding, numerals without a trace. */
export function findEditorialContradictions(spec: BriefSpec): readonly Complaint[] {
  const entries = spec.editorial ?? [];
  const known = knownFindings(spec);
  return entries.flatMap((entry, i): Complaint[] => {
    const out: Complaint[] = [];
    const at = (...path: readonly string[]) => ['editorial', i, ...path];
    if (!known.some((id) => (id.endsWith('.*') ? entry.finding.startsWith(id.slice(0, -1)) : id === entry.finding))) {
      out.push({ path: at('finding'), code: 'CONFIG_UNKNOWN_NAME', message: `There is no finding "${entry.finding}".`, hint: hintNames('findings', entry.finding, known.filter((id) => !id.endsWith('.*'))) });
    }
    if ((entry.action === 'reword') !== (entry.words !== undefined)) {
      out.push({ path: at('action'), code: 'CONFIG_BAD_VALUE', message: entry.action === 'reword' ? 'A reword needs words.' : `A finding that is ${entry.action === 'pin' ? 'pinned' : 'suppressed'} takes no words.`, hint: 'Add "words: { headline: … }", or leave words out.' });
    }
    const earlier = entries.findIndex((other) => other.finding === entry.finding && other.month === entry.month && other.locale === entry.locale && (other.action === entry.action || other.action === 'suppress' || entry.action === 'suppress'));
    if (earlier < i) out.push({ path: at('finding'), code: 'CONFIG_DUPLICATE_ID', message: `The finding "${entry.finding}" is decided on a second time, for the same month.` });
    for (const [part, words] of Object.entries(entry.words ?? {})) out.push(...typedNumerals(words).map((numeral) => ({
      path: at('words', part), code: 'CONFIG_TYPED_NUMERAL', message: `"${numeral}" is typed and has no trace.`, hint: 'Use a placeholder such as {latest}; numbers of your own belong into the commentary.',
    })));
    return out;
  });
}

/** `<figure>.<rule>` of every figure, `<topic>.*` of every register: its rules are not named in the brief. */
function knownFindings(spec: BriefSpec): readonly string[] {
  const figures = Object.entries(spec.figures).flatMap(([id, figure]) => (figure.findings ?? []).map((rule) => `${id}.${rule}`));
  return [...figures, ...spec.sections.flatMap((s) => s.items.flatMap((item) => (item.register === undefined ? [] : [`${item.register}.*`])))];
}

/** Numerals that stand alone outside of placeholders; digits in a name such as Qwen3 are part of the name. */
function typedNumerals(words: string): readonly string[] {
  const plain = words.replaceAll(/\{\s*[A-Za-z_]\w*\s*\}/g, '');
  return [...plain.matchAll(/(?<![\p{L}\d.-])\d[\d.,]*(?:[\s\u00a0\u202f]?%)?(?![\p{L}\d-])/gu)].map((m) => m[0]).slice(0, 1);
}
