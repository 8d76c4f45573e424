/** A note beside its passage: it opens where the text is, and takes nothing of the writing away. */
import { crel, gettext } from "django-prose-editor/editor";
import { button, icon } from "newsroom/editor/dialog";
import { chooseNote, edgesOfPassage } from "newsroom/editor/notes";
import { NoteCard } from "newsroom/desk/note_card";
import { setApart } from "newsroom/desk/talk";

// What the bars at the top and the bottom of the page cover.
const BARS = 96;

export class NotePopover {
  constructor(desk, editor, box) {
    Object.assign(this, { desk, editor, box, id: null });
    this.body = crel("div");
    const close = button("", { title: gettext("Close"), "aria-label": gettext("Close") });
    close.append(icon("close"));
    close.classList.add("be-button--plain", "desk-note-close");
    close.addEventListener("click", () => this.close({ focus: true }));
    this.element = crel("div", { className: "desk-note-popover", hidden: true, role: "dialog" }, [close, this.body]);
    this.element.setAttribute("aria-label", gettext("Note on this passage"));
    setApart(this.element);
    box.append(this.element);
    const escape = (event) => {
      if (event.key === "Escape" && this.id !== null) this.close({ focus: this.element.contains(event.target) });
    };
    this.element.addEventListener("keydown", escape);
    editor.view.dom.addEventListener("keydown", escape);
    addEventListener("resize", () => this.place());
  }

  open(note, { focus = false } = {}) {
    this.id = note.id;
    this.card = new NoteCard(this.desk, note, "text");
    this.body.replaceChildren(this.card.element);
    this.element.hidden = false;
    chooseNote(this.editor, note.id);
    this.place();
    this.uncover();
    if (focus) this.card.element.querySelector("textarea, button")?.focus({ preventScroll: true });
  }

  /** The note as it is now, or gone. */
  update(note) {
    if (this.id === null) return;
    if (!note || note.resolved) this.close({ focus: this.element.contains(document.activeElement) });
    else if (JSON.stringify(note) !== JSON.stringify(this.card.note)) this.card.update(note);
    this.place();
  }

  /** Below the passage, or above it where there is no room; on a phone at the page's end. */
  place() {
    if (this.id === null) return;
    const edges = edgesOfPassage(this.editor, this.id);
    if (!edges) {
      this.close();
      return;
    }
    const { start, end } = edges;
    const box = this.box.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const isBelow = end.bottom + height + BARS < innerHeight || start.top - height < BARS;
    const top = isBelow ? end.bottom + 8 : start.top - height - 8;
    this.element.style.top = `${top - box.top}px`;
    this.element.style.left = `${Math.max(8, Math.min(end.left - box.left - 40, box.width - width - 8))}px`;
  }

  /** On a phone the note lies over the page's end: the passage moves up to be seen beside it. */
  uncover() {
    const note = this.element.getBoundingClientRect();
    const { end } = edgesOfPassage(this.editor, this.id) ?? {};
    const isFixed = getComputedStyle(this.element).position === "fixed";
    if (end && isFixed && end.bottom > note.top) scrollBy({ top: end.bottom - note.top + 16 });
  }

  close({ focus = false } = {}) {
    if (this.id === null) return;
    this.id = null;
    this.element.hidden = true;
    this.body.replaceChildren();
    chooseNote(this.editor, null);
    if (focus) this.editor.view.focus();
  }
}
