/** What readers will see, beside the text where there is room, and following it as it is typed. */
import { crel, gettext } from "django-prose-editor/editor";
import { post } from "newsroom/editor/api";
import { button, icon } from "newsroom/editor/dialog";
import { readFields } from "newsroom/desk/fields";
import { PreviewPage } from "newsroom/desk/preview_page";

const AFTER_PAUSE = 500;
// Somebody who never pauses sees the page follow all the same.
const AT_LEAST = 2000;
const SAID_AFTER = 400;
const RETRY_AFTER = 5000;
const KEPT = "newsroom-preview";
const BESIDE = matchMedia("(min-width: 1200px)");
const DEVICES = [
  ["phone", 390, gettext("Phone"), "smartphone"],
  ["tablet", 820, gettext("Tablet"), "tablet"],
  ["desktop", 1280, gettext("Desktop"), "desktop_windows"],
];
const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);
const KEYS = IS_MAC ? "⌘+Alt+V" : "Ctrl+Alt+V";

function isShortcut(event) {
  // AltGr+V writes a letter on some keyboards, such as the Hungarian @.
  return (event.ctrlKey || event.metaKey) && event.altKey && event.code === "KeyV"
    && !event.getModifierState("AltGraph");
}

/** What was chosen last, for as long as this tab lives. */
const memory = {
  read() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT)) ?? {};
    } catch {
      return {};
    }
  },
  write(chosen) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(chosen));
    } catch {
      // A forbidden storage remembers nothing.
    }
  },
};

export class Preview {
  constructor(journal, slot) {
    Object.assign(this, { journal, slot, timers: {}, sent: null, chosen: memory.read() });
    this.page = new PreviewPage((event) => this.pressedInside(event));
    this.toggle = crel("button", {
      type: "button",
      className: "desk-button",
      title: `${gettext("Preview beside the text")} (${KEYS})`,
      "aria-expanded": "false",
    }, [icon("vertical_split"), crel("span", { textContent: gettext("Preview") })]);
    this.toggle.addEventListener("click", () => this.turn());
    slot.prepend(this.toggle);
    this.build();
    journal.onTouch(() => this.plan());
    document.addEventListener("keydown", (event) => {
      if (!isShortcut(event)) return;
      event.preventDefault();
      this.turn();
    });
    BESIDE.addEventListener("change", () => { if (this.isOpen) this.place(); });
    if (this.chosen.isOpen && BESIDE.matches) this.open();
  }

  build() {
    this.says = crel("span", { className: "desk-preview-says" });
    this.refused = crel("span", { className: "desk-preview-refused", role: "status" });
    this.devices = DEVICES.map(([name, width, label, iconName]) => {
      const item = button("", { title: `${label}, ${width} px`, "aria-label": label });
      item.append(icon(iconName));
      item.addEventListener("click", () => this.choose({ device: name }));
      return item;
    });
    this.dark = button("", { title: gettext("Dark"), "aria-label": gettext("Dark") });
    this.dark.append(icon("dark_mode"));
    this.dark.addEventListener("click", () => this.choose({ isDark: !this.chosen.isDark }));
    const close = button("", { title: `${gettext("Close the preview")} (Esc)`, "aria-label": gettext("Close the preview") });
    close.append(icon("close"));
    close.classList.add("be-button--plain");
    close.addEventListener("click", () => this.close());
    const widths = crel("div", { className: "desk-preview-devices", role: "group", "aria-label": gettext("Width") }, this.devices);
    this.pane = crel("dialog", { className: "desk-preview", "aria-label": gettext("Preview") }, [
      crel("div", { className: "desk-preview-bar" }, [widths, this.dark, this.says, this.refused, close]),
      this.page.element,
    ]);
    this.pane.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
    // As a sheet over the page it is also closed by what a phone does for Escape. Where it only
    // changed its place, it is open again by the time this is told.
    this.pane.addEventListener("close", () => { if (this.isOpen && !this.pane.open) this.close(); });
    document.body.append(this.pane);
    this.choose({});
  }

  /** Whoever has a preference for dark pages keeps it until the button is pressed. */
  choose(change) {
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    this.chosen = { device: "phone", isDark, ...this.chosen, ...change };
    DEVICES.forEach(([name, width], place) => {
      const isChosen = name === this.chosen.device;
      this.devices[place].setAttribute("aria-pressed", String(isChosen));
      if (isChosen) this.page.width = width;
    });
    this.dark.setAttribute("aria-pressed", String(this.chosen.isDark));
    this.page.scheme = this.chosen.isDark ? "dark" : "light";
    this.page.paint();
    this.page.fit();
    memory.write(this.chosen);
  }

  turn() {
    if (this.isOpen) this.close();
    else this.open();
  }

  open() {
    this.isOpen = true;
    this.cameFrom = document.activeElement;
    this.toggle.setAttribute("aria-expanded", "true");
    this.choose({ isOpen: true });
    this.place();
    // The library may have changed behind words that are the same.
    this.sent = null;
    this.refresh();
  }

  /** Beside the text without taking the focus from it; over the page where there is no room. */
  place() {
    this.pane.close();
    document.documentElement.classList.toggle("desk-beside", BESIDE.matches);
    if (BESIDE.matches) this.pane.setAttribute("open", "");
    else this.pane.showModal();
    this.page.fit();
  }

  close() {
    const hadFocus = !BESIDE.matches || this.pane.contains(document.activeElement);
    this.isOpen = false;
    this.pane.close();
    document.documentElement.classList.remove("desk-beside");
    this.toggle.setAttribute("aria-expanded", "false");
    this.choose({ isOpen: false });
    clearTimeout(this.timers.pause);
    clearTimeout(this.timers.most);
    this.asking?.abort();
    if (!hadFocus) return;
    const back = this.cameFrom?.isConnected && this.cameFrom !== document.body ? this.cameFrom : this.toggle;
    back.focus();
  }

  /** Keys pressed in the frame belong to the page around it. */
  pressedInside(event) {
    if (event.key === "Escape") this.close();
    else if (event.ctrlKey || event.metaKey) {
      if (!document.dispatchEvent(new KeyboardEvent("keydown", event))) event.preventDefault();
    }
  }

  plan() {
    if (!this.isOpen) return;
    clearTimeout(this.timers.pause);
    this.timers.pause = setTimeout(() => this.refresh(), AFTER_PAUSE);
    this.timers.most ??= setTimeout(() => this.refresh(), AT_LEAST);
  }

  async refresh() {
    clearTimeout(this.timers.pause);
    clearTimeout(this.timers.most);
    this.timers.most = null;
    const fields = readFields(this.journal.form);
    const typed = JSON.stringify(fields);
    if (typed === this.sent) return;
    this.sent = typed;
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const slow = setTimeout(() => this.say(gettext("Updating…")), SAID_AFTER);
    try {
      const { html } = await post(this.journal.urls.preview, this.values(fields), { signal: asking.signal });
      this.say("");
      this.page.show(html);
    } catch (refusal) {
      // Overtaken by a newer one, or by the pane's end.
      if (asking.signal.aborted) {
        if (this.asking === asking) this.sent = null;
        return;
      }
      this.sent = null;
      if (!refusal.errors) throw refusal;
      this.say("", refusal.message);
      clearTimeout(this.timers.retry);
      this.timers.retry = setTimeout(() => { if (this.isOpen) this.refresh(); }, RETRY_AFTER);
    } finally {
      clearTimeout(slow);
    }
  }

  values(fields) {
    const data = new FormData();
    data.append("article", this.journal.story ?? "");
    for (const [name, value] of fields) data.append(name, value);
    return data;
  }

  say(words, refusal = "") {
    this.says.textContent = words;
    this.refused.textContent = refusal && gettext("Could not be refreshed");
    this.refused.title = refusal;
  }
}
