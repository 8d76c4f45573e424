/** The address of a social post, pasted on an empty line: a copy to be kept of it is offered. */
import { crel, Extension, gettext, Plugin, pm } from "django-prose-editor/editor";
import { button } from "newsroom/editor/dialog";
import { draw } from "newsroom/editor/drawing";
import { readPostAddress } from "newsroom/editor/post_addresses";

const key = new pm.state.PluginKey("postPaste");

/** Where the pasted address stands by now: `{from, to, address}`, or null. */
const place = {
  init: () => null,
  apply(tr, state) {
    const change = tr.getMeta(key);
    if (change !== undefined) return change;
    if (!state || !tr.docChanged) return state;
    const from = tr.mapping.mapResult(state.from, 1);
    const to = tr.mapping.mapResult(state.to, -1);
    return from.pos < to.pos ? { ...state, from: from.pos, to: to.pos } : null;
  },
};

class Offer {
  constructor(view, { onKeep, platforms }) {
    Object.assign(this, { view, onKeep, names: new Map(platforms) });
    this.said = crel("p", { role: "status" });
    const keep = button(gettext("Keep a copy of this post"), { primary: true });
    const leave = button(gettext("Just a link"));
    this.element = crel("div", {
      className: "be-offer", role: "group", "aria-label": gettext("A social post"), hidden: true,
    }, [this.said, keep, leave]);
    keep.addEventListener("click", () => this.keep());
    leave.addEventListener("click", () => this.leave());
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      this.leave();
    });
    queueMicrotask(() => view.dom.closest(".be-surface")?.append(this.element));
  }

  update() {
    const found = key.getState(this.view.state);
    const isShown = Boolean(found);
    if (isShown === !this.element.hidden) return;
    this.element.hidden = !isShown;
    if (!isShown) return;
    const name = this.names.get(found.address.platform);
    this.said.textContent = gettext("This is a post on %s. Tab leads to what can be done with it.")
      .replace("%s", found.address.platform === "other" ? gettext("a network") : name);
    const line = this.view.coordsAtPos(found.to);
    const surface = this.element.parentElement.getBoundingClientRect();
    this.element.style.top = `${line.bottom - surface.top + 6}px`;
  }

  tell(state) {
    draw(this.view, key, state);
  }

  leave() {
    this.tell(null);
    this.view.focus();
  }

  keep() {
    const { address } = key.getState(this.view.state);
    this.element.hidden = true;
    this.onKeep(address, (insert) => this.replace(insert));
  }

  /** The kept post stands where its address was. */
  replace(insert) {
    const found = key.getState(this.view.state);
    if (found) {
      const tr = this.view.state.tr.delete(found.from, found.to).setMeta(key, null);
      this.view.dispatch(tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(found.from))));
    }
    insert();
  }

  destroy() {
    this.element.remove();
  }
}

/** `onKeep(address, replace)` opens the dialog; `replace(insert)` puts the post in its place. */
export const PostPaste = Extension.create({
  name: "postPaste",
  priority: 200,

  addOptions() {
    return { onKeep: () => {}, platforms: [] };
  },

  addProseMirrorPlugins() {
    let offer;
    return [
      new Plugin({
        key,
        state: place,
        view: (view) => (offer = new Offer(view, this.options)),
        props: {
          handlePaste(view, event) {
            const text = event.clipboardData?.getData("text/plain").trim() ?? "";
            const { $from, empty } = view.state.selection;
            const isLine = empty && $from.parent.type.name === "paragraph" && !$from.parent.content.size;
            const address = isLine && $from.depth === 1 && readPostAddress(text);
            if (!address) return false;
            const { link } = view.state.schema.marks;
            const node = view.state.schema.text(text, [link.create({ href: text })]);
            const tr = view.state.tr.replaceSelectionWith(node, false).removeStoredMark(link);
            const { pos } = $from;
            tr.setMeta(key, { from: pos, to: pos + text.length, address });
            view.dispatch(tr.scrollIntoView());
            return true;
          },
          handleKeyDown(view, event) {
            const found = key.getState(view.state);
            if (!found || event.ctrlKey || event.metaKey || event.altKey) return false;
            if (event.key === "Escape") offer.leave();
            else if (event.key === "Tab" && !event.shiftKey) offer.element.querySelector("button").focus();
            else {
              // Who goes on writing has decided.
              if (event.key.length === 1 || event.key === "Enter") offer.tell(null);
              return false;
            }
            return true;
          },
        },
      }),
    ];
  },
});
