// The message in a frame of a mail program's width, light or dark. Must not change what it says.
import { byId, press } from './elements.js';
import { fillFrame, frameDocument, rulesOf } from './frame.js';

export function createMailView() {
  const shown = { html: '', width: 680, scheme: 'light', scale: 1 };
  const frame = byId('mail-frame');
  const draw = async () => {
    const doc = await frameDocument(frame);
    let hasDark = false;
    // The media rules are rewritten from the message's own each time.
    doc.getElementById('bw-theme').textContent = '';
    frame.style.width = `${shown.width}px`;
    await fillFrame(doc, shown.html, () => undefined);
    for (const rule of rulesOf(doc.getElementById('bw-theme').sheet)) {
      if (rule.media === undefined || !/prefers-color-scheme/.test(rule.media.mediaText)) continue;
      const isDark = /prefers-color-scheme:\s*dark/.test(rule.media.mediaText);
      hasDark ||= isDark;
      rule.media.mediaText = isDark === (shown.scheme === 'dark') ? rule.media.mediaText.replaceAll(/\(prefers-color-scheme:\s*\w+\)/g, '(min-width: 0)') : 'not all';
    }
    const isTurned = shown.scheme === 'dark' && !hasDark;
    doc.getElementById('bw-sheets').textContent = isTurned ? 'html { filter: invert(1) hue-rotate(180deg); background: #fff; }' : `html { color-scheme: ${shown.scheme}; }`;
    byId('mail-note').textContent = isTurned ? 'The message has no dark styles; programs that darken it themselves show about this.' : '';
    frame.style.height = '0';
    frame.style.height = `${Math.ceil(doc.documentElement.scrollHeight)}px`;
  };
  for (const button of document.querySelectorAll('.post-bar button')) {
    button.addEventListener('click', () => {
      if (button.dataset.width !== undefined) shown.width = Number(button.dataset.width);
      else shown.scheme = button.dataset.scheme;
      press(document.querySelectorAll('[data-width]'), (one) => Number(one.dataset.width) === shown.width);
      press(document.querySelectorAll('[data-scheme]'), (one) => one.dataset.scheme === shown.scheme);
      void draw();
    });
  }
  return {
    show: async (html) => {
      shown.html = html;
      await draw();
    },
  };
}
