/** The caption table: rows one goes through with Tab, saved all at once, refused one by one. */
import { gettext, ngettext, settingsOf } from "newsroom/library/elements";
import { clock, Fields, saveRows, sentenceOf } from "newsroom/library/fields";

const form = document.getElementById("lib-table");
const settings = settingsOf();
const stored = settingsOf("library-stored");
const rows = [...form.querySelectorAll("tbody tr")].map((element) => ({
  id: element.dataset.id,
  element,
  fields: new Fields(element, stored[element.dataset.id]),
}));
const status = form.querySelector(".lib-status");
let saving = null;

function show({ element }, state, sentence) {
  element.dataset.state = state;
  element.querySelector(".lib-row-state").textContent = sentence;
}

async function save() {
  const typed = rows.filter(({ fields }) => fields.isTyped);
  if (!typed.length) {
    status.textContent = gettext("Nothing changed, so there was nothing to save.");
    return;
  }
  status.textContent = gettext("Saving …");
  const sent = typed.map(({ id, fields }) => ({ id: Number(id), ...fields.typed() }));
  let answer;
  try {
    answer = await saveRows(settings, sent);
  } catch (refusal) {
    status.textContent = `${gettext("Not saved; everything you typed is still here.")} ${sentenceOf(refusal)}`;
    return;
  }
  typed.forEach((row, place) => take(row, sent[place].values, answer));
  sum(typed, answer);
}

function take(row, values, answer) {
  const now = answer.saved[row.id];
  if (now) {
    row.fields.say({});
    row.fields.keep(values, now);
    show(row, "saved", gettext("Saved"));
  } else {
    row.fields.say(answer.refused[row.id] ?? {}, answer.theirs[row.id] ?? {});
    show(row, "refused", gettext("Not saved"));
  }
}

function sum(typed, answer) {
  const saved = Object.keys(answer.saved).length;
  const refused = typed.length - saved;
  const parts = [];
  if (saved) parts.push(`${ngettext("%s picture saved at", "%s pictures saved at", saved)} ${clock()}.`);
  if (refused) {
    parts.push(ngettext("%s is not saved and says why.", "%s are not saved and say why.", refused));
  }
  status.textContent = parts.join(" ");
  if (refused) form.querySelector("[aria-invalid=true]")?.focus();
}

/** Up and down within a column, as in a table of numbers. */
function walk(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !(event.ctrlKey || event.metaKey)) return;
  const line = event.target.closest("div[data-field]");
  const place = rows.findIndex(({ element }) => element.contains(line));
  const next = rows[place + step];
  if (!line || !next) return;
  event.preventDefault();
  next.fields.input(line.dataset.field).focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  saving ??= save().finally(() => { saving = null; });
});
form.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && ["s", "Enter"].includes(event.key)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Enter" && event.target.matches("input")) {
    // Enter in a credit would save a table that is half done.
    event.preventDefault();
  } else walk(event);
});
form.addEventListener("input", ({ target }) => {
  const row = rows.find(({ element }) => element.contains(target));
  if (row?.element.dataset.state === "saved") show(row, "", "");
});
addEventListener("beforeunload", (event) => {
  if (rows.some(({ fields }) => fields.isTyped)) event.preventDefault();
});
form.dataset.ready = "";
