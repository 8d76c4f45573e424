import { crel, Editor, gettext, initializeEditors } from "django-prose-editor/editor";
import { editCaption, keepCaptionRows } from "newsroom/editor/captions";
import { chooseClip } from "newsroom/editor/clips";
import { button, icon } from "newsroom/editor/dialog";
import { chooseImages } from "newsroom/editor/images";
import { PassageNotes } from "newsroom/editor/notes";
import { Paste } from "newsroom/editor/paste";
import { choosePost } from "newsroom/editor/posts";
import { Previews } from "newsroom/editor/previews";
import { Reference } from "newsroom/editor/references";
import { bodyExtensions } from "newsroom/editor/schema";
import { LinkStates } from "newsroom/editor/link_states";
import { keepSession } from "newsroom/editor/session";
import { Toolbar } from "newsroom/editor/toolbar";
import { Uploads } from "newsroom/editor/uploads";
import { writingAids } from "newsroom/editor/writing_aids";
import "newsroom/desk/notes";
import "newsroom/desk/requests";
import { Journal } from "newsroom/desk/journal";
import "newsroom/desk/library_words";
import { offerDrafts } from "newsroom/desk/offers";
import { Presence } from "newsroom/desk/presence";
import { Preview } from "newsroom/desk/preview";
import { saveInPlace } from "newsroom/desk/saving";

const MARKER = "data-django-prose-editor-newsroom";
const WORDS_A_MINUTE = 230;

/** The body as it is stored: without the empty paragraph that only gives the cursor a place. */
export function bodyOf(editor) {
  return editor.getHTML().replace(/(<p><\/p>)+$/, "");
}

/** A body as the editor opens it: there is always a paragraph to go on typing in. */
function opened(body) {
  return /<\/p>\s*$/.test(body) ? body : `${body}<p></p>`;
}

/**
 * Have the textarea hold the body whenever anybody looks, without writing all of a long story anew
 * at every keystroke: it is written when it is read, and before the form is sent.
 */
function keepInStep(textarea, editor) {
  const native = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value");
  let isBehind = false;
  const write = () => {
    if (isBehind) native.set.call(textarea, bodyOf(editor));
    isBehind = false;
    return native.get.call(textarea);
  };
  Object.defineProperty(textarea, "value", {
    configurable: true,
    get: write,
    set(body) {
      isBehind = false;
      native.set.call(textarea, body);
    },
  });
  // What collects a form's values asks no script for them.
  textarea.form?.addEventListener("formdata", ({ formData }) => {
    if (formData.has(textarea.name)) formData.set(textarea.name, write());
  });
  editor.on("update", () => {
    isBehind = true;
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

/** Sentences above the text, read out, that stay until they are dismissed. */
function noticeBoard() {
  const element = crel("div", { className: "be-notices", role: "status" });
  const notify = (sentence, more = []) => {
    const dismiss = button("", { title: gettext("Dismiss"), "aria-label": gettext("Dismiss") });
    dismiss.append(icon("close"));
    const notice = crel("div", { className: "be-notice" }, [crel("div", {}, [sentence, ...more]), dismiss]);
    dismiss.addEventListener("click", () => notice.remove());
    element.replaceChildren(notice);
  };
  return { element, notify };
}

function wordCount(editor) {
  const element = crel("div", { className: "be-count" });
  let timer;
  const count = () => {
    const { doc } = editor.state;
    const words = doc.textBetween(0, doc.content.size, " ", " ").split(/\s+/).filter(Boolean).length;
    const minutes = Math.max(1, Math.round(words / WORDS_A_MINUTE));
    const say = (sentence) => !words ? gettext("No words yet") : sentence
      .replace("%(words)s", words.toLocaleString(document.documentElement.lang || undefined))
      .replace("%(minutes)s", minutes);
    element.textContent = say(gettext("%(words)s words · about %(minutes)s min to read"));
    const bar = document.querySelector("[data-desk-words]");
    if (bar) bar.textContent = say(gettext("%(words)s words · %(minutes)s min"));
  };
  editor.on("update", () => {
    clearTimeout(timer);
    timer = setTimeout(count, 200);
  });
  count();
  return element;
}

/** What the Insert buttons and a figure's "Change" open. */
function chooser(settings, previews, focus) {
  return (kind, onChosen, options = {}) => {
    const taken = (items) => {
      for (const item of items) previews.keep(kind, item);
      onChosen(items);
    };
    if (kind === "image") chooseImages(settings, { ...options, onInsert: taken, onClose: focus });
    else (kind === "post" ? choosePost : chooseClip)(settings, {
      ...options,
      onInsert: (item) => taken([item]),
      onClose: focus,
    });
  };
}

function buildEditor(textarea, surface, { settings, previews, choose, notify, insert }) {
  const states = new LinkStates(settings);
  const { user = "" } = textarea.dataset;
  const editor = new Editor({
    element: surface,
    editable: !textarea.disabled,
    content: opened(textarea.value),
    editorProps: { attributes: attributesOf(textarea) },
    extensions: [
      ...bodyExtensions({
        placeholder: gettext("Write the story …"),
        desk: { states, stories: settings.urls.stories },
      }),
      Reference.configure({
        previews,
        choose: (kind, onChosen) => choose(kind, onChosen, { several: false }),
        onCaption: editCaption,
      }),
      Uploads.configure({
        settings,
        previews,
        onOthers([file]) {
          if (file.type.startsWith("video/")) insert("clip", { file });
          else notify(gettext("Only pictures and clips can be dropped into the text."));
        },
      }),
      Paste.configure({ notify }),
      PassageNotes,
      ...writingAids({ settings, states, notify, insert, user }),
    ],
  });
  keepInStep(textarea, editor);
  return editor;
}

function mediaButtons(insert) {
  const item = (kind, text, label, iconName) => ({ label, text, iconName, open: () => insert(kind) });
  return {
    label: gettext("Insert"),
    items: [
      item("image", gettext("Picture"), gettext("Insert pictures"), "image"),
      item("post", gettext("Post"), gettext("Insert a social post"), "chat_bubble"),
      item("clip", gettext("Clip"), gettext("Insert a clip"), "movie"),
    ],
  };
}

function createEditor(textarea) {
  if (textarea.closest(".prose-editor")) return;
  const settings = JSON.parse(textarea.getAttribute(MARKER));
  const previews = new Previews(settings.urls.previews);
  const board = noticeBoard();
  const surface = crel("div", { className: "be-surface" });
  const element = crel("div", { className: "prose-editor be-editor" }, [board.element, surface]);
  textarea.before(element);
  element.append(textarea);
  const choose = chooser(settings, previews, () => editor.commands.focus());
  const insert = (kind, { replace = (put) => put(), ...options } = {}) =>
    choose(kind, (items) => {
      replace(() => editor.chain().focus().insertReferences(kind, items).run());
      if (kind === "image") keepCaptionRows(items);
    }, options);
  const { notify } = board;
  const editor = buildEditor(textarea, surface, { settings, previews, choose, notify, insert });
  if (editor.isEditable) element.prepend(new Toolbar(editor, mediaButtons(insert)).element);
  element.append(wordCount(editor));
  followLanguage(editor);
  const { user, story } = textarea.dataset;
  if (user && textarea.form) {
    keepSession(textarea.form, settings.urls, user);
    keepWork(editor, textarea, { urls: settings.urls, user, story });
  }
  const detail = { editor, textarea };
  textarea.dispatchEvent(new CustomEvent("prose-editor:ready", { bubbles: true, detail }));
}

/** The journal of what is typed, what an earlier one holds, and who else is here. */
function keepWork(editor, textarea, page) {
  const { form } = textarea;
  if (!form.elements.draft) return;
  const journal = new Journal(form, { ...page, status: document.querySelector("[data-desk-saved]") });
  const body = {
    bodyName: textarea.name,
    setBody: (body) => editor.commands.setContent(opened(body), { emitUpdate: true }),
    focus: () => editor.commands.focus("end"),
  };
  offerDrafts(journal, body);
  saveInPlace(form, editor, body);
  const people = document.querySelector("[data-desk-people]");
  if (page.story && people) new Presence(journal, people);
  const slot = document.querySelector("[data-desk-preview]");
  if (slot) new Preview(journal, slot);
}

/** A file dropped beside the text must not make the browser leave the page for it. */
function keepPage(event) {
  const target = event.target.closest?.("input[type=file], .be-text, .be-dialog");
  if (!target && event.dataTransfer?.types.includes("Files")) event.preventDefault();
}

/** The text is spelled in the story's language. */
function followLanguage(editor) {
  const select = document.querySelector("select[name=language]");
  const follow = () => editor.view.dom.setAttribute("lang", select.value);
  select?.addEventListener("change", follow);
  if (select) follow();
}

function attributesOf(textarea) {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  return {
    class: "be-text",
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": label?.textContent.trim() || gettext("Body"),
    dir: "auto",
    spellcheck: "true",
  };
}

for (const name of ["dragover", "drop"]) document.addEventListener(name, keepPage);
initializeEditors(createEditor, `[${MARKER}]`);
