/** Finding words in the text: what is found is marked, and can be replaced in one step. */
import { Extension, Plugin, pm } from "django-prose-editor/editor";
import { draw } from "newsroom/editor/drawing";
import { FindPanel } from "newsroom/editor/find_panel";

const { Decoration, DecorationSet } = pm.view;
const { TextSelection } = pm.state;
export const findKey = new pm.state.PluginKey("find");
// What is found is counted in full; drawing thousands of marks would hold up the page.
const MOST_SHOWN = 800;
const PAUSE = 150;
const NOTHING = { query: null, matches: [], current: -1, shown: DecorationSet.empty };

const WORD = "[\\p{L}\\p{N}_]";
// Whoever types a straight mark means the set one too, and a space is a space.
const ALIKE = { "'": "['‘’‚]", '"': "[\"“”„«»]", " ": "[ \\u00a0\\u202f]" };

/** The pattern of `{text, matchCase, wholeWords}`, or null where nothing is asked. */
export function patternOf({ text, matchCase, wholeWords }) {
  if (!text) return null;
  const source = [...text]
    .map((letter) => ALIKE[letter] ?? letter.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&"))
    .join("");
  const whole = wholeWords ? `(?<!${WORD})${source}(?!${WORD})` : source;
  return new RegExp(whole, matchCase ? "gu" : "giu");
}

/** Every place in the blocks of a document, each block's text read as one, whatever its marks. */
function matchesIn(doc, query) {
  const pattern = patternOf(query);
  const found = [];
  if (!pattern) return found;
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, "", "\ufffc");
    for (const match of text.matchAll(pattern)) {
      const from = pos + 1 + match.index;
      found.push({ from, to: from + match[0].length });
    }
    return false;
  });
  return found;
}

function drawn(doc, matches, current) {
  const first = Math.max(0, Math.min(current - MOST_SHOWN / 2, matches.length - MOST_SHOWN));
  const shown = matches.slice(first, first + MOST_SHOWN);
  return DecorationSet.create(doc, shown.map(({ from, to }, index) =>
    Decoration.inline(from, to, {
      class: first + index === current ? "be-found be-found--here" : "be-found",
    })));
}

const found = {
  init: () => NOTHING,
  apply(tr, state) {
    const change = tr.getMeta(findKey);
    if (change) {
      const { query, matches, current } = { ...state, ...change };
      return query ? { query, matches, current, shown: drawn(tr.doc, matches, current) } : NOTHING;
    }
    if (!tr.docChanged || !state.query) return state;
    const moved = state.matches.map(({ from, to }) => ({
      from: tr.mapping.map(from, 1), to: tr.mapping.map(to, -1),
    }));
    return { ...state, matches: moved, shown: state.shown.map(tr.mapping, tr.doc) };
  },
};

/** What the panel does to the text. */
export class Finder {
  constructor(view) {
    this.view = view;
    this.listeners = new Set();
  }

  get state() {
    return findKey.getState(this.view.state);
  }

  tell(change) {
    draw(this.view, findKey, change);
    for (const listener of this.listeners) listener(this.state);
  }

  onChange(listener) {
    this.listeners.add(listener);
  }

  /** Look for something, beginning where the cursor is. */
  search(query) {
    const matches = matchesIn(this.view.state.doc, query);
    const { from } = this.view.state.selection;
    const next = matches.findIndex((match) => match.from >= from);
    this.tell({ query, matches, current: matches.length ? Math.max(next, 0) : -1 });
    this.show();
  }

  /** After the text has changed: the same question, at about the same place. */
  again() {
    const { query, matches, current } = this.state;
    if (!query) return;
    const now = matchesIn(this.view.state.doc, query);
    const at = matches[current]?.from ?? 0;
    const next = now.findIndex((match) => match.from >= at);
    this.tell({ matches: now, current: now.length ? Math.max(next, 0) : -1 });
  }

  step(by) {
    const { matches, current } = this.state;
    if (!matches.length) return;
    this.tell({ current: (current + by + matches.length) % matches.length });
    this.show();
  }

  show() {
    const here = this.view.dom.querySelector(".be-found--here");
    if (!here) return;
    const { top, bottom } = here.getBoundingClientRect();
    if (top < 220 || bottom > window.innerHeight - 100) here.scrollIntoView({ block: "center" });
  }

  put(tr, { from, to }, words) {
    const marks = this.view.state.doc.nodeAt(from)?.marks ?? [];
    if (words) tr.replaceWith(from, to, this.view.state.schema.text(words, marks));
    else tr.delete(from, to);
  }

  replace(words) {
    const { matches, current } = this.state;
    const match = matches[current];
    if (!match) return;
    const { tr } = this.view.state;
    this.put(tr, match, words);
    const end = match.from + words.length;
    this.view.dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(end))));
    this.search(this.state.query);
  }

  /** All of them in one step, which one undo takes back. Gives how many. */
  replaceAll(words) {
    const { query } = this.state;
    const matches = query ? matchesIn(this.view.state.doc, query) : [];
    const { tr } = this.view.state;
    for (const match of [...matches].reverse()) this.put(tr, match, words);
    if (matches.length) this.view.dispatch(tr);
    this.again();
    return matches.length;
  }

  /** Done: the place that was found is chosen in the text. */
  close() {
    const { matches, current } = this.state;
    const match = matches[current];
    this.tell({ query: null });
    const { doc, tr } = this.view.state;
    if (match) this.view.dispatch(tr.setSelection(TextSelection.create(doc, match.from, match.to)));
    this.view.focus();
  }
}

export const Find = Extension.create({
  name: "find",

  addStorage() {
    return { panel: null };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: findKey,
        state: found,
        props: { decorations: (state) => findKey.getState(state).shown },
        view: (view) => {
          const finder = new Finder(view);
          this.storage.panel = new FindPanel(finder);
          let timer;
          return {
            update(_view, before) {
              if (before.doc === view.state.doc || !finder.state.query) return;
              clearTimeout(timer);
              timer = setTimeout(() => finder.again(), PAUSE);
            },
            destroy: () => clearTimeout(timer),
          };
        },
      }),
    ];
  },

  addCommands() {
    return {
      openFind: () => ({ editor, state }) => {
        const { from, to, $from, $to } = state.selection;
        const chosen = $from.sameParent($to) ? state.doc.textBetween(from, to) : "";
        queueMicrotask(() => this.storage.panel.open(editor.view, chosen));
        return true;
      },
      findNext: (by = 1) => () => {
        const { panel } = this.storage;
        if (!panel.isOpen) return false;
        queueMicrotask(() => panel.finder.step(by));
        return true;
      },
    };
  },

  addKeyboardShortcuts() {
    const { commands } = this.editor;
    return {
      F3: () => commands.findNext(1),
      "Shift-F3": () => commands.findNext(-1),
      Escape: () => this.storage.panel.isOpen && (this.storage.panel.close(), true),
    };
  },
});
