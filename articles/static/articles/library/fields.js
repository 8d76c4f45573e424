/** The fields of one picture: what is typed, what stood there before, and what was said to it. */
import { crel, deskButton, gettext } from "newsroom/library/elements";
import { send } from "newsroom/desk/talk";

export class Fields {
  /** `values` is what the server has stored, by field. */
  constructor(element, values) {
    this.element = element;
    this.base = { ...values };
    this.lines = new Map();
    for (const line of element.querySelectorAll("div[data-field]")) {
      this.lines.set(line.dataset.field, line);
    }
    element.addEventListener("input", (event) => this.clear(event.target));
  }

  input(name) {
    return this.lines.get(name).querySelector("input, textarea, select");
  }

  read(name) {
    const input = this.input(name);
    if (input.type === "checkbox") return input.checked ? "1" : "";
    return input.value.replace(/\r\n?/g, "\n");
  }

  write(name, value) {
    const input = this.input(name);
    if (input.type === "checkbox") input.checked = Boolean(value);
    else input.value = value;
    // For the focal point's mark, which stands where its numbers say.
    if (input.type === "hidden") input.dispatchEvent(new Event("input"));
  }

  /** Go to a field: to the focal point's mark, once its picture is there. */
  focus(name) {
    const mark = this.lines.get(name).querySelector("[role=slider]");
    const go = () => (mark ?? this.input(name)).focus({ preventScroll: Boolean(mark) });
    if (mark?.hidden) mark.parentElement.querySelector("img").addEventListener("load", go, { once: true });
    else go();
  }

  /** What differs from what is stored, and what was stored when the typing began. */
  typed() {
    const values = {};
    const was = {};
    for (const name of this.lines.keys()) {
      const value = this.read(name);
      if (value === this.base[name] || this.isHalfTyped(name)) continue;
      values[name] = value;
      was[name] = this.base[name];
    }
    return { values, was };
  }

  get isTyped() {
    const { values } = this.typed();
    return Object.keys(values).length > 0 || this.halfTyped().length > 0;
  }

  /** A date without its time has no value yet, and would be taken for an empty field. */
  isHalfTyped(name) {
    return Boolean(this.input(name).validity?.badInput);
  }

  halfTyped() {
    return [...this.lines.keys()].filter((name) => this.isHalfTyped(name));
  }

  /** After a save: fields that nobody has typed in since show what is stored now. */
  keep(sent, stored) {
    for (const name of this.lines.keys()) {
      const isSent = name in sent ? this.read(name) === sent[name] : this.read(name) === this.base[name];
      if (isSent && this.read(name) !== stored[name] && !this.isHalfTyped(name)) {
        this.write(name, stored[name]);
      }
      this.base[name] = stored[name];
    }
  }

  /** Go back to what is stored. */
  reset() {
    for (const name of this.lines.keys()) this.write(name, this.base[name]);
    this.say({});
  }

  /** Put sentences beside their fields; gives back those that concern no field here. */
  say(errors, theirs = {}) {
    const rest = [];
    for (const [name, sentences] of Object.entries(errors)) {
      if (!this.lines.has(name)) rest.push(...sentences);
    }
    for (const [name, line] of this.lines) this.sayAt(name, line, errors[name] ?? [], theirs[name]);
    const general = this.element.querySelector('.lib-error[data-field=""]');
    if (general) {
      general.textContent = rest.join(" ");
      general.hidden = !rest.length;
    }
    return rest;
  }

  sayAt(name, line, sentences, theirs) {
    const error = line.querySelector(".lib-error");
    const input = this.input(name);
    error.textContent = sentences.join(" ");
    error.hidden = !sentences.length;
    if (sentences.length) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", error.id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    const box = line.querySelector(".lib-theirs");
    if (!box) return;
    box.hidden = theirs === undefined;
    box.replaceChildren(...(theirs === undefined ? [] : this.choices(name, line, theirs)));
  }

  choices(name, line, theirs) {
    const settle = (value) => () => {
      this.base[name] = theirs;
      this.write(name, value());
      this.sayAt(name, line, [], undefined);
      this.focus(name);
    };
    const kinds = {
      checkbox: () => (theirs ? gettext("ticked") : gettext("not ticked")),
      "datetime-local": () => theirs.replace("T", " "),
    };
    const shown = kinds[this.input(name).type]?.() ?? theirs;
    return [
      crel("p", {}, [
        `${gettext("There now:")} `,
        crel("b", { textContent: shown || gettext("nothing") }),
      ]),
      deskButton(gettext("Take theirs"), settle(() => theirs)),
      deskButton(gettext("Keep mine"), settle(() => this.read(name))),
    ];
  }

  /** What was said against a field is over once somebody types in it, but a question stays. */
  clear(input) {
    const line = input.closest("div[data-field]");
    if (!line || !line.querySelector(".lib-theirs")?.hidden) return;
    this.sayAt(line.dataset.field, line, [], undefined);
  }

  focusFirstError() {
    const line = this.element.querySelector("[aria-invalid=true]")?.closest("div[data-field]");
    if (line) this.focus(line.dataset.field);
  }
}

/** Save rows of what was typed: `[{id, values, was}]`, as nobody but who opened the page. */
export function saveRows({ urls, user }, rows) {
  return send(urls.words, { as: user, rows: JSON.stringify(rows) }, urls.session);
}

/** The time of a save, as a clock on the wall says it. */
export function clock() {
  const language = document.documentElement.lang || undefined;
  return new Date().toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
}

/** The sentence of whatever went wrong; what no server said is an error of this page. */
export function sentenceOf(refusal) {
  if (!refusal.errors) throw refusal;
  return refusal.message;
}
