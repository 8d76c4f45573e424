/** The panel at the side: one picture's words, saved in place. Nothing typed there is lost. */
import { deskButton, gettext } from "newsroom/library/elements";
import { FocalPoint } from "newsroom/admin/focal";
import { get } from "newsroom/editor/api";
import { clock, Fields, saveRows, sentenceOf } from "newsroom/library/fields";

export class Panel {
  /** `tiles` shows what was saved; `onShown(id)` hears which picture is open, or null. */
  constructor(element, tiles, settings, { onShown }) {
    const { urls } = settings;
    Object.assign(this, { element, tiles, settings, urls, onShown, id: null, fields: null, turn: 0 });
    element.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.fields) this.save();
    });
    element.addEventListener("click", ({ target }) => {
      const action = target.closest("[data-do]")?.dataset.do;
      if (action) this.act(action);
    });
    element.addEventListener("keydown", (event) => this.press(event));
    addEventListener("beforeunload", (event) => {
      if (this.fields?.isTyped || this.isUnset?.()) event.preventDefault();
    });
  }

  act(action) {
    if (action === "close") this.close();
    else if (action === "after") this.step(1);
    else if (action === "before") this.step(-1);
    else if (action === "save-after") this.step(1);
  }

  press(event) {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === "s" && this.fields) this.save();
    else if (isCommand && event.key === "Enter" && this.fields) this.step(1);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The next picture, or the one before; the field one is in stays the same. */
  async step(by) {
    const tiles = this.tiles.all();
    const place = tiles.findIndex(({ dataset }) => dataset.id === this.id) + by;
    if (place >= tiles.length) await this.tiles.load();
    const next = this.tiles.all()[place];
    const name = document.activeElement?.closest?.("#lib-panel div[data-field]")?.dataset.field;
    if (next) await this.open(next.dataset.id, { focus: name ?? "" });
    else await this.leave();
  }

  /** Show a picture, once what was typed for the one before is safe. */
  async open(id, { focus } = {}) {
    const goOn = () => this.open(id, { focus });
    if (!(await this.leave(goOn))) return;
    const turn = ++this.turn;
    let answer;
    try {
      answer = await get(this.urls.panel.replace("/0/", `/${id}/`));
    } catch (refusal) {
      this.fail(sentenceOf(refusal));
      return;
    }
    // Another picture was chosen while this one was on its way, or something was typed meanwhile.
    if (turn !== this.turn || !(await this.leave(goOn))) return;
    this.fill(answer.html, id);
    this.fields = new Fields(this.element.querySelector(".lib-form"), answer.values);
    this.setUpFocalPoint();
    if (focus && this.fields.lines.has(focus)) this.fields.focus(focus);
    else if (focus === undefined) this.element.querySelector("h2").focus();
    this.element.scrollTop = 0;
  }

  fill(html, id) {
    this.element.innerHTML = html;
    this.element.hidden = false;
    this.element.querySelector("h2").tabIndex = -1;
    this.fields = null;
    this.isUnset = null;
    this.id = id;
    this.onShown(id);
  }

  /** Of a picture that is shown, for whoever may move it. */
  setUpFocalPoint() {
    const box = this.element.querySelector("[data-focal]");
    if (!box) return;
    const numbers = ["focal_x", "focal_y"].map((name) => this.fields.input(name));
    new FocalPoint(box, this.element.querySelector("[data-focal-crops]"), ...numbers);
  }

  fail(sentence) {
    if (this.fields) {
      this.status(sentence);
      return;
    }
    this.element.hidden = false;
    const word = document.createElement("p");
    word.className = "lib-error";
    word.setAttribute("role", "alert");
    word.textContent = sentence;
    this.element.replaceChildren(word, deskButton(gettext("Close"), () => this.close()));
  }

  status(sentence) {
    const line = this.element.querySelector(".lib-status");
    if (line) line.textContent = sentence;
  }

  /** Save what was typed before something else is shown; where that is refused, ask. */
  async leave(goOn = null) {
    this.ask(null);
    if (this.isUnset?.()) this.status(gettext("What is ticked has not been set yet."));
    else if (!this.fields?.isTyped || (await this.save())) return true;
    if (goOn) this.ask(goOn);
    return false;
  }

  ask(goOn) {
    const box = this.element.querySelector(".lib-ask");
    if (!box) return;
    box.hidden = !goOn;
    // Of the form for many as well: what it was to set is no save's to make.
    const discard = () => {
      this.fields?.reset();
      this.isUnset = null;
      goOn();
    };
    const item = deskButton(gettext("Leave it unsaved and go on"), discard);
    box.replaceChildren(...(goOn ? [item] : []));
  }

  /** Whether everything typed is stored now. */
  async save() {
    if (this.saving) await this.saving;
    this.saving = this.send().finally(() => { this.saving = null; });
    return this.saving;
  }

  async send() {
    const { fields, id } = this;
    const half = fields.halfTyped();
    fields.say(Object.fromEntries(half.map((name) => [name, [gettext("Give the day and the time.")]])));
    if (half.length) return this.refused(fields, gettext("Not saved."));
    const { values, was } = fields.typed();
    if (!Object.keys(values).length) {
      this.status(gettext("Nothing changed, so there was nothing to save."));
      return true;
    }
    this.status(gettext("Saving …"));
    let answer;
    try {
      answer = await saveRows(this.settings, [{ id: Number(id), values, was }]);
    } catch (refusal) {
      this.status(`${gettext("Not saved.")} ${sentenceOf(refusal)}`);
      return false;
    }
    this.tiles.draw(answer.tiles);
    const stored = answer.saved[id];
    if (!stored) {
      fields.say(answer.refused[id] ?? {}, answer.theirs[id] ?? {});
      return this.refused(fields, gettext("Not saved: see what is said at the fields."));
    }
    fields.keep(values, stored);
    this.showMarks(id);
    this.ask(null);
    this.status(gettext("Saved at %s.").replace("%s", clock()));
    return !fields.isTyped;
  }

  refused(fields, sentence) {
    this.status(sentence);
    fields.focusFirstError();
    return false;
  }

  /** What is wrong with the picture, as its place in the grid says it now. */
  showMarks(id) {
    const now = this.tiles.byId(id)?.querySelector(".lib-marks")?.cloneNode(true);
    now?.removeAttribute("id");
    this.element.querySelector(".lib-form > .lib-marks")?.remove();
    if (now) this.element.querySelector(".lib-about").after(now);
  }

  async close() {
    if (!(await this.leave(() => this.close()))) return;
    const id = this.id;
    this.turn += 1;
    Object.assign(this, { id: null, fields: null, isUnset: null });
    this.element.hidden = true;
    this.element.replaceChildren();
    this.onShown(null);
    this.tiles.byId(id)?.querySelector(".lib-open").focus();
  }
}
