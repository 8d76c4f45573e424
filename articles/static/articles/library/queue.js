/** Files on their way into the library: two at a time, each with its progress and its sentence. */
import { crel, deskButton, gettext, ngettext } from "newsroom/library/elements";
import { post, tooHeavy } from "newsroom/editor/api";
import { send } from "newsroom/desk/talk";
import { sentenceOf } from "newsroom/library/fields";

const AT_ONCE = 2;

/** The files of a drop, those of dropped folders included. */
export async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some(({ isDirectory }) => isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry) {
  if (entry.isFile) {
    const file = await new Promise((resolve) => entry.file(resolve, () => resolve(null)));
    // What the system keeps in a folder for itself.
    return file && !file.name.startsWith(".") ? [file] : [];
  }
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // A reader gives its folder in parts.
    const part = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (!part.length) break;
    found.push(...part);
  }
  return (await Promise.all(found.map(filesIn))).flat();
}

/** What is said of a photograph that is there already, in other bytes. */
function likeness({ title, caption, id }) {
  const sentence = gettext("In the library. It looks like “%s”, which was there already.");
  return sentence.replace("%s", title || caption || `#${id}`);
}

class Upload {
  constructor(queue, file) {
    Object.assign(this, { queue, file });
    this.bar = crel("progress", { max: 1, value: 0, "aria-label": file.name });
    this.text = crel("span", { className: "lib-upload-said", textContent: gettext("Waiting") });
    this.actions = crel("span", { className: "lib-upload-actions" });
    this.element = crel("li", { className: "lib-upload" }, [
      crel("b", { textContent: file.name }), this.bar, this.text, this.actions,
    ]);
  }

  async start() {
    const { urls, heaviest } = this.queue.settings;
    const heavy = tooHeavy(this.file, heaviest);
    if (heavy) return this.refuse(heavy);
    const data = new FormData();
    data.append("file", this.file, this.file.name || "picture");
    this.say(gettext("Uploading"), "busy");
    this.bar.hidden = false;
    try {
      const onProgress = (share) => this.progress(share);
      return await this.done(await this.send(urls, data, onProgress));
    } catch (refusal) {
      return this.refuse(sentenceOf(refusal));
    }
  }

  async send(urls, data, onProgress) {
    try {
      return await post(urls.upload, data, { onProgress });
    } catch (refusal) {
      if (refusal.status !== 403) throw refusal;
      // Perhaps somebody signed in again in another window.
      return send(urls.upload, data, urls.session);
    }
  }

  progress(share) {
    if (share < 1) this.bar.value = share;
    // Nothing tells how far the server is: a bar without an end.
    else {
      this.bar.removeAttribute("value");
      this.say(gettext("Making its sizes"), "busy");
    }
  }

  say(sentence, state) {
    this.text.textContent = sentence;
    this.element.dataset.state = state;
  }

  refuse(sentence) {
    this.say(sentence, "refused");
    this.bar.hidden = true;
    const again = deskButton(gettext("Try again"), () => this.queue.again(this));
    const leave = deskButton(gettext("Leave it"), () => this.queue.leave(this));
    again.setAttribute("aria-label", `${gettext("Try again")}: ${this.file.name}`);
    leave.setAttribute("aria-label", `${gettext("Leave it")}: ${this.file.name}`);
    this.actions.replaceChildren(again, leave);
  }

  async done({ item, duplicate }) {
    this.id = String(item.id);
    this.isNew = !duplicate;
    this.bar.hidden = true;
    if (duplicate) this.say(gettext("In the library already"), "known");
    else if (item.similar) this.say(likeness(item.similar), "known");
    else this.say(gettext("In the library"), "done");
    // What of the file is not used, where that is so.
    if (item.left_out) this.text.textContent += ` · ${item.left_out}`;
    this.actions.replaceChildren(this.opener(gettext("Open"), this.id));
    if (item.similar) this.actions.append(this.opener(gettext("Open the other"), String(item.similar.id)));
    const ids = item.similar ? [String(item.similar.id), this.id] : [this.id];
    await this.queue.show(ids);
  }

  opener(label, id) {
    const open = deskButton(label, () => this.queue.open(id));
    open.setAttribute("aria-label", `${label}: ${this.file.name}`);
    return open;
  }
}

export class Queue {
  constructor(element, settings, { tiles, open, choose, say }) {
    Object.assign(this, { element, settings, tiles, open, choose, say });
    this.uploads = [];
    this.waiting = [];
    this.running = 0;
    this.heading = crel("h2", { textContent: gettext("Uploads") });
    this.status = crel("p", { className: "lib-uploads-status", role: "status" });
    this.list = crel("ul", { className: "lib-upload-list" });
    this.actions = crel("p", { className: "lib-uploads-actions" });
    const head = crel("header", {}, [this.heading, this.status, this.actions]);
    element.append(head, this.list);
    addEventListener("beforeunload", (event) => {
      if (this.running || this.waiting.length) event.preventDefault();
    });
  }

  add(files) {
    for (const file of files) {
      const upload = new Upload(this, file);
      this.uploads.push(upload);
      this.waiting.push(upload);
      this.list.append(upload.element);
    }
    this.element.hidden = !this.uploads.length;
    this.run();
  }

  async run() {
    this.sum();
    while (this.running < AT_ONCE && this.waiting.length) {
      const upload = this.waiting.shift();
      this.running += 1;
      upload.start().finally(() => {
        this.running -= 1;
        this.run();
      });
    }
  }

  again(upload) {
    upload.actions.replaceChildren();
    upload.say(gettext("Waiting"), "busy");
    this.waiting.push(upload);
    this.run();
  }

  leave(upload) {
    this.uploads = this.uploads.filter((one) => one !== upload);
    upload.element.remove();
    if (this.uploads.length) this.sum();
    else this.clear();
  }

  clear() {
    this.uploads = [];
    this.list.replaceChildren();
    this.element.hidden = true;
  }

  async show(ids) {
    try {
      await this.tiles.fetch(ids, { first: true });
    } catch (refusal) {
      // It is in the library all the same, and is shown when the page is loaded again.
      this.say(sentenceOf(refusal));
    }
  }

  /** What has become of all of them, and what can be done with those that are in. */
  sum() {
    const ids = [...new Set(this.uploads.map(({ id }) => id).filter(Boolean))];
    const refused = this.uploads.filter(({ element }) => element.dataset.state === "refused").length;
    const underWay = this.running + this.waiting.length;
    const parts = [];
    if (underWay) parts.push(ngettext("%s file under way", "%s files under way", underWay));
    if (ids.length) parts.push(ngettext("%s picture in", "%s pictures in", ids.length));
    if (refused) parts.push(ngettext("%s refused", "%s refused", refused));
    this.status.textContent = parts.join(" · ");
    this.actions.replaceChildren(...(underWay ? [] : this.offers(ids)));
  }

  offers(ids) {
    const items = [];
    if (ids.length && this.settings.mayChange) {
      const captions = crel("a", {
        className: "desk-button",
        href: `${this.settings.urls.captions}?ids=${ids.join(",")}`,
        textContent: gettext("Write their captions"),
      });
      items.push(deskButton(gettext("Choose these"), () => this.choose(ids)), captions);
    }
    items.push(deskButton(gettext("Put away"), () => this.clear()));
    return items;
  }
}
