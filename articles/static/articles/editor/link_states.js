import { post } from "newsroom/editor/api";

// What is live changes while a story is written; what was found out is asked again after this.
const GOOD_FOR = 60_000;

/** Where links to our own site lead, as the server says: asked together, and kept for a while. */
export class LinkStates {
  constructor({ urls, site }) {
    this.url = urls.links;
    this.hosts = new Set([window.location.host, site.toLowerCase()]);
    this.known = new Map();
  }

  /** Whether a link may be to our own site; the server has the last word. */
  isOwn(href) {
    if (!/^\s*(https?:|\/)/i.test(href)) return false;
    try {
      return this.hosts.has(new URL(href, window.location.href).host);
    } catch {
      return false;
    }
  }

  isFresh(href) {
    const known = this.known.get(href);
    return Boolean(known) && Date.now() - known.at < GOOD_FOR;
  }

  /** What is known of a link: `{state, sentence, address, is_dead}`, or undefined. */
  find(href) {
    return this.known.get(href)?.state;
  }

  /** Ask about the links that are not known. A server that does not answer judges no link. */
  async ask(hrefs) {
    const wanted = [...new Set(hrefs)].filter((href) => this.isOwn(href) && !this.isFresh(href));
    if (!wanted.length) return;
    let answer;
    try {
      answer = await post(this.url, { hrefs: JSON.stringify(wanted) });
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      return;
    }
    const at = Date.now();
    for (const href of wanted) this.known.set(href, { at, state: answer.states[href] });
  }
}
