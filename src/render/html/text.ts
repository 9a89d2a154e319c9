// Running text → HTML. Must not compute a figure or choose words.
import Handlebars from 'handlebars';
import type { Briefing, LinkRun, NoteRun, Run, Text } from '../../document/briefing.ts';
import { BriefwrightError } from '../../errors.ts';
import { isSafeLink, unsafeLink } from './links.ts';

const escape = Handlebars.escapeExpression;

/** Escaped HTML of `text`. Numbers, references and links keep their meaning as elements. */
export function renderText(text: Text, briefing: Briefing): string {
  return text.map((run, i) => separator(text[i - 1], run) + renderRun(run, briefing)).join('');
}

/** `text` without its meaning: for a title or a description. Note references are left out. */
export function plainText(text: Text): string {
  return text.map((run) => (typeof run === 'string' ? run : 'text' in run ? run.text : '')).join('');
}

function separator(before: Run | undefined, run: Run): string {
  return isNote(before) && isNote(run) ? '<sup class="sep">,</sup>' : '';
}

function isNote(run: Run | undefined): boolean {
  return typeof run === 'object' && 'note' in run;
}

function renderRun(run: Run, briefing: Briefing): string {
  if (typeof run === 'string') return escape(run);
  if ('note' in run) return renderNote(run, briefing);
  if ('n' in run) return `<span class="n" data-n="${escape(run.n)}">${escape(run.text)}</span>`;
  if ('to' in run) return `<a class="cross" href="#${escape(run.to)}">${escape(run.text)}</a>`;
  if ('href' in run) return renderLink(run, briefing);
  const tag = run.strong === true ? 'strong' : 'span';
  const own = run.own === undefined ? '' : ` class="own" title="${escape(run.own)}"`;
  return `<${tag}${own}${language(run.lang, briefing)}>${escape(run.text)}</${tag}>`;
}

function language(lang: string | undefined, briefing: Briefing): string {
  return lang === undefined ? '' : ` lang="${escape(lang)}"${direction(lang, briefing)}`;
}

/** `dir` also keeps the run's neighbours, such as a number after an Arabic name, in their own order. */
function direction(lang: string, { edition }: Briefing): string {
  const dir = /^(ar|arc|dv|fa|he|ku|ps|sd|ug|ur|yi)\b/.test(lang) ? 'rtl' : 'ltr';
  return dir === edition.dir ? '' : ` dir="${dir}"`;
}

function renderNote(run: NoteRun, briefing: Briefing): string {
  const note = briefing.notes.find((n) => n.number === run.note);
  if (note === undefined) throw new BriefwrightError([{ code: 'RENDER_DANGLING_LINK', message: `There is no note ${run.note}.` }]);
  const label = `${briefing.words['note'] ?? briefing.words['notes'] ?? ''} ${run.note}`.trim();
  return `<a class="ref" id="${escape(run.ref)}" href="#${escape(note.id)}" aria-label="${escape(label)}"><sup>${run.note}</sup></a>`;
}

function renderLink({ href, text, lang }: LinkRun, briefing: Briefing): string {
  if (!isSafeLink(href)) throw new BriefwrightError([unsafeLink(href)]);
  // A language on the link itself is lost in the tags of the PDF; on a span within it is kept.
  const words = lang === undefined ? escape(text) : `<span${language(lang, briefing)}>${escape(text)}</span>`;
  return `<a href="${escape(href)}">${words}</a>`;
}
