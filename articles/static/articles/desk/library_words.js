/**
 * Where a story's own words of a picture are not the library's: both are seen, and either can be
 * made the other's. A field that says the same as the library, or nothing, follows the library.
 */
import { crel, gettext } from "django-prose-editor/editor";
import { post, Refusal } from "newsroom/editor/api";

const FIELDS = '[name^="captions-"]:is([name$="-caption"], [name$="-credit"], [name$="-alt"])';

function kindOf(input) {
  return input.name.slice(input.name.lastIndexOf("-") + 1);
}

function boxOf(input) {
  return input.closest(".desk-row-field")?.querySelector(".desk-drift");
}

/** The library's words, where the row is of a stored picture and they are not blank. */
function libraryWords(input) {
  return input.dataset.library ?? "";
}

function put(input, value) {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function pushToLibrary(input, said) {
  const own = input.value.trim();
  try {
    await post(input.dataset.push, { field: kindOf(input), value: own, was: libraryWords(input) });
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if ("now" in refusal.answer) input.dataset.library = refusal.answer.now;
    show(input);
    const box = boxOf(input)?.querySelector("[role=status]") ?? said;
    box.textContent = refusal.message;
    return;
  }
  input.dataset.library = own;
  input.placeholder = own;
  put(input, "");
  input.focus();
}

function draw(input) {
  const said = crel("p", { className: "desk-drift-said" });
  said.setAttribute("role", "status");
  const words = crel("q", { textContent: libraryWords(input) });
  const take = crel("button", {
    type: "button",
    className: "desk-quiet",
    textContent: gettext("Use the library’s"),
    onclick: () => {
      put(input, "");
      input.focus();
    },
  });
  const parts = libraryWords(input)
    ? [gettext("In the library: "), words, " ", take]
    : [gettext("The library has none.")];
  if (input.dataset.push) {
    const give = crel("button", {
      type: "button",
      className: "desk-quiet",
      textContent: gettext("Put ours into the library"),
      onclick: () => pushToLibrary(input, said),
    });
    parts.push(" ", give);
  }
  return crel("div", { className: "desk-drift" }, [crel("p", {}, parts), said]);
}

function show(input) {
  const field = input.closest(".desk-row-field");
  if (!field) return;
  const own = input.value.trim();
  const differs = own && own !== libraryWords(input).trim();
  boxOf(input)?.remove();
  if (differs && (libraryWords(input) || input.dataset.push)) field.append(draw(input));
}

export function showLibraryWords() {
  for (const input of document.querySelectorAll(FIELDS)) show(input);
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.(FIELDS)) show(event.target);
});
document.addEventListener("desk:saved", showLibraryWords);
showLibraryWords();
