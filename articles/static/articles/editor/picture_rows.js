import { Extension } from "django-prose-editor/editor";
import { followText } from "newsroom/editor/captions";

const PAUSE = 600;

/** The form's picture rows that were made for the text go and come back with their figures. */
export const PictureRows = Extension.create({
  name: "pictureRows",

  onUpdate() {
    clearTimeout(this.storage.timer);
    this.storage.timer = setTimeout(() => {
      const ids = new Set();
      this.editor.state.doc.forEach((node) => {
        if (node.type.name === "reference" && node.attrs.kind === "image") ids.add(Number(node.attrs.ref));
      });
      followText(ids);
    }, PAUSE);
  },

  onDestroy() {
    clearTimeout(this.storage.timer);
  },
});
