/** The board of the front page: each button, drag and key sends one step; the server draws. */
import { watchDragging } from "./drag.js";

const form = document.getElementById("front-form");
const live = document.getElementById("front-live");
const said = document.getElementById("front-said");
const gettext = (text) => window.gettext?.(text) ?? text;
let last = Promise.resolve();
let isLeaving = false;

/** Steps run one after another, each on the draft that the one before gave. */
export function take(step, { focus = "" } = {}) {
  last = last.then(() => send(step, focus));
  return last;
}

async function send(step, focus) {
  const part = (await ask(step)) ?? ((await signedIn()) ? await ask(step) : null);
  if (!part) return refuse();
  document.getElementById("front-error").hidden = true;
  if (step === "find") return showFound(part);
  const before = document.activeElement;
  // Whoever has gone on to another field stays there.
  const isHere = !before || before === document.body || live.contains(before);
  const question = document.getElementById("front-q").value;
  document.getElementById("front-part").replaceWith(part);
  document.getElementById("front-q").value = question;
  said.textContent = part.dataset.said || gettext("Done.");
  if (isHere) refocus(focus, before?.id);
}

/** What the server draws after a step, or nothing where it did not take it. */
async function ask(step) {
  const data = new FormData(form);
  data.set("do", step);
  data.set("part", "1");
  try {
    const response = await fetch(form.action, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return page.getElementById("front-part");
  } catch {
    return null;
  }
}

/** Whether somebody is signed in; the form then carries the token of that session. */
async function signedIn() {
  try {
    const { user, token } = await (await fetch(form.dataset.session)).json();
    if (user) for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
    return Boolean(user);
  } catch {
    return false;
  }
}

function showFound(part) {
  document.querySelector(".front-finder > ul").replaceWith(part.querySelector(".front-finder > ul"));
}

function refocus(...ids) {
  for (const id of ids) {
    const element = id && document.getElementById(id);
    if (element && !element.disabled) {
      element.focus({ preventScroll: false });
      return;
    }
  }
}

function refuse() {
  const line = document.getElementById("front-error");
  line.textContent = gettext(
    "The server did not answer as it should. Perhaps you are signed out: sign in in another tab and try again. What you see here is kept.",
  );
  line.hidden = false;
}

/** Where a story's controls are once it moved: its handle, which every story has. */
const handleOf = (step) => {
  const [, story] = step.split(":");
  return story && !step.startsWith("row-") ? `handle-${story}` : "";
};

form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (button?.dataset.step !== undefined) {
    event.preventDefault();
    take(button.value, { focus: button.id && button.value.startsWith("row-") ? button.id : handleOf(button.value) });
  } else if (button?.dataset.preview === undefined && !isLeaving) {
    event.preventDefault();
    publish(button);
  }
});

/** Send the whole form, once every step is taken and it is sure that nothing can be lost. */
async function publish(button) {
  await last;
  if (!(await signedIn())) return refuse();
  isLeaving = true;
  form.requestSubmit(button);
}

form.addEventListener("change", ({ target }) => {
  if (target.name?.startsWith("at-")) return void take("apply", { focus: target.id });
  if (target.dataset.change === undefined || target.value === "time") return;
  const step = target.dataset.change || "apply";
  take(step, { focus: step === "apply" ? target.id : handleOf(step) });
});

let typing = 0;
form.addEventListener("input", ({ target }) => {
  if (target.id !== "front-q") return;
  clearTimeout(typing);
  typing = setTimeout(() => take("find"), 250);
});

form.addEventListener("keydown", (event) => {
  if (event.target.id === "front-q" && event.key === "Enter") {
    event.preventDefault();
    take("find");
  }
  if (event.target.classList.contains("front-handle")) steer(event);
});

document.addEventListener("keydown", (event) => {
  const step = (event.ctrlKey || event.metaKey) && !event.altKey && stepOf(event);
  if (!step || event.target.matches("input, textarea, [contenteditable]")) return;
  event.preventDefault();
  take(step, { focus: event.target.id });
});

/** The step back or forward that a key means with Ctrl or Cmd. */
function stepOf({ key, shiftKey }) {
  if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
  return key.toLowerCase() === "y" && !shiftKey ? "redo" : "";
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 };

/** A story's handle under the arrow keys: up and down within a slot, left and right between. */
function steer(event) {
  const item = event.target.closest("[data-story]");
  const { story } = item.dataset;
  const focus = event.target.id;
  const slot = item.closest("[data-slot]").dataset.slot;
  const isPinned = item.classList.contains("front-pinned");
  if (event.key === "Enter" && !isPinned) take(`put:${story}:${slot}`, { focus });
  else if (event.key === "Delete" && isPinned) take(`off:${story}`, { focus });
  else if (event.key in STEPS) {
    const by = STEPS[event.key];
    const isAcross = event.key === "ArrowLeft" || event.key === "ArrowRight";
    if (isAcross) across(story, slot, by, focus);
    else if (isPinned) take(`${by < 0 ? "up" : "down"}:${story}`, { focus });
    else take(`put:${story}:${slot}`, { focus });
  } else return;
  event.preventDefault();
}

function across(story, slot, by, focus) {
  const slots = [...live.querySelectorAll("[data-slot]")].map((one) => one.dataset.slot);
  const next = slots[slots.indexOf(slot) + by];
  if (next) take(`put:${story}:${next}`, { focus });
}

window.addEventListener("beforeunload", (event) => {
  const hasChanged = document.getElementById("front-part").dataset.changed;
  if (hasChanged && !isLeaving) event.preventDefault();
});

const frame = document.getElementById("front-frame");
new ResizeObserver(([entry]) => {
  frame.style.setProperty("--scale", Math.min(1, entry.contentRect.width / 1280));
}).observe(frame.parentElement);

form.insertAdjacentHTML("afterbegin", '<p id="front-error" class="front-refusals" role="alert" hidden></p>');
document.documentElement.classList.add("front-live");
watchDragging(live, (story, slot, place) => take(`put:${story}:${slot}:${place}`, { focus: `handle-${story}` }));
