// Makes and finds elements. Text goes in as text, never as HTML.

/** The element with this id, which the page has. */
export const byId = (id) => document.getElementById(id);

/** An element with attributes (or, for functions, listeners) and children; what is undefined or false is left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== false && child !== ''));
  return element;
}

/** Marks one of a group of buttons as pressed. */
export function press(buttons, isPressed) {
  for (const button of buttons) button.setAttribute('aria-pressed', String(isPressed(button)));
}
