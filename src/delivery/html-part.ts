// The text/html part: small, one column, readable in clients that strip styles. Must not load anything from anywhere.
import type { Briefing, Takeaway } from '../document/briefing.ts';
import { maybeAddress } from './address.ts';
import { mastheadOf, proofNote, trustOf } from './plain-part.ts';
import type { MessageNotes } from './plain-part.ts';
import { escapeHtml, htmlLink, htmlOf, isSafeLink, plainOf } from './runs.ts';
import type { MailWords } from './words.ts';

const FONT = "font-family:Georgia,'Times New Roman',serif";
const SANS = 'font-family:Arial,Helvetica,sans-serif';
const QUIET = `${SANS};font-size:14px;line-height:20px;color:#4a4a4a`;

/**
 * A whole HTML document without images, scripts or remote parts. `lang` and `dir` stand on the first element
 * of the body too, because clients strip the outer ones.
 */
export function composeHtml(briefing: Briefing, words: MailWords, notes: MessageNotes): string {
  const lang = escapeHtml(briefing.edition.locale);
  const dir = briefing.edition.dir;
  return [
    '<!DOCTYPE html>',
    `<html lang="${lang}" dir="${dir}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
    `<title>${escapeHtml(briefing.title)}</title>`,
    '</head>',
    '<body style="margin:0;padding:0;background-color:#ffffff;color:#1a1a1a">',
    `<div lang="${lang}" dir="${dir}" style="background-color:#ffffff;color:#1a1a1a">`,
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 16px">',
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:600px"><tr><td style="text-align:${dir === 'rtl' ? 'right' : 'left'}">`,
    ...content(briefing, words, notes),
    '</td></tr></table>',
    '</td></tr></table>',
    '</div>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function content(briefing: Briefing, words: MailWords, notes: MessageNotes): string[] {
  return [
    notes.isProof ? `<p style="${SANS};font-size:14px;line-height:20px;margin:0 0 20px;padding:10px 12px;border:2px solid #1a1a1a"><strong>${escapeHtml(words.label('mail_proof'))}.</strong> ${escapeHtml(proofNote(briefing, words))}</p>` : '',
    paragraph(`<strong>${escapeHtml(briefing.title)}</strong><br>${mastheadOf(briefing, words).map(escapeHtml).join(' · ')}`, `${QUIET};margin:0 0 20px`),
    `<h1 style="${FONT};font-size:26px;line-height:32px;font-weight:bold;color:#1a1a1a;margin:0 0 20px">${htmlOf(briefing.headline)}</h1>`,
    heading(words.label('bottom_line')),
    paragraph(htmlOf(briefing.bottomLine), `${FONT};font-size:18px;line-height:27px;color:#1a1a1a;margin:0 0 24px`),
    ...takeaways(briefing, words),
    heading(words.label('mail_attached')),
    paragraph(`${escapeHtml(notes.fileName)} (PDF, ${escapeHtml(notes.fileSize)})<br>${escapeHtml(words.label('mail_attached_note'))}`, `${QUIET};margin:0 0 20px`),
    heading(words.label('mail_sources')),
    paragraph(escapeHtml(words.label('mail_sources_note')), `${QUIET};margin:0 0 20px`),
    ...imprint(briefing, words),
  ].filter((line) => line !== '');
}

function takeaways(briefing: Briefing, words: MailWords): string[] {
  if (briefing.takeaways.length === 0) return [];
  const side = briefing.edition.dir === 'rtl' ? 'right' : 'left';
  const items = briefing.takeaways.map((t) => takeaway(t, words, side));
  // Without its marks a list is no list to some screen readers, unless its role says so.
  return [heading(words.label('takeaways')), '<ul role="list" style="margin:0 0 24px;padding:0;list-style-type:none">', ...items, '</ul>'];
}

function takeaway(takeaway: Takeaway, words: MailWords, side: 'left' | 'right'): string {
  const basis = htmlOf(takeaway.basis);
  const lines = [
    plainOf(takeaway.lead) === '' ? '' : paragraph(`<strong>${htmlOf(takeaway.lead)}</strong>`, `${SANS};font-size:20px;line-height:26px;color:#1a1a1a;margin:0 0 4px`),
    paragraph(htmlOf(takeaway.text), `${FONT};font-size:16px;line-height:24px;color:#1a1a1a;margin:0 0 8px`),
    basis === '' ? '' : paragraph(basis, `${QUIET};margin:0 0 8px`),
    paragraph(`<strong>${escapeHtml(trustOf(takeaway, words))}</strong>`, `${QUIET};margin:0`),
  ].filter((line) => line !== '');
  return `<li style="margin:0 0 24px;padding:0;padding-${side}:12px;border-${side}:3px solid #767676">${lines.join('\n')}</li>`;
}

function imprint(briefing: Briefing, words: MailWords): string[] {
  const { brief, edition } = briefing;
  const lines = [
    edition.nextLabel === '' ? '' : `${escapeHtml(words.label('next') + words.word('colon'))} ${escapeHtml(edition.nextLabel)}`,
    brief.contact === '' ? '' : `${escapeHtml(words.label('contact') + words.word('colon'))} ${contact(brief.contact)}`,
    escapeHtml([...new Set([brief.publisher, brief.author])].filter((x) => x !== '').join(', ')),
    brief.licence === '' ? '' : `${escapeHtml(words.label('licence') + words.word('colon'))} ${escapeHtml(brief.licence)}`,
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [paragraph(lines.join('<br>'), `${QUIET};margin:0;padding:12px 0 0;border-top:1px solid #767676`)];
}

function contact(text: string): string {
  const address = maybeAddress(text);
  if (address !== undefined) return htmlLink(`mailto:${address.address}`, address.name === '' ? address.address : text);
  return isSafeLink(text) ? htmlLink(text, text) : escapeHtml(text);
}

function heading(text: string): string {
  return `<h2 style="${SANS};font-size:14px;line-height:20px;font-weight:bold;color:#1a1a1a;margin:0 0 8px">${escapeHtml(text)}</h2>`;
}

function paragraph(html: string, style: string): string {
  return `<p style="${style}">${html}</p>`;
}
