import { crel, gettext } from "django-prose-editor/editor";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, showErrors } from "newsroom/editor/fields";
import { asAddress, isAllowedLink, isWhole } from "newsroom/editor/link_addresses";
import { LinkFinder } from "newsroom/editor/link_finder";

const PAUSE = 300;

/** A sentence below the address that tells at once where a link to our own site leads. */
class Warning {
  constructor(input, states) {
    Object.assign(this, { input, states });
    this.element = crel("p", { className: "be-link-warning", role: "status", hidden: true });
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.judge(), PAUSE);
    });
    this.judge();
  }

  async judge() {
    clearTimeout(this.timer);
    const href = asAddress(this.input.value);
    if (this.states.isOwn(href)) await this.states.ask([href]);
    // Something else may have been typed meanwhile.
    if (asAddress(this.input.value) === href) this.show(this.states.find(href));
  }

  show(found) {
    this.element.hidden = !found?.sentence;
    this.element.classList.toggle("be-link-warning--mild", found?.state === "moved");
    this.element.replaceChildren(found?.sentence ?? "");
    if (!found?.address) return;
    const use = button(gettext("Use that"));
    use.addEventListener("click", () => {
      this.input.value = found.address;
      this.input.focus();
      this.judge();
    });
    this.element.append(use);
  }
}

function linkFields(editor, needsText) {
  const address = field({
    name: "href",
    label: gettext("Address, or words of a headline"),
    value: editor.getAttributes("link").href ?? "",
    inputMode: "url",
    autocomplete: "off",
    placeholder: "https://",
    help: gettext("A web address, an e-mail address, a telephone number (tel:) or a story of ours."),
    "data-autofocus": "",
  });
  const text = field({ name: "text", label: gettext("Text"), help: gettext("Blank: the address.") });
  return { address, text: needsText ? text : null };
}

function find(fields, { states, stories }) {
  const { address, text } = fields;
  const warning = new Warning(address.input, states);
  const finder = new LinkFinder(address.input, {
    url: stories,
    isOwn: (href) => states.isOwn(href),
    onChoose({ url, title }) {
      address.input.value = url;
      if (text) text.input.value ||= title;
      warning.judge();
    },
  });
  address.element.append(finder.element, warning.element);
}

function setLink(editor, href, words) {
  const chain = editor.chain().focus();
  if (words) {
    chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] });
  } else {
    chain.extendMarkRange("link").setLink({ href });
  }
  chain.run();
}

function problemOf(href) {
  if (!href) return gettext("Give the address that the link goes to.");
  if (!isWhole(href)) return gettext("Choose a page from the list, or give an address.");
  if (isAllowedLink(href)) return "";
  return gettext("A link goes to a web address, an e-mail address, a telephone number or a page here.");
}

/** `desk` is {states, stories}: what knows where our own links lead, and where stories are found. */
export function linkDialog(editor, desk) {
  const isLink = editor.isActive("link");
  const fields = linkFields(editor, editor.state.selection.empty && !isLink);
  const { address, text } = fields;
  const save = button(isLink ? gettext("Change link") : gettext("Insert link"), {
    primary: true,
    type: "submit",
  });
  const remove = button(gettext("Remove link"));
  const form = crel("form", { id: "be-link-form", className: "be-form", noValidate: true }, [
    generalError(), address.element, ...(text ? [text.element] : []),
  ]);
  if (desk) find(fields, desk);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = asAddress(address.input.value);
    const problem = problemOf(href);
    if (problem) {
      showErrors(form, { href: [problem] });
      return;
    }
    dialog.close();
    setLink(editor, href, text && (text.input.value.trim() || address.input.value.trim()));
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
