// Puts a document into a frame, in place: only what differs is replaced, so that nothing flickers and the place is kept.

/** Elements that load, run or lead away. The frame's policy forbids them too. */
const REMOVED = 'script, iframe, frame, object, embed, link, meta, base, template';

/** Resolves when the frame can be filled. */
export function frameDocument(frame) {
  return new Promise((resolve) => {
    const ready = () => frame.contentDocument?.getElementById('bw-theme') !== null && frame.contentDocument?.readyState === 'complete';
    if (ready()) resolve(frame.contentDocument);
    else frame.addEventListener('load', () => resolve(frame.contentDocument), { once: true });
  });
}

/** Fills `doc` with the HTML document `html`; resolves when its faces are there. `adapt` is told each style rule once. */
export async function fillFrame(doc, html, adapt) {
  // The frame's own parser: under this page's policy, style attributes would be dropped.
  const next = new doc.defaultView.DOMParser().parseFromString(html, 'text/html');
  for (const element of next.body.querySelectorAll(REMOVED)) element.remove();
  const lines = [...next.querySelectorAll('style')].map((style) => style.textContent).join('\n').split('\n');
  for (const style of next.querySelectorAll('style')) style.remove();
  const faces = lines.filter((line) => line.startsWith('@font-face'));
  setText(doc.getElementById('bw-faces'), faces.join('\n'));
  const theme = doc.getElementById('bw-theme');
  if (setText(theme, lines.filter((line) => !line.startsWith('@font-face')).join('\n'))) for (const rule of rulesOf(theme.sheet)) adapt(rule);
  copyAttributes(next.documentElement, doc.documentElement);
  copyAttributes(next.body, doc.body);
  const body = next.body.innerHTML;
  if (doc.body.dataset.from !== String(hashOf(body))) {
    doc.body.replaceChildren(...[...next.body.childNodes].map((node) => doc.adoptNode(node)));
    doc.body.dataset.from = String(hashOf(body));
  }
  await Promise.race([doc.fonts.ready, new Promise((resolve) => setTimeout(resolve, 2000))]);
}

/** Every rule of a sheet, inside groups too. */
export function* rulesOf(sheet) {
  for (const rule of sheet.cssRules) {
    yield rule;
    if (rule.cssRules !== undefined && rule.cssRules.length > 0) yield* rulesOf(rule);
  }
}

function setText(style, text) {
  if (style.textContent === text) return false;
  style.textContent = text;
  return true;
}

function copyAttributes(from, to) {
  for (const { name } of [...to.attributes]) if (!from.hasAttribute(name) && name !== 'data-from') to.removeAttribute(name);
  for (const { name, value } of from.attributes) if (!name.startsWith('on') && to.getAttribute(name) !== value) to.setAttribute(name, value);
}

/** Tells two texts apart well enough for a picture on a screen. */
function hashOf(text) {
  let hash = 7;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return `${hash}.${text.length}`;
}
