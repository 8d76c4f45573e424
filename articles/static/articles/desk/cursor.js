/**
 * Where somebody was on the page, carried over to the page that takes its place: a new story gets
 * an address of its own, and a merged one is loaded with somebody else's words in it.
 */
import { readFields, writeFields } from "newsroom/desk/fields";

const CARRIED = "newsroom-carried";

function focused(form) {
  const { activeElement: element } = document;
  if (!element || !form.contains(element) || !element.name) return null;
  const hasRange = "selectionStart" in element && element.selectionStart !== null;
  return {
    name: element.name,
    range: hasRange ? [element.selectionStart, element.selectionEnd] : null,
  };
}

/** `typed`: the form holds more than was saved, with `token` as the save it follows. */
export function carry(form, editor, { url, token, typed }) {
  const { from, to } = editor.state.selection;
  const carried = {
    path: new URL(url, window.location.href).pathname,
    at: Date.now(),
    scroll: window.scrollY,
    text: editor.isFocused ? { from, to } : null,
    field: focused(form),
    token,
    fields: typed ? readFields(form) : null,
  };
  try {
    sessionStorage.setItem(CARRIED, JSON.stringify(carried));
    return true;
  } catch {
    return false;
  }
}

function take() {
  try {
    const carried = JSON.parse(sessionStorage.getItem(CARRIED));
    sessionStorage.removeItem(CARRIED);
    const isOurs = carried?.path === window.location.pathname && Date.now() - carried.at < 600_000;
    return isOurs ? carried : null;
  } catch {
    return null;
  }
}

/** Put back what the page before this one carried over. `body` as in offers.js. */
export function restore(form, editor, body) {
  const carried = take();
  if (!carried) return;
  if (carried.fields) {
    form.elements.opened.value = carried.token;
    writeFields(form, carried.fields, body);
  }
  window.scrollTo({ top: carried.scroll, behavior: "instant" });
  if (carried.text) {
    const end = editor.state.doc.content.size;
    const { from, to } = carried.text;
    editor.commands.setTextSelection({ from: Math.min(from, end), to: Math.min(to, end) });
    // The browser puts the caret of a text that gets the focus at its start; this puts it back at once.
    editor.view.focus();
  } else if (carried.field) {
    const element = form.elements.namedItem(carried.field.name);
    element?.focus?.({ preventScroll: true });
    if (carried.field.range) element?.setSelectionRange?.(...carried.field.range);
  }
}
