/**
 * Footnotes and endnotes of pasted text: their marks and their list, as Word, Google Docs,
 * LibreOffice and web pages write them. A story has none; what they said is given back.
 */

// The ends of addresses that lead from a mark to its note, and back. A page's address stands
// before them where the browser wrote it out.
const TO_NOTE =
  /#(_?(ftn|edn)\d+|ftnt\d+|sd(foot|end)note\d+sym|(user-content-)?fn[-:_]?[\w-]+|cite_?note[\w.:-]*|(foot|end)note-?\d+|note-?\d+|[0-9a-f]{8}-[0-9a-f-]{27})$/i;
const TO_MARK =
  /#(_?(ftn|edn)ref\d+|ftnt_?ref\d+|sd(foot|end)note\d+anc|(user-content-)?fnref[-:_]?[\w-]+|cite_?ref[\w.:-]*|(foot|end)note-(anchor|ref)-?\d+|[0-9a-f-]{36}-link)$/i;
const MARKS = [
  '[role="doc-noteref"]', "[data-footnote-ref]", "sup.fn", "sup.reference", ".footnote-ref",
  ".footnote-anchor", ".MsoFootnoteReference", ".MsoEndnoteReference", ".FootnoteReference",
  ".EndnoteReference", ".sdfootnoteanc", ".sdendnoteanc", '[style*="mso-footnote-id"]',
  '[style*="mso-endnote-id"]',
].join(",");
const LISTS = [
  '[role="doc-endnotes"]', '[role="doc-footnotes"]', "[data-footnotes]", "section.footnotes",
  "div.footnotes", "ol.footnotes", "ol.references", "ol.wp-block-footnotes",
  '[style*="mso-element:footnote-list"]', '[style*="mso-element:endnote-list"]',
].join(",");
const NOTES = [
  '[role="doc-footnote"]', '[role="doc-endnote"]', "p.MsoFootnoteText", "p.MsoEndnoteText",
  "p.FootnoteText", "p.EndnoteText", 'div[id^="sdfootnote"]', 'div[id^="sdendnote"]',
  '[style*="mso-element:footnote"]', '[style*="mso-element:endnote"]', "div.footnote", "aside.footnote",
].join(",");
const BLOCKS = "li, p, div, dd, td, aside";
// A mark is short: [12], 3, iv, *, †.
const MARK_TEXT = /^\s*[[(]?\s*(\d{1,3}|[ivxlc]{1,5}|[a-z]|[*†‡§¶]{1,3})\s*[\])]?\s*$/i;
const BACK_SIGNS = /[↩↑⤴⏎^]\ufe0e?/g;

function linksTo(root, pattern) {
  return [...root.querySelectorAll("a[href]")].filter((link) => pattern.test(link.getAttribute("href")));
}

/** The words of a note, without its own mark and the sign that leads back. */
function wordsOf(note) {
  const copy = note.cloneNode(true);
  for (const link of linksTo(copy, TO_MARK)) link.remove();
  for (const mark of copy.querySelectorAll(MARKS)) mark.remove();
  return copy.textContent.replace(BACK_SIGNS, "").replace(/\s+/g, " ").trim();
}

/** The innermost notes, each once, in the order of the text. */
function notesIn(root) {
  const found = new Set(root.querySelectorAll(NOTES));
  for (const list of root.querySelectorAll(LISTS)) {
    const items = list.querySelectorAll("li");
    for (const item of items.length ? items : list.querySelectorAll(NOTES)) found.add(item);
  }
  // A link back stands in its note. A mark links to the note and may be named like a link back.
  for (const link of linksTo(root, TO_MARK)) {
    const block = link.closest(BLOCKS);
    if (block && block !== root && !TO_NOTE.test(link.getAttribute("href"))) found.add(block);
  }
  const notes = [...found];
  return notes
    .filter((note) => !notes.some((other) => other !== note && note.contains(other)))
    .sort((one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
}

/** Take out what is left of a list of notes: its empty boxes, its heading rule. */
function clear(element, root) {
  let box = element.parentElement;
  element.remove();
  while (box && box !== root && !box.textContent.trim()) {
    const empty = box;
    box = box.parentElement;
    empty.remove();
  }
}

function removeMarks(root) {
  const marks = new Set();
  for (const mark of root.querySelectorAll(MARKS)) marks.add(mark);
  for (const link of linksTo(root, TO_NOTE)) {
    if (MARK_TEXT.test(link.textContent)) marks.add(link);
  }
  let count = 0;
  for (const mark of marks) {
    if (!mark.isConnected || [...marks].some((other) => other !== mark && other.contains(mark))) continue;
    const raised = mark.closest("sup, a");
    (raised && raised.textContent.trim() === mark.textContent.trim() ? raised : mark).remove();
    count += 1;
  }
  return count;
}

/** Take the footnotes out: `{count, texts}`, how many there were and what they said. */
export function takeFootnotes(root) {
  const notes = notesIn(root);
  const texts = notes.map(wordsOf).filter(Boolean);
  const rules = notes.map((note) => ruleAbove(note, root)).filter(Boolean);
  for (const list of root.querySelectorAll(LISTS)) {
    if (list.isConnected && notes.some((note) => list.contains(note))) clear(list, root);
  }
  for (const note of notes) if (note.isConnected) clear(note, root);
  for (const rule of rules) rule.remove();
  return { count: Math.max(removeMarks(root), texts.length), texts };
}

/** The line that Google Docs and Word draw between a text and its notes. */
function ruleAbove(note, root) {
  let box = note;
  while (box !== root && !box.previousElementSibling) box = box.parentElement;
  const above = box === root ? null : box.previousElementSibling;
  return above?.tagName === "HR" ? above : null;
}
