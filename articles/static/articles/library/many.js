/** The same words for all chosen pictures, set in one go. */
import { deskButton, gettext } from "newsroom/library/elements";
import { get } from "newsroom/editor/api";
import { send } from "newsroom/desk/talk";
import { sentenceOf } from "newsroom/library/fields";

export class Many {
  constructor(panel, selection, tiles, settings, say) {
    const { urls, user } = settings;
    Object.assign(this, { panel, selection, tiles, urls, user, say });
  }

  async open() {
    if (!(await this.panel.leave(() => this.open()))) return;
    const ids = this.selection.chosen().map(({ dataset }) => dataset.id);
    let answer;
    try {
      answer = await get(this.urls.many, { ids: ids.join(",") });
    } catch (refusal) {
      this.panel.fail(sentenceOf(refusal));
      return;
    }
    this.panel.fill(answer.html, null);
    this.form = this.panel.element.querySelector("form");
    this.panel.isUnset = () => Boolean(this.form.querySelector("[name=which]:checked"));
    this.form.addEventListener("submit", () => this.set());
    this.form.addEventListener("input", ({ target }) => this.tick(target));
    this.panel.element.querySelector("h2").focus();
  }

  /** Whoever types into a field means it. */
  tick(input) {
    const box = input.closest(".lib-many")?.querySelector("[name=which]");
    if (box && box !== input) box.checked = true;
  }

  async set(insists = false) {
    if (this.isBusy) return;
    this.isBusy = true;
    const data = new FormData(this.form);
    const seen = this.selection.chosen().map(({ dataset }) => `${dataset.id}:${dataset.version}`);
    data.set("ids", seen.join(","));
    data.set("as", this.user);
    if (insists) data.set("insists", "1");
    this.refuse({});
    this.panel.status(gettext("Setting …"));
    try {
      const { sentence, tiles } = await send(this.urls.many, data, this.urls.session);
      this.tiles.draw(tiles);
      this.panel.status(sentence);
      this.say(sentence);
      for (const box of this.form.querySelectorAll("[name=which]")) box.checked = false;
    } catch (refusal) {
      sentenceOf(refusal);
      this.panel.status("");
      this.refuse(refusal.errors, refusal.answer?.can_insist);
    } finally {
      this.isBusy = false;
    }
  }

  refuse(errors, canInsist = false) {
    const rest = [...(errors[""] ?? []), ...(errors.__all__ ?? [])];
    for (const line of this.form.querySelectorAll(".lib-many")) {
      const sentences = errors[line.dataset.field] ?? [];
      const error = line.querySelector(".lib-error");
      error.textContent = sentences.join(" ");
      error.hidden = !sentences.length;
      const input = line.querySelector("input:not([name=which]), textarea");
      if (sentences.length) input.setAttribute("aria-describedby", error.id);
      else input.removeAttribute("aria-describedby");
      input.toggleAttribute("aria-invalid", sentences.length > 0);
    }
    for (const name of Object.keys(errors)) {
      const isShown = name === "" || name === "__all__" || this.form.querySelector(`[data-field="${name}"]`);
      if (!isShown) rest.push(...errors[name]);
    }
    const general = this.form.querySelector('.lib-error[data-field=""]');
    general.textContent = rest.join(" ");
    general.hidden = !rest.length;
    const ask = this.form.querySelector(".lib-ask");
    const insist = deskButton(gettext("Set it all the same"), () => this.set(true));
    ask.hidden = !canInsist;
    ask.replaceChildren(...(canInsist ? [insist] : []));
  }
}
