/** Dragging stories into the slots of the front page with the mouse. */

/** Calls `put(story, slot, place)` once a story is dropped; `place` counts the pinned stories. */
export function watchDragging(board, put) {
  let dragged = null;

  board.addEventListener("dragstart", (event) => {
    const item = event.target.closest?.("[data-story][draggable]");
    if (!item) return;
    dragged = item;
    event.dataTransfer.setData("text/plain", item.dataset.headline);
    event.dataTransfer.effectAllowed = "move";
    item.classList.add("front-dragged");
  });

  board.addEventListener("dragover", (event) => {
    const slot = dragged && event.target.closest("[data-slot]");
    if (!slot) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    show(slot, event);
  });

  board.addEventListener("drop", (event) => {
    const slot = dragged && event.target.closest("[data-slot]");
    if (!slot) return;
    event.preventDefault();
    const place = before(slot, event).length;
    put(dragged.dataset.story, slot.dataset.slot, place);
    end();
  });

  board.addEventListener("dragend", end);

  function end() {
    dragged?.classList.remove("front-dragged");
    dragged = null;
    clear();
  }

  function clear() {
    for (const one of board.querySelectorAll(".front-over, .front-before, .front-after")) {
      one.classList.remove("front-over", "front-before", "front-after");
    }
  }

  /** The pinned stories of a slot that stand before the pointer, in reading order. */
  function before(slot, { clientX, clientY }) {
    return pinned(slot).filter((item) => {
      const box = item.getBoundingClientRect();
      if (clientY > box.bottom) return true;
      const isBeside = clientY >= box.top && isInColumns(slot);
      return isBeside ? clientX > box.left + box.width / 2 : clientY > box.top + box.height / 2;
    });
  }

  function pinned(slot) {
    return [...slot.querySelectorAll(".front-pinned")].filter((item) => item !== dragged);
  }

  function isInColumns(slot) {
    const list = slot.querySelector(".front-items");
    return getComputedStyle(list).gridTemplateColumns.split(" ").length > 1;
  }

  function show(slot, event) {
    clear();
    slot.classList.add("front-over");
    const items = pinned(slot);
    const next = items[before(slot, event).length];
    if (next) next.classList.add("front-before");
    else items.at(-1)?.classList.add("front-after");
  }
}
