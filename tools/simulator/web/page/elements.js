// Small helpers for elements. What comes from outside is text, never markup.

/** The element with this id. */
export const part = (id) => document.getElementById(id);

/** A new element with attributes and content. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** Writes text only where it has changed, so that nothing is laid out for nothing. */
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

/** Sets an attribute only where it has changed. */
export function mark(target, name, value) {
  if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}
