import { get } from "newsroom/editor/api";

/** What a body's references show: asked for together, kept, and told to whoever shows them. */
export class Previews {
  constructor(url) {
    this.url = url;
    this.known = new Map();
    this.wanted = new Map();
    this.listeners = new Set();
  }

  /** The item; null where there is none of this id; undefined while it is asked for. */
  find(kind, id) {
    const key = `${kind}-${id}`;
    if (!this.known.has(key)) {
      this.known.set(key, undefined);
      if (!this.wanted.size) queueMicrotask(() => this.ask());
      this.wanted.set(key, { kind, id });
    }
    return this.known.get(key);
  }

  keep(kind, item) {
    this.known.set(`${kind}-${item.id}`, item);
    this.tell();
  }

  onNews(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  async ask() {
    const wanted = [...this.wanted.values()];
    this.wanted.clear();
    const ids = {};
    for (const { kind, id } of wanted) (ids[kind] ??= []).push(id);
    let answer;
    try {
      const lists = Object.entries(ids).map(([kind, list]) => [kind, list.join(",")]);
      answer = await get(this.url, Object.fromEntries(lists));
    } catch (refusal) {
      for (const { kind, id } of wanted) this.known.set(`${kind}-${id}`, { error: refusal.message });
      this.tell();
      return;
    }
    for (const { kind, id } of wanted) {
      this.known.set(`${kind}-${id}`, answer[kind]?.[id] ?? null);
    }
    this.tell();
  }
}
