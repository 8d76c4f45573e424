/**
 * Passages with notes, marked in the text as one types. Nothing of it is ever part of the body:
 * marks are decorations of this page, and places are counted anew from the words (passages.js).
 */
import { Extension, Plugin, pm } from "django-prose-editor/editor";
import { draw } from "newsroom/editor/drawing";
import { BodyText } from "newsroom/editor/passages";

const { Decoration, DecorationSet } = pm.view;
const key = new pm.state.PluginKey("passageNotes");
const LOOK_AGAIN_AFTER = 250;

function mark({ id, blocking }, { from, to }, chosen) {
  const names = ["be-noted", blocking && "be-noted--blocking", id === chosen && "be-noted--chosen"];
  const attributes = { class: names.filter(Boolean).join(" "), "data-note": String(id) };
  return Decoration.inline(from, to, attributes, { id });
}

function found(state, id) {
  return key.getState(state).find(undefined, undefined, (spec) => spec.id === id)[0];
}

/** Whether anything of a range is left: what is typed over a passage is another one. */
function survives({ maps }, { from, to }) {
  return maps.every((map) => {
    let isGone = false;
    map.forEach((start, end) => { isGone ||= start <= from && to <= end; });
    from = map.map(from, 1);
    to = map.map(to, -1);
    return !isGone && from < to;
  });
}

function moved(tr, marks) {
  const gone = marks.find().filter((one) => !survives(tr.mapping, one)).map(({ spec }) => spec.id);
  const after = marks.map(tr.mapping, tr.doc);
  if (!gone.length) return after;
  return after.remove(after.find(undefined, undefined, ({ id }) => gone.includes(id)));
}

/** The passage that is chosen in the editor, or the paragraph around its cursor; null: no words. */
function chosenPassage({ state }) {
  const { $from, from, to, empty } = state.selection;
  const range = empty ? { from: $from.start(), to: $from.end() } : { from, to };
  const text = new BodyText(state.doc);
  const stretch = text.stretchOf(range);
  return stretch && text.passage(stretch);
}

/** The id of the shortest noted passage at a place of the document. */
function noteAt(state, pos) {
  const here = key.getState(state).find(pos, pos);
  here.sort((one, other) => one.to - one.from - (other.to - other.from));
  return here[0]?.spec.id ?? null;
}

export const PassageNotes = Extension.create({
  name: "passageNotes",

  // The panel (newsroom/desk/notes) listens here, where the page has one.
  addStorage: () => ({ notes: [], seen: new Set(), chosen: null, listener: null }),

  addCommands() {
    return {
      noteOnPassage: () => ({ editor }) => {
        const { listener } = this.storage;
        if (!listener) return false;
        // Not while this command's transaction is still being built.
        queueMicrotask(() => {
          const { empty, from } = editor.state.selection;
          const id = empty ? noteAt(editor.state, from) : null;
          if (id === null) listener.write(chosenPassage(editor));
          else listener.open(id, { focus: true });
        });
        return true;
      },
    };
  },

  addKeyboardShortcuts() {
    return { "Mod-Alt-m": () => this.editor.commands.noteOnPassage() };
  },

  addProseMirrorPlugins() {
    const { storage, editor } = this;
    let timer;
    return [
      new Plugin({
        key,
        state: {
          init: () => DecorationSet.empty,
          apply(tr, marks) {
            return tr.getMeta(key) ?? (tr.docChanged ? moved(tr, marks) : marks);
          },
        },
        props: {
          decorations: (state) => key.getState(state),
          handleClick(view, pos) {
            const id = noteAt(view.state, pos);
            if (id === null) storage.listener?.close();
            else storage.listener?.open(id);
            return false;
          },
        },
        view: () => ({
          update(view, before) {
            if (view.state.doc === before.doc || !storage.notes.length) return;
            const marked = new Set(key.getState(view.state).find().map(({ spec }) => spec.id));
            if (marked.size >= storage.notes.length) return;
            // Undone, taken back from a draft, cut and pasted: what went may have come back.
            clearTimeout(timer);
            timer = setTimeout(() => { if (!editor.isDestroyed) markNotes(editor); }, LOOK_AGAIN_AFTER);
          },
          destroy: () => clearTimeout(timer),
        }),
      }),
    ];
  },
});

/** Mark these notes' passages; those marked already stay where typing has moved them. */
export function showNotes(editor, notes) {
  // What a save has left nothing of is not looked for: the same words elsewhere are others.
  editor.storage.passageNotes.notes = notes.filter(({ quote, lost }) => quote && !lost);
  markNotes(editor);
}

export function chooseNote(editor, id) {
  const { storage } = editor;
  if (storage.passageNotes.chosen === id) return;
  storage.passageNotes.chosen = id;
  markNotes(editor);
}

function markNotes(editor) {
  const { notes, seen, chosen, listener } = editor.storage.passageNotes;
  const { state } = editor;
  let text = null;
  const marks = [];
  const places = new Map();
  for (const note of notes) {
    let range = found(state, note.id);
    if (!range) {
      text ??= new BodyText(state.doc);
      const stretch = text.locate(note, { surely: seen.has(note.id) });
      range = stretch && text.rangeOf(stretch);
    }
    if (range) seen.add(note.id);
    places.set(note.id, range ? { from: range.from, to: range.to } : null);
    if (range) marks.push(mark(note, range, chosen));
  }
  const set = DecorationSet.create(state.doc, marks);
  draw(editor.view, key, set);
  listener?.places(places);
}

/** Put the cursor at a note's passage; false where it is not in the text. */
export function goToPassage(editor, id) {
  const range = found(editor.state, id);
  if (!range) return false;
  const selection = pm.state.TextSelection.create(editor.state.doc, range.from, range.to);
  editor.view.dispatch(editor.state.tr.setSelection(selection));
  editor.view.focus();
  const { node } = editor.view.domAtPos(range.from);
  (node.nodeType === 1 ? node : node.parentElement).scrollIntoView({ block: "center" });
  return true;
}

/** Where on the screen a note's passage begins and ends; null where it is not in the text. */
export function edgesOfPassage(editor, id) {
  const range = found(editor.state, id);
  if (!range) return null;
  return { start: editor.view.coordsAtPos(range.from, 1), end: editor.view.coordsAtPos(range.to, -1) };
}
