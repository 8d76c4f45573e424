/** The pictures that are shown: put in place, drawn anew, and more of them as one goes on. */
import { fromHtml } from "newsroom/library/elements";
import { get } from "newsroom/editor/api";
import { sentenceOf } from "newsroom/library/fields";

export class Tiles {
  constructor(list, urls, say) {
    Object.assign(this, { list, urls, say, listeners: [] });
    this.more = document.getElementById("lib-more");
    this.none = document.getElementById("lib-none");
    this.setUpMore();
    // A file that is gone, or a storage that does not answer: a word, not a broken picture.
    list.addEventListener("error", ({ target }) => this.standIn(target), { capture: true });
    for (const image of list.querySelectorAll("img")) {
      if (image.complete && !image.naturalWidth) this.standIn(image);
    }
  }

  all() {
    return [...this.list.children];
  }

  byId(id) {
    return this.list.querySelector(`:scope > [data-id="${id}"]`);
  }

  onDrawn(listener) {
    this.listeners.push(listener);
  }

  /** Show what the server drew: in the place of what is there, else at the end or at the front. */
  draw(drawn, { first = false } = {}) {
    for (const { id, html } of drawn) {
      const tile = fromHtml(html);
      const old = this.byId(id);
      if (old) old.replaceWith(tile);
      else if (first) this.list.prepend(tile);
      else this.list.append(tile);
      for (const listener of this.listeners) listener(tile, old);
    }
    this.none.hidden = this.list.childElementCount > 0;
  }

  /** Ask the server for pictures as they are now. */
  async fetch(ids, options) {
    const { tiles } = await get(this.urls.tiles, { ids: ids.join(",") });
    this.draw(tiles, options);
  }

  standIn(image) {
    if (image.tagName !== "IMG") return;
    const word = document.createElement("span");
    word.className = "lib-absent";
    word.textContent = this.list.dataset.noFile;
    image.replaceWith(word);
  }

  setUpMore() {
    if (!this.more) return;
    this.more.addEventListener("click", (event) => {
      event.preventDefault();
      this.load();
    });
    new IntersectionObserver(([entry]) => entry.isIntersecting && this.load(), {
      rootMargin: "600px",
    }).observe(this.more);
  }

  async load() {
    if (!this.more || this.isLoading) return false;
    this.isLoading = true;
    this.more.setAttribute("aria-busy", "true");
    try {
      const address = new URL(this.more.href);
      const answer = await get(`${this.urls.more}${address.search}`);
      this.draw(answer.tiles);
      if (answer.next) {
        address.searchParams.set("after", answer.next);
        this.more.href = address;
      } else {
        this.more.parentElement.remove();
        this.more = null;
      }
    } catch (refusal) {
      this.say(sentenceOf(refusal));
      return false;
    } finally {
      this.isLoading = false;
      this.more?.removeAttribute("aria-busy");
    }
    return true;
  }
}
