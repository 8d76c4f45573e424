/** The words that the story itself gives its pictures: the form's picture rows. */
import { reveal } from "newsroom/desk/tabs";

const PREFIX = "captions-";

function rows() {
  return [...document.querySelectorAll(`[name^="${PREFIX}"][name$="-image"]`)].filter(
    (input) => !input.name.includes("__prefix__"),
  );
}

function part(input, name) {
  return document.querySelector(`[name="${input.name.replace(/image$/, name)}"]`);
}

function rowOf(id) {
  return rows().find((input) => Number(input.value) === id && !part(input, "DELETE")?.checked);
}

/** Caption, credit and alt as the page will show them: the story's, else the library's. */
export function shownWords(image) {
  const row = rowOf(image.id);
  const own = (name) => (row && part(row, name)?.value.trim()) || image[name];
  return { caption: own("caption"), credit: own("credit"), alt: own("alt"), hasRow: Boolean(row) };
}

export function hasCaptionRows() {
  return Boolean(document.querySelector(`[name="${PREFIX}TOTAL_FORMS"]`));
}

/** Add a row for a picture that has none, as a click on "Add another" and a choice would. */
function addRow(image) {
  const total = document.querySelector(`[name="${PREFIX}TOTAL_FORMS"]`);
  const number = total.value;
  document.querySelector("#captions-group .add-row")?.click();
  const select = document.querySelector(`[name="${PREFIX}${number}-image"]`);
  if (!select) return null;
  const name = image.title || image.caption || image.alt || `#${image.id}`;
  select.append(new Option(name, image.id, true, true));
  select.dispatchEvent(new Event("change", { bubbles: true }));
  // The autocomplete widget listens to jQuery alone.
  window.django?.jQuery?.(select).trigger("change");
  return rowOf(image.id);
}

// Pictures whose rows were made here, not by hand.
const own = new Map();

/** Pictures that come into the text are pictures of the story: each gets its row in the form. */
export function keepCaptionRows(images) {
  if (!hasCaptionRows()) return;
  for (const image of images) {
    if (rowOf(image.id)) continue;
    addRow(image);
    own.set(image.id, image);
  }
}

function isBlank(row) {
  return !part(row, "id")?.value && ["caption", "credit", "alt"].every((name) => !part(row, name)?.value.trim());
}

/** A picture that was taken out of the text again takes its row along, unless words were written. */
export function followText(idsInText) {
  for (const image of own.values()) {
    const row = rowOf(image.id);
    if (idsInText.has(image.id)) {
      if (!row) addRow(image);
    } else if (row && isBlank(row)) {
      // A row that names no picture is not saved.
      row.value = "";
      row.dispatchEvent(new Event("change", { bubbles: true }));
      window.django?.jQuery?.(row).trigger("change");
    }
  }
}

/** Go to where the story's own caption of a picture is typed. */
export function editCaption(image) {
  const row = rowOf(image.id) ?? addRow(image);
  const input = row && part(row, "caption");
  if (input) reveal(input);
}

export function onCaptionChange(listener) {
  const heard = (event) => {
    const { name = "" } = event.target;
    if (name.startsWith(PREFIX) || event.type.startsWith("formset")) listener();
  };
  const names = ["input", "change", "formset:added", "formset:removed"];
  for (const name of names) document.addEventListener(name, heard);
  // An autocomplete select tells only jQuery of its changes.
  window.django?.jQuery?.(document).on("change.bodyeditor", heard);
  return () => {
    for (const name of names) document.removeEventListener(name, heard);
    window.django?.jQuery?.(document).off("change.bodyeditor", heard);
  };
}
