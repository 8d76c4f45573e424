/** What notes and requests for comment share: asking the server, and keeping what is half typed. */
import { crel, gettext } from "django-prose-editor/editor";
import { get, post, Refusal } from "newsroom/editor/api";
import { button } from "newsroom/editor/dialog";

const PREFIX = "newsroom-unsent";
const SIGNED_OUT = gettext("You are signed out. Sign in in another tab and try again; what you typed stays here.");

/** What somebody began to write and has not sent: it outlives refusals, saves and the page. */
export class Unsent {
  constructor(user, story) {
    this.prefix = `${PREFIX}:${user}:${story}:`;
  }

  get(name) {
    try {
      return localStorage.getItem(this.prefix + name) ?? "";
    } catch {
      return "";
    }
  }

  set(name, text) {
    try {
      if (text) localStorage.setItem(this.prefix + name, text);
      else localStorage.removeItem(this.prefix + name);
    } catch {
      // A full or forbidden storage: what is typed stays on the page all the same.
    }
  }

  /** Have a field begin with what was typed into it before, and keep what is typed from now on. */
  keep(input, name) {
    input.value = this.get(name) || input.value;
    input.addEventListener("input", () => this.set(name, input.value));
  }
}

/** Post, once more with a fresh token where somebody signed in again in another window. */
export async function send(url, values, sessionUrl) {
  try {
    return await post(url, values);
  } catch (refusal) {
    if (refusal.status !== 403) throw refusal;
    const { user, token } = await get(sessionUrl);
    if (!user) throw new Refusal(403, { "": [SIGNED_OUT] });
    const tokens = document.querySelectorAll("input[name=csrfmiddlewaretoken]");
    for (const input of tokens) input.value = token;
    return post(url, values);
  }
}

/** Fields within the story's form that are none of it: its journal does not hear of them. */
export function setApart(element) {
  for (const name of ["input", "change"]) {
    element.addEventListener(name, (event) => event.stopPropagation());
  }
  element.addEventListener("keydown", (event) => {
    // Enter in a field would send the story.
    if (event.key === "Enter" && event.target.matches("input, select")) event.preventDefault();
  });
}

/** A field that no form sends. */
export function apart(input) {
  input.setAttribute("form", "");
  return input;
}

export function action(label, run, options = {}) {
  const item = button(label, options);
  item.classList.add("desk-note-action");
  item.addEventListener("click", run);
  return item;
}

export function refusalLine() {
  return crel("p", { className: "be-error", role: "alert", hidden: true });
}

/** Do something that the server may refuse; its sentence stands in `line`. */
export async function trying(line, item, run) {
  // Not disabled, which would take the focus from it.
  if (item.getAttribute("aria-busy") === "true") return;
  item.setAttribute("aria-busy", "true");
  line.hidden = true;
  try {
    await run();
  } catch (refusal) {
    line.textContent = refusal.errors ? refusal.message : gettext("Something went wrong here.");
    line.hidden = false;
    if (!refusal.errors) throw refusal;
  } finally {
    item.removeAttribute("aria-busy");
  }
}

/** Say in a tab's heading how much of it is open. */
export function showCount(id, label, number) {
  const heading = document.getElementById(`tab-${id}-heading`);
  if (heading) heading.textContent = number ? `${label} (${number})` : label;
  document.dispatchEvent(new CustomEvent("desk:tab-count", { detail: { id, number } }));
}

/** What the body's editor was told of its page. */
export function addressesOf(textarea) {
  return JSON.parse(textarea.getAttribute("data-django-prose-editor-newsroom")).urls;
}

export function dataOf(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** Put an element in another's place; a field that has the focus keeps it, and its cursor. */
export function replaceKeepingFocus(old, element) {
  const active = document.activeElement;
  const had = old.contains(active);
  const { selectionStart, selectionEnd } = active ?? {};
  old.replaceWith(element);
  if (!had) return;
  const again = element.querySelector(`[data-focus="${active.dataset.focus}"]`) ?? element;
  again.focus({ preventScroll: true });
  if (again.setSelectionRange) again.setSelectionRange(selectionStart, selectionEnd);
}
