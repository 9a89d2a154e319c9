// Month, language, paper, theme and variant: what the address of the page says, and what can be chosen.
import { byId, make } from './elements.js';

const NAMES = ['month', 'locale', 'page', 'theme', 'variant'];
const LISTS = { month: 'months', locale: 'locales', page: 'pages', theme: 'themes', variant: 'variants' };

/** `onChange` is called after a choice. A choice stays in the address, so that reloading the page keeps it. */
export function createSwitches(onChange) {
  const query = new URLSearchParams(location.search);
  const chosen = new URLSearchParams(NAMES.flatMap((name) => (query.has(name) ? [[name, query.get(name)]] : [])));
  for (const name of NAMES) {
    byId(name).addEventListener('change', () => {
      chosen.set(name, byId(name).value);
      // Another variant has its own paper and theme.
      if (name === 'variant') for (const other of ['page', 'theme']) chosen.delete(other);
      history.replaceState(null, '', `?${chosen}`);
      onChange();
    });
  }
  return {
    /** What the server is asked for. */
    query: () => chosen.toString(),
    draw: (choices, current) => {
      for (const name of NAMES) {
        const select = byId(name);
        const value = chosen.get(name) ?? current?.[name] ?? select.value;
        const values = choices?.[LISTS[name]] ?? [];
        const all = values.includes(value) ? values : [value, ...values];
        const texts = all.map((one) => (name === 'variant' && one === '' ? 'none' : one));
        if ([...select.options].map((o) => o.text).join('\n') !== texts.join('\n')) select.replaceChildren(...all.map((one, at) => make('option', { value: one }, texts[at])));
        select.value = value;
        select.disabled = values.length < 2 && all.length < 2;
      }
    },
  };
}
