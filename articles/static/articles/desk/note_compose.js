/** The dialog in which a new note is written, on a passage or on the story. */
import { crel, gettext } from "django-prose-editor/editor";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, submitting } from "newsroom/editor/fields";

/** `passage`: as passages.js tells it, or null; `send(values)` rejects with a refusal. */
export function composeNote({ passage, people, unsent, send, onClose }) {
  const name = passage ? "passage" : "story";
  const text = field({
    name: "text", type: "textarea", label: gettext("Note"), rows: 4, dir: "auto", "data-autofocus": "",
  });
  unsent.keep(text.input, name);
  const assigned = field({
    name: "assigned_to",
    label: gettext("For"),
    options: [["", gettext("Nobody in particular")], ...people.map(({ id, name: who }) => [id, who])],
    help: gettext("They find it on their newsdesk."),
  });
  const blocking = crel("input", { type: "checkbox", name: "is_blocking" });
  const form = crel("form", { id: "desk-note-form", className: "be-form", noValidate: true }, [
    ...(passage ? [crel("blockquote", { className: "desk-note-quote", textContent: passage.quote })] : []),
    generalError(),
    text.element,
    assigned.element,
    crel("label", { className: "desk-note-choice" }, [blocking, gettext("Must be settled before publishing")]),
  ]);
  const save = button(gettext("Add the note"), { primary: true, type: "submit" });
  save.setAttribute("form", form.id);
  submitting(save, form, async () => {
    await send({
      ...passage,
      text: text.input.value,
      assigned_to: assigned.input.value,
      is_blocking: blocking.checked ? "on" : "",
    });
    unsent.set(name, "");
    dialog.close();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save.click();
  });
  const dialog = openDialog({
    title: passage ? gettext("Note on this passage") : gettext("Note on the story"),
    onClose,
    // What was begun is there again when the dialog is next opened.
    fill({ footer, close }) {
      const cancel = button(gettext("Cancel"));
      cancel.addEventListener("click", close);
      footer.append(cancel, save);
      return form;
    },
  });
}
