// What can be seen to be wrong with the edition as it stands on its sheets. Must not change it.
import { columnOf, pageOf } from './sheets.js';

/** CSS pixels: rounding, and italics that lean over. */
const SLACK = 1.5;
const MOST = 30;

/** Each check with what it found: text, page, and the element to show. */
export function findFaults(doc, { paper, pages, gaps, figures }, count) {
  const elements = [...doc.body.querySelectorAll('*')].filter((element) => element.getClientRects().length > 0);
  const at = (element, text) => ({ text, element, page: pageOf(element, paper) });
  const length = count >= pages.min && count <= pages.max ? [] : [{ text: `${count} pages; the brief allows ${pages.min} to ${pages.max}.` }];
  return [
    { id: 'contrast', title: 'Contrast', good: 'All text has a contrast of 4.5 to 1 or more (3 to 1 where it is large).', found: faintText(elements).map(({ element, ratio, least }) => at(element, `“${excerpt(element)}” has ${ratio.toFixed(2)} to 1 and needs ${least}.`)) },
    { id: 'alt', title: 'Alternative text', good: `All ${figures.filter((f) => !f.isMissing).length} figures say what they show.`, found: [...doc.body.querySelectorAll('svg, img')].filter((picture) => picture.closest('[aria-hidden=true]') === null && nameOf(picture) === '').map((picture) => at(picture, 'A picture without alternative text.')) },
    { id: 'overflow', title: 'Overflow', good: 'Nothing stands outside its column.', found: outside(elements, paper).map(({ element, by }) => at(element, `“${excerpt(element)}” reaches ${Math.ceil(by)} pixels beyond its column.`)) },
    { id: 'untraced', title: 'Numbers without a trace', good: 'Every number in the running text can be traced.', found: untraced(doc).map(({ element, text, isOwn }) => at(element, isOwn ? `${text} (the author’s own words, and marked so)` : text)) },
    { id: 'length', title: 'Length', good: `${count} pages; the brief allows ${pages.min} to ${pages.max}.`, found: length },
    { id: 'gaps', title: 'Figures without data', good: 'Every figure of the brief has data.', isNote: true, found: gaps.map(({ figure, reason }) => ({ text: `${figure}: ${reason}.`, element: doc.getElementById(figure) ?? undefined, ...(doc.getElementById(figure) === null ? {} : { page: pageOf(doc.getElementById(figure), paper) }) })) },
  ];
}

/** Words of one's own: text that is a direct child. */
function ownText(element) {
  return [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data).join(' ').replace(/\s+/g, ' ').trim();
}

function excerpt(element) {
  const text = (element.textContent ?? '').replace(/\s+/g, ' ').trim();
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function nameOf(picture) {
  return (picture.getAttribute('aria-label') ?? picture.getAttribute('alt') ?? picture.querySelector('title')?.textContent ?? '').trim();
}

/** Text that is hard to read on its ground (WCAG 2.2, 1.4.3). Text on marks of a chart is judged where the chart is drawn. */
function faintText(elements) {
  const found = [];
  for (const element of elements) {
    if (found.length >= MOST) break;
    if (element.closest('svg') !== null || ownText(element) === '') continue;
    const style = getComputedStyle(element);
    const least = Number.parseFloat(style.fontSize) >= 24 || (Number.parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = contrast(colourOf(style.color), groundOf(element));
    if (ratio < least) found.push({ element, ratio, least });
  }
  return found;
}

function groundOf(element) {
  for (let at = element; at !== null; at = at.parentElement) {
    const colour = colourOf(getComputedStyle(at).backgroundColor);
    if (colour.alpha > 0.5 && at.localName !== 'html') return colour;
  }
  const sheet = element.ownerDocument.querySelector('.bw-sheet');
  return sheet === null ? colourOf('rgb(255, 255, 255)') : colourOf(getComputedStyle(sheet).backgroundColor);
}

function colourOf(text) {
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return { red, green, blue, alpha };
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance({ red, green, blue }) {
  const [r, g, b] = [red, green, blue].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The innermost elements of `main` that are wider than their column: a build refuses them. */
function outside(elements, paper) {
  const reach = (element) => {
    const { left, right } = columnOf(element, paper);
    return Math.max(0, ...[...element.getClientRects()].filter((box) => box.width > 0).map((box) => Math.max(box.right - right, left - box.left)));
  };
  const wide = elements.filter((element) => element.closest('main') !== null && element.closest('svg')?.parentElement?.closest('svg') == null && !(element.localName !== 'svg' && element.closest('svg') !== null) && reach(element) > SLACK);
  return wide.filter((element) => !wide.some((other) => other !== element && element.contains(other))).slice(0, MOST).map((element) => ({ element, by: reach(element) }));
}

/** Numbers are traced; labels, notes, cited statements and dates are not numbers that the brief measured. */
const NOT_MEASURED = '.n, sup, .number, .notes, .contents, .cross, .source, .measure, .basis, .when, .note, .register, caption, thead, svg, h3, [data-page-of]';
/** A numeral with what belongs to it, and the capital word before it: names hold numerals too (Qwen3, GPT-5, Apache 2.0). */
const NUMERAL = /((?:^|[.!?:]\s)?\p{Lu}[\p{L}\d.-]*\s)?(?<![\p{L}\d.-])(\d[\d.,]*[\p{L}\d-]*)(?:\s\d[\d.]*\p{Lu})?/gu;

/** Numerals of the running text that are no printed number. */
function untraced(doc) {
  const dates = datePattern(doc.documentElement.lang);
  const found = [];
  for (const element of doc.body.querySelectorAll('main p, main li, main td, main dd')) {
    if (found.length >= MOST || element.closest(NOT_MEASURED) !== null) continue;
    const walker = doc.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) => (node.parentElement.closest('p, li, td, dd') === element && node.parentElement.closest(NOT_MEASURED) === null ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const { 0: whole, 1: name, 2: numeral, index } of node.data.replaceAll(dates, (date) => ' '.repeat(date.length)).matchAll(NUMERAL)) {
        // A word that begins a sentence is a name only before a version.
        const isName = name !== undefined && (!/^(?:[.!?:]\s)/.test(name) && index > 0 || /^\d\.\d$/.test(numeral));
        if (isName || /\p{L}/u.test(numeral)) continue;
        const around = node.data.slice(Math.max(0, index - 24), index + whole.length + 16).replace(/\s+/g, ' ').trim();
        found.push({ element: node.parentElement, text: `“${around}”`, isOwn: element.closest('.callout.commentary') !== null });
      }
    }
  }
  return found;
}

/** Days, months and years as the language writes them. */
function datePattern(language) {
  const names = ['long', 'short'].flatMap((month) => Array.from({ length: 12 }, (_, at) => new Intl.DateTimeFormat(language || 'en', { month, timeZone: 'UTC' }).format(Date.UTC(2026, at, 15))));
  const months = [...new Set(names)].sort((a, b) => b.length - a.length).map((name) => name.replaceAll('.', '\\.')).join('|');
  return new RegExp(`\\d{1,2}(?:\\s?[–-]\\s?\\d{1,2})?\\s+(?:${months})(?:\\s+\\d{4})?|(?:${months})\\s+\\d{1,4}|\\b(?:19|20)\\d{2}(?:-\\d{2}(?:-\\d{2})?)?\\b`, 'gu');
}
