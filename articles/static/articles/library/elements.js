/** What the desk's small modules take from the body's editor, for pages without one. */

/** An element with its properties or attributes, and what is in it. */
export function crel(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A sentence in the desk's language, where a catalogue is loaded. */
export function gettext(text) {
  return window.gettext?.(text) ?? text;
}

/** The singular or plural of a sentence, its %s replaced by the number. */
export function ngettext(one, many, number) {
  const sentence = window.ngettext?.(one, many, number) ?? (number === 1 ? one : many);
  return sentence.replace("%s", number);
}

/** A button of the desk. */
export function deskButton(label, run, { first = false } = {}) {
  const className = first ? "desk-button desk-button-first" : "desk-button";
  const item = crel("button", { type: "button", className, textContent: label });
  item.addEventListener("click", run);
  return item;
}

/** An element from HTML that the server drew. */
export function fromHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** What the page was told. */
export function settingsOf(id = "library-settings") {
  return JSON.parse(document.getElementById(id).textContent);
}
