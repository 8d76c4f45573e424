/** The editor's schema: exactly what articles/body.py lets a body hold. */

import {
  Blockquote, Bold, BulletList, Code, CodeBlock, Document, Dropcursor, Gapcursor, HardBreak,
  Heading, History, HorizontalRule, Italic, ListItem, mergeAttributes, Node, OrderedList,
  Paragraph, Placeholder, Strike, Subscript, Superscript, Table, TableCell, TableHeader, TableRow,
  Text, TrailingNode, Underline,
} from "django-prose-editor/editor";
import { Link } from "newsroom/editor/links";

const NESTED = "(paragraph | bulletList | orderedList)";

export const PullQuote = Node.create({
  name: "pullQuote",
  group: "block",
  content: "paragraph+",
  defining: true,
  parseHTML: () => [{ tag: "aside.pullquote" }],
  renderHTML: ({ HTMLAttributes }) => [
    "aside",
    mergeAttributes({ class: "pullquote" }, HTMLAttributes),
    0,
  ],
  addKeyboardShortcuts() {
    return { "Mod-Alt-p": () => this.editor.commands.toggleWrap(this.name) };
  },
});

// Marks nest in the order of this list, links outermost (_MARKS in articles/body.py).
const marks = (desk) => [
  Link.configure({ desk }),
  Bold,
  Italic,
  Underline,
  Strike,
  Subscript,
  Superscript,
  // Code may be linked or bold.
  Code.extend({ excludes: "" }),
];

const PLAIN_CELL = {
  content: `${NESTED}+`,
  addAttributes() {
    const { colspan, rowspan } = this.parent();
    return { colspan, rowspan };
  },
};

/** `desk` is what the link dialog finds our own pages by: {states, stories}. */
export function bodyExtensions({ placeholder, desk = null }) {
  return [
    Document,
    Text,
    Paragraph,
    Heading.configure({ levels: [2, 3, 4] }),
    BulletList,
    OrderedList.extend({
      addAttributes() {
        return { start: this.parent().start };
      },
    }).configure({ enableListAttributes: false }),
    ListItem.extend({ content: `paragraph ${NESTED}*` }),
    Blockquote.extend({ content: `${NESTED}+` }),
    PullQuote,
    HorizontalRule,
    CodeBlock.extend({ addAttributes: () => ({}) }),
    Table.configure({ resizable: false }),
    TableRow,
    TableHeader.extend(PLAIN_CELL),
    TableCell.extend(PLAIN_CELL),
    HardBreak,
    ...marks(desk),
    History,
    Dropcursor.configure({ width: 3, class: "be-dropcursor" }),
    Gapcursor,
    TrailingNode,
    Placeholder.configure({ placeholder }),
  ];
}
