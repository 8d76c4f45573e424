import { crel, gettext, Node, pm } from "django-prose-editor/editor";
import { hasCaptionRows, onCaptionChange, shownWords } from "newsroom/editor/captions";
import { duration } from "newsroom/editor/clips";
import { button, icon } from "newsroom/editor/dialog";
import { missingWords } from "newsroom/editor/images";
import { postCard } from "newsroom/editor/posts";

export const KINDS = {
  image: { label: gettext("Picture"), gone: gettext("This picture is no longer in the library.") },
  post: { label: gettext("Social post"), gone: gettext("This post is no longer kept.") },
  clip: { label: gettext("Clip"), gone: gettext("This clip is no longer in the library.") },
};

function figcaption(title, caption, credit) {
  const parts = [];
  if (title) parts.push(crel("strong", { textContent: `${title} ` }));
  if (caption) parts.push(`${caption} `);
  if (credit) parts.push(crel("span", { className: "be-credit", textContent: credit }));
  return parts.length ? [crel("figcaption", {}, parts)] : [];
}

const SHOWN = {
  image(image) {
    const words = shownWords(image);
    const missing = missingWords({ ...image, ...words });
    const warning = missing.length
      ? [crel("p", { className: "be-figure__warning" }, [icon("warning"), missing.join(", ")])]
      : [];
    const picture = crel("img", {
      src: image.src, alt: words.alt, width: image.width, height: image.height, draggable: false,
    });
    return [picture, ...figcaption(image.title, words.caption, words.credit), ...warning];
  },
  post: (post) => [postCard(post)],
  clip(clip) {
    const caption = figcaption(
      `${clip.title} ${duration(clip.duration)}`, clip.caption, clip.credit,
    );
    if (clip.withdrawn) {
      const words = gettext("This clip has been withdrawn: readers do not see it.");
      return [...caption, crel("p", { className: "be-figure__warning" }, [icon("warning"), words])];
    }
    const video = crel("video", {
      src: clip.src, controls: true, preload: clip.poster ? "none" : "metadata", playsInline: true,
      poster: clip.poster?.src ?? "", width: clip.width, height: clip.height,
      "aria-label": clip.title,
    });
    return [video, ...caption];
  },
};

/** The picture, post or clip behind a reference, as the page will show it, with what to do to it. */
class ReferenceView {
  constructor({ node, editor, getPos, options }) {
    Object.assign(this, { node, editor, getPos, options });
    this.content = crel("div", { className: "be-figure__content" });
    this.bar = crel("div", { className: "be-figure__bar", role: "group" });
    this.dom = crel("figure", { className: "be-figure", contentEditable: "false" }, [
      this.content, this.bar,
    ]);
    this.fillBar();
    this.draw();
    this.forget = [options.previews.onNews(() => this.draw()), onCaptionChange(() => this.draw())];
  }

  fillBar() {
    const { kind } = this.node.attrs;
    const add = (label, iconName, action) => {
      const item = button("", { title: label, "aria-label": label });
      item.append(icon(iconName));
      item.addEventListener("click", () => action());
      this.bar.append(item);
    };
    this.bar.setAttribute("aria-label", KINDS[kind].label);
    add(gettext("Move up"), "arrow_upward", () => this.move(-1));
    add(gettext("Move down"), "arrow_downward", () => this.move(1));
    if (kind === "image" && hasCaptionRows()) {
      add(gettext("Caption for this story"), "edit_note", () => this.options.onCaption(this.item()));
    }
    add(gettext("Change"), "swap_horiz", () => this.change());
    add(gettext("Remove"), "delete", () => this.remove());
  }

  item() {
    return this.options.previews.find(this.node.attrs.kind, this.node.attrs.ref);
  }

  draw() {
    const { kind, ref } = this.node.attrs;
    const item = this.item();
    const key = JSON.stringify([item === undefined, ref, item, kind === "image" && item?.id ? shownWords(item) : null]);
    if (key === this.drawn) return;
    this.drawn = key;
    this.dom.dataset.kind = kind;
    this.dom.classList.toggle("be-figure--missing", item === null || Boolean(item?.error));
    if (item === undefined) this.say(gettext("Loading …"));
    else if (item === null) this.say(`${KINDS[kind].gone} (${ref})`);
    else if (item.error) this.say(item.error);
    else this.content.replaceChildren(...SHOWN[kind](item));
  }

  say(sentence) {
    this.content.replaceChildren(crel("p", { textContent: sentence }));
  }

  change() {
    this.options.choose(this.node.attrs.kind, ([item]) => {
      const tr = this.editor.state.tr.setNodeMarkup(this.getPos(), null, {
        kind: this.node.attrs.kind,
        ref: String(item.id),
      });
      this.editor.view.dispatch(tr);
    });
  }

  remove() {
    const from = this.getPos();
    this.editor.chain().deleteRange({ from, to: from + this.node.nodeSize }).focus().run();
  }

  /** Change places with the block before or behind. */
  move(step) {
    const { state, view } = this.editor;
    const from = this.getPos();
    const index = state.doc.resolve(from).index(0);
    const other = index + step;
    if (other < 0 || other >= state.doc.childCount) return;
    const neighbour = state.doc.child(other);
    const to = step < 0 ? from - neighbour.nodeSize : from + neighbour.nodeSize;
    const tr = state.tr.delete(from, from + this.node.nodeSize).insert(to, this.node);
    view.dispatch(tr.scrollIntoView());
    this.editor.chain().setNodeSelection(to).run();
    const button = view.nodeDOM(to)?.querySelectorAll?.(".be-figure__bar button");
    button?.[step < 0 ? 0 : 1]?.focus();
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.kind !== this.node.attrs.kind) return false;
    this.node = node;
    this.draw();
    return true;
  }

  selectNode() {
    this.dom.classList.add("ProseMirror-selectednode");
  }

  deselectNode() {
    this.dom.classList.remove("ProseMirror-selectednode");
  }

  stopEvent(event) {
    return this.bar.contains(event.target) || event.target.tagName === "VIDEO";
  }

  ignoreMutation() {
    return true;
  }

  destroy() {
    for (const forget of this.forget) forget();
  }
}

/** `<figure data-image="7"></figure>` and its like: an id, and nothing else. */
export const Reference = Node.create({
  name: "reference",
  group: "block",
  atom: true,
  draggable: true,
  selectable: true,

  addOptions() {
    return { previews: null, choose: null, onCaption: null };
  },

  addAttributes() {
    return { kind: { default: "image", rendered: false }, ref: { default: "", rendered: false } };
  },

  parseHTML() {
    return Object.keys(KINDS).map((kind) => ({
      tag: `figure[data-${kind}]`,
      getAttrs(element) {
        const ref = element.getAttribute(`data-${kind}`);
        return /^[1-9]\d{0,17}$/.test(ref) ? { kind, ref } : false;
      },
    }));
  },

  renderHTML({ node }) {
    return ["figure", { [`data-${node.attrs.kind}`]: node.attrs.ref }];
  },

  renderText({ node }) {
    return KINDS[node.attrs.kind].label;
  },

  addNodeView() {
    return ({ node, editor, getPos }) =>
      new ReferenceView({ node, editor, getPos, options: this.options });
  },

  addKeyboardShortcuts() {
    const selected = () => {
      const { node } = this.editor.state.selection;
      return node?.type.name === this.name && node;
    };
    return {
      // Enter on a chosen figure begins a paragraph behind it.
      Enter: () => {
        if (!selected()) return false;
        const { to } = this.editor.state.selection;
        return this.editor
          .chain()
          .insertContentAt(to, { type: "paragraph" })
          .setTextSelection(to + 1)
          .run();
      },
    };
  },

  addCommands() {
    return {
      insertReferences: (kind, items) => ({ state, tr, dispatch }) => {
        const { reference } = state.schema.nodes;
        const nodes = items.map(({ id }) => reference.create({ kind, ref: String(id) }));
        if (dispatch) insertBlocks(state, tr, nodes);
        return true;
      },
    };
  },
});

/** Blocks put where the writer is: in place of an empty paragraph, else behind the block. */
function insertBlocks(state, tr, nodes) {
  const { $from, $to, to } = state.selection;
  const block = $from.depth ? $from.node(1) : null;
  let end = $from.depth ? $to.after(1) : to;
  if (block?.type.name === "paragraph" && !block.content.size) {
    tr.replaceWith($from.before(1), end, nodes);
    end = $from.before(1);
  } else {
    tr.insert(end, nodes);
  }
  end += nodes.reduce((size, node) => size + node.nodeSize, 0);
  if (end === tr.doc.content.size) tr.insert(end, state.schema.nodes.paragraph.create());
  tr.setSelection(pm.state.Selection.near(tr.doc.resolve(end))).scrollIntoView();
}
