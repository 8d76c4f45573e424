import { Link as BaseLink } from "django-prose-editor/editor";
import { isAllowedLink } from "newsroom/editor/link_addresses";
import { linkDialog } from "newsroom/editor/link_dialog";

export const Link = BaseLink.extend({
  addAttributes() {
    const { href } = this.parent();
    return { href };
  },

  addOptions() {
    // {states, stories} of the desk: without them the dialog takes addresses alone.
    return { ...this.parent?.(), desk: null };
  },

  addCommands() {
    return {
      ...this.parent?.(),
      openLinkDialog: () => ({ editor }) => {
        // Not while this command's transaction is still being built.
        queueMicrotask(() => linkDialog(editor, this.options.desk));
        return true;
      },
    };
  },

  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.openLinkDialog() };
  },
}).configure({
  autolink: false,
  openOnClick: false,
  enableTarget: false,
  HTMLAttributes: { target: null, rel: null, class: null },
  isAllowedUri: isAllowedLink,
});
