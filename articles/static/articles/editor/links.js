import { crel, gettext, Link as BaseLink } from "django-prose-editor/editor";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, showErrors } from "newsroom/editor/fields";

const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The same addresses that the server lets a body keep (articles/body.py). */
export function isAllowedLink(href) {
  const scheme = /^\s*([a-z][a-z0-9+.-]*:)/i.exec(href ?? "");
  return Boolean(href?.trim()) && (!scheme || SCHEMES.has(scheme[1].toLowerCase()));
}

/** What was meant by what was typed: example.org/x is on the web, jo@example.org takes mail. */
export function asAddress(typed) {
  const text = typed.trim();
  if (/^[^\s/@:]+@[^\s/@]+\.[^\s/@]+$/.test(text)) return `mailto:${text}`;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) || /^[/#?]/.test(text)) return text;
  if (/^[^\s/]+\.[a-z]{2,}(:\d+)?([/?#]|$)/i.test(text)) return `https://${text}`;
  return text;
}

function linkDialog(editor) {
  const { state } = editor;
  const isLink = editor.isActive("link");
  const needsText = state.selection.empty && !isLink;
  const address = field({
    name: "href",
    label: gettext("Address"),
    value: editor.getAttributes("link").href ?? "",
    inputMode: "url",
    autocomplete: "off",
    placeholder: "https://",
    help: gettext("A web address, an e-mail address, a telephone number (tel:) or /a-page-here/."),
    "data-autofocus": "",
  });
  const text = field({ name: "text", label: gettext("Text"), help: gettext("Blank: the address.") });
  const save = button(isLink ? gettext("Change link") : gettext("Insert link"), {
    primary: true,
    type: "submit",
  });
  const remove = button(gettext("Remove link"));
  const form = crel("form", { id: "be-link-form", className: "be-form", noValidate: true }, [
    generalError(), address.element, ...(needsText ? [text.element] : []),
  ]);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = asAddress(address.input.value);
    if (!isAllowedLink(href)) {
      const sentence = href
        ? gettext("A link goes to a web address, an e-mail address, a telephone number or a page here.")
        : gettext("Give the address that the link goes to.");
      showErrors(form, { href: [sentence] });
      return;
    }
    dialog.close();
    const chain = editor.chain().focus();
    if (needsText) {
      const words = text.input.value.trim() || address.input.value.trim();
      chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] });
    } else {
      chain.extendMarkRange("link").setLink({ href });
    }
    chain.run();
  });
  // Enter in a field presses a form's submit button, wherever it stands.
  save.setAttribute("form", form.id);
  remove.addEventListener("click", () => {
    dialog.close();
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
  });
  const dialog = openDialog({
    title: isLink ? gettext("Change the link") : gettext("Insert a link"),
    onClose: () => editor.commands.focus(),
    fill({ footer, close }) {
      const cancel = button(gettext("Cancel"));
      cancel.addEventListener("click", close);
      footer.append(...(isLink ? [remove] : []), cancel, save);
      return form;
    },
  });
}

export const Link = BaseLink.extend({
  addAttributes() {
    const { href } = this.parent();
    return { href };
  },

  addCommands() {
    return {
      ...this.parent?.(),
      openLinkDialog: () => ({ editor }) => {
        // Not while this command's transaction is still being built.
        queueMicrotask(() => linkDialog(editor));
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
