/**
 * A save that stays on the page: the cursor, the selection and what can be undone are kept. What
 * needs another page after all (somebody has to decide, a file goes along) is sent as ever.
 *
 * The form's own submit event begins it, after session.js has seen that the right person is still
 * signed in and the journal has written what is sent; `desk:saving` and `desk:saved` tell the rest
 * of the page, the latter with `isWhole`: whether nothing was typed since.
 */
import { crel, gettext } from "django-prose-editor/editor";
import { post } from "newsroom/editor/api";
import { button, icon } from "newsroom/editor/dialog";
import { carry, restore } from "newsroom/desk/cursor";
import { clearErrors, showErrors } from "newsroom/desk/errors";

const TYPED = ["input", "change", "formset:added", "formset:removed"];
const TEXT = "textarea, input[type=text]";

function tell(name, detail = {}) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

class Saving {
  constructor(form, editor) {
    Object.assign(this, { form, editor, isSending: false, isTyped: false, typedSince: false });
    this.said = document.querySelector("[data-desk-said]");
    this.news = document.querySelector("[data-desk-news]");
    this.known = new WeakMap();
    const typed = ({ type, target }) => {
      // A text field tells of its change once more when it is left, perhaps after it was saved.
      if (type === "change" && target.matches?.(TEXT) && this.known.get(target) === target.value) return;
      // Not of the text itself: asked at every keystroke, its editor would write all of it anew.
      if (target === document.activeElement) this.known.set(target, target.value);
      this.isTyped = this.typedSince = true;
    };
    for (const name of TYPED) form.addEventListener(name, typed);
    window.django?.jQuery?.(form).on("select2:select select2:unselect select2:clear", typed);
    // On its way up, after the rows have been numbered and before the page counts as left.
    document.addEventListener("submit", (event) => this.begin(event));
    document.addEventListener("click", (event) => this.saveFirst(event));
  }

  /** A save that has a page of its own: the one that asks, or one with a file to send. */
  mayStay(submitter) {
    if (!submitter?.matches("[data-save], [data-enter-saves]") || document.querySelector(".desk-stale")) return false;
    return ![...this.form.querySelectorAll("input[type=file]")].some(({ files }) => files.length);
  }

  begin(event) {
    if (event.target !== this.form || event.defaultPrevented || this.isLeaving) return;
    if (!this.mayStay(event.submitter)) return;
    event.preventDefault();
    if (this.isSending) this.again = event.submitter;
    else this.send(event.submitter);
  }

  async send(submitter) {
    this.isSending = true;
    this.typedSince = false;
    tell("desk:saving");
    const data = new FormData(this.form, submitter);
    this.say(gettext("Saving …"));
    clearErrors(this.form);
    let answer;
    try {
      answer = await post(this.form.action || window.location.href, data);
    } catch (refusal) {
      this.refuse(refusal, submitter);
      return;
    } finally {
      this.isSending = false;
    }
    if (answer.saved) this.finish(answer);
    else this.sendWhole(submitter);
    this.sendAgain();
  }

  /** Pressed once more while the first save was under way: the second follows it. */
  sendAgain() {
    const { again } = this;
    this.again = null;
    if (again && !this.isLeaving) this.form.requestSubmit(again);
  }

  sendWhole(submitter) {
    this.isLeaving = true;
    this.form.requestSubmit(submitter);
    // The check of the session may have kept it here.
    setTimeout(() => { this.isLeaving = false; }, 5000);
  }

  finish(answer) {
    const isWhole = !this.typedSince;
    if (answer.url) {
      this.load(answer, isWhole);
      return;
    }
    this.form.elements.opened.value = answer.token;
    if (isWhole) this.setValues(answer.values);
    this.isTyped = !isWhole;
    this.hideRemovedRows();
    this.showParts(answer.parts);
    this.say(answer.said);
    this.notify(answer.notices);
    tell("desk:saved", { isWhole });
    const { next } = this;
    this.next = null;
    if (next && isWhole) window.location.assign(next);
  }

  /** Another page shows what is stored. Nothing of this one may be lost on the way. */
  load(answer, isWhole) {
    const isSamePage = new URL(answer.url, window.location.href).pathname === window.location.pathname;
    if (!isWhole && isSamePage) {
      // Typed while somebody else's words were merged in: this still follows the save that the
      // page was opened from, and is merged when it is saved itself.
      this.say(gettext("Saved and merged. What you typed since joins at the next save."));
      tell("desk:saved", { isWhole: false });
      return;
    }
    const isCarried = carry(this.form, this.editor, { ...answer, typed: !isWhole });
    if (!isWhole && !isCarried) return;
    this.isLeaving = true;
    tell("desk:saved", { isWhole: true });
    // Not reload(): a page that was itself the answer to a form would send that form once more.
    window.location.replace(isWhole && this.next ? this.next : answer.url);
  }

  refuse(refusal, submitter) {
    this.again = this.next = null;
    if (!refusal.errors) throw refusal;
    if (refusal.answer.errors && refusal.status === 400) {
      this.say(showErrors(this.form, refusal.errors).sentence, true);
      return;
    }
    // No connection, or a server that could not: everything is still here and in the journal.
    this.say(gettext("Not saved"), true);
    const retry = button(gettext("Try again"));
    retry.addEventListener("click", () => this.form.requestSubmit(submitter));
    this.notify([refusal.message], { action: retry, isAlert: true });
  }

  /** Text fields as they were stored: without stray spaces, with what a blank stands for. */
  setValues(values) {
    for (const [name, value] of Object.entries(values)) {
      const field = this.form.elements.namedItem(name);
      if (field?.matches?.(TEXT) && field.value !== value) {
        const { selectionStart, selectionEnd } = field;
        field.value = value;
        this.known.set(field, value);
        if (field === document.activeElement) field.setSelectionRange(selectionStart, selectionEnd);
      }
    }
  }

  /** What was taken out is stored nowhere any more; its fields stay, as the rows are counted. */
  hideRemovedRows() {
    for (const box of this.form.querySelectorAll(".desk-rows-box [name$='-DELETE']:checked")) {
      box.closest(".form-group").hidden = true;
    }
  }

  showParts(parts) {
    for (const [name, html] of Object.entries(parts)) {
      const part = document.querySelector(`[data-desk-part="${name}"]`);
      if (part && part.innerHTML.trim() !== html.trim()) part.innerHTML = html;
    }
  }

  say(words, isRefused = false) {
    if (!this.said) return;
    this.said.textContent = words;
    this.said.toggleAttribute("data-refused", isRefused);
  }

  notify(sentences, { action = null, isAlert = false } = {}) {
    this.news?.querySelector(".desk-news")?.remove();
    if (!sentences.length || !this.news) return;
    const dismiss = button("", { title: gettext("Dismiss"), "aria-label": gettext("Dismiss") });
    dismiss.append(icon("close"));
    const news = crel("div", { className: "desk-news", role: isAlert ? "alert" : "status" }, [
      crel("p", { textContent: sentences.join(" ") }),
      ...(action ? [action] : []),
      dismiss,
    ]);
    dismiss.addEventListener("click", () => news.remove());
    this.news.prepend(news);
  }

  /** A link to what concerns the whole story (publishing it) takes along what is typed. */
  saveFirst(event) {
    const link = event.target.closest?.("a[data-save-first]");
    const isPlain = !event.defaultPrevented && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const save = document.querySelector("[data-save]");
    if (!link || !isPlain || !this.isTyped || !save) return;
    event.preventDefault();
    this.next = link.href;
    this.form.requestSubmit(save);
  }
}

/** `body`: {bodyName, setBody, focus} of the story's editor, as the journal's offers take it. */
export function saveInPlace(form, editor, body) {
  if (!document.querySelector("[data-save]")) return;
  new Saving(form, editor);
  restore(form, editor, body);
}
