/** The previewed page in its frame: kept where it was scrolled to, light or dark, as wide as asked. */
import { crel, gettext } from "django-prose-editor/editor";
import { patch } from "newsroom/desk/patch";

// Nothing runs in it; a link that is followed opens a tab of its own.
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const SCHEME = /prefers-color-scheme:\s*(dark|light)/;

function* mediaRules(rules) {
  for (const rule of rules) {
    if (rule.media) yield rule;
    if (rule.cssRules) yield* mediaRules(rule.cssRules);
  }
}

export class PreviewPage {
  /** `onKey` hears what is pressed in the frame. */
  constructor(onKey) {
    Object.assign(this, { onKey, html: "", width: 390, scheme: "", asked: new Map() });
    this.frame = crel("iframe", { className: "desk-preview-frame", title: gettext("The story as readers will see it") });
    this.frame.setAttribute("sandbox", SANDBOX);
    this.frame.addEventListener("load", () => this.ready());
    this.element = crel("div", { className: "desk-preview-stage" }, [this.frame]);
    new ResizeObserver(() => this.fit()).observe(this.element);
  }

  show(html) {
    this.html = html;
    if (this.isReady) this.update();
    else if (!this.frame.srcdoc) this.frame.srcdoc = html;
  }

  ready() {
    const page = this.frame.contentDocument;
    if (!this.frame.srcdoc || !page?.body) return;
    this.isReady = true;
    page.addEventListener("keydown", this.onKey);
    this.paint();
    this.update();
    this.frame.classList.add("desk-preview-ready");
  }

  update() {
    const page = this.frame.contentDocument;
    const fresh = new DOMParser().parseFromString(this.html, "text/html");
    page.documentElement.lang = fresh.documentElement.lang;
    page.documentElement.dir = fresh.documentElement.dir;
    patch(page.body, fresh.body);
  }

  /** Light or dark whatever the desk is: a frame follows the whole browser, so its rules are told. */
  paint() {
    if (!this.isReady || !this.scheme) return;
    const page = this.frame.contentDocument;
    page.documentElement.style.colorScheme = this.scheme;
    for (const sheet of page.styleSheets) {
      let rules;
      try {
        rules = [...mediaRules(sheet.cssRules)];
      } catch {
        // A style sheet from another host keeps its rules to itself.
        continue;
      }
      for (const rule of rules) {
        const asked = this.asked.get(rule) ?? SCHEME.exec(rule.media.mediaText)?.[1];
        if (!asked) continue;
        this.asked.set(rule, asked);
        rule.media.mediaText = asked === this.scheme ? "all" : "not all";
      }
    }
  }

  /** As wide as the device, drawn smaller where there is less room. */
  fit() {
    const { clientWidth, clientHeight } = this.element;
    if (!clientWidth) return;
    const scale = Math.min(1, clientWidth / this.width);
    Object.assign(this.frame.style, {
      width: `${this.width}px`,
      height: `${clientHeight / scale}px`,
      left: `${Math.max(0, (clientWidth - this.width * scale) / 2)}px`,
      transform: scale === 1 ? "none" : `scale(${scale})`,
    });
  }
}
