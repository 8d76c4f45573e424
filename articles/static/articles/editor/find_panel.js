import { crel, gettext } from "django-prose-editor/editor";
import { button, icon } from "newsroom/editor/dialog";

const PAUSE = 120;

function pressable(label, text) {
  return button(text, { title: label, "aria-label": label, "aria-pressed": "false" });
}

function iconButton(label, name) {
  const element = button("", { title: label, "aria-label": label });
  element.append(icon(name));
  return element;
}

/** The bar of find and replace, under the toolbar. It is no dialog: the text can be typed in. */
export class FindPanel {
  constructor(finder) {
    this.finder = finder;
    this.isOpen = false;
    this.build();
    this.listen();
    finder.onChange((state) => this.count(state));
  }

  build() {
    const input = (label) => crel("input", {
      type: "text", className: "be-search", "aria-label": label, placeholder: label,
      autocomplete: "off", spellcheck: false,
    });
    this.words = input(gettext("Find in the text"));
    this.other = input(gettext("Replace with"));
    this.matchCase = pressable(gettext("Match case"), "Aa");
    this.wholeWords = pressable(gettext("Whole words"), "|ab|");
    this.said = crel("span", { className: "be-find__count", role: "status" });
    this.previous = iconButton(gettext("Previous"), "keyboard_arrow_up");
    this.next = iconButton(gettext("Next"), "keyboard_arrow_down");
    this.shut = iconButton(gettext("Close"), "close");
    this.one = button(gettext("Replace"));
    this.all = button(gettext("Replace all"));
    this.element = crel("div", {
      className: "be-find", role: "search", "aria-label": gettext("Find and replace"), hidden: true,
    }, [
      crel("div", { className: "be-find__row" }, [
        this.words, this.matchCase, this.wholeWords, this.said, this.previous, this.next, this.shut,
      ]),
      crel("div", { className: "be-find__row" }, [
        this.other, this.one, this.all,
        crel("span", { className: "be-help", textContent: gettext("Captions are not searched.") }),
      ]),
    ]);
  }

  listen() {
    this.words.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    });
    for (const toggle of [this.matchCase, this.wholeWords]) {
      toggle.addEventListener("click", () => {
        toggle.setAttribute("aria-pressed", String(toggle.getAttribute("aria-pressed") !== "true"));
        this.search();
      });
    }
    this.previous.addEventListener("click", () => this.step(-1));
    this.next.addEventListener("click", () => this.step(1));
    this.shut.addEventListener("click", () => this.close());
    this.one.addEventListener("click", () => this.replace());
    this.all.addEventListener("click", () => this.replaceAll());
    this.element.addEventListener("keydown", (event) => this.key(event));
    // These fields are no part of the story: typing in them leaves nothing unsaved.
    for (const name of ["input", "change"]) {
      this.element.addEventListener(name, (event) => event.stopPropagation());
    }
  }

  open(view, chosen) {
    const toolbar = view.dom.closest(".be-editor").querySelector(".be-toolbar");
    if (!this.element.isConnected) toolbar.after(this.element);
    this.element.style.setProperty("--be-toolbar-height", `${toolbar.offsetHeight}px`);
    this.element.hidden = false;
    this.isOpen = true;
    if (chosen) this.words.value = chosen;
    this.words.focus();
    this.words.select();
    this.search();
  }

  close() {
    clearTimeout(this.timer);
    this.element.hidden = true;
    this.isOpen = false;
    this.finder.close();
  }

  search() {
    clearTimeout(this.timer);
    this.timer = null;
    this.counted = null;
    const isPressed = (toggle) => toggle.getAttribute("aria-pressed") === "true";
    this.finder.search({
      text: this.words.value,
      matchCase: isPressed(this.matchCase),
      wholeWords: isPressed(this.wholeWords),
    });
  }

  /** What was just typed is looked for before anything is done to it. */
  settle() {
    if (this.timer) this.search();
  }

  step(by) {
    const isNew = Boolean(this.timer);
    this.settle();
    if (!isNew) this.finder.step(by);
  }

  replace() {
    this.settle();
    this.finder.replace(this.other.value);
  }

  replaceAll() {
    this.settle();
    const count = this.finder.replaceAll(this.other.value);
    // The button pressed has nothing left to do, and would take the focus away with it.
    this.words.focus();
    this.said.textContent = gettext("Replaced: %s").replace("%s", count);
  }

  count({ query, matches, current }) {
    let said = "";
    if (query?.text) {
      said = matches.length
        ? gettext("%(here)s of %(all)s").replace("%(here)s", current + 1).replace("%(all)s", matches.length)
        : gettext("Not found");
    }
    // The same count again, as after a change elsewhere, takes back no word on what was replaced.
    if (this.counted !== said) this.said.textContent = said;
    this.counted = said;
    for (const action of [this.previous, this.next, this.one, this.all]) action.disabled = !matches.length;
  }

  key(event) {
    const isInput = event.target === this.words || event.target === this.other;
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") this.close();
    else if (event.key === "F3") this.step(event.shiftKey ? -1 : 1);
    else if (isMod && event.key.toLowerCase() === "f" && !event.shiftKey) this.words.select();
    // Enter would send the story's form.
    else if (event.key === "Enter" && event.target === this.words) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === "Enter" && isInput) this.replace();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
