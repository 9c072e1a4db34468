// Changing the page in place: nothing is written that is already there, and a list keeps the element of each key,
// so that focus, selection and screen readers stay where they are.
export const room = document.getElementById("room");

export function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

export function setData(element, values) {
  for (const [name, value] of Object.entries(values)) {
    const text = String(value);
    if (element.dataset[name] !== text) element.dataset[name] = text;
  }
}

export function setAttribute(element, name, value) {
  if (!element) return;
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value);
}

export const show = (element, shown) => element && element.hidden === shown && (element.hidden = !shown);
export const disable = (element, disabled) => element && element.disabled !== disabled && (element.disabled = disabled);
export const slot = (element, name) => element.querySelector(`[data-slot="${name}"]`);
export const shownNow = (element) => element.checkVisibility({ visibilityProperty: true });

const places = new Map();

/** Sets every [data-text=name] of the page. */
export function text(name, value) {
  if (!places.has(name)) places.set(name, document.querySelectorAll(`[data-text="${name}"]`));
  for (const element of places.get(name)) setText(element, value);
}

export const list = (name) => document.querySelector(`[data-list="${name}"]`);

export function fresh(template) {
  return document.getElementById(template).content.firstElementChild.cloneNode(true);
}

/**
 * Makes the children of `parent` be one element for each item, in order.
 * @param {(item) => string} key  @param {(item) => Element} make  @param {(element, item) => void} fill
 */
export function fillList(parent, items, key, make, fill) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const element = known.get(key(item)) ?? make(item);
    element.dataset.key ??= key(item);
    fill(element, item);
    return element;
  });
  const kept = new Set(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) leaveList(parent, child);
  inOrder(parent, wanted);
}

/** The focus of an element that goes is handed to its neighbour, else to what holds the list. */
function leaveList(parent, child) {
  const focused = child.contains(document.activeElement);
  const next = child.nextElementSibling ?? child.previousElementSibling;
  child.remove();
  if (!focused) return;
  const control = next?.querySelector("button:not(:disabled), summary");
  (control && shownNow(control) ? control : parent.closest("[tabindex]"))?.focus({ preventScroll: true });
}

function inOrder(parent, wanted) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  wanted.forEach((element, place) => {
    const there = parent.children[place];
    if (there !== element) parent.insertBefore(element, there ?? null);
  });
  if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true });
}
