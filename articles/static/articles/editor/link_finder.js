/** A list of our own pages below an address field: ARIA's combobox with a list to choose from. */
import { crel, gettext } from "django-prose-editor/editor";
import { get } from "newsroom/editor/api";

const PAUSE = 180;
const LEAST = 2;

let count = 0;

/** Words, a number or an address of ours; what is on its way to another site is not looked up. */
function isSearched(text, isOwn) {
  if (text.length < LEAST && !/^\d+$/.test(text)) return false;
  if (/^(mailto|tel):|^\S+@\S+$/i.test(text)) return false;
  return !/^https?:/i.test(text) || isOwn(text);
}

export class LinkFinder {
  constructor(input, { url, isOwn, onChoose }) {
    Object.assign(this, { input, url, isOwn, onChoose, items: [], active: -1, asked: 0 });
    this.id = `be-finder-${++count}`;
    this.list = crel("ul", {
      id: this.id,
      className: "be-finder__list",
      role: "listbox",
      "aria-label": gettext("Our own pages"),
      hidden: true,
    });
    this.status = crel("p", { className: "be-help", role: "status" });
    this.element = crel("div", { className: "be-finder" }, [this.status, this.list]);
    for (const [name, value] of [
      ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"],
      ["aria-controls", this.id],
    ]) input.setAttribute(name, value);
    input.addEventListener("input", () => this.plan());
    input.addEventListener("keydown", (event) => this.key(event));
    // A click on an option must not take the focus from the field.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const option = target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  plan() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (!isSearched(text, this.isOwn)) {
      this.asked += 1;
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.search(text), PAUSE);
  }

  async search(text) {
    const asked = ++this.asked;
    let answer;
    try {
      answer = await get(this.url, { q: text });
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      if (asked === this.asked) this.close(refusal.message);
      return;
    }
    // A slower answer to what was typed before says nothing about this.
    if (asked === this.asked) this.show(answer.items);
  }

  show(items) {
    this.items = items;
    if (!items.length) {
      // Whoever types an address is told about it where it leads.
      const isAddress = /^(\/|https?:)/i.test(this.input.value.trim());
      this.close(isAddress ? "" : gettext("No page of ours is called so."));
      return;
    }
    this.list.replaceChildren(...items.map((item, index) => this.option(item, index)));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.status.textContent = gettext("%s of our own pages: choose with the arrow keys.").replace("%s", items.length);
    this.activate(-1);
  }

  option(item, index) {
    const about = crel("span", { className: "be-finder__about" }, [item.about.join(" · ")]);
    const children = [crel("span", { className: "be-finder__title", textContent: item.title }), about];
    if (item.warning) {
      children.push(crel("span", { className: "be-finder__warning", textContent: item.warning }));
    }
    return crel(
      "li",
      { id: `${this.id}-${index}`, role: "option", "aria-selected": "false", "data-index": index },
      children,
    );
  }

  activate(index) {
    this.active = index;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === index));
      if (place === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", `${this.id}-${index}`);
  }

  close(sentence = "") {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.status.textContent = sentence;
    this.activate(-1);
  }

  choose(index) {
    const item = this.items[index];
    this.asked += 1;
    this.close();
    this.onChoose(item);
  }

  key(event) {
    const isOpen = !this.list.hidden;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && isOpen) {
      const { length } = this.items;
      this.activate(this.active < 0 && step < 0 ? length - 1 : (this.active + step + length) % length);
    } else if (step > 0) {
      this.plan();
    } else if (event.key === "Enter" && isOpen && this.active >= 0) {
      this.choose(this.active);
    } else if (event.key === "Escape" && isOpen) {
      // The list goes; the dialog around it stays.
      this.close();
    } else return;
    event.preventDefault();
  }
}
