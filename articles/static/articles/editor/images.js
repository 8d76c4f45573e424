import { crel, gettext } from "django-prose-editor/editor";
import { post, tooHeavy } from "newsroom/editor/api";
import { button, icon, openDialog } from "newsroom/editor/dialog";
import { field, fileInput, generalError, showErrors, submitting } from "newsroom/editor/fields";
import { Library } from "newsroom/editor/library";

export function imageFiles(transfer) {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

/** Keep a picture in the library. The same file as one that is there gives that one. */
export function uploadImage(settings, file, onProgress) {
  const heavy = tooHeavy(file, settings.limits.image);
  if (heavy) {
    return Promise.reject(Object.assign(new Error(heavy), { errors: { file: [heavy] } }));
  }
  const data = new FormData();
  data.append("file", file, file.name || "picture");
  return post(settings.urls.images, data, { onProgress });
}

export function missingWords(image) {
  const missing = [];
  if (!image.alt) missing.push(gettext("no alt text"));
  if (!image.credit) missing.push(gettext("no credit"));
  return missing;
}

function spokenName(image) {
  const name = image.title || image.caption || image.alt || gettext("Picture without words");
  return [name, image.credit, ...missingWords(image)].filter(Boolean).join(", ");
}

function tile(image) {
  const missing = missingWords(image);
  const children = [
    crel("img", { src: image.thumbnail, alt: "", loading: "lazy" }),
    crel("span", { className: "be-tile__name" }, [image.title || image.caption || image.alt]),
    crel("span", { className: "be-tile__credit" }, [image.credit]),
  ];
  if (missing.length) {
    const mark = crel("span", { className: "be-tile__warning", title: missing.join(", ") });
    mark.append(icon("warning"));
    children.push(mark);
  }
  return children;
}

/** One picture's words, which may be put right in the library. */
function wordsForm(settings, image, notice = "") {
  const notices = [notice, image.left_out].filter(Boolean);
  const wide = { type: "textarea", rows: 2, disabled: !image.editable };
  const fields = [
    field({ name: "alt", label: gettext("Alt text"), value: image.alt, maxLength: 500, ...wide,
      help: gettext("What the picture shows, for readers who cannot see it.") }),
    field({ name: "caption", label: gettext("Caption"), value: image.caption, ...wide }),
    field({ name: "credit", label: gettext("Credit"), value: image.credit, maxLength: 200,
      disabled: !image.editable, placeholder: gettext("Jo Li/Agency") }),
    field({ name: "title", label: gettext("Title"), value: image.title, maxLength: 200,
      disabled: !image.editable }),
  ];
  const form = crel("section", { className: "be-words", "data-id": image.id }, [
    crel("img", { src: image.thumbnail, alt: "" }),
    ...notices.map((textContent) => crel("p", { className: "be-notice", textContent })),
    generalError(),
    ...fields.map(({ element }) => element),
  ]);
  const values = () => Object.fromEntries(fields.map(({ input }) => [input.name, input.value]));
  const isDirty = () => fields.some(({ input }) => input.value !== image[input.name]);
  return {
    form,
    isDirty,
    focus: () => (fields.find(({ input }) => !input.value) ?? fields[0]).input.focus(),
    async save() {
      if (!isDirty()) return image;
      showErrors(form, {});
      try {
        const url = `${settings.urls.images}${image.id}/words/`;
        return (await post(url, values())).item;
      } catch (refusal) {
        if (refusal.errors) showErrors(form, refusal.errors);
        // Said here, at this picture's own fields.
        throw Object.assign(refusal, { shown: true });
      }
    },
  };
}

/** A tile that shows how far an upload is, then gives way to the picture or to a refusal. */
function uploadTile(file, { upload, done }) {
  const bar = crel("progress", { max: 1, value: 0, "aria-label": file.name });
  const text = crel("span", { className: "be-tile__name", textContent: file.name });
  const actions = crel("span", { className: "be-tile__actions" });
  const element = crel("div", { className: "be-tile be-tile--upload", role: "status" }, [
    text, bar, actions,
  ]);
  const dismiss = button(gettext("Dismiss"));
  const retry = button(gettext("Try again"));
  dismiss.addEventListener("click", () => element.remove());
  retry.addEventListener("click", () => start());
  async function start() {
    bar.hidden = false;
    actions.replaceChildren();
    text.textContent = file.name;
    element.classList.remove("be-tile--refused");
    try {
      const answer = await upload(file, (share) => { bar.value = share; });
      element.remove();
      done(answer);
    } catch (refusal) {
      bar.hidden = true;
      element.classList.add("be-tile--refused");
      text.textContent = `${file.name}: ${refusal.message}`;
      actions.replaceChildren(retry, dismiss);
    }
  }
  return { element, start };
}

/** The picture chooser: a library to search and upload into, and the words of what is chosen. */
class ImageChooser {
  constructor(settings, { several, onInsert, onClose }) {
    Object.assign(this, { settings, several, onInsert });
    this.forms = new Map();
    this.notices = new Map();
    this.fresh = false;
    this.hint = crel("p", { className: "be-help", textContent: gettext(
      "Choose a picture, or upload: drop or paste files anywhere in this window.") });
    this.panel = crel("aside", { className: "be-panel", "aria-label": gettext("Chosen pictures") }, [
      generalError(), this.hint,
    ]);
    this.insert = button(several ? gettext("Insert") : gettext("Use this picture"), {
      primary: true,
      disabled: true,
    });
    submitting(this.insert, this.panel, () => this.finish());
    this.library = new Library({
      url: settings.urls.images,
      label: gettext("Search captions, credits, titles"),
      empty: gettext("The library is empty. Upload a picture."),
      tile,
      name: spokenName,
      several,
      onChoose: (images) => this.showWords(images),
      onDone: () => this.insert.click(),
    });
    this.dialog = openDialog({
      title: several ? gettext("Insert pictures") : gettext("Choose a picture"),
      size: "large",
      isDirty: () => [...this.forms.values()].some(({ isDirty }) => isDirty()),
      onClose,
      fill: (parts) => this.fill(parts),
    });
  }

  fill({ footer, close, dialog }) {
    const cancel = button(gettext("Cancel"));
    cancel.addEventListener("click", close);
    footer.append(cancel, this.insert);
    acceptFiles(dialog, (files) => this.take(files));
    const input = fileInput({ accept: "image/*", multiple: this.several, hidden: true });
    input.addEventListener("change", () => {
      this.take([...input.files]);
      input.value = "";
    });
    const upload = button(gettext("Upload"), { iconName: "upload" });
    upload.addEventListener("click", () => input.click());
    this.library.onAnswer = ({ can_add: canAdd }) => { upload.hidden = !canAdd; };
    return crel("div", { className: "be-chooser" }, [
      crel("div", { className: "be-chooser__bar" }, [this.library.search, upload, input]),
      this.library.element,
      this.panel,
    ]);
  }

  /** Take a picture's words away, unless something was typed into them. */
  forget(id) {
    const words = this.forms.get(id);
    if (!words || words.isDirty()) return;
    words.form.remove();
    this.forms.delete(id);
  }

  showWords(images) {
    for (const [id, { form }] of [...this.forms]) {
      if (images.some((image) => image.id === id)) continue;
      form.hidden = true;
      this.forget(id);
    }
    for (const image of images) {
      if (!this.forms.has(image.id)) {
        const words = wordsForm(this.settings, image, this.notices.get(image.id));
        this.forms.set(image.id, words);
        this.panel.append(words.form);
      }
      this.forms.get(image.id).form.hidden = false;
    }
    this.insert.disabled = !images.length;
    this.hint.hidden = images.length > 0;
  }

  take(files) {
    this.fresh = false;
    for (const file of this.several ? files : files.slice(0, 1)) {
      const { element, start } = uploadTile(file, {
        upload: (one, onProgress) => uploadImage(this.settings, one, onProgress),
        done: (answer) => this.uploaded(answer),
      });
      this.library.list.prepend(element);
      start();
    }
  }

  uploaded({ item, duplicate }) {
    if (duplicate) {
      const notice = gettext("This picture is in the library already. It is used from there.");
      this.notices.set(item.id, notice);
      this.forget(item.id);
    }
    const { library } = this;
    if (item.similar) {
      const { title, caption, id } = item.similar;
      const notice = gettext("Looks like “%s”, which was there already. If it is the same, use that one.");
      this.notices.set(item.id, notice.replace("%s", title || caption || `#${id}`));
      library.add(item.similar, { first: true });
    }
    library.add(item, { first: true });
    library.status.textContent = "";
    // Files that were given together are chosen together.
    if (!this.fresh) library.chosen.clear();
    this.fresh = this.several;
    library.chosen.delete(item.id);
    library.choose(item.id, { adding: true });
    library.list.querySelector(`[data-id="${item.id}"]`).scrollIntoView({ block: "nearest" });
    // Nobody who types one picture's words loses the cursor when the next one arrives.
    if (!this.panel.contains(document.activeElement)) this.forms.get(item.id).focus();
  }

  async finish() {
    const saved = [];
    for (const image of this.library.selected()) {
      saved.push(await this.forms.get(image.id).save());
    }
    this.dialog.close();
    this.onInsert(saved);
  }
}

/** Choose pictures, or upload them. `onInsert(images)` gets them, their words saved. */
export function chooseImages(settings, { several = true, onInsert, onClose }) {
  return new ImageChooser(settings, { several, onInsert, onClose });
}

function acceptFiles(element, take) {
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("be-dialog--over");
  });
  for (const name of ["dragleave", "drop"]) {
    element.addEventListener(name, () => element.classList.remove("be-dialog--over"));
  }
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  element.addEventListener("paste", (event) => {
    const files = imageFiles(event.clipboardData);
    if (!files.length) return;
    event.preventDefault();
    take(files);
  });
}
