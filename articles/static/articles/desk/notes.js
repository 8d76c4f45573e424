/**
 * The notes on a story: the list below its form, the marks in its text and what is asked of the
 * server. What others write appears within seconds.
 */
import { crel, gettext } from "django-prose-editor/editor";
import { get } from "newsroom/editor/api";
import { goToPassage, showNotes } from "newsroom/editor/notes";
import { NoteCard } from "newsroom/desk/note_card";
import { composeNote } from "newsroom/desk/note_compose";
import { NotePopover } from "newsroom/desk/note_popover";
import { action, addressesOf, dataOf, send, setApart, showCount, Unsent } from "newsroom/desk/talk";

const EVERY = 5000;
const EVERY_UNHEARD = 20_000;

class NotesDesk {
  constructor(root, editor, textarea) {
    Object.assign(this, { root, editor });
    const { story, user, list, people } = root.dataset;
    Object.assign(this, { story, listUrl: list, peopleUrl: people });
    this.sessionUrl = addressesOf(textarea).session;
    this.unsent = new Unsent(user, story);
    this.people = [];
    this.places = new Map();
    this.cards = new Map();
    this.build();
    editor.storage.passageNotes.listener = {
      write: (passage) => this.compose(passage),
      open: (id, options) => this.show(id, options),
      close: () => this.popover.close(),
      places: (places) => this.placed(places),
    };
    this.popover = new NotePopover(this, editor, textarea.closest(".be-editor"));
    this.take(dataOf("desk-notes-data"));
    this.start();
  }

  build() {
    const list = this.root.querySelector("[data-notes-list]");
    this.none = crel("p", { className: "desk-notes-none", textContent: gettext("No open notes.") });
    this.open = crel("div", { className: "desk-notes-open" });
    this.summary = crel("summary");
    this.settled = crel("div");
    this.resolved = crel("details", { className: "desk-notes-resolved" }, [this.summary, this.settled]);
    this.news = crel("p", { className: "desk-unseen", role: "status" });
    const story = action(gettext("Note on the story"), () => this.compose(null), { iconName: "add_comment" });
    this.buttons = crel("div", { className: "desk-note-actions" }, [story]);
    list.replaceChildren(this.none, this.open, this.buttons, this.resolved, this.news);
    setApart(this.root);
  }

  start() {
    const soon = () => { if (document.visibilityState === "visible") this.ask(); };
    document.addEventListener("visibilitychange", soon);
    document.addEventListener("desk:saved", () => this.ask());
    this.timer = setTimeout(() => this.ask(), EVERY);
    this.askForPeople();
    const linked = /^#note-(\d+)$/.exec(location.hash);
    if (linked) this.list(Number(linked[1]));
  }

  async askForPeople() {
    try {
      this.people = (await get(this.peopleUrl)).people;
      for (const card of this.cards.values()) card.redraw();
    } catch (refusal) {
      // Notes can be written without; who has one is shown all the same.
      if (!refusal.errors) throw refusal;
    }
  }

  /** Hear whether there is anything new. */
  async ask() {
    clearTimeout(this.timer);
    let next = EVERY;
    try {
      const { stamp } = this;
      const answer = await get(this.listUrl, { article: this.story, known: stamp });
      // What was done here meanwhile is newer.
      if (answer.notes && stamp === this.stamp) this.take(answer, { fromOthers: true });
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      next = EVERY_UNHEARD;
    }
    clearTimeout(this.timer);
    if (document.visibilityState === "visible") this.timer = setTimeout(() => this.ask(), next);
  }

  async act(id, values, onSent) {
    const answer = await send(`${this.listUrl}${id}/`, values, this.sessionUrl);
    onSent?.();
    const had = this.open.contains(document.activeElement);
    this.take(answer);
    // What had the focus may have gone from the list.
    if (had && !this.root.contains(document.activeElement)) {
      (this.open.querySelector(".desk-note") ?? this.buttons.firstChild).focus();
    }
  }

  compose(passage) {
    composeNote({
      passage,
      people: this.people,
      unsent: this.unsent,
      onClose: () => { if (passage) this.editor.commands.focus(); else this.buttons.firstChild.focus(); },
      send: async (values) => {
        this.take(await send(this.listUrl, { article: this.story, ...values }, this.sessionUrl));
        this.say(gettext("The note has been added."));
      },
    });
  }

  /** Show the list as the server tells it. */
  take({ stamp, notes }, { fromOthers = false } = {}) {
    const known = new Set(this.cards.keys());
    this.stamp = stamp;
    this.notes = notes;
    this.draw();
    // Before its mark may go, and it with it: whoever settled it there writes on in the text.
    this.popover.update(this.find(this.popover.id));
    showNotes(this.editor, notes.filter(({ resolved }) => !resolved));
    const fresh = notes.find(({ id }) => !known.has(id));
    if (fromOthers && fresh) this.say(gettext("New note by %s.").replace("%s", fresh.author));
  }

  draw() {
    const ids = new Set(this.notes.map(({ id }) => id));
    for (const [id, card] of this.cards) {
      if (!ids.has(id)) card.element.remove();
      if (!ids.has(id)) this.cards.delete(id);
    }
    const [open, settled] = [[], []];
    for (const note of this.notes) (note.resolved ? settled : open).push(this.card(note));
    inOrder(this.open, open);
    inOrder(this.settled, settled);
    this.none.hidden = open.length > 0;
    this.resolved.hidden = !settled.length;
    this.summary.textContent = settled.length === 1
      ? gettext("1 resolved note")
      : gettext("%s resolved notes").replace("%s", settled.length);
    showCount("notes", gettext("Notes"), open.length);
  }

  card(note) {
    const known = this.cards.get(note.id);
    if (!known) this.cards.set(note.id, new NoteCard(this, note, "list"));
    else if (JSON.stringify(known.note) !== JSON.stringify(note)) known.update(note);
    return this.cards.get(note.id).element;
  }

  find(id) {
    return this.notes.find((note) => note.id === id) ?? null;
  }

  /** Where the passages are in the text as it is here. */
  placed(places) {
    const before = this.places;
    this.places = places;
    for (const [id, card] of this.cards) {
      if (Boolean(before.get(id)) !== Boolean(places.get(id))) card.redraw();
    }
    this.popover?.place();
  }

  show(id, options) {
    const note = this.find(id);
    if (note && (options?.focus || this.popover.id !== id)) this.popover.open(note, options);
  }

  jump(id) {
    if (goToPassage(this.editor, id)) this.show(id);
  }

  /** From the text, or from a link, to the note in the list. */
  list(id) {
    const card = this.cards.get(id);
    if (!card) return;
    this.popover.close();
    document.dispatchEvent(new CustomEvent("desk:show-tab", { detail: { id: "notes" } }));
    if (card.note.resolved) this.resolved.open = true;
    card.element.scrollIntoView({ block: "center" });
    card.element.focus({ preventScroll: true });
  }

  say(sentence) {
    this.news.textContent = sentence;
  }
}

/** Elements as children in this order; what stands right is not touched, so that it keeps focus. */
function inOrder(parent, elements) {
  elements.forEach((element, index) => {
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
  });
  while (parent.children.length > elements.length) parent.lastElementChild.remove();
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const root = document.querySelector("[data-desk-notes]");
  if (root && textarea.form?.contains(root) && editor.isEditable) new NotesDesk(root, editor, textarea);
});
