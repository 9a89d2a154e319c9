// Where a number stands, as a reader of the edition calls it. Must not decide where a number is printed.
import type { Briefing } from './briefing.ts';
import { COMMENTARY } from './commentary-number.ts';
import { plain, type Messages } from './messages.ts';

/** `Figure 3`, the title of a section, `Key takeaways`; undefined for a place that has no name. */
export function maybePlaceName(where: string, briefing: Briefing, messages: Messages): string | undefined {
  const { lead, sections } = briefing;
  const blocks = [...lead, ...sections.flatMap((s) => s.blocks)];
  const block = blocks.find((b) => 'id' in b && b.id === where);
  if (block?.kind === 'figure') return block.label;
  if (block?.kind === 'table') return plain(block.caption);
  if (where === 'page-1') return messages.text('words.bottom_line');
  if (where === 'takeaways') return messages.text('words.takeaways');
  if (where === COMMENTARY) return messages.text('labels.commentary');
  return sections.find((s) => s.id === where || where.endsWith(`-${s.id}`))?.title;
}
