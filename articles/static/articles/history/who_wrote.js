/** Words and who wrote them point to each other, by mouse and by keyboard. */
const marked = "[data-r]";

function point(row, number, on) {
  for (const one of row.querySelectorAll(`[data-r="${number}"]`)) one.classList.toggle("is-near", on);
}

for (const row of document.querySelectorAll(".who-row")) {
  for (const one of row.querySelectorAll(".who-other")) one.tabIndex = 0;
  for (const [come, go] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    row.addEventListener(come, (event) => {
      const one = event.target.closest(marked);
      if (!one) return;
      const margin = row.querySelector(`.who-margin [data-r="${one.dataset.r}"]`);
      const folded = margin?.closest("details");
      // Who wrote these words is not hidden from whoever asks.
      if (folded) folded.open = true;
      point(row, one.dataset.r, true);
    });
    row.addEventListener(go, (event) => {
      const one = event.target.closest(marked);
      if (one) point(row, one.dataset.r, false);
    });
  }
}
