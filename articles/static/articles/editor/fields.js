import { crel, gettext } from "django-prose-editor/editor";

let count = 0;

function control({ name, type = "text", value = "", options, ...rest }, id) {
  if (options) {
    const choices = options.map(([key, label]) => crel("option", { value: key, textContent: label }));
    const select = crel("select", { id, name, ...rest }, choices);
    if (value) select.value = value;
    return select;
  }
  if (type === "textarea") return crel("textarea", { id, name, value, rows: 3, ...rest });
  if (type === "file") return fileInput({ id, name, ...rest });
  return crel("input", { id, name, type, value, ...rest });
}

export function fileInput(attributes) {
  // Unfold takes every file input on the page for one of its own; this says that it is seen to.
  return crel("input", { type: "file", hasChangeListener: true, ...attributes });
}

/** A labelled control with room for help and for what the server says against it. */
export function field({ label, help = "", ...definition }) {
  const id = `be-field-${++count}`;
  const input = control(definition, id);
  const children = [crel("label", { htmlFor: id, textContent: label }), input];
  const described = [];
  if (help) {
    children.push(crel("p", { className: "be-help", id: `${id}-help`, textContent: help }));
    described.push(`${id}-help`);
  }
  const error = crel("p", { className: "be-error", id: `${id}-error`, hidden: true });
  described.push(error.id);
  children.push(error);
  input.setAttribute("aria-describedby", described.join(" "));
  const element = crel("div", { className: "be-field", "data-field": definition.name }, children);
  return { element, input };
}

export function generalError() {
  return crel("p", { className: "be-error", role: "alert", hidden: true, "data-field": "" });
}

function say(element, sentences) {
  element.textContent = sentences.join(" ");
  element.hidden = !sentences.length;
}

/** Show each field's sentences beside it; what belongs to no field here goes to the general one. */
export function showErrors(form, errors) {
  const general = form.querySelector('.be-error[data-field=""]');
  const rest = [...(errors[""] ?? [])];
  let first = null;
  for (const wrapper of form.querySelectorAll("div[data-field]")) {
    const sentences = errors[wrapper.dataset.field] ?? [];
    const input = wrapper.querySelector("input, select, textarea");
    say(wrapper.querySelector(".be-error"), sentences);
    input?.setAttribute("aria-invalid", String(sentences.length > 0));
    if (sentences.length) first ??= input;
  }
  for (const [name, sentences] of Object.entries(errors)) {
    if (name && !form.querySelector(`div[data-field="${name}"]`)) rest.push(...sentences);
  }
  if (general) say(general, rest);
  first?.focus();
}

/** A click that takes its time: the button is busy until it is done, and refusals are shown. */
export function submitting(submit, form, action) {
  submit.addEventListener("click", async () => {
    if (submit.disabled) return;
    submit.disabled = true;
    submit.setAttribute("aria-busy", "true");
    showErrors(form, {});
    try {
      await action();
    } catch (refusal) {
      if (!refusal.shown) {
        showErrors(form, refusal.errors ?? { "": [gettext("Something went wrong here.")] });
      }
      if (!refusal.errors) throw refusal;
    } finally {
      submit.disabled = false;
      submit.removeAttribute("aria-busy");
    }
  });
}
