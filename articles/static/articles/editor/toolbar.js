import { crel, Extension, gettext } from "django-prose-editor/editor";
import { keyNames, register, showShortcuts } from "newsroom/desk/shortcuts";
import { icon } from "newsroom/editor/dialog";
import { isFullScreen } from "newsroom/editor/full_screen";

function shortcut(keys) {
  return keys ? ` (${keyNames(keys).join("+")})` : "";
}

const STYLES = [
  ["paragraph", gettext("Text"), (chain) => chain.clearNodes(), "Mod-Alt-0"],
  ["heading2", gettext("Heading"), (chain) => chain.clearNodes().setHeading({ level: 2 }), "Mod-Alt-2"],
  ["heading3", gettext("Subheading"), (chain) => chain.clearNodes().setHeading({ level: 3 }), "Mod-Alt-3"],
  ["heading4", gettext("Minor heading"), (chain) => chain.clearNodes().setHeading({ level: 4 }), "Mod-Alt-4"],
  ["codeBlock", gettext("Code"), (chain) => chain.clearNodes().setCodeBlock(), "Mod-Alt-C"],
];

function styleOf(editor) {
  const { parent } = editor.state.selection.$from;
  if (parent.type.name === "heading") return `heading${parent.attrs.level}`;
  return parent.type.name;
}

function mark(name, label, iconName, keys) {
  return {
    label,
    iconName,
    keys,
    run: (chain) => chain.toggleMark(name),
    isActive: (editor) => editor.isActive(name),
    isEnabled: (editor) => !editor.isActive("codeBlock"),
  };
}

function block(name, label, iconName, keys, run) {
  return { label, iconName, keys, run, isActive: (editor) => editor.isActive(name) };
}

/** A quotation of one kind: on, off, or in place of the other kind. */
function quote(name, other, label, iconName, keys) {
  return block(name, label, iconName, keys, (chain, editor) =>
    (editor.isActive(other) ? chain.lift(other) : chain).toggleWrap(name),
  );
}

const GROUPS = [
  {
    label: gettext("History"),
    items: [
      // What was just typed for a straight mark or three dots gives that back first.
      { label: gettext("Undo"), iconName: "undo", keys: "Mod-Z",
        run: (chain, editor) => (editor.can().undoInputRule() ? chain.undoInputRule() : chain.undo()),
        isEnabled: (editor) => editor.can().undo() },
      { label: gettext("Redo"), iconName: "redo", keys: "Mod-Shift-Z", run: (chain) => chain.redo(),
        isEnabled: (editor) => editor.can().redo() },
    ],
  },
  { label: gettext("Style"), styles: true, items: [] },
  {
    label: gettext("Words"),
    items: [
      mark("bold", gettext("Bold"), "format_bold", "Mod-B"),
      mark("italic", gettext("Italic"), "format_italic", "Mod-I"),
      { label: gettext("Link"), iconName: "link", keys: "Mod-K", run: (chain) => chain.openLinkDialog(),
        isActive: (editor) => editor.isActive("link"),
        isEnabled: (editor) => !editor.isActive("codeBlock") },
      { label: gettext("Note on this passage"), iconName: "add_comment", keys: "Mod-Alt-M",
        run: (chain) => chain.noteOnPassage(),
        isShown: () => document.querySelector("[data-desk-notes]") !== null },
    ],
  },
  {
    label: gettext("Blocks"),
    items: [
      block("bulletList", gettext("Bulleted list"), "format_list_bulleted", "Mod-Shift-8",
        (chain) => chain.toggleBulletList()),
      block("orderedList", gettext("Numbered list"), "format_list_numbered", "Mod-Shift-7",
        (chain) => chain.toggleOrderedList()),
      quote("blockquote", "pullQuote", gettext("Quotation"), "format_quote", "Mod-Shift-B"),
      quote("pullQuote", "blockquote", gettext("Pull quote"), "pullquote", "Mod-Alt-P"),
      { label: gettext("Table"), iconName: "table",
        run: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
        isEnabled: (editor) => !editor.isActive("table") },
    ],
  },
  {
    label: gettext("More"),
    listed: gettext("Words"),
    folded: true,
    items: [
      { label: gettext("Rule"), iconName: "horizontal_rule", run: (chain) => chain.setHorizontalRule() },
      mark("underline", gettext("Underline"), "format_underlined", "Mod-U"),
      mark("strike", gettext("Strikethrough"), "strikethrough_s", "Mod-Shift-S"),
      mark("subscript", gettext("Subscript"), "subscript", "Mod-,"),
      mark("superscript", gettext("Superscript"), "superscript", "Mod-."),
      mark("code", gettext("Code"), "code", "Mod-E"),
      { label: gettext("Clear formatting"), iconName: "format_clear",
        run: (chain) => chain.unsetAllMarks() },
      { label: gettext("Quotation marks of the language as one types"), text: "“a”",
        run: (chain) => chain.toggleSmartQuotes(),
        isActive: (editor) => editor.storage.smartQuotes.isOn },
      { label: gettext("Make quotation marks consistent"), iconName: "auto_fix_high",
        run: (chain) => chain.evenQuotes() },
      { label: gettext("Keyboard shortcuts"), iconName: "keyboard",
        open: ({ commands }) => showShortcuts({ onClose: () => commands.focus() }) },
    ],
  },
  {
    label: gettext("View"),
    items: [
      { label: gettext("Find and replace"), iconName: "search", keys: "Mod-F",
        open: ({ commands }) => commands.openFind() },
      { label: gettext("Full screen"), iconName: "fullscreen", keys: "Mod-Shift-F",
        open: ({ commands }) => commands.toggleFullScreen(), isActive: isFullScreen },
    ],
  },
];

const TABLE = {
  label: gettext("Table"),
  isShown: (editor) => editor.isActive("table"),
  items: [
    ["addRowAfter", gettext("Add row below"), "add_row_below"],
    ["addColumnAfter", gettext("Add column to the right"), "add_column_right"],
    ["toggleHeaderCell", gettext("Header cell"), "table_rows"],
    ["mergeOrSplit", gettext("Merge or split cells"), "cell_merge"],
    ["deleteRow", gettext("Delete row"), "splitscreen_bottom"],
    ["deleteColumn", gettext("Delete column"), "splitscreen_right"],
    ["deleteTable", gettext("Delete table"), "delete"],
  ].map(([command, label, iconName]) => ({ label, iconName, run: (chain) => chain[command]() })),
};

function press({ open, run, isEnabled }, editor) {
  if (isEnabled && !isEnabled(editor)) return;
  if (open) open(editor);
  else run(editor.chain().focus(), editor).run();
}

/** A key as ProseMirror writes it: "Mod-Shift-F" is "Mod-Shift-f". */
function bound(keys) {
  return keys.replace(/-([A-Z])$/, (_, letter) => `-${letter.toLowerCase()}`);
}

const TOOLS = [
  ...STYLES.map(([, label, run, keys]) => ({ group: gettext("Style"), label, run, keys })),
  ...GROUPS.flatMap(({ label, listed: group = label, items }) => items.map((item) => ({ ...item, group }))),
].filter(({ keys }) => keys);

/** The toolbar's keys, bound and listed from what its buttons are made of. */
export const ToolKeys = Extension.create({
  name: "toolKeys",
  priority: 1000,

  onCreate() {
    for (const { group, keys, label } of TOOLS) register({ group, keys, label });
    const group = gettext("In the text");
    for (const [keys, label] of [
      ["Alt-F10", gettext("To the toolbar; Escape leads back")],
      ["Shift-Enter", gettext("New line in the same paragraph")],
      ["Tab", gettext("Next cell of a table; a list’s item one level in")],
      ["Shift-Tab", gettext("Previous cell; a list’s item one level out")],
      ["F3", gettext("Next place that was found")],
      ["Shift-F3", gettext("Previous place that was found")],
      ["Escape", gettext("Close what is open; leave full screen")],
    ]) register({ group, keys, label });
  },

  addKeyboardShortcuts() {
    const { editor } = this;
    const keymap = TOOLS.map((item) => [bound(item.keys), () => (press(item, editor), true)]);
    return {
      ...Object.fromEntries(keymap),
      "Alt-F10": () => {
        const toolbar = editor.view.dom.closest(".be-editor").querySelector(".be-toolbar");
        toolbar.querySelector("[tabindex='0']")?.focus();
        return true;
      },
    };
  },
});

function pullQuoteIcon() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML =
    '<path fill="currentColor" d="M3 3h18v2H3zM3 19h18v2H3zM7.5 16l1.6-3.3A2.4 2.4 0 1 1 11 10.4' +
    'c0 .5-.1.9-.4 1.4L8.9 16zm6.2 0 1.6-3.3a2.4 2.4 0 1 1 1.9-2.3c0 .5-.1.9-.4 1.4L15.1 16z"/>';
  return svg;
}

/** The bar above the text. One stop for Tab; arrow keys go along it (ARIA's toolbar pattern). */
export class Toolbar {
  constructor(editor, media) {
    this.editor = editor;
    this.updates = [];
    this.element = crel("div", {
      className: "be-toolbar",
      role: "toolbar",
      "aria-label": gettext("Formatting"),
    });
    for (const group of [...GROUPS, TABLE, media]) this.element.append(this.group(group));
    this.element.addEventListener("keydown", (event) => this.walk(event));
    this.element.addEventListener("focusin", ({ target }) => {
      for (const stop of this.stops()) stop.tabIndex = stop === target ? 0 : -1;
    });
    editor.on("transaction", () => this.plan());
    this.update();
    this.stops()[0].tabIndex = 0;
  }

  group({ label, items, styles, folded, isShown }) {
    const element = crel("div", { className: "be-toolbar__group", role: "group", "aria-label": label });
    if (styles) element.append(this.styles(gettext("Paragraph style")));
    for (const item of items) element.append(this.button(item));
    if (isShown) this.updates.push((editor) => { element.hidden = !isShown(editor); });
    return folded ? this.fold(label, element) : element;
  }

  button(item) {
    const { label, iconName, keys, text, isActive, isEnabled, isShown } = item;
    const element = crel("button", {
      type: "button",
      className: "be-toolbar__button",
      tabIndex: -1,
      title: `${label}${shortcut(keys)}`,
      "aria-label": label,
    });
    if (isShown) element.hidden = !isShown();
    if (iconName) element.append(iconName === "pullquote" ? pullQuoteIcon() : icon(iconName));
    if (text) element.append(crel("span", { textContent: text }));
    // The text keeps its selection and the on-screen keyboard stays.
    element.addEventListener("mousedown", (event) => event.preventDefault());
    element.addEventListener("click", () => press(item, this.editor));
    this.updates.push((editor) => {
      if (isActive) element.setAttribute("aria-pressed", String(isActive(editor)));
      if (isEnabled) element.setAttribute("aria-disabled", String(!isEnabled(editor)));
    });
    return element;
  }

  styles(label) {
    const select = crel("select", { className: "be-toolbar__styles", title: label, "aria-label": label, tabIndex: -1 });
    for (const [value, text] of STYLES) select.append(crel("option", { value, textContent: text }));
    select.addEventListener("change", () => {
      const style = STYLES.find(([value]) => value === select.value);
      style[2](this.editor.chain().focus()).run();
    });
    this.updates.push((editor) => {
      select.value = styleOf(editor);
      // A chosen picture has no style.
      select.disabled = select.selectedIndex < 0;
    });
    return select;
  }

  /** Seldom used buttons, behind one that shows them. */
  fold(label, group) {
    const toggle = crel("button", {
      type: "button",
      className: "be-toolbar__button",
      tabIndex: -1,
      title: label,
      "aria-label": label,
      "aria-expanded": "false",
    });
    toggle.append(icon("more_horiz"));
    toggle.addEventListener("mousedown", (event) => event.preventDefault());
    group.hidden = true;
    toggle.addEventListener("click", () => {
      group.hidden = !group.hidden;
      toggle.setAttribute("aria-expanded", String(!group.hidden));
    });
    return crel("div", { className: "be-toolbar__group" }, [toggle, group]);
  }

  plan() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.editor.isDestroyed) this.update();
    });
  }

  update() {
    for (const update of this.updates) update(this.editor);
  }

  stops() {
    return [...this.element.querySelectorAll("button, select")].filter((stop) => !stop.closest("[hidden]"));
  }

  walk(event) {
    if (event.key === "Escape" && this.editor.isEditable) {
      event.preventDefault();
      this.editor.commands.focus();
      return;
    }
    const stops = this.stops();
    const here = stops.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -here, End: stops.length - 1 - here }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    stops[(here + step + stops.length) % stops.length].focus();
  }
}
