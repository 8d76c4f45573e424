/** Straight quotation marks become the language's own as one types; a whole text's can be evened. */
import { Extension, gettext, InputRule } from "django-prose-editor/editor";
import { evenQuotes, quoteMarks, typedQuote } from "newsroom/editor/quotes";

const SETTING = "newsroom:straight-quotes";
const ELLIPSIS = "…";
const DASH = " – ";

function language() {
  const select = document.querySelector("select[name=language]");
  return select?.value || document.documentElement.lang || "en";
}

/** Whoever turned it off in this browser finds it off again. */
function readSetting(user) {
  try {
    return localStorage.getItem(`${SETTING}:${user}`) !== "1";
  } catch {
    return true;
  }
}

function keepSetting(user, isOn) {
  try {
    if (isOn) localStorage.removeItem(`${SETTING}:${user}`);
    else localStorage.setItem(`${SETTING}:${user}`, "1");
  } catch {
    // A browser that keeps nothing forgets this too.
  }
}

/** A block's text up to a place; what is no text counts as one character. */
function textBefore(state, pos) {
  const $pos = state.doc.resolve(pos);
  return $pos.parent.textBetween(0, $pos.parentOffset, "\ufffc", "\ufffc");
}

/**
 * Whether a text was dictated or put in by a tool: it stays as it came, or only the mark at its very
 * end would be changed. An input method's text stands there already when it is asked about; of that,
 * a mark behind straight ones is taken for a part of the whole.
 */
function cameAsAWhole(state, { from, to }) {
  return from > to || (from < to && /["']$/.test(state.doc.textBetween(from, to))
    && /["']/.test(textBefore(state, from)));
}

/** A block's text as the marks are told from: code is left alone, whatever stands in it. */
function textOf(block) {
  let text = "";
  block.forEach((node) => {
    const isCode = node.marks.some((mark) => mark.type.spec.code);
    if (node.isText) text += isCode ? "\ufffc".repeat(node.nodeSize) : node.text;
    else text += node.type.name === "hardBreak" ? "\n" : "\ufffc".repeat(node.nodeSize);
  });
  return text;
}

function marksAt(doc, pos) {
  return doc.nodeAt(pos)?.marks ?? [];
}

/** The changes of a whole document, last first, so that none moves another. */
function changesOf(doc, marks) {
  const changes = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    if (!node.type.spec.code) {
      for (const { from, to, text } of evenQuotes(textOf(node), marks)) {
        changes.push({ from: pos + 1 + from, to: pos + 1 + to, text });
      }
    }
    return false;
  });
  return changes.reverse();
}

/** The mark of a change keeps the look of the one it replaces, and not that of a space before it. */
function quoteIn(doc, { from, to }) {
  for (let pos = from; pos < to; pos += 1) {
    if (doc.textBetween(pos, pos + 1).trim()) return pos;
  }
  return from;
}

export const SmartQuotes = Extension.create({
  name: "smartQuotes",

  addOptions() {
    return { user: "", notify: () => {} };
  },

  addStorage() {
    return { isOn: true };
  },

  onCreate() {
    this.storage.isOn = readSetting(this.options.user);
  },

  addInputRules() {
    const rule = (find, replace) => new InputRule({
      find,
      handler: ({ state, range, match }) => {
        if (!this.storage.isOn || cameAsAWhole(state, range)) return null;
        const change = replace(match, state, range);
        if (!change) return null;
        state.tr.insertText(change.text, range.from - (change.drop ?? 0), range.to);
        return undefined;
      },
    });
    return [
      rule(/["']$/, ([typed], state, { from }) =>
        typedQuote(typed, textBefore(state, from), quoteMarks(language()))),
      // The '90s, and Dutch 's avonds: the mark that seemed to open stands for what is left out.
      rule(/(?:^|\s)‘(?:\d\ds|[stn] )$/, ([found]) => ({ text: found.replace("‘", "’") })),
      rule(/«\u202f $/, () => (quoteMarks(language()).space ? { text: "«\u202f" } : null)),
      rule(/(?<!\.)\.\.\.$/, () => ({ text: ELLIPSIS })),
      rule(/(?<=\S) -- $/, () => ({ text: DASH })),
    ];
  },

  addCommands() {
    return {
      toggleSmartQuotes: () => ({ editor, tr }) => {
        this.storage.isOn = !this.storage.isOn;
        keepSetting(this.options.user, this.storage.isOn);
        // The bar above the text looks at what there is after every transaction.
        editor.view.dispatch(tr.setMeta("smartQuotes", true).setMeta("addToHistory", false));
        return true;
      },
      evenQuotes: () => ({ tr, state, dispatch }) => {
        const changes = changesOf(state.doc, quoteMarks(language()));
        if (!dispatch) return true;
        for (const change of changes) {
          const marks = marksAt(state.doc, quoteIn(state.doc, change));
          tr.replaceWith(change.from, change.to, state.schema.text(change.text, marks));
        }
        const { length } = changes;
        this.options.notify(length
          ? gettext("Quotation marks changed: %s. Undo takes all of it back.").replace("%s", length)
          : gettext("The quotation marks agree already."));
        return true;
      },
    };
  },
});
