/** The library's page: its parts, and how they hear of each other. */
import { gettext, settingsOf } from "newsroom/library/elements";
import { Grid } from "newsroom/library/grid";
import { Many } from "newsroom/library/many";
import { Panel } from "newsroom/library/panel";
import { filesOf, Queue } from "newsroom/library/queue";
import { Selection } from "newsroom/library/selection";
import { Tiles } from "newsroom/library/tiles";

const $ = (id) => document.getElementById(id);
const page = document.querySelector(".lib");
const settings = settingsOf();
const { urls } = settings;
const list = $("lib-tiles");
const mayChoose = Boolean(list.dataset.mayChoose);

function say(sentence) {
  $("lib-said").textContent = sentence;
}

list.dataset.noFile = gettext("No file");
const tiles = new Tiles(list, urls, say);
const selection = new Selection(tiles, showBar);
const panel = new Panel($("lib-panel"), tiles, settings, { onShown: showOpen });
const many = new Many(panel, selection, tiles, settings, say);
const grid = new Grid(tiles, selection, { mayChoose, onOpen: (tile) => panel.open(tile.dataset.id) });
tiles.onDrawn((tile) => tile.classList.toggle("lib-is-open", tile.dataset.id === panel.id));

/** Mark the picture that the panel shows; its address brings it back after a reload. */
function showOpen(id) {
  for (const tile of tiles.all()) tile.classList.toggle("lib-is-open", tile.dataset.id === id);
  page.classList.toggle("lib-has-panel", !$("lib-panel").hidden);
  const { pathname, search } = window.location;
  history.replaceState(null, "", `${pathname}${search}${id ? `#picture-${id}` : ""}`);
  const tile = id && tiles.byId(id);
  if (tile) {
    grid.stand(tile);
    tile.scrollIntoView({ block: "nearest" });
  }
}

function showBar() {
  const bar = $("lib-bar");
  if (!bar) return;
  bar.hidden = !selection.size;
  page.classList.toggle("lib-has-chosen", selection.size > 0);
  $("lib-chosen").textContent = selection.sentence();
  say(selection.size ? selection.sentence() : "");
  const captions = bar.querySelector("[data-do=captions]");
  const ids = selection.chosen().map(({ dataset }) => dataset.id);
  if (captions) captions.search = `ids=${ids.join(",")}`;
  const doomed = ids.map((value) => Object.assign(document.createElement("input"), { type: "hidden", name: "_selected_action", value }));
  $("lib-doomed")?.replaceChildren(...doomed);
}

function setUpBar() {
  const actions = {
    many: () => many.open(),
    all: () => selection.all(),
    none: () => {
      selection.clear();
      grid.link(grid.here)?.focus();
    },
  };
  $("lib-bar")?.addEventListener("click", ({ target }) => {
    actions[target.closest("button[data-do]")?.dataset.do]?.();
  });
}

/** The other view at once, remembered by the server for the next visit. */
function setUpViews() {
  const views = page.querySelector(".lib-views");
  views.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    page.dataset.view = link.dataset.to;
    for (const one of views.querySelectorAll("a")) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    fetch(link.href, { method: "HEAD" }).catch(() => {});
  });
}

function setUpUploads() {
  const element = $("lib-uploads");
  if (!element) return;
  const open = (id) => panel.open(id);
  const queue = new Queue(element, settings, { tiles, open, choose: (ids) => selection.choose(ids), say });
  const files = $("lib-files");
  // Unfold takes every file input on the page for one of its own.
  files.hasChangeListener = true;
  page.querySelector("[data-upload]").addEventListener("click", (event) => {
    event.preventDefault();
    files.click();
  });
  files.addEventListener("change", () => {
    queue.add([...files.files]);
    files.value = "";
  });
  setUpDrop(queue);
}

function setUpDrop(queue) {
  const veil = $("lib-drop");
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", async (event) => {
    veil.hidden = true;
    if (!holdsFiles(event)) return;
    // The browser would leave the page to show the file.
    event.preventDefault();
    queue.add(await filesOf(event.dataTransfer));
  });
}

setUpBar();
setUpViews();
setUpUploads();
page.dataset.ready = "";
const [, asked] = /^#picture-(\d+)$/.exec(window.location.hash) ?? [];
if (asked) panel.open(asked, { focus: "" });
