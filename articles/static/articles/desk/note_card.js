/** One note with its replies, as the list and the text show it. */
import { crel, gettext } from "django-prose-editor/editor";
import { action, apart, refusalLine, replaceKeepingFocus, trying } from "newsroom/desk/talk";

const GONE = gettext("The passage this was about has been deleted.");
const AWAITED = gettext("This passage has not been saved yet.");
const NOT_HERE = gettext("This passage is not in the text as you have it here.");
let count = 0;

function said(template, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`%(${name})s`, value), template);
}

function line(className, textContent) {
  return crel("p", { className, textContent });
}

function who({ author, at, edited }) {
  return crel("p", { className: "desk-note-who" }, [
    crel("b", { textContent: author }),
    ` ${at}${edited ? `, ${gettext("edited")}` : ""}`,
  ]);
}

function words({ text }) {
  return crel("p", { className: "desk-note-text", dir: "auto", textContent: text });
}

/**
 * `desk`: what a card can do: act(id, values), people, unsent, jump(id), list(id), places.
 * `place` is "list" or "text".
 */
export class NoteCard {
  constructor(desk, note, place) {
    Object.assign(this, { desk, note, place });
    this.error = refusalLine();
    this.element = this.draw();
  }

  draw() {
    const { note } = this;
    const element = crel("article", {
      className: `desk-note ${note.blocking && !note.resolved ? "desk-note-blocking" : ""}`,
      tabIndex: -1,
      "data-note": note.id,
    });
    if (this.place === "list") element.id = `note-${note.id}`;
    element.setAttribute("aria-label", said(gettext("Note by %(who)s"), { who: note.author }));
    element.append(...this.passage(), who(note), this.text(note), ...this.marks());
    if (note.replies.length) {
      element.append(crel("ol", { className: "desk-note-replies" }, note.replies.map((reply) => this.reply(reply))));
    }
    element.append(...(note.resolved ? [this.reopenBar()] : [this.replyBox(), this.bar()]), this.error);
    return element;
  }

  passage() {
    const { note, desk, place } = this;
    if (!note.quote || place === "text") return [];
    const isHere = desk.places.get(note.id);
    const quote = isHere
      ? action("", () => desk.jump(note.id), { title: gettext("Go to the passage"), "data-focus": "jump" })
      : crel("blockquote");
    quote.className = "desk-note-quote";
    quote.append(crel("span", { textContent: note.quote }));
    if (note.lost) return [quote, line("desk-note-lost", GONE)];
    if (isHere) return [quote];
    return [quote, line("desk-note-lost", note.awaited ? AWAITED : NOT_HERE)];
  }

  marks() {
    const { blocking, resolved } = this.note;
    if (resolved) return [line("desk-note-for", said(gettext("Resolved by %(by)s, %(at)s"), resolved))];
    return blocking ? [line("desk-note-mark", gettext("Must be settled before publishing"))] : [];
  }

  /** The words of a note or reply, in place of which they can be rewritten. */
  text(row) {
    if (this.editing !== row.id) return words(row);
    const box = this.box(`edit-${row.id}`, gettext("Your note"), row.text);
    const parts = [box];
    let blocking = null;
    if (row === this.note) {
      blocking = apart(crel("input", { type: "checkbox", checked: row.blocking }));
      parts.push(crel("label", { className: "desk-note-choice" }, [
        blocking, gettext("Must be settled before publishing"),
      ]));
    }
    const save = action(gettext("Save"), () => this.do(save, `edit-${row.id}`, row.id, {
      do: "edit", text: box.querySelector("textarea").value, is_blocking: blocking?.checked ? "on" : "",
    }), { primary: true });
    const cancel = action(gettext("Cancel"), () => {
      this.desk.unsent.set(`edit-${row.id}`, "");
      this.edit(null);
    });
    parts.push(crel("div", { className: "desk-note-actions" }, [save, cancel]));
    return crel("div", {}, parts);
  }

  reply(row) {
    const item = crel("li", {}, [who(row), this.text(row)]);
    if (row.rewritable && this.editing !== row.id) item.append(this.rewriting(row));
    return item;
  }

  box(name, label, value = "") {
    const id = `desk-note-field-${++count}`;
    const input = apart(crel("textarea", { id, value, rows: 2, className: "desk-note-input", "data-focus": name }));
    this.desk.unsent.keep(input, name);
    return crel("div", {}, [crel("label", { className: "desk-note-label", htmlFor: id, textContent: label }), input]);
  }

  replyBox() {
    const name = `reply-${this.note.id}`;
    const box = this.box(name, gettext("Reply"));
    const input = box.querySelector("textarea");
    input.rows = 1;
    input.placeholder = gettext("Reply …");
    const send = action(gettext("Reply"), () => this.do(send, name, this.note.id, { do: "reply", text: input.value }));
    send.hidden = !input.value;
    input.addEventListener("input", () => { send.hidden = !input.value.trim(); });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send.click();
    });
    box.className = "desk-note-reply";
    box.append(send);
    return box;
  }

  bar() {
    const { note, desk } = this;
    const resolve = action(gettext("Resolve"), () => this.do(resolve, "", note.id, { do: "resolve" }), {
      iconName: "check", "data-focus": "resolve",
    });
    const bar = crel("div", { className: "desk-note-actions" }, [resolve, this.assigning()]);
    if (note.rewritable && this.editing !== note.id) bar.append(...this.rewriting(note).childNodes);
    if (this.place === "text") bar.append(action(gettext("In the list"), () => desk.list(note.id), { "data-focus": "list" }));
    return bar;
  }

  reopenBar() {
    const reopen = action(gettext("Reopen"), () => this.do(reopen, "", this.note.id, { do: "reopen" }), { "data-focus": "reopen" });
    return crel("div", { className: "desk-note-actions" }, [reopen]);
  }

  rewriting(row) {
    const edit = action(gettext("Edit"), () => this.edit(row.id));
    const remove = action(gettext("Delete"), () => {
      if (window.confirm(gettext("Delete this? It cannot be brought back."))) this.do(remove, "", row.id, { do: "delete" });
    });
    for (const item of [edit, remove]) item.classList.add("desk-note-quiet");
    return crel("div", { className: "desk-note-actions" }, [edit, remove]);
  }

  assigning() {
    const { note, desk } = this;
    const select = apart(crel("select", { className: "desk-note-assign", "data-focus": "assign" }));
    select.setAttribute("aria-label", gettext("For"));
    const people = [...desk.people];
    if (note.assigned && !people.some(({ id }) => id === note.assigned.id)) people.push(note.assigned);
    select.append(new Option(gettext("For nobody"), ""));
    for (const { id, name } of people) select.append(new Option(said(gettext("For %(name)s"), { name }), id));
    select.value = note.assigned?.id ?? "";
    select.addEventListener("change", () => this.do(select, "", note.id, { do: "assign", assigned_to: select.value }));
    return select;
  }

  edit(id) {
    this.editing = id;
    this.redraw();
    this.element.querySelector(id ? `[data-focus="edit-${id}"]` : "[data-focus]")?.focus();
  }

  update(note) {
    this.note = note;
    this.redraw();
  }

  redraw() {
    const old = this.element;
    this.element = this.draw();
    replaceKeepingFocus(old, this.element);
  }

  async do(item, name, id, values) {
    await trying(this.error, item, async () => {
      await this.desk.act(id, values, () => {
        // Sent: nothing of it is to be written again.
        if (name) this.desk.unsent.set(name, "");
        this.editing = null;
      });
    });
  }
}
