/**
 * The list of all shortcuts. Whoever binds a key registers it here, from the definition that binds
 * it; "?" outside of a field, and Mod-/ anywhere, show the list.
 */
import { crel, gettext } from "django-prose-editor/editor";
import { button, openDialog } from "newsroom/editor/dialog";

const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
const NAMES = IS_MAC ? { Mod: "⌘", Alt: "⌥", Shift: "⇧" } : { Mod: "Ctrl" };
const known = new Map();
// Groups stand in the order in which they were first named.
const TYPED_IN = "input, textarea, select, [contenteditable=true]";

/** `keys` as in "Mod-Shift-F"; the same key of the same group is listed once. */
export function register({ group, keys, label }) {
  if (!known.has(group)) known.set(group, new Map());
  known.get(group).set(keys, label);
}

/** [[group, [[keys, label], …]], …] of everything registered so far. */
export function registered() {
  return [...known].map(([group, shortcuts]) => [group, [...shortcuts]]);
}

/** "Mod-Shift-F" as its keys are called on this machine: ["Ctrl", "Shift", "F"]. */
export function keyNames(keys) {
  // A hyphen can be the key itself.
  const parts = keys.split(/-(?=.)/);
  return parts.map((part) => NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}

function row([keys, label]) {
  const names = keyNames(keys).flatMap((name, place) => [place ? "+" : "", crel("kbd", { textContent: name })]);
  return crel("div", { className: "be-shortcut" }, [
    crel("dt", { textContent: label }),
    crel("dd", {}, names.filter(Boolean)),
  ]);
}

export function showShortcuts({ onClose = () => {} } = {}) {
  if (document.querySelector(".be-shortcuts")) return;
  openDialog({
    title: gettext("Keyboard shortcuts"),
    size: "medium",
    onClose,
    fill({ close, footer }) {
      const done = button(gettext("Close"), { primary: true, "data-autofocus": "" });
      done.addEventListener("click", close);
      footer.append(done);
      const groups = registered().map(([group, shortcuts]) =>
        crel("section", {}, [crel("h3", { textContent: group }), crel("dl", {}, shortcuts.map(row))]));
      // What scrolls can be scrolled by keyboard.
      const list = crel("div", { className: "be-shortcuts__list" }, groups);
      return crel("div", { className: "be-shortcuts", tabIndex: 0, role: "group", "aria-label": gettext("Keyboard shortcuts") }, [list]);
    },
  });
}

document.addEventListener("keydown", (event) => {
  const isMod = event.ctrlKey || event.metaKey;
  const isSlash = isMod && !event.altKey && event.key === "/";
  const isQuestion = event.key === "?" && !isMod && !event.altKey && !event.target.closest?.(TYPED_IN);
  if (event.defaultPrevented || event.isComposing || !(isSlash || isQuestion)) return;
  event.preventDefault();
  const { activeElement } = document;
  showShortcuts({ onClose: () => activeElement?.focus?.() });
});

register({ group: gettext("Desk"), keys: "?", label: gettext("This list, outside of a field") });
register({ group: gettext("Desk"), keys: "Mod-/", label: gettext("This list, anywhere") });
// desk.js presses this button for it.
const save = document.querySelector("button[data-save]");
if (save) register({ group: gettext("Desk"), keys: "Mod-S", label: save.textContent.trim() });
