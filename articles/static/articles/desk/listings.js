// What the story is called elsewhere: how long each line may be, and how it will look, as one types.

const gettext = window.gettext ?? ((words) => words);
const AFTER = 120;
const SAID_AFTER = 1200;

// Characters: shorter says too little, longer is cut. Search engines cut at about 600 pixels, which
// are some 60 characters, and descriptions at two such lines; shared links at about 90.
const RANGES = {
  headline_front: { least: 20, good: 80, most: 110 },
  headline_search: { least: 25, good: 60, most: 70 },
  headline_social: { least: 25, good: 70, most: 90 },
  description: { least: 70, good: 155, most: 170 },
};
const RESULT_WIDTH = 580;
const TITLE_FONT = "20px arial, sans-serif";
const TEXT_FONT = "14px arial, sans-serif";
// A little less than two lines: where they break depends on the words.
const TEXT_WIDTH = RESULT_WIDTH * 1.9;

const board = document.querySelector("[data-listings]");
const form = document.querySelector("#article_form");
const pencil = document.createElement("canvas").getContext("2d");

function field(name) {
  return form.elements.namedItem(name);
}

function typed(name) {
  return (field(name)?.value ?? "").replace(/\s+/g, " ").trim();
}

function chosen(name) {
  const select = field(name);
  return select?.selectedOptions?.[0]?.value ? select.selectedOptions[0].text : "";
}

/** As much of a text as fits, with an ellipsis after its last whole word, as search engines cut. */
function cut(text, font, width) {
  pencil.font = font;
  if (pencil.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 0 && pencil.measureText(`${text.slice(0, end)} ...`).width > width) end -= 1;
  const words = text.slice(0, end).replace(/\s+\S*$/, "");
  return `${words || text.slice(0, end)} ...`;
}

function verdict(length, { least, good, most }) {
  if (!length) return ["none", gettext("Nothing to show yet")];
  if (length < least) return ["short", gettext("Short: there is room for more")];
  if (length <= good) return ["good", gettext("Good length")];
  if (length <= most) return ["long", gettext("Long: may be cut")];
  return ["over", gettext("Too long: will be cut")];
}

class Meter {
  constructor(name, fallback) {
    Object.assign(this, { name, fallback, input: field(name) });
    this.element = document.createElement("p");
    this.element.className = "desk-meter";
    this.element.id = `${this.input.id}-meter`;
    this.bar = document.createElement("i");
    this.words = document.createElement("span");
    this.element.append(this.bar, this.words);
    this.input.after(this.element);
    const described = this.input.getAttribute("aria-describedby");
    this.input.setAttribute("aria-describedby", [described, this.element.id].filter(Boolean).join(" "));
  }

  draw() {
    const range = RANGES[this.name];
    const own = typed(this.name);
    const other = typed(this.fallback);
    const length = [...(own || other)].length;
    const [state, words] = verdict(length, range);
    this.input.placeholder = other;
    this.element.dataset.state = state;
    this.bar.style.setProperty("--share", Math.min(1, length / range.most));
    this.bar.style.setProperty("--good", range.good / range.most);
    const count = gettext("%(length)s of about %(good)s characters")
      .replace("%(length)s", length)
      .replace("%(good)s", range.good);
    const whose = own || !length ? "" : ` · ${this.fallbackWords()}`;
    this.words.textContent = `${words} · ${count}${whose}`;
    return { state, words };
  }

  fallbackWords() {
    return this.fallback === "standfirst" ? gettext("the standfirst") : gettext("the headline");
  }
}

/** Says a verdict aloud when it changes, once whoever types pauses. */
class Verdicts {
  constructor(element) {
    Object.assign(this, { element, known: new Map(), timer: null });
  }

  hear(meter, { state, words }) {
    const before = this.known.get(meter.name);
    this.known.set(meter.name, state);
    if (before === undefined || before === state || document.activeElement !== meter.input) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.element.textContent = words; }, SAID_AFTER);
  }
}

class Lead {
  constructor(address, onNews) {
    Object.assign(this, { address, onNews, known: new Map() });
  }

  row() {
    const roles = [...form.querySelectorAll("select[name^='captions-'][name$='-role']")];
    return roles
      .filter(({ name, value }) => value === "lead" && !name.includes("__prefix__"))
      .map((role) => role.closest(".form-group"))
      .find((row) => !row.querySelector("[name$='-DELETE']")?.checked);
  }

  /** {src, focus} of the lead picture, or null. */
  find() {
    const row = this.row();
    const id = row?.querySelector("select[name$='-image']")?.value;
    if (!id) return null;
    const thumbnail = row.querySelector("img[data-large]");
    if (thumbnail && row.querySelector("option[selected]")?.value === id) {
      return { src: thumbnail.dataset.large, focus: thumbnail.dataset.focus };
    }
    if (!this.known.has(id)) this.ask(id);
    return this.known.get(id) ?? null;
  }

  async ask(id) {
    this.known.set(id, null);
    try {
      const response = await fetch(`${this.address}?image=${id}`, { headers: { Accept: "application/json" } });
      const image = (await response.json()).image?.[id];
      if (image) this.known.set(id, { src: image.src, focus: image.focus ?? "50% 50%" });
      this.onNews();
    } catch {
      // Without a connection there is no picture to show; the next choice asks anew.
      this.known.delete(id);
    }
  }
}

class Listings {
  constructor() {
    this.looks = Object.fromEntries(
      [...board.querySelectorAll("[data-listing]")].map((look) => [look.dataset.listing, look]),
    );
    this.sections = JSON.parse(document.getElementById("listing-sections").textContent);
    this.meters = [
      new Meter("headline_front", "headline"),
      new Meter("headline_search", "headline"),
      new Meter("description", "standfirst"),
      new Meter("headline_social", "headline"),
    ];
    this.verdicts = new Verdicts(board.querySelector("[data-listing-verdict]"));
    this.lead = new Lead(board.dataset.images, () => this.draw());
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.draw(), AFTER);
    };
    form.addEventListener("input", (event) => {
      // The text itself is in none of them.
      if (event.target.name !== "body") later();
    });
    for (const name of ["change", "formset:added"]) form.addEventListener(name, later);
    window.django?.jQuery?.(form).on("select2:select select2:clear", later);
    document.addEventListener("desk:saved", later);
    for (const look of Object.values(this.looks)) look.hidden = false;
    this.draw();
  }

  draw() {
    for (const meter of this.meters) this.verdicts.hear(meter, meter.draw());
    const headline = typed("headline") || gettext("Headline");
    const description = typed("description") || typed("standfirst");
    const lead = this.lead.find();
    this.drawFront(typed("headline_front") || headline, lead);
    this.put("search", {
      site: board.dataset.site,
      address: this.address(),
      headline: cut(typed("headline_search") || headline, TITLE_FONT, RESULT_WIDTH),
      description: cut(description, TEXT_FONT, TEXT_WIDTH),
    });
    this.put("social", {
      host: board.dataset.host,
      headline: typed("headline_social") || headline,
      description,
    });
    this.picture("social", lead);
    this.looks.social.querySelector("[data-part='no-picture']").hidden = Boolean(lead);
  }

  drawFront(headline, lead) {
    const kind = field("kind")?.value === "news" ? "" : chosen("kind");
    this.put("front", {
      headline,
      standfirst: typed("standfirst"),
      section: chosen("section"),
      kind: kind && `/ ${kind}`,
      byline: this.byline(),
    });
    this.picture("front", lead);
  }

  put(look, parts) {
    for (const [name, words] of Object.entries(parts)) {
      this.looks[look].querySelector(`[data-part="${name}"]`).textContent = words;
    }
  }

  picture(look, lead) {
    const place = this.looks[look].querySelector("[data-part='picture']");
    place.hidden = !lead;
    place.style.backgroundImage = lead ? `url(${JSON.stringify(lead.src)})` : "";
    place.style.backgroundPosition = lead?.focus ?? "";
  }

  address() {
    const section = this.sections[field("section")?.value] ?? "news";
    const words = typed("slug") || typed("headline").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
    const number = board.dataset.number ? `-${board.dataset.number}` : "";
    return `${board.dataset.host} › ${section} › ${words}${number}`;
  }

  byline() {
    const rows = [...form.querySelectorAll("#bylines-data .form-group:not(.empty-form)")];
    const names = rows
      .filter((row) => !row.querySelector("[name$='-DELETE']")?.checked)
      .filter((row) => row.querySelector("[name$='-role']")?.value === "by")
      .map((row) => row.querySelector("[name$='-author']")?.selectedOptions?.[0]?.text.trim())
      .filter((name) => name && !/^-+$/.test(name));
    return names.length ? `${gettext("By")} ${names.join(", ")}` : "";
  }
}

if (board && form?.elements.namedItem("headline_front")) new Listings();
