/** The dialogs in which a request for comment, and what came of it, are written down. */
import { crel, gettext } from "django-prose-editor/editor";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, submitting } from "newsroom/editor/fields";

const ZONE = (zone) => gettext("Time zone: %s.").replace("%s", zone);

function formDialog({ title, label, id, fields, unsent, name, send, onClose }) {
  const form = crel("form", { id, className: "be-form", noValidate: true }, [
    generalError(), ...fields.map(({ element }) => element),
  ]);
  for (const { input } of fields) if (name) unsent.keep(input, `${name}-${input.name}`);
  const save = button(label, { primary: true, type: "submit" });
  save.setAttribute("form", form.id);
  submitting(save, form, async () => {
    await send(Object.fromEntries(fields.map(({ input }) => [input.name, input.value])));
    for (const { input } of fields) if (name) unsent.set(`${name}-${input.name}`, "");
    dialog.close();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const dialog = openDialog({
    title,
    onClose,
    fill({ footer, close }) {
      const cancel = button(gettext("Cancel"));
      cancel.addEventListener("click", close);
      footer.append(cancel, save);
      return form;
    },
  });
  return { form, save };
}

/** `asked`: the request that is corrected, or null for a new one. */
export function askedDialog({ asked, data, unsent, send, onClose }) {
  const fields = [
    field({
      name: "whom", label: gettext("Whom"), value: asked?.whom ?? "", maxLength: 200, "data-autofocus": "",
      help: gettext("As the sentence for readers names them: “the harbour authority”."),
    }),
    field({ name: "how", label: gettext("How"), options: data.how, value: asked?.how ?? "email" }),
    field({ name: "contact", label: gettext("Address or number"), value: asked?.contact ?? "", maxLength: 200, autocomplete: "off" }),
    field({
      name: "asked_at", type: "datetime-local", label: gettext("Asked"), value: asked?.askedAt ?? "",
      help: `${gettext("Blank: now.")} ${ZONE(data.zone)}`,
    }),
    field({ name: "deadline", type: "datetime-local", label: gettext("Answer wanted by"), value: asked?.deadlineAt ?? "" }),
  ];
  formDialog({
    title: asked ? gettext("Correct the request") : gettext("Note a request for comment"),
    label: asked ? gettext("Save") : gettext("Note the request"),
    id: "desk-asked-form",
    fields,
    unsent,
    name: asked ? "" : "asked",
    send,
    onClose,
  });
}

export function settledDialog({ asked, data, unsent, send, onClose }) {
  const outcome = field({
    name: "outcome",
    label: gettext("What came of it"),
    options: data.outcomes,
    value: asked.outcome === "waiting" ? "answered" : asked.outcome,
  });
  const answer = field({ name: "answer", type: "textarea", label: gettext("Answer"), value: asked.answer, rows: 6, dir: "auto", "data-autofocus": "" });
  const answeredAt = field({
    name: "answered_at", type: "datetime-local", label: gettext("When"), value: asked.answeredAt,
    help: `${gettext("Blank: now.")} ${ZONE(data.zone)}`,
  });
  // What is kept is the answer: a choice and a time are made again in a moment.
  unsent.keep(answer.input, `answer-${asked.id}`);
  formDialog({
    title: gettext("Answer of %s").replace("%s", asked.whom),
    label: gettext("Save"),
    id: "desk-settled-form",
    fields: [outcome, answer, answeredAt],
    unsent,
    name: "",
    send: async (values) => {
      await send(values);
      unsent.set(`answer-${asked.id}`, "");
    },
    onClose,
  });
}
