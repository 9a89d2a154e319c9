// Lays the edition out as sheets of paper: each column of the body is the text of one page, broken by the rules that also break the PDF.
// Where the browser cannot wrap columns (Firefox, Safari), the sheets stand side by side.

const MM = 96 / 25.4;
/** Millimetres between sheets, and room for their shadow. */
const GAP = 8;
/** CSS pixels above the imprint, as themes have it. */
const IMPRINT_SPACE = 12;
const canWrap = CSS.supports('column-wrap', 'wrap') && CSS.supports('column-height', '1mm');

/** For each rule of a theme: as on paper, not as on a screen, and a break between pages as one between columns. */
export function adaptToPaper(rule) {
  if (rule.media !== undefined && /\bprint\b/.test(rule.media.mediaText)) rule.media.mediaText = rule.media.mediaText.replaceAll(/\bprint\b/g, 'screen');
  else if (rule.media !== undefined && /\bscreen\b/.test(rule.media.mediaText)) rule.media.mediaText = 'not all';
  const { style } = rule;
  if (style === undefined) return;
  for (const side of ['breakBefore', 'breakAfter']) if (['page', 'left', 'right', 'recto', 'verso'].includes(style[side])) style[side] = 'column';
  if (style.breakInside === 'avoid-page') style.breakInside = 'avoid';
}

/** The rules that make sheets of the body; see `pageGeometry` for `paper`, in millimetres. */
export function sheetCss(paper) {
  const height = paper.height - paper.top - paper.bottom;
  const columns = canWrap
    ? `columns: 1; column-height: ${height}mm; column-wrap: wrap; row-gap: ${paper.top + paper.bottom + GAP}mm;`
    : `column-width: ${paper.width - 2 * paper.side}mm; height: ${height}mm; column-gap: ${2 * paper.side + GAP}mm;`;
  return `
html { background: none !important; text-rendering: geometricPrecision; overflow: hidden; }
body { position: relative; width: ${paper.width - 2 * paper.side}mm; max-width: none !important; padding: 0 !important;
  margin: ${paper.top + GAP}mm ${paper.side + GAP}mm 0 !important; column-fill: auto; ${columns} }
${landscapeCss(paper)}
body > :first-child { margin-top: ${paper.firstTop - paper.top}mm !important; }
.bw-sheet { position: absolute; z-index: -1; width: ${paper.width}mm; height: ${paper.height}mm; background: var(--ground, #fff); box-shadow: 0 1px 4px rgb(0 0 0 / 0.35); }
.bw-sheet span { position: absolute; font: 400 7.5pt/1 var(--face-label); color: var(--muted); white-space: nowrap; }
.bw-sheet .head { bottom: calc(100% - ${paper.top}mm + 5mm); inset-inline-start: ${paper.side}mm; }
.bw-sheet .mark { bottom: calc(100% - ${paper.top}mm + 5mm); inset-inline: 0; text-align: center; font-weight: 700; font-size: 9pt; color: var(--accent); }
.bw-sheet .foot { top: calc(100% - ${paper.bottom}mm + 5mm); inset-inline-start: ${paper.side}mm; }
.bw-sheet .folio { top: calc(100% - ${paper.bottom}mm + 5mm); inset-inline-end: ${paper.side}mm; font-weight: 600; color: var(--ink); }
[data-n] { cursor: pointer; border-radius: 2px; }
[data-n]:hover { outline: 1.5px solid #0b5fff; outline-offset: 1px; }
.bw-chosen { outline: 2.5px solid #0b5fff !important; outline-offset: 2px; background: #fff1b8; }`;
}

/** What stands on landscape pages is laid out below (or beside) the others, in columns of its own. */
function landscapeCss(paper) {
  const [width, height] = [paper.height - 2 * paper.side, paper.width - paper.top - paper.bottom];
  const columns = canWrap
    ? `columns: 1; column-height: ${height}mm; column-wrap: wrap; row-gap: ${paper.top + paper.bottom + GAP}mm;`
    : `column-width: ${width}mm; height: ${height}mm; column-gap: ${2 * paper.side + GAP}mm;`;
  return `
.bw-landscape { position: absolute; width: ${width}mm !important; margin: 0 !important; }
.bw-landscape:not(.imprint) { column-fill: auto; ${columns} }`;
}

/** The landscape tables, or an annex of nothing else, and the imprint after them; none where there are no such tables. */
function landscapeParts(doc) {
  const tables = doc.querySelector('.tables.landscape');
  if (tables === null) return [];
  const imprint = doc.querySelector('body > .imprint');
  return [tables.closest('.annex:not(:has(> .tables:not(.landscape)))') ?? tables, ...(imprint === null ? [] : [imprint])];
}

/** Moves the landscape parts behind `portrait` pages. Gives their number of pages. */
function drawLandscape(doc, paper, portrait) {
  const [part, imprint] = landscapeParts(doc);
  if (part === undefined) return 0;
  const [side, other] = canWrap ? ['top', 'left'] : ['left', 'top'];
  const begin = portrait * pitchOf(paper);
  const pitch = pitchOf(paper, true);
  const place = (element, at, across) => {
    element.style[side] = `${at}px`;
    element.style[other] = `${across}px`;
  };
  place(part, begin, 0);
  const zero = doc.body.getBoundingClientRect();
  const last = [...part.querySelectorAll('*')].flatMap((element) => [...element.getClientRects()]).reduce((end, box) => (end === undefined || (canWrap ? box.bottom > end.bottom : box.right > end.right || (box.right === end.right && box.bottom > end.bottom)) ? box : end), undefined);
  const along = last === undefined ? begin : canWrap ? last.bottom - zero.top : last.left - zero.left;
  const pages = Math.max(1, Math.floor((along - begin) / pitch) + 1);
  if (imprint === undefined) return pages;
  const used = canWrap ? along - begin - (pages - 1) * pitch : (last?.bottom ?? zero.top) - zero.top;
  const room = (paper.width - paper.top - paper.bottom) * MM - used - IMPRINT_SPACE;
  place(imprint, begin, 0);
  const fits = imprint.getBoundingClientRect().height <= room;
  const page = fits ? pages - 1 : pages;
  const down = fits ? used + IMPRINT_SPACE : 0;
  place(imprint, begin + page * pitch + (canWrap ? down : 0), canWrap ? 0 : down);
  return page + 1;
}

/** From one sheet to the next, in CSS pixels. */
function pitchOf(paper, isLandscape = false) {
  return ((canWrap !== isLandscape ? paper.height : paper.width) + GAP) * MM;
}

/** Draws the sheets behind the columns and writes page numbers where the document asks for them. Gives the number of pages, how many of them stand upright, and the size of all in CSS pixels. */
export function drawSheets(doc, paper, heads, dir) {
  const pitch = pitchOf(paper);
  for (const part of landscapeParts(doc)) part.classList.add('bw-landscape');
  const extent = canWrap ? doc.body.getBoundingClientRect().height + (paper.top + paper.bottom + GAP) * MM : doc.body.scrollWidth + (2 * paper.side + GAP) * MM;
  const portrait = Math.max(1, Math.round(extent / pitch));
  const count = portrait + drawLandscape(doc, paper, portrait);
  doc.getElementById('bw-sheets').dataset.portrait = String(portrait);
  for (const old of doc.querySelectorAll('.bw-sheet')) old.remove();
  for (let page = 1; page <= count; page++) doc.documentElement.append(sheet(doc, { page, count, portrait }, paper, heads, dir));
  for (const place of doc.querySelectorAll('[data-page-of]')) {
    const target = doc.getElementById(place.dataset.pageOf);
    place.textContent = target === null ? '' : String(pageOf(target, paper));
  }
  const along = portrait * pitch + (count - portrait) * pitchOf(paper, true) + GAP * MM;
  const across = ((canWrap === (count === portrait) ? paper.width : paper.height) + 2 * GAP) * MM;
  return { count, portrait, width: canWrap ? across : along, height: canWrap ? along : across };
}

function sheet(doc, { page, count, portrait }, paper, heads, dir) {
  const box = doc.createElement('div');
  box.className = 'bw-sheet';
  box.dir = dir;
  box.setAttribute('aria-hidden', 'true');
  const { left, top } = placeOfPage(page, paper, portrait);
  box.style.left = `calc(${left}px + ${GAP}mm)`;
  box.style.top = `calc(${top}px + ${GAP}mm)`;
  if (page > portrait) Object.assign(box.style, { width: `${paper.height}mm`, height: `${paper.width}mm` });
  const part = (name, text) => {
    const span = doc.createElement('span');
    span.className = name;
    span.textContent = text;
    return span;
  };
  box.append(...(page === 1 ? [] : [part('head', heads.head)]), part('mark', heads.mark), part('foot', heads.foot), part('folio', `${page} ${heads.of} ${count}`));
  return box;
}

/** The page, from 1, that an element begins on. */
export function pageOf(element, paper) {
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const begin = element.ownerDocument.body.getBoundingClientRect();
  const distance = canWrap ? box.top - begin.top + paper.top * MM : box.left - begin.left + paper.side * MM;
  if (element.closest('.bw-landscape') === null) return Math.max(1, Math.floor(distance / pitchOf(paper)) + 1);
  const portrait = Number(element.ownerDocument.getElementById('bw-sheets').dataset.portrait);
  return portrait + Math.max(1, Math.floor((distance - portrait * pitchOf(paper)) / pitchOf(paper, true)) + 1);
}

/** Where a page begins in the frame, in CSS pixels; `portrait`: how many stand upright. */
export function placeOfPage(page, paper, portrait) {
  const upright = Math.min(page - 1, portrait);
  const distance = upright * pitchOf(paper) + (page - 1 - upright) * pitchOf(paper, true);
  return canWrap ? { left: 0, top: distance } : { left: distance, top: 0 };
}

/** The column that an element stands in, as left and right in CSS pixels of the frame. */
export function columnOf(element, paper) {
  const isLandscape = element.closest('.bw-landscape') !== null;
  const left = element.ownerDocument.body.getBoundingClientRect().left + (canWrap ? 0 : placeOfPage(pageOf(element, paper), paper, Number(element.ownerDocument.getElementById('bw-sheets').dataset.portrait)).left);
  return { left, right: left + ((isLandscape ? paper.height : paper.width) - 2 * paper.side) * MM };
}
