/** What was typed and never saved, offered when the story is opened again: to take or to leave. */
import { crel, gettext } from "django-prose-editor/editor";
import { get, post } from "newsroom/editor/api";
import { button } from "newsroom/editor/dialog";
import { writeFields } from "newsroom/desk/fields";
import { lockName, shelf } from "newsroom/desk/journal";

// As long as the server takes to notice that a page of another browser is gone.
const AGAIN_AFTER = 15_000;

/** The pages that are still being written. Of this browser's own, their locks tell for sure. */
async function pagesAlive(local, openOnServer) {
  if (!navigator.locks) return new Set(openOnServer);
  const { held } = await navigator.locks.query();
  const names = new Set(held.map(({ name }) => name));
  const here = new Set(local.map(({ key }) => key));
  return new Set([
    ...[...here].filter((key) => names.has(lockName(key))),
    ...openOnServer.filter((key) => !here.has(key)),
  ]);
}

/** Drafts that no open page is still writing, the newer copy of each, newest first. */
async function lostDrafts(journal) {
  const { user, story, urls } = journal;
  const local = shelf.all(user).filter((draft) => draft.article === story);
  let answer = { drafts: [], open: [], saved: [] };
  try {
    const known = local.map(({ key }) => key).join(",");
    answer = await get(urls.drafts, { article: story, known });
  } catch {
    // Without a connection there is what this browser kept.
  }
  for (const key of answer.saved) shelf.remove(user, key);
  const byKey = new Map();
  for (const draft of [...answer.drafts, ...local]) {
    const other = byKey.get(draft.key);
    if (!other || other.sequence < draft.sequence) byKey.set(draft.key, draft);
  }
  const alive = await pagesAlive(local, answer.open);
  const isAwaited = [...byKey.keys()].some((key) => alive.has(key));
  for (const key of [...answer.saved, ...alive, journal.key]) byKey.delete(key);
  const drafts = [...byKey.values()]
    .filter(({ fields }) => JSON.stringify(fields) !== journal.baseline)
    .sort((one, other) => other.typed - one.typed);
  return { drafts, isAwaited };
}

function whenTyped(draft) {
  const language = document.documentElement.lang || undefined;
  return new Date(draft.typed).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
}

class Offer {
  constructor(board, journal, body, draft) {
    Object.assign(this, { board, journal, body, draft });
    this.differences = crel("div", { className: "desk-offer-differences" });
    this.error = crel("p", { className: "be-error", role: "alert", hidden: true });
    this.element = crel("article", { className: "desk-offer" }, [
      crel("p", {}, [
        crel("strong", { textContent: draft.headline || gettext("Without a headline") }),
        ` · ${gettext("typed %s, not saved").replace("%s", whenTyped(draft))}`,
      ]),
      crel("div", { className: "desk-offer-actions" }, this.buttons()),
      this.error,
      this.differences,
    ]);
  }

  buttons() {
    const action = (label, run, options) => {
      const item = button(label, options);
      item.addEventListener("click", () => run.call(this));
      return item;
    };
    const take = action(gettext("Take it back"), this.take, { primary: true });
    const compare = action(gettext("Show what differs"), this.compare);
    const leave = action(gettext("Throw it away"), this.leave);
    return this.journal.story ? [take, compare, leave] : [take, leave];
  }

  take() {
    const { form } = this.journal;
    writeFields(form, this.draft.fields, this.body);
    // It belongs to the story as it was then: what was saved since is merged, not overwritten.
    if (this.draft.opened && form.elements.opened) form.elements.opened.value = this.draft.opened;
    this.journal.touch();
    this.journal.write();
    this.journal.send();
    this.forget();
    this.body.focus();
  }

  async compare() {
    try {
      const answer = await post(this.journal.urls.draft_compare, {
        article: this.journal.story,
        fields: JSON.stringify(this.draft.fields),
      });
      this.differences.innerHTML = answer.html;
    } catch (refusal) {
      this.refuse(refusal);
    }
  }

  leave() {
    if (window.confirm(gettext("Throw away what you typed? It cannot be brought back."))) this.forget();
  }

  async forget() {
    shelf.remove(this.journal.user, this.draft.key);
    this.element.remove();
    if (!this.board.querySelector(".desk-offer")) this.board.remove();
    try {
      await post(this.journal.urls.draft_discard, { key: this.draft.key });
    } catch (refusal) {
      // It never reached the server, or it is offered once more.
      if (!refusal.errors) throw refusal;
    }
  }

  refuse(refusal) {
    if (!refusal.errors) throw refusal;
    this.error.textContent = refusal.message;
    this.error.hidden = false;
  }
}

/** `body`: {bodyName, setBody, focus} of the story's editor. */
export async function offerDrafts(journal, body) {
  const { drafts, isAwaited } = await lostDrafts(journal);
  if (isAwaited) setTimeout(() => offerDrafts(journal, body), AGAIN_AFTER);
  document.querySelector(".desk-offers")?.remove();
  if (!drafts.length) return;
  const heading = crel("h2", { id: "desk-offers-heading", textContent: gettext("Typed and never saved") });
  const board = crel("section", { className: "desk-offers" }, [heading]);
  board.setAttribute("aria-labelledby", heading.id);
  for (const draft of drafts) board.append(new Offer(board, journal, body, draft).element);
  journal.form.prepend(board);
}
