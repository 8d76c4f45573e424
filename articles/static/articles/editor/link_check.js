/** Links to our own site that lead nowhere: marked in the text, and told below it. */
import { crel, Extension, gettext, Plugin, pm } from "django-prose-editor/editor";
import { button } from "newsroom/editor/dialog";
import { draw } from "newsroom/editor/drawing";

const { Decoration, DecorationSet } = pm.view;
const key = new pm.state.PluginKey("linkCheck");
const PAUSE = 700;

/** The links of a document in order, each with its place and its words. */
function linksOf(doc) {
  const found = [];
  doc.descendants((node, pos) => {
    if (!node.isText) return;
    const href = node.marks.find((mark) => mark.type.name === "link")?.attrs.href;
    if (!href) return;
    const last = found.at(-1);
    const to = pos + node.nodeSize;
    // Bold letters within a link are a text of their own.
    if (last?.to === pos && last.href === href) Object.assign(last, { to, words: last.words + node.text });
    else found.push({ from: pos, to, href, words: node.text });
  });
  return found;
}

const marks = {
  init: () => DecorationSet.empty,
  apply(tr, set) {
    const problems = tr.getMeta(key);
    if (!problems) return set.map(tr.mapping, tr.doc);
    return DecorationSet.create(tr.doc, problems.map(({ from, to, found }) =>
      Decoration.inline(from, to, {
        class: found.is_dead ? "be-dead-link" : "be-old-link",
        title: found.sentence,
      }, { found })));
  },
};

/** The line below the text: how many links lead nowhere, and each of them to go to. */
class Line {
  constructor(view) {
    this.view = view;
    this.said = crel("span", { role: "status" });
    this.toggle = button(gettext("Show them"), { "aria-expanded": "false" });
    this.list = crel("ul", { className: "be-links__list", hidden: true });
    this.element = crel("section", { className: "be-links", "aria-label": gettext("Links"), hidden: true }, [
      crel("p", { className: "be-links__line" }, [this.said, this.toggle]), this.list,
    ]);
    this.toggle.addEventListener("click", () => this.unfold(this.list.hidden));
  }

  unfold(isOpen) {
    this.list.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.toggle.textContent = isOpen ? gettext("Hide them") : gettext("Show them");
  }

  show(problems) {
    const dead = problems.filter(({ found }) => found.is_dead).length;
    const old = problems.length - dead;
    const sentences = [];
    if (dead) sentences.push(dead === 1 ? gettext("1 link leads nowhere.") : gettext("%s links lead nowhere.").replace("%s", dead));
    if (old) sentences.push(old === 1 ? gettext("1 link goes by an old address.") : gettext("%s links go by an old address.").replace("%s", old));
    if (!problems.length) this.unfold(false);
    this.element.hidden = !problems.length;
    const said = sentences.join(" ");
    if (this.said.textContent !== said) this.said.textContent = said;
    const focused = [...this.list.querySelectorAll("button")].indexOf(document.activeElement);
    this.list.replaceChildren(...problems.map((problem, index) => this.item(problem, index)));
    this.list.querySelectorAll("button")[focused]?.focus();
  }

  item({ words, found }, index) {
    const go = button(words.trim() || found.address, { className: "be-links__go" });
    go.addEventListener("click", () => this.go(index));
    const parts = [go, crel("span", {}, [` ${found.sentence}`])];
    if (found.address) {
      const use = button(gettext("Use that"));
      use.addEventListener("click", () => this.use(index, found.address));
      parts.push(use);
    }
    return crel("li", {}, parts);
  }

  /** Where a link is by now. */
  place(index) {
    return key.getState(this.view.state).find()[index];
  }

  select(index) {
    const place = this.place(index);
    if (!place) return null;
    const { doc, tr } = this.view.state;
    this.view.dispatch(tr.setSelection(pm.state.TextSelection.create(doc, place.from, place.to)));
    return place;
  }

  go(index) {
    if (!this.select(index)) return;
    this.view.focus();
    this.view.domAtPos(this.view.state.selection.from).node.parentElement?.scrollIntoView({ block: "center" });
  }

  use(index, href) {
    const place = this.place(index);
    if (!place) return;
    const { link } = this.view.state.schema.marks;
    const { tr } = this.view.state;
    this.view.dispatch(tr.removeMark(place.from, place.to, link).addMark(place.from, place.to, link.create({ href })));
  }
}

class Watch {
  constructor(view, states) {
    Object.assign(this, { view, states });
    this.line = new Line(view);
    this.look = () => this.check();
    addEventListener("focus", this.look);
    queueMicrotask(() => {
      view.dom.closest(".be-surface")?.after(this.line.element);
      this.check();
    });
  }

  update(view, before) {
    if (before.doc === view.state.doc) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.look, PAUSE);
  }

  async check() {
    clearTimeout(this.timer);
    await this.states.ask(linksOf(this.view.state.doc).map(({ href }) => href));
    if (this.view.isDestroyed) return;
    // The text may have changed while the server answered.
    const problems = linksOf(this.view.state.doc)
      .map((link) => ({ ...link, found: this.states.find(link.href) }))
      .filter(({ found }) => found?.sentence);
    const drawn = JSON.stringify(problems);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    draw(this.view, key, problems);
    this.line.show(problems);
  }

  destroy() {
    clearTimeout(this.timer);
    removeEventListener("focus", this.look);
    this.line.element.remove();
  }
}

/** `states` gives a LinkStates; it is also where the link dialog looks (see links.js). */
export const LinkCheck = Extension.create({
  name: "linkCheck",

  addOptions() {
    return { states: null };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key,
        state: marks,
        props: { decorations: (state) => key.getState(state) },
        view: (view) => new Watch(view, this.options.states),
      }),
    ];
  },
});
