// Steps through the changes of a comparison: n and p, or the two buttons of its bar. The page says
// the same without it: every change has an address of its own (#change-1).

const BAR = 96;

function begin(compare) {
  const changes = [...compare.querySelectorAll("[id^='change-']")].sort(
    (one, other) => numberOf(one) - numberOf(other),
  );
  const steps = compare.querySelector("[data-compare-steps]");
  if (!changes.length || !steps) return;
  const place = steps.querySelector("[data-compare-place]");
  let here = changes.findIndex((change) => `#${change.id}` === location.hash);

  function show(index) {
    here = (index + changes.length) % changes.length;
    for (const old of compare.querySelectorAll("[data-compare-here]")) old.removeAttribute("data-compare-here");
    const number = numberOf(changes[here]);
    for (const part of compare.querySelectorAll(`[data-change="${number}"]`)) part.setAttribute("data-compare-here", "");
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    changes[here].scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    say();
  }

  function say() {
    place.textContent = here < 0 ? "" : `${here + 1} ${place.dataset.of} ${changes.length}`;
  }

  // From where the reader is, not from where the last step was, before the first one.
  function first(forward) {
    const below = changes.findIndex((change) => change.getBoundingClientRect().top > BAR);
    if (forward) return below < 0 ? 0 : below;
    return below < 0 ? changes.length - 1 : below - 1;
  }

  const next = () => show(here < 0 ? first(true) : here + 1);
  const previous = () => show(here < 0 ? first(false) : here - 1);
  steps.querySelector("[data-compare-next]").addEventListener("click", next);
  steps.querySelector("[data-compare-previous]").addEventListener("click", previous);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const act = { n: next, p: previous }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  steps.hidden = false;
  say();
}

function numberOf(change) {
  return Number(change.id.slice("change-".length));
}

for (const compare of document.querySelectorAll("[data-compare]")) begin(compare);
