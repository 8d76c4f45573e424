// The parts below the text as tabs (the ARIA pattern, opened by the arrow keys). A tab that a link,
// a search in the page or a mistake leads into opens; which one was open is remembered by story.

const gettext = window.gettext ?? ((words) => words);
const MISTAKES = ".errors, .errorlist, .errornote, .desk-error";
const REMEMBERED = `newsroom-tab:${window.location.pathname}`;
const ROWS = ".form-group:not(.empty-form)";

const memory = {
  read() {
    try {
      return sessionStorage.getItem(REMEMBERED);
    } catch {
      return null;
    }
  },
  write(id) {
    try {
      sessionStorage.setItem(REMEMBERED, id);
    } catch {
      // A forbidden storage remembers nothing, and that is all.
    }
  },
};

function make(name, attributes, text = "") {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

class Tabs {
  constructor(board) {
    this.panels = [...board.querySelectorAll(":scope > [data-tab]")];
    this.list = make("div", { role: "tablist", class: "desk-tabs", "aria-label": gettext("More of the story") });
    this.tabs = this.panels.map((panel) => this.build(panel));
    this.list.append(...this.tabs);
    board.prepend(this.list);
    board.setAttribute("data-tabs", "ready");
    this.list.addEventListener("keydown", (event) => this.move(event));
    board.addEventListener("beforematch", ({ target }) => this.show(target.closest("[data-tab]")));
    const recount = () => this.recount();
    for (const name of ["change", "formset:added", "formset:removed"]) board.addEventListener(name, recount);
    recount();
    const mistaken = this.mark();
    const remembered = this.panels.find(({ id }) => id === memory.read());
    this.show(mistaken ?? remembered ?? this.panels[0]);
    // The names are as wide as they stay once their type is there.
    document.fonts.ready.then(() => this.keepInView());
  }

  keepInView() {
    this.bringIntoView(this.tabs[this.panels.indexOf(this.shown)]);
  }

  build(panel) {
    const tab = make("button", {
      type: "button",
      role: "tab",
      id: `${panel.id}-tab`,
      class: "desk-tab-button",
      "aria-controls": panel.id,
    });
    const count = panel.dataset.count === "0" ? "" : panel.dataset.count;
    tab.append(
      make("span", {}, panel.dataset.tab),
      " ",
      make("span", { class: "desk-tab-count" }, count),
      " ",
      make("span", { class: "desk-tab-mistake" }),
    );
    tab.addEventListener("click", () => this.show(panel));
    return tab;
  }

  show(panel) {
    if (!panel) return;
    this.shown = panel;
    this.panels.forEach((one, place) => {
      const isShown = one === panel;
      const tab = this.tabs[place];
      if (isShown) this.open(one, tab);
      else this.close(one);
      tab.setAttribute("aria-selected", String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
      if (isShown) this.bringIntoView(tab);
    });
    memory.write(panel.id);
    panel.dispatchEvent(new CustomEvent("desk:tab", { bubbles: true }));
  }

  open(panel, tab) {
    panel.removeAttribute("hidden");
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
  }

  /** Found by the browser's own search all the same, which opens it; an empty region to nobody. */
  close(panel) {
    panel.setAttribute("hidden", "until-found");
    panel.removeAttribute("role");
    panel.removeAttribute("aria-labelledby");
  }

  /** Only the bar of tabs scrolls, never the page. */
  bringIntoView(tab) {
    const { list } = this;
    const end = tab.offsetLeft + tab.offsetWidth;
    if (tab.offsetLeft < list.scrollLeft) list.scrollLeft = tab.offsetLeft - 16;
    else if (end > list.scrollLeft + list.clientWidth) list.scrollLeft = end - list.clientWidth + 16;
  }

  move(event) {
    const place = this.panels.indexOf(this.shown);
    const last = this.panels.length - 1;
    const forward = getComputedStyle(this.list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = forward === "ArrowRight" ? "ArrowLeft" : "ArrowRight";
    const next = {
      [forward]: place === last ? 0 : place + 1,
      [back]: place === 0 ? last : place - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.show(this.panels[next]);
    this.tabs[next].focus();
  }

  /** Mark the tabs that something has to be put right in; the first of them. */
  mark() {
    let first = null;
    this.panels.forEach((panel, place) => {
      const isMistaken = [...panel.querySelectorAll(MISTAKES)].some((one) => one.textContent.trim());
      if (isMistaken) first ??= panel;
      this.tabs[place].toggleAttribute("data-mistaken", isMistaken);
      this.tabs[place].querySelector(".desk-tab-mistake").textContent = isMistaken
        ? gettext("needs a look")
        : "";
    });
    return first;
  }

  /** A tab's id is that of its panel without "tab-". */
  panelOf(id) {
    return this.panels.find((panel) => panel.id === `tab-${id}`);
  }

  count(id, number) {
    const place = this.panels.indexOf(this.panelOf(id));
    if (place < 0) return;
    this.tabs[place].querySelector(".desk-tab-count").textContent = number || "";
    this.keepInView();
  }

  /** Of a tab with rows: how many there are now. */
  recount() {
    this.panels.forEach((panel, place) => {
      const box = panel.querySelector(".desk-rows-box");
      if (!box) return;
      const rows = [...box.querySelectorAll(`:scope > ${ROWS}`)];
      const kept = rows.filter((row) => !row.querySelector("[name$='-DELETE']")?.checked);
      this.tabs[place].querySelector(".desk-tab-count").textContent = kept.length || "";
    });
  }
}

const board = document.querySelector("[data-tabs]");
const tabs = board?.querySelector("[data-tab]") ? new Tabs(board) : null;

/** Open the tab that an element stands in, go there, and put the cursor into it. */
export function reveal(element) {
  tabs?.show(element.closest("[data-tab]"));
  element.scrollIntoView({ block: "center" });
  // What is chosen from a list is typed into select2's box beside the hidden choice.
  const box = element.matches(".select2-hidden-accessible")
    ? element.parentElement.querySelector(".select2-selection")
    : element;
  box?.focus({ preventScroll: true });
}

export function markTabs() {
  return tabs?.mark() ?? null;
}

function follow(hash) {
  const target = hash.length > 1 && document.getElementById(decodeURIComponent(hash.slice(1)));
  if (!target || !tabs?.panels.some((panel) => panel.contains(target))) return;
  if (!tabs.panels.includes(target)) {
    reveal(target);
    return;
  }
  tabs.show(target);
  tabs.list.scrollIntoView({ block: "nearest" });
}

if (tabs) {
  // What a tab holds may change without a save, and lead to it from elsewhere.
  document.addEventListener("desk:show-tab", ({ detail }) => tabs.show(tabs.panelOf(detail.id)));
  document.addEventListener("desk:tab-count", ({ detail }) => tabs.count(detail.id, detail.number));
  addEventListener("hashchange", () => follow(window.location.hash));
  // A link to where one has been already changes no address.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href^='#']");
    if (link && link.hash === window.location.hash) follow(link.hash);
  });
  follow(window.location.hash);
}
