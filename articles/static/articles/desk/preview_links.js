/** The tab of preview links: making one, copying it while it is shown, taking one back. */
import { crel, gettext } from "django-prose-editor/editor";
import { post } from "newsroom/editor/api";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, submitting } from "newsroom/editor/fields";

const VERSIONS = [
  ["newest", gettext("Always the newest save")],
  ["frozen", gettext("The story as it is saved now, whatever is changed later")],
];

async function copy(input, said) {
  input.select();
  let isCopied = false;
  try {
    await navigator.clipboard.writeText(input.value);
    isCopied = true;
  } catch {
    // Not given to a page that is not served over HTTPS.
    isCopied = document.execCommand("copy");
  }
  said.textContent = isCopied ? gettext("Copied.") : gettext("Copy the marked address with the keyboard.");
}

/** The one time that the address can be seen. */
function showAddress(url, label) {
  const { element, input } = field({
    name: "url",
    type: "textarea",
    rows: 2,
    label: gettext("Address for %s").replace("%s", label),
    value: url,
    readOnly: true,
    help: gettext("It is shown this once. Whoever has it can read the story until it expires or is revoked."),
  });
  const said = crel("p", { className: "desk-copied", role: "status" });
  const copying = button(gettext("Copy"), { primary: true, iconName: "content_copy", "data-autofocus": "" });
  copying.addEventListener("click", () => copy(input, said));
  input.addEventListener("focus", () => input.select());
  openDialog({
    title: gettext("The preview link"),
    fill: ({ close, footer }) => {
      const done = button(gettext("Done"));
      done.addEventListener("click", close);
      footer.append(done, copying);
      return crel("div", { className: "be-form" }, [element, said]);
    },
  });
}

class Links {
  constructor(root) {
    this.root = root;
    this.list = root.querySelector("[data-preview-list]");
    this.lifetimes = JSON.parse(document.getElementById("preview-lifetimes").textContent);
    this.making = root.querySelector("[data-make-link]");
    this.making.hidden = false;
    this.making.addEventListener("click", () => this.ask());
    this.list.addEventListener("click", ({ target }) => {
      const pressed = target.closest("[data-revoke]");
      if (pressed) this.revoke(pressed);
    });
  }

  ask() {
    const label = field({
      name: "label", label: gettext("For whom"), maxLength: 80, autocomplete: "off", "data-autofocus": "",
      help: gettext("They see this on the page."),
    });
    const version = field({ name: "version", label: gettext("What it shows"), options: VERSIONS });
    const lifetime = field({
      name: "lifetime",
      label: gettext("Works for"),
      options: this.lifetimes.map(({ value, label: words }) => [String(value), words]),
      value: "72",
    });
    const saved = gettext("A link shows what is saved; what is only typed is not shown.");
    const form = crel("form", { id: "preview-link-form", className: "be-form", noValidate: true }, [
      crel("p", { textContent: saved }), generalError(), label.element, version.element, lifetime.element,
    ]);
    form.addEventListener("submit", (event) => event.preventDefault());
    const submit = button(gettext("Make the link"), { primary: true, type: "submit" });
    submit.setAttribute("form", form.id);
    const dialog = openDialog({
      title: gettext("Make a preview link"),
      fill: ({ footer }) => (footer.append(submit), form),
      onClose: () => this.making.focus(),
    });
    submitting(submit, form, async () => {
      const values = Object.fromEntries(new FormData(form));
      const { url, html } = await post(this.root.dataset.linksUrl, { ...values, article: this.root.dataset.article });
      this.list.innerHTML = html;
      dialog.close();
      showAddress(url, values.label);
    });
  }

  async revoke(pressed) {
    const { label, revoke } = pressed.dataset;
    const question = gettext("Revoke the link for %s? Whoever opens it from now on sees that it is over.");
    if (!window.confirm(question.replace("%s", label))) return;
    pressed.disabled = true;
    try {
      const { html } = await post(this.root.dataset.revokeUrl, { article: this.root.dataset.article, link: revoke });
      this.list.innerHTML = html;
      this.making.focus();
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      pressed.disabled = false;
      pressed.after(crel("p", { className: "desk-error", role: "alert", textContent: refusal.message }));
    }
  }
}

for (const root of document.querySelectorAll("[data-preview-links]")) new Links(root);
