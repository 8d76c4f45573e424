/**
 * A story's history by keyboard: j and k move through the revisions, and what the chosen one
 * changed stands beside the list; n and p step through its changes (compare.js), Enter opens it on
 * a page of its own. Where there is no room beside, a line is a link like any other.
 */
import { connect } from "../compare/compare.js";

const beside = document.getElementById("hist-beside");
const lines = [...document.querySelectorAll(".hist-line")];
const room = matchMedia("(min-width: 1024px)");
const FIELDS = "input, textarea, select, [contenteditable=true]";
let chosen = null;
let asking = null;
let shown = "";

function choose(line, { focus = true } = {}) {
  chosen?.classList.remove("is-chosen");
  chosen = line;
  line.classList.add("is-chosen");
  const link = line.querySelector("a[data-compare]");
  if (focus) {
    link.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }
  if (room.matches) show(link.href);
}

async function show(address) {
  asking?.abort();
  asking = new AbortController();
  shown = address;
  const url = new URL(address);
  url.searchParams.set("part", "1");
  beside.hidden = false;
  beside.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal: asking.signal, credentials: "same-origin" });
    // A session that has ended answers with the page to sign in on.
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    beside.innerHTML = await answer.text();
    beside.scrollTop = 0;
    connect(beside);
  } catch (error) {
    if (error.name === "AbortError") return;
    location.href = address;
  } finally {
    beside.removeAttribute("aria-busy");
  }
}

function step(by) {
  if (!lines.length) return;
  const at = chosen ? lines.indexOf(chosen) + by : 0;
  if (at < 0) return;
  if (at < lines.length) choose(lines[at]);
  else document.getElementById("hist-older")?.click();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(FIELDS)) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a[data-compare], .hist-beside a[href^='?']");
  if (!link || !room.matches) return;
  // By keyboard, Enter on the line that is shown already leads to its page.
  const line = link.closest(".hist-line");
  if (line && line === chosen && event.detail === 0) return;
  event.preventDefault();
  if (line) choose(line);
  else show(withoutPart(new URL(link.getAttribute("href"), shown)));
});

function withoutPart(url) {
  url.searchParams.delete("part");
  return url.href;
}

const named = lines.find((line) => `#${line.id}` === location.hash);
if (room.matches && lines.length) choose(named || lines[0], { focus: false });
