/** A story's form as plain values: read from the page, and put back into it. */

const $ = window.django?.jQuery;
// What belongs to one loading of the page and not to what somebody typed.
const OWN = new Set(["csrfmiddlewaretoken", "opened", "draft", "save_over"]);
const COUNTERS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/;
const ROW = /^([a-z_]+)-(\d+)-(\w+)$/;
// A row is known by its author or picture, not by its place in the database.
const KEYS = new Set(["id", "article", "position"]);

function isTyped(name) {
  if (OWN.has(name) || COUNTERS.test(name) || name.includes("__prefix__")) return false;
  const row = ROW.exec(name);
  return !row || !KEYS.has(row[3]);
}

function labelOf(element, value) {
  const options = element instanceof HTMLSelectElement ? [...element.options] : [];
  return options.find((option) => option.value === value)?.text ?? "";
}

/** [[name, value, label], …] in the order of the page; `label` is what a choice is called. */
export function readFields(form) {
  const fields = [];
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || !isTyped(name)) continue;
    fields.push([name, value, labelOf(form.elements.namedItem(name), value)]);
  }
  return fields;
}

export function valueOf(fields, wanted) {
  return fields.find(([name]) => name === wanted)?.[1] ?? "";
}

/** Put values back, adding the rows that they need. `setBody` gives the editor its text. */
export function writeFields(form, fields, { bodyName, setBody }) {
  const given = new Map();
  for (const [name, value, label] of fields) {
    if (!given.has(name)) given.set(name, []);
    given.get(name).push({ value, label });
  }
  addRows(form, [...given.keys()]);
  for (const element of form.elements) {
    const { name } = element;
    if (!name || name === bodyName || !isTyped(name) || element.type === "file") continue;
    if (element.type === "checkbox") setChecked(element, given.has(name));
    else if (element instanceof HTMLSelectElement) choose(element, given.get(name) ?? []);
    else if (given.has(name)) setValue(element, given.get(name)[0].value);
  }
  orderRows(form, [...given.keys()]);
  if (given.has(bodyName)) setBody(given.get(bodyName)[0].value);
}

function numbersByPrefix(names) {
  const numbers = new Map();
  for (const name of names) {
    const row = ROW.exec(name);
    if (!row) continue;
    if (!numbers.has(row[1])) numbers.set(row[1], new Set());
    numbers.get(row[1]).add(Number(row[2]));
  }
  return numbers;
}

function addRows(form, names) {
  for (const [prefix, numbers] of numbersByPrefix(names)) {
    const total = form.elements.namedItem(`${prefix}-TOTAL_FORMS`);
    const add = form.querySelector(`#${prefix}-group .add-row`);
    const needed = Math.max(...numbers) + 1;
    for (let tries = 0; add && total && Number(total.value) < needed && tries < 300; tries += 1) {
      add.click();
    }
  }
}

/** Rows stand in the order in which the values name them. */
function orderRows(form, names) {
  for (const [prefix, numbers] of numbersByPrefix(names)) {
    const rows = [...numbers]
      .map((number) => form.querySelector(`[name^="${prefix}-${number}-"]`)?.closest(".form-group"))
      .filter(Boolean);
    const anchor = rows[0]?.parentElement.querySelector(".empty-form");
    if (anchor) anchor.before(...rows);
  }
}

function setChecked(element, isChecked) {
  if (element.checked === isChecked) return;
  element.checked = isChecked;
  element.dispatchEvent(new Event("change", { bubbles: true }));
}

function setValue(element, value) {
  if (element.value === value) return;
  element.value = value;
  element.dispatchEvent(new Event("input", { bubbles: true }));
}

function choose(element, chosen) {
  if (!chosen.length && !element.multiple) return;
  if (element.multiple) {
    // Tags keep the order in which they were chosen.
    element.replaceChildren(...chosen.map(({ value, label }) => new Option(label || value, value, true, true)));
  } else {
    const [{ value, label }] = chosen;
    const isThere = [...element.options].some((option) => option.value === value);
    if (!isThere) element.append(new Option(label || value, value));
    if (element.value === value) return;
    element.value = value;
  }
  element.dispatchEvent(new Event("change", { bubbles: true }));
  // select2 listens to jQuery alone.
  $?.(element).trigger("change.select2");
}
