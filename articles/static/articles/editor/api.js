import { gettext } from "django-prose-editor/editor";

/** An answer that says no: its sentences by field, those that concern no field under "". */
export class Refusal extends Error {
  constructor(status, errors, answer = {}) {
    super(Object.values(errors).flat().join(" "));
    this.status = status;
    this.errors = errors;
    this.answer = answer;
  }
}

const NO_CONNECTION = gettext("The server cannot be reached. Check the connection and try again.");

function csrfToken() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

function read(status, text) {
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    // A proxy or Django's own page: its HTML is no sentence for the editor.
  }
  if (status >= 200 && status < 300) return answer;
  if (answer.errors) throw new Refusal(status, answer.errors, answer);
  const sentence =
    status === 413
      ? gettext("This file is larger than the server takes.")
      : gettext("The server could not do this (error %s). Nothing was changed.").replace("%s", status);
  throw new Refusal(status, { "": [sentence] });
}

export async function get(url, values = {}) {
  const address = new URL(url, window.location.href);
  for (const [name, value] of Object.entries(values)) {
    if (value) address.searchParams.set(name, value);
  }
  let response;
  try {
    response = await fetch(address, { headers: { Accept: "application/json" } });
  } catch {
    throw new Refusal(0, { "": [NO_CONNECTION] });
  }
  return read(response.status, await response.text());
}

/**
 * Post a form's values; `onProgress` hears the share that has been sent, from 0 to 1. `signal`
 * gives a request up whose answer nobody waits for any more.
 */
export function post(url, values, { onProgress, signal } = {}) {
  const data = values instanceof FormData ? values : new FormData();
  if (data !== values) {
    for (const [name, value] of Object.entries(values)) data.append(name, value ?? "");
  }
  return new Promise((resolve, reject) => {
    // fetch() does not tell how much of a file has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    if (onProgress) {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      });
    }
    request.addEventListener("load", () => {
      try {
        resolve(read(request.status, request.responseText));
      } catch (refusal) {
        reject(refusal);
      }
    });
    request.addEventListener("error", () => reject(new Refusal(0, { "": [NO_CONNECTION] })));
    signal?.addEventListener("abort", () => {
      request.abort();
      reject(new Refusal(0, { "": [NO_CONNECTION] }));
    });
    request.send(data);
  });
}

export function tooHeavy(file, most) {
  if (file.size <= most) return "";
  return gettext("%(name)s weighs %(mb)s MB; at most %(most)s MB can be used.")
    .replace("%(name)s", file.name)
    .replace("%(mb)s", Math.ceil(file.size / 1048576))
    .replace("%(most)s", Math.floor(most / 1048576));
}
