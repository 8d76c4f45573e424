import { crel, gettext } from "django-prose-editor/editor";
import { get } from "newsroom/editor/api";
import { button } from "newsroom/editor/dialog";

const PAUSE = 250;

/**
 * A searchable list of what the library holds, newest first, with more on demand.
 *
 * `tile(item)` gives a tile's content and `name(item)` its spoken name; `onChoose(items)` hears
 * what is chosen, `onDone()` a double click or Enter on a chosen tile. With `several`, Ctrl or
 * Shift adds to the choice.
 */
export class Library {
  constructor({ url, label, empty, tile, name, several = false, layout = "grid", ...heard }) {
    Object.assign(this, { url, empty, tile, name, several, ...heard });
    this.items = new Map();
    this.chosen = new Set();
    this.turn = 0;
    this.search = crel("input", {
      type: "search",
      className: "be-search",
      placeholder: label,
      "aria-label": label,
      "data-autofocus": "",
    });
    this.list = crel("div", { className: `be-library be-library--${layout}` });
    this.more = button(gettext("Show more"), { hidden: true });
    this.status = crel("p", { className: "be-status", role: "status" });
    this.element = crel("div", { className: "be-library-pane", tabIndex: -1 }, [
      this.list,
      this.status,
      this.more,
    ]);
    this.more.addEventListener("click", () => this.load());
    this.search.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.restart(), PAUSE);
    });
    this.list.addEventListener("keydown", (event) => this.walk(event));
    this.restart();
  }

  restart() {
    for (const id of [...this.items.keys()]) if (!this.chosen.has(id)) this.items.delete(id);
    for (const tile of this.tiles()) tile.remove();
    this.next = null;
    return this.load();
  }

  tiles() {
    return [...this.list.querySelectorAll(".be-tile[data-id]")];
  }

  async load() {
    const turn = ++this.turn;
    const query = this.search.value.trim();
    this.status.textContent = gettext("Looking …");
    this.more.hidden = true;
    let answer;
    try {
      answer = await get(this.url, { q: query, after: this.next });
    } catch (refusal) {
      if (turn === this.turn) this.status.textContent = refusal.message;
      return;
    }
    // A slower answer to what was typed before.
    if (turn !== this.turn) return;
    for (const item of answer.items) this.add(item);
    this.next = answer.next;
    this.more.hidden = !answer.next;
    this.status.textContent = "";
    if (!this.tiles().length) {
      this.status.textContent = query ? gettext("Nothing found. Try fewer words.") : this.empty;
    }
    this.onAnswer?.(answer);
  }

  add(item, { first = false } = {}) {
    this.items.set(item.id, item);
    const tile = crel(
      "button",
      {
        type: "button",
        className: "be-tile",
        "data-id": item.id,
        "aria-label": this.name(item),
        "aria-pressed": String(this.chosen.has(item.id)),
      },
      this.tile(item),
    );
    tile.addEventListener("click", (event) => {
      const adding = this.several && (event.shiftKey || event.ctrlKey || event.metaKey);
      if (event.detail === 0 && this.chosen.has(item.id) && !adding) this.onDone?.();
      else this.choose(item.id, { adding });
    });
    tile.addEventListener("dblclick", () => this.onDone?.());
    const old = this.list.querySelector(`.be-tile[data-id="${item.id}"]`);
    if (old && !first) old.replaceWith(tile);
    else {
      old?.remove();
      if (first) this.list.prepend(tile);
      else this.list.append(tile);
    }
  }

  choose(id, { adding = false } = {}) {
    if (!adding) this.chosen = new Set([id]);
    else if (this.chosen.has(id)) this.chosen.delete(id);
    else this.chosen.add(id);
    for (const tile of this.tiles()) {
      tile.setAttribute("aria-pressed", String(this.chosen.has(Number(tile.dataset.id))));
    }
    this.onChoose?.(this.selected());
  }

  selected() {
    return [...this.chosen].map((id) => this.items.get(id));
  }

  /** Arrow keys go from tile to tile. */
  walk(event) {
    const tiles = this.tiles();
    const here = tiles.indexOf(event.target.closest(".be-tile"));
    if (here < 0) return;
    const columns = tiles.filter((tile) => tile.offsetTop === tiles[0].offsetTop).length;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    if (!step) return;
    event.preventDefault();
    tiles[here + step]?.focus();
  }
}
