// A link that ends in #id_standfirst or #block-7 leads to that field, or to that part of the text.

const BLOCK = /^#block-([1-9]\d{0,4})$/;

/** The text's nth block, as the editor shows it, or the last one where there are fewer. */
function blockElement(number) {
  const blocks = document.querySelector(".ProseMirror")?.children ?? [];
  return blocks[Math.min(number, blocks.length) - 1];
}

/** Mark a block for a moment without touching its markup, which is the editor's. */
function mark(element) {
  if (!globalThis.Highlight) return;
  const range = new Range();
  range.selectNodeContents(element);
  CSS.highlights.set("desk-place", new Highlight(range));
  setTimeout(() => CSS.highlights.delete("desk-place"), 4000);
}

function showBlock(number) {
  const element = blockElement(number);
  if (!element) return;
  element.closest(".ProseMirror").focus({ preventScroll: true });
  const range = new Range();
  range.selectNodeContents(element);
  range.collapse(true);
  getSelection()?.removeAllRanges();
  getSelection()?.addRange(range);
  element.scrollIntoView({ block: "center" });
  mark(element);
}

function showPlace() {
  const block = BLOCK.exec(location.hash);
  if (block) return showBlock(Number(block[1]));
  const element = /^#[\w-]+$/.test(location.hash) && document.querySelector(location.hash);
  if (!element) return undefined;
  // A choice that select2 has put its own box in front of.
  const shown = element.matches(".select2-hidden-accessible")
    ? element.nextElementSibling?.querySelector(".select2-selection") ?? element
    : element;
  shown.scrollIntoView({ block: "center" });
  if (shown.matches("input, select, textarea, [tabindex]")) shown.focus({ preventScroll: true });
  return undefined;
}

// A link to where one is already changes no address.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('.desk-checks a[href^="#"]');
  if (link && link.hash === location.hash) showPlace();
});
addEventListener("hashchange", showPlace);
if (document.querySelector(".ProseMirror")) showPlace();
else document.addEventListener("prose-editor:ready", showPlace, { once: true });
