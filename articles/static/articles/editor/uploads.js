/** Picture files dropped or pasted into the text: uploaded where they fell, refusals kept there. */

import { crel, Extension, gettext, Plugin, pm } from "django-prose-editor/editor";
import { button } from "newsroom/editor/dialog";
import { draw } from "newsroom/editor/drawing";
import { keepCaptionRows } from "newsroom/editor/captions";
import { imageFiles, uploadImage } from "newsroom/editor/images";

const { Decoration, DecorationSet } = pm.view;
const key = new pm.state.PluginKey("uploads");

/** Decorations that mark where uploads are under way; they move with the text around them. */
const marks = {
  init: () => DecorationSet.empty,
  apply(tr, set) {
    const moved = set.map(tr.mapping, tr.doc);
    const { add, remove } = tr.getMeta(key) ?? {};
    if (add) {
      return moved.add(tr.doc, [Decoration.widget(add.pos, add.element, { key: add.id, side: 1 })]);
    }
    if (remove) return moved.remove(moved.find(undefined, undefined, (spec) => spec.key === remove));
    return moved;
  },
};

let count = 0;
let underWay = 0;

// Whoever saves or leaves while a picture is on its way would lose its place in the text.
addEventListener("beforeunload", (event) => {
  if (underWay) event.preventDefault();
});

class Upload {
  constructor(view, { settings, previews }, file, pos) {
    Object.assign(this, { view, settings, previews, file, id: `upload-${++count}` });
    this.bar = crel("progress", { max: 1, value: 0, "aria-label": file.name });
    this.text = crel("span", { role: "status" });
    this.actions = crel("span", { className: "be-upload__actions" });
    const element = crel("div", { className: "be-upload", contentEditable: "false" }, [
      this.text, this.bar, this.actions,
    ]);
    this.tell({ add: { id: this.id, pos, element } });
  }

  tell(change) {
    draw(this.view, key, change);
  }

  async start() {
    this.bar.hidden = false;
    this.actions.replaceChildren();
    this.text.textContent = gettext("Uploading %s …").replace("%s", this.file.name);
    underWay += 1;
    try {
      const onProgress = (share) => { this.bar.value = share; };
      const { item } = await uploadImage(this.settings, this.file, onProgress);
      this.previews.keep("image", item);
      this.insert(item);
    } catch (refusal) {
      this.refuse(refusal.message);
    } finally {
      underWay -= 1;
    }
  }

  refuse(sentence) {
    const retry = button(gettext("Try again"));
    retry.addEventListener("click", () => this.start());
    this.say(sentence, retry);
  }

  /** A sentence that stays in its place until somebody dismisses it. */
  say(sentence, ...actions) {
    const dismiss = button(gettext("Dismiss"));
    dismiss.addEventListener("click", () => this.tell({ remove: this.id }));
    this.bar.hidden = true;
    this.text.textContent = `${this.file.name}: ${sentence}`;
    this.actions.replaceChildren(...actions, dismiss);
  }

  insert(image) {
    const { state } = this.view;
    const [mark] = key.getState(state).find(undefined, undefined, (spec) => spec.key === this.id);
    // The place went away with the text that was around it.
    if (!mark || this.view.isDestroyed) return;
    const node = state.schema.nodes.reference.create({ kind: "image", ref: String(image.id) });
    const over = image.left_out ? {} : { remove: this.id };
    this.view.dispatch(state.tr.insert(mark.from, node).setMeta(key, over));
    if (image.left_out) this.say(image.left_out);
    keepCaptionRows([image]);
  }
}

/** The nearest place between the blocks of the body. */
function gapAt(doc, pos) {
  const $pos = doc.resolve(pos);
  if (!$pos.depth) return pos;
  const inFirstHalf = pos - $pos.before(1) < ($pos.after(1) - $pos.before(1)) / 2;
  return inFirstHalf && $pos.parentOffset === 0 ? $pos.before(1) : $pos.after(1);
}

export const Uploads = Extension.create({
  name: "uploads",

  addOptions() {
    return { settings: null, previews: null, onOthers: () => {} };
  },

  addProseMirrorPlugins() {
    const upload = (view, files, pos) => {
      const gap = gapAt(view.state.doc, pos);
      for (const file of files) new Upload(view, this.options, file, gap).start();
    };
    return [
      new Plugin({
        key,
        state: marks,
        props: {
          decorations: (state) => key.getState(state),
          // Before anything else reads the clipboard: what is uploaded is not left out.
          handleDOMEvents: {
            paste: (view, event) => {
              const { clipboardData } = event;
              const files = imageFiles(clipboardData);
              // Word and spreadsheets put a picture of the text beside the text itself.
              if (!files.length || clipboardData.getData("text/plain").trim()) return false;
              upload(view, files, view.state.selection.to);
              event.preventDefault();
              return true;
            },
            drop: (view, event) => {
              const files = [...(event.dataTransfer?.files ?? [])];
              if (view.dragging || !files.length) return false;
              // The browser would leave the page, and the text with it, to show the file.
              event.preventDefault();
              const found = view.posAtCoords({ left: event.clientX, top: event.clientY });
              const pictures = imageFiles(event.dataTransfer);
              upload(view, pictures, found?.pos ?? view.state.doc.content.size);
              const others = files.filter((file) => !pictures.includes(file));
              if (others.length) this.options.onOthers(others);
              return true;
            },
          },
        },
      }),
    ];
  },
});
