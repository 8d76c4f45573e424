/** Who else has the story open, and who is typing: told by the server every few seconds. */
import { crel, gettext } from "django-prose-editor/editor";
import { post } from "newsroom/editor/api";

const EVERY = 4000;
const EVERY_UNSEEN = 12_000;
const TYPING_FOR = 5000;

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "").join("");
}

function shown({ name, typing, self }) {
  const who = self ? gettext("You, in another window") : name;
  const said = typing ? gettext("%s is typing").replace("%s", who) : gettext("%s is here").replace("%s", who);
  const badge = crel("span", { className: "desk-person", title: said }, [
    crel("span", { className: "desk-initials", textContent: initials(name), "aria-hidden": "true" }),
    crel("span", { className: "desk-person-name", textContent: typing ? said : who }),
  ]);
  badge.toggleAttribute("data-typing", typing);
  return crel("li", {}, [badge]);
}

export class Presence {
  constructor(journal, element) {
    Object.assign(this, { journal, element, typedAt: 0, drawn: "" });
    this.list = crel("ul", { className: "desk-people-list", "aria-label": gettext("Also here") });
    this.news = crel("p", { className: "desk-people-news", role: "status" });
    element.append(this.list);
    (document.querySelector("[data-desk-news]") ?? element).append(this.news);
    journal.onTouch(() => this.typed());
    // A page that is left is hidden too, after it has said goodbye.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.beat();
    });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", ({ persisted }) => { if (persisted) this.beat(); });
    this.beat();
  }

  typed() {
    const isFirst = Date.now() - this.typedAt > TYPING_FOR;
    this.typedAt = Date.now();
    if (isFirst) this.beat();
  }

  async beat() {
    clearTimeout(this.timer);
    const { urls, story, key, form } = this.journal;
    try {
      const answer = await post(urls.presence, {
        article: story,
        key,
        opened: form.elements.opened?.value ?? "",
        typing: Date.now() - this.typedAt < TYPING_FOR ? "1" : "",
      });
      this.draw(answer);
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      this.draw({ people: [], saved: null });
    }
    clearTimeout(this.timer);
    const isSeen = document.visibilityState === "visible";
    this.timer = setTimeout(() => this.beat(), isSeen ? EVERY : EVERY_UNSEEN);
  }

  draw({ people, saved }) {
    const drawn = JSON.stringify([people, saved]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.list.replaceChildren(...people.map(shown));
    this.news.textContent = saved
      ? gettext("%(who)s saved this story at %(when)s. Yours joins it when you save.")
          .replace("%(who)s", saved.by)
          .replace("%(when)s", saved.at)
      : "";
  }

  leave() {
    clearTimeout(this.timer);
    const { urls, key, form } = this.journal;
    const data = new FormData();
    data.append("key", key);
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    navigator.sendBeacon(urls.presence_leave, data);
  }
}
