/** The requests for comment of a story, and the line that readers are given of them. */
import { crel, gettext } from "django-prose-editor/editor";
import { askedDialog, settledDialog } from "newsroom/desk/request_dialogs";
import { action, addressesOf, dataOf, refusalLine, send, setApart, showCount, trying, Unsent } from "newsroom/desk/talk";

/** Put a sentence into the text: where the cursor was left, or as a paragraph of its own at the end. */
export function putLine(editor, line, { atCursor }) {
  const { selection, doc, schema } = editor.state;
  const { $to, to } = selection;
  const { parent } = $to;
  if (atCursor && parent.isTextblock && parent.type !== schema.nodes.codeBlock) {
    const before = parent.textBetween(0, $to.parentOffset, " ", " ");
    const behind = parent.textBetween($to.parentOffset, parent.content.size, " ", " ");
    const text = `${/\S$/.test(before) ? " " : ""}${line}${/^\S/.test(behind) ? " " : ""}`;
    editor.chain().insertContentAt(to, { type: "text", text }).focus().run();
    return;
  }
  let end = doc.content.size;
  // The last paragraph only gives the cursor a place.
  if (doc.lastChild?.isTextblock && !doc.lastChild.content.size) end -= doc.lastChild.nodeSize;
  const paragraph = { type: "paragraph", content: [{ type: "text", text: line }] };
  editor.chain().insertContentAt(end, paragraph).focus(end + 1 + line.length).scrollIntoView().run();
}

class Requests {
  constructor(root, editor, textarea) {
    Object.assign(this, { root, editor, hadCursor: false });
    const { story, user, list } = root.dataset;
    Object.assign(this, { story, listUrl: list, sessionUrl: addressesOf(textarea).session });
    this.unsent = new Unsent(user, story);
    editor.on("focus", () => { this.hadCursor = true; });
    this.data = dataOf("desk-requests-data");
    this.list = root.querySelector("[data-requests-list]");
    this.news = crel("p", { className: "desk-unseen", role: "status" });
    this.list.after(this.news);
    setApart(root);
    this.draw();
  }

  take(answer) {
    Object.assign(this.data, answer);
    this.draw();
  }

  draw() {
    const { requests, line } = this.data;
    const ask = action(gettext("Note a request"), () => this.ask(null), { iconName: "add", "data-focus": "ask" });
    const buttons = crel("div", { className: "desk-note-actions" }, [ask]);
    if (requests.filter((asked) => asked.line).length > 1) {
      buttons.append(action(gettext("Put one line for all into the text"), () => this.put(line)));
    }
    const none = crel("p", { className: "desk-notes-none", textContent: gettext("Nobody has been asked for comment.") });
    const cards = requests.length ? requests.map((asked) => this.card(asked)) : [none];
    this.list.replaceChildren(...cards, buttons);
    const waiting = requests.filter(({ outcome }) => outcome === "waiting").length;
    showCount("comment-requests", gettext("Requests for comment"), waiting);
  }

  card(asked) {
    const { outcome, outcomeSaid, answered, overdue, deadline, contact, answer, line } = asked;
    const told = [outcomeSaid, answered].filter(Boolean).join(", ");
    const how = gettext("Asked by %(by)s, %(asked)s: %(howSaid)s")
      .replace("%(by)s", asked.by).replace("%(asked)s", asked.asked).replace("%(howSaid)s", asked.howSaid);
    const card = crel("article", { className: `desk-request desk-request-${outcome}`, tabIndex: -1, id: `comment-request-${asked.id}` }, [
      crel("h3", { textContent: asked.whom }),
      crel("p", { className: "desk-request-outcome", textContent: told }),
      crel("p", { className: "desk-note-who", textContent: contact ? `${how}, ${contact}` : how }),
    ]);
    if (deadline) {
      const late = overdue ? ` ${gettext("(past)")}` : "";
      const wanted = gettext("Answer wanted by %s").replace("%s", deadline) + late;
      card.append(crel("p", { className: `desk-note-who ${overdue ? "desk-request-late" : ""}`, textContent: wanted }));
    }
    if (answer) card.append(crel("p", { className: "desk-note-text", dir: "auto", textContent: answer }));
    if (line) card.append(crel("p", { className: "desk-request-line", textContent: line }));
    const error = refusalLine();
    card.append(this.bar(asked, error), error);
    return card;
  }

  bar(asked, error) {
    const waits = asked.outcome === "waiting";
    const bar = crel("div", { className: "desk-note-actions" });
    bar.append(action(waits ? gettext("Note the answer") : gettext("Change the answer"), () => this.settle(asked)));
    if (asked.line) bar.append(action(gettext("Put the line into the text"), () => this.put(asked.line)));
    bar.append(action(gettext("Correct"), () => this.ask(asked)));
    if (asked.deletable) {
      const remove = action(gettext("Delete"), () => {
        if (!window.confirm(gettext("Delete this request? It cannot be brought back."))) return;
        trying(error, remove, () => this.act(asked.id, { do: "delete" }));
      });
      bar.append(remove);
    }
    return bar;
  }

  ask(asked) {
    askedDialog({
      asked,
      data: this.data,
      unsent: this.unsent,
      onClose: () => this.focus(asked?.id),
      send: (values) => (asked
        ? this.act(asked.id, { do: "amend", ...values })
        : this.act(null, { article: this.story, ...values })),
    });
  }

  settle(asked) {
    settledDialog({
      asked,
      data: this.data,
      unsent: this.unsent,
      onClose: () => this.focus(asked.id),
      send: (values) => this.act(asked.id, { do: "settle", ...values }),
    });
  }

  async act(id, values) {
    this.take(await send(id ? `${this.listUrl}${id}/` : this.listUrl, values, this.sessionUrl));
    this.news.textContent = gettext("The list of requests has been changed.");
  }

  focus(id) {
    const place = id && document.getElementById(`comment-request-${id}`);
    (place || this.list.querySelector('[data-focus="ask"]'))?.focus({ preventScroll: true });
  }

  put(line) {
    putLine(this.editor, line, { atCursor: this.hadCursor });
    this.news.textContent = gettext("The line has been put into the text. Change it as you like.");
  }
}

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const root = document.querySelector("[data-desk-requests]");
  if (root && textarea.form?.contains(root) && editor.isEditable) new Requests(root, editor, textarea);
});
