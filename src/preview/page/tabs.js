// Tabs as readers of screens and keyboards know them: arrows move, Home and End jump.
import { byId } from './elements.js';

export function startTabs(list) {
  const tabs = [...list.querySelectorAll('[role=tab]')];
  list.addEventListener('click', (event) => {
    const tab = event.target.closest('[role=tab]');
    if (tab !== null) showTab(tab.id);
  });
  list.addEventListener('keydown', (event) => {
    const at = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = tabs[(next + tabs.length) % tabs.length];
    showTab(tab.id);
    tab.focus();
  });
}

/** `id` of a tab. */
export function showTab(id) {
  const chosen = byId(id);
  for (const tab of chosen.closest('[role=tablist]').querySelectorAll('[role=tab]')) {
    const isChosen = tab === chosen;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    byId(tab.getAttribute('aria-controls')).hidden = !isChosen;
  }
}
