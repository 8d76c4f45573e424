/**
 * The typing journal: what is typed and not saved is kept in this browser at once, and on the
 * server a moment later. It is offered again when the story is next opened (offers.js).
 */
import { gettext } from "django-prose-editor/editor";
import { post } from "newsroom/editor/api";
import { readFields, valueOf } from "newsroom/desk/fields";

const LOCAL_AFTER = 250;
const SERVER_AFTER = 2000;
// Somebody who never pauses is kept on the server all the same.
const SERVER_AT_LEAST = 10_000;
const RETRY_AFTER = 10_000;
const PREFIX = "newsroom-draft";
const LONGEST = 90 * 24 * 60 * 60 * 1000;

const SAYS = {
  clean: "",
  typing: gettext("Unsaved changes"),
  browser: gettext("Unsaved changes, kept in this browser"),
  server: gettext("Unsaved changes, kept on the server"),
  offline: gettext("No connection. Unsaved changes are kept in this browser."),
  nowhere: gettext("Unsaved changes are kept nowhere: save soon."),
};

/** A UUID, also where the page is not served over HTTPS and crypto.randomUUID is missing. */
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The browser's own copies, by user and page. A full or forbidden storage loses nothing else. */
export const shelf = {
  name: (user, key) => `${PREFIX}:${user}:${key}`,
  put(user, draft) {
    try {
      localStorage.setItem(shelf.name(user, draft.key), JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  },
  remove(user, key) {
    try {
      localStorage.removeItem(shelf.name(user, key));
    } catch {
      // Nothing was kept there either.
    }
  },
  all(user) {
    const found = [];
    try {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(`${PREFIX}:${user}:`)) continue;
        const draft = JSON.parse(localStorage.getItem(name));
        if (Date.now() - draft.typed > LONGEST) localStorage.removeItem(name);
        else found.push(draft);
      }
    } catch {
      // A damaged or forbidden storage offers nothing.
    }
    return found;
  },
};

export const lockName = (key) => `${PREFIX}:${key}`;

export class Journal {
  constructor(form, { urls, user, story, status }) {
    Object.assign(this, { form, urls, user, story, status });
    this.key = newKey();
    this.sequence = 0;
    this.sent = 0;
    this.timers = {};
    this.baseline = this.text = JSON.stringify(readFields(form));
    this.listeners = new Set();
    // Held as long as the page lives, however it ends: what is locked is nobody's lost work.
    navigator.locks?.request(lockName(this.key), () => new Promise(() => {}));
    this.listen();
  }

  listen() {
    const touched = () => this.touch();
    for (const name of ["input", "change", "formset:added", "formset:removed"]) {
      this.form.addEventListener(name, touched);
    }
    window.django?.jQuery?.(this.form).on("select2:select select2:unselect select2:clear", touched);
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.flush();
    });
    addEventListener("pagehide", () => this.flush());
    addEventListener("online", () => this.send());
    // Before the form's values are collected: the save has to say what it saves.
    document.addEventListener("submit", ({ target }) => {
      if (target === this.form) this.write();
    }, { capture: true });
    document.addEventListener("desk:saving", () => { this.saving = this.text; });
    document.addEventListener("desk:saved", ({ detail }) => this.settle(detail));
  }

  onTouch(listener) {
    this.listeners.add(listener);
  }

  touch() {
    for (const listener of this.listeners) listener();
    if (this.state === "clean" || !this.state) this.say("typing");
    this.timers.local ??= setTimeout(() => this.write(), LOCAL_AFTER);
    clearTimeout(this.timers.pause);
    this.timers.pause = setTimeout(() => this.send(), SERVER_AFTER);
    this.timers.most ??= setTimeout(() => this.send(), SERVER_AT_LEAST);
  }

  get isChanged() {
    return this.text !== this.baseline;
  }

  draft() {
    const fields = JSON.parse(this.text);
    return {
      key: this.key,
      article: this.story,
      opened: this.form.elements.opened?.value ?? "",
      headline: valueOf(fields, "headline"),
      typed: Date.now(),
      sequence: this.sequence,
      fields,
    };
  }

  /** Into this browser's own storage. */
  write() {
    clearTimeout(this.timers.local);
    this.timers.local = null;
    const text = JSON.stringify(readFields(this.form));
    if (text !== this.text) {
      this.text = text;
      this.sequence += 1;
    }
    this.form.elements.draft.value = `${this.key}:${this.sequence}`;
    if (!this.isChanged) {
      shelf.remove(this.user, this.key);
      this.say("clean");
      return;
    }
    this.isKept = shelf.put(this.user, this.draft());
    if (this.state !== "offline") this.say(this.isKept ? "browser" : "typing");
  }

  /** To the server, if there is anything new. */
  async send() {
    clearTimeout(this.timers.pause);
    clearTimeout(this.timers.most);
    this.timers.most = null;
    if (this.timers.local) this.write();
    if (this.sequence === this.sent || (!this.isChanged && !this.sent)) return;
    const { sequence } = this;
    try {
      await post(this.urls.drafts, this.values());
      this.sent = Math.max(this.sent, sequence);
      if (sequence === this.sequence && this.isChanged) this.say("server");
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      if (refusal.status) this.say(this.isKept ? "browser" : "nowhere", refusal.message);
      else this.say(this.isKept ? "offline" : "nowhere");
      clearTimeout(this.timers.retry);
      this.timers.retry = setTimeout(() => this.send(), RETRY_AFTER);
    }
  }

  values() {
    const draft = this.draft();
    return {
      key: draft.key,
      article: draft.article,
      opened: draft.opened,
      sequence: draft.sequence,
      fields: JSON.stringify(draft.fields),
    };
  }

  /** Where the page may be gone in a moment. */
  flush() {
    if (this.timers.local) this.write();
    if (this.isChanged && this.sequence !== this.sent) this.send();
  }

  /**
   * After a save that left the page open. `isWhole`: nothing was typed since, so that what stands in
   * the form is what is stored; else what was typed since then is still unsaved.
   */
  settle({ isWhole = false } = {}) {
    if (isWhole) this.text = JSON.stringify(readFields(this.form));
    this.baseline = isWhole ? this.text : this.saving ?? this.text;
    this.saving = null;
    this.sent = 0;
    this.write();
    if (this.isChanged) this.touch();
  }

  say(state, sentence = "") {
    const said = sentence ? `${SAYS[state]} (${sentence})` : SAYS[state];
    this.state = state;
    if (!this.status || this.said === said) return;
    this.said = said;
    this.status.dataset.state = state;
    this.status.textContent = said;
  }
}
