/** What the server says against a form that was sent in place: at its fields, as a page shows it. */
import { crel, gettext } from "django-prose-editor/editor";
import { markTabs, reveal } from "newsroom/desk/tabs";

const FIELD = ".desk-row-field, .field-line, .form-row";
const SAID = "data-desk-error";

export function clearErrors(form) {
  for (const said of form.querySelectorAll(`[${SAID}]`)) said.remove();
  // A page that came back with mistakes has said them in its own way.
  for (const said of form.querySelectorAll(".errorlist, .errornote, .desk-error")) said.remove();
  for (const wrapper of form.querySelectorAll(".errors")) wrapper.classList.remove("errors");
  for (const input of form.querySelectorAll("[aria-invalid=true]")) {
    input.removeAttribute("aria-invalid");
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ");
    const rest = described.filter((id) => id && !id.endsWith("-desk-error")).join(" ");
    if (rest) input.setAttribute("aria-describedby", rest);
    else input.removeAttribute("aria-describedby");
  }
  markTabs();
}

/** The control that somebody uses: a text's writing surface, else the field itself. */
function control(input) {
  return input.closest(".prose-editor")?.querySelector(".be-text") ?? input;
}

function say(input, sentences) {
  const wrapper = input.closest(FIELD);
  const id = `${input.id}-desk-error`;
  wrapper.classList.add("errors");
  wrapper.append(crel("p", { className: "desk-error", id, textContent: sentences.join(" "), [SAID]: "" }));
  input.setAttribute("aria-invalid", "true");
  const described = input.getAttribute("aria-describedby");
  input.setAttribute("aria-describedby", [described, id].filter(Boolean).join(" "));
}

function fieldOf(form, name) {
  const input = name && form.elements.namedItem(name);
  if (!input) return null;
  return input instanceof RadioNodeList ? input[0] : input;
}

/** Show each field's sentences and go to the first; what belongs to no field stands above all. */
export function showErrors(form, errors) {
  const general = [];
  const found = [];
  for (const [name, sentences] of Object.entries(errors)) {
    const input = fieldOf(form, name);
    if (input?.closest(FIELD) && input.type !== "hidden") {
      say(input, sentences);
      found.push(input);
    } else general.push(...sentences);
  }
  if (general.length) {
    const note = crel("p", { className: "desk-refusal", role: "alert", textContent: general.join(" "), [SAID]: "" });
    note.tabIndex = -1;
    form.prepend(note);
    reveal(note);
  }
  const mistaken = markTabs();
  found.sort((one, other) =>
    one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
  );
  if (!general.length && found.length) reveal(control(found[0]));
  return { first: found[0] ?? null, mistaken, sentence: sentenceFor(found.length) };
}

function sentenceFor(count) {
  return count > 1
    ? gettext("Not saved: %s fields need a look.").replace("%s", count)
    : gettext("Not saved: something needs a look.");
}
