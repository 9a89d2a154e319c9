// The preview's page: asks for the edition after each save, shows it in place, and what is wrong over it.
import { byId, press } from './elements.js';
import { findFaults } from './checks.js';
import { fitSheets } from './fitting.js';
import { fillFrame, frameDocument } from './frame.js';
import { createMailView } from './mail.js';
import { createPanel } from './panel.js';
import { adaptToPaper, drawSheets, pageOf, placeOfPage, sheetCss } from './sheets.js';
import { createSwitches } from './switches.js';
import { showTab, startTabs } from './tabs.js';
import { drawTrace } from './trace.js';

/** Milliseconds without another save until the pages are fitted again. */
const PAUSE = 400;
const stage = byId('stage');
const frame = byId('frame');
const state = { view: 'sheets', edition: undefined, size: undefined, scale: 1, chosen: '', asking: undefined, page: 0, less: 0, fitting: undefined };
const panel = createPanel({ show, showPage, trace });
const switches = createSwitches(() => void load('the choice'));
const mail = createMailView();
const doc = await frameDocument(frame);

/** What the server is asked for; an edition of two pages that is too long, with less in it. */
function query() {
  const asked = new URLSearchParams(switches.query());
  if (state.less > 0) asked.set('size', state.less);
  return asked;
}

/** Asks for the edition and shows it; an answer that has been overtaken is dropped. */
async function load(cause, less = 0) {
  state.less = less;
  state.asking?.abort();
  const asking = new AbortController();
  state.asking = asking;
  const begin = performance.now();
  // Their charts are drawn first.
  const asked = query();
  if (state.edition !== undefined && state.view === 'sheets') asked.set('view', figuresInView().join(','));
  say(cause === '' ? 'Making the edition …' : `Making it new after ${cause} …`);
  document.body.classList.add('busy');
  try {
    const answer = await (await fetch(`edition?${asked}`, { signal: asking.signal })).json();
    if (asking.signal.aborted) return;
    if (answer.ok) await showEdition(answer);
    // As a build does: less is printed until it fits.
    if (answer.ok && state.size.count > answer.pages.max && less < answer.lastSize) return load(cause, less + 1);
    switches.draw(answer.choices ?? state.edition?.choices, answer.current);
    showFaults(answer);
    document.body.dataset.revision = String(answer.revision);
    say(answer.ok ? `Shown${cause === '' ? '' : ` new after ${cause}`}, in ${((performance.now() - begin) / 1000).toFixed(2)} s.` : 'The edition cannot be made; what is shown is older.');
    document.body.classList.remove('busy');
  } catch (error) {
    if (!asking.signal.aborted) say(`The edition could not be shown: ${error.message}`);
  }
}

function figuresInView() {
  const top = stage.scrollTop - byId('paper').offsetTop;
  const left = stage.scrollLeft - byId('paper').offsetLeft;
  return [...doc.querySelectorAll('figure[id]')].filter((figure) => [...figure.getClientRects()].some((box) => box.bottom * state.scale > top && box.top * state.scale < top + stage.clientHeight && box.right * state.scale > left && box.left * state.scale < left + stage.clientWidth)).map((figure) => figure.id);
}

async function showEdition(edition) {
  clearTimeout(state.fitting);
  // What fitted before mostly fits after a save; another edition, and one of few pages, is fitted before it is seen.
  const isOther = JSON.stringify(state.edition?.current) !== JSON.stringify(edition.current) || edition.lastSize > 0;
  state.edition = edition;
  byId('title').textContent = edition.title;
  document.title = `${edition.title} (preview)`;
  byId('pdf').href = `brief.pdf?${switches.query()}`;
  byId('html').href = `brief.html?${query()}`;
  const css = sheetCss(edition.paper);
  const sheets = doc.getElementById('bw-sheets');
  if (sheets.textContent !== css) sheets.textContent = css;
  await fillFrame(doc, edition.html, adaptToPaper);
  if (isOther) await fitSheets(doc, edition.paper);
  else state.fitting = setTimeout(() => void fitAgain(edition), PAUSE);
  state.size = drawSheets(doc, edition.paper, edition.heads, edition.dir);
  fit();
  if (state.chosen !== '') choose(state.chosen);
  if (state.view === 'mail') await mail.show(edition.mail);
  // What is not in view can wait until the sheets have been drawn.
  requestAnimationFrame(() => setTimeout(() => drawPanel(edition)));
}

async function fitAgain(edition) {
  if (edition !== state.edition || !(await fitSheets(doc, edition.paper))) return;
  state.size = drawSheets(doc, edition.paper, edition.heads, edition.dir);
  fit();
  drawPanel(edition);
}

function drawPanel(edition) {
  if (edition !== state.edition) return;
  const titles = [...doc.body.querySelectorAll('h1, h2, figure[id]')].map((element) => ({ page: pageOf(element, edition.paper), text: element.localName === 'figure' ? (element.querySelector('.number')?.textContent ?? element.id).replace(/\.$/, '') : element.textContent.trim() }));
  panel.drawPages(Array.from({ length: state.size.count }, (_, at) => ({ page: at + 1, titles: titles.filter((t) => t.page === at + 1).map((t) => t.text) })));
  panel.drawFindings(doc, edition.findings);
  panel.drawFigures(doc, edition.figures);
  panel.drawNumbers(edition.numbers);
  panel.drawChecks(findFaults(doc, edition, state.size.count));
  state.page = 0;
  markPage();
}

/** The blocks of the command line, over the page, until there are none. */
function showFaults({ ok, count, problems }) {
  byId('faults').hidden = ok;
  byId('faults-title').textContent = ok ? '' : count === 1 ? 'One problem' : `${count} problems`;
  byId('faults-text').textContent = ok ? '' : problems;
}

/** Scales the frame as a whole, so that lines break as they do on paper. */
function fit() {
  if (state.size === undefined) return;
  const zoom = byId('zoom').value;
  const room = stage.clientWidth - 8;
  const scale = zoom === 'fit' ? Math.max(0.25, Math.min(1.25, room / Math.min(state.size.width, state.size.count > state.size.portrait ? 1240 : 900))) : Number(zoom);
  frame.style.width = `${state.size.width}px`;
  frame.style.height = `${state.size.height}px`;
  frame.style.transform = `scale(${scale})`;
  byId('paper').style.width = `${state.size.width * scale}px`;
  byId('paper').style.height = `${state.size.height * scale}px`;
  state.scale = scale;
}

function show(element) {
  setView('sheets');
  const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
  const paper = byId('paper');
  stage.scrollTo({ top: paper.offsetTop + box.top * state.scale - stage.clientHeight / 4, left: paper.offsetLeft + box.left * state.scale - stage.clientWidth / 3 });
}

function showPage(page) {
  setView('sheets');
  const { left, top } = placeOfPage(page, state.edition.paper, state.size.portrait);
  stage.scrollTo({ top: byId('paper').offsetTop + top * state.scale, left: byId('paper').offsetLeft + left * state.scale });
}

function markPage() {
  if (state.edition === undefined || state.view !== 'sheets') return;
  const middle = { top: (stage.scrollTop - byId('paper').offsetTop + stage.clientHeight / 2) / state.scale, left: (stage.scrollLeft + stage.clientWidth / 2) / state.scale };
  const pages = Array.from({ length: state.size.count }, (_, at) => at + 1);
  const page = pages.findLast((one) => {
    const place = placeOfPage(one, state.edition.paper, state.size.portrait);
    return place.top <= middle.top && place.left <= middle.left;
  }) ?? 1;
  if (page === state.page) return;
  state.page = page;
  byId('where').textContent = `Sheet ${page} of ${state.size.count}`;
  panel.markPage(page);
}

async function trace(id) {
  showTab('tab-numbers');
  choose(id);
  const place = doc.querySelector(`[data-n="${CSS.escape(id)}"]`);
  if (place !== null) show(place);
  await ask(id);
}

async function ask(id) {
  const asked = query();
  asked.set('number', id);
  drawTrace(await (await fetch(`trace?${asked}`)).json());
  byId('numbers').scrollTop = 0;
}

function choose(id) {
  state.chosen = id;
  for (const old of doc.querySelectorAll('.bw-chosen')) old.classList.remove('bw-chosen');
  for (const place of doc.querySelectorAll(`[data-n="${CSS.escape(id)}"]`)) place.classList.add('bw-chosen');
}

/** A number is traced, a link inside the document followed, any other opened beside the preview. */
function onClick(event) {
  const number = event.target.closest?.('[data-n]');
  const link = event.target.closest?.('a[href]');
  if (link !== null && link !== undefined) {
    event.preventDefault();
    const href = link.getAttribute('href');
    if (href.startsWith('#')) show(doc.getElementById(href.slice(1)) ?? doc.body);
    else if (/^(https|mailto):/.test(href)) window.open(href, '_blank', 'noopener,noreferrer');
  } else if (number !== null && number !== undefined) {
    showTab('tab-numbers');
    choose(number.dataset.n);
    void ask(number.dataset.n);
  }
}

function setView(view) {
  if (state.view === view) return;
  state.view = view;
  press(document.querySelectorAll('[data-view]'), (button) => button.dataset.view === view);
  byId('paper').hidden = view !== 'sheets';
  byId('post').hidden = view !== 'mail';
  byId('where').hidden = view !== 'sheets';
  if (view === 'mail' && state.edition !== undefined) void mail.show(state.edition.mail);
}

function say(text) {
  byId('status').textContent = text;
}

function listen() {
  const events = new EventSource('events');
  events.addEventListener('message', (event) => {
    const { revision, files } = JSON.parse(event.data);
    document.body.classList.remove('lost');
    if (document.body.dataset.revision !== String(revision)) void load(files.length === 0 ? '' : files.slice(0, 3).join(', '));
  });
  events.addEventListener('error', () => {
    document.body.classList.add('lost');
    say('The preview has ended. Start it again and open its new address.');
  });
}

doc.addEventListener('click', onClick);
startTabs(document.querySelector('[role=tablist]'));
for (const button of document.querySelectorAll('[data-view]')) button.addEventListener('click', () => setView(button.dataset.view));
byId('zoom').addEventListener('change', fit);
stage.addEventListener('scroll', markPage, { passive: true });
new ResizeObserver(fit).observe(stage);
listen();
