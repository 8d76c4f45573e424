/** A comparison on a page of its own: steps through its changes, and to the save before and after. */
import { connect } from "../compare/compare.js";

const FIELDS = "input, textarea, select, [contenteditable=true]";
const STEPS = { j: "[data-earlier]", k: "[data-later]" };

connect(document.getElementById("hist-compared"));
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(FIELDS)) return;
  document.querySelector(STEPS[event.key] ?? null)?.click();
});
