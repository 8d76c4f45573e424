/** Moving stories into the slots of the front page: one way for mouse, pen and finger. */

/** What a pointer may stray, in pixels, before it counts as moved. */
const SLACK = 6;
/** How long a finger rests on a story until it is taken up: less than a system's own long press. */
const HOLD = 350;
/** How near the edge of the window the page begins to move, and how fast at most, in pixels. */
const EDGE = 88;
const FASTEST = 20;
const CONTROLS = "button:not(.front-handle), select, input, label, summary";

/** Calls `put(story, slot, place)` once a story is dropped; `place` counts the pinned stories. */
export function watchDragging(board, put) {
  // What a pointer rests on; it has a `ghost` once it is taken up.
  let held = null;

  board.addEventListener("pointerdown", (event) => {
    const item = event.target.closest("[data-drag]");
    if (!item || held || !event.isPrimary || event.button || event.target.closest(CONTROLS)) return;
    const isAtOnce = event.pointerType === "mouse" || event.target.closest(".front-handle");
    held = { item, pointer: event.pointerId, type: event.pointerType, x: event.clientX, y: event.clientY };
    if (!isAtOnce) held.timer = setTimeout(lift, HOLD);
  });

  board.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.pointer) return;
    const hasMoved = Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK;
    if (!held.ghost && !hasMoved) return;
    // A finger that moves before the story is taken up scrolls the page.
    if (!held.ghost && held.timer) return end();
    if (!held.ghost) lift();
    [held.x, held.y] = [event.clientX, event.clientY];
    show();
  });

  board.addEventListener("pointerup", (event) => {
    if (event.pointerId !== held?.pointer) return;
    const slot = held.ghost && slotBelow();
    const { item } = held;
    const place = slot && before(slot).length;
    if (held.ghost) swallowClick();
    end();
    if (slot) put(item.dataset.story, slot.dataset.slot, place);
  });

  board.addEventListener("pointercancel", (event) => event.pointerId === held?.pointer && end());

  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !held?.ghost) return;
    event.preventDefault();
    end();
  });

  // The browser's own ideas of what a held finger or a moved mouse means.
  const prevent = (event) => held?.ghost && event.preventDefault();
  board.addEventListener("touchmove", prevent, { passive: false });
  board.addEventListener("contextmenu", (event) => held && held.type !== "mouse" && event.preventDefault());
  board.addEventListener("selectstart", (event) => held && event.preventDefault());
  board.addEventListener("dragstart", (event) => event.target.closest?.("[data-drag]") && event.preventDefault());

  function lift() {
    board.setPointerCapture(held.pointer);
    held.ghost = document.createElement("p");
    held.ghost.className = "front-ghost";
    held.ghost.textContent = held.item.dataset.headline;
    document.body.append(held.ghost);
    held.item.classList.add("front-dragged");
    document.documentElement.classList.add("front-dragging");
    held.scroller = scrollerOf(board);
    show();
    requestAnimationFrame(creep);
  }

  function end() {
    clearTimeout(held.timer);
    held.ghost?.remove();
    held.item.classList.remove("front-dragged");
    document.documentElement.classList.remove("front-dragging");
    clear();
    if (board.hasPointerCapture(held.pointer)) board.releasePointerCapture(held.pointer);
    held = null;
  }

  /** While the pointer is near the upper or lower edge, the page moves under it. */
  function creep() {
    if (!held?.ghost) return;
    const { top, bottom } = windowOn(held.scroller);
    const into = Math.max(0, top + EDGE - held.y) - Math.max(0, held.y - (bottom - EDGE));
    const by = -Math.round(Math.max(-1, Math.min(1, into / EDGE)) * FASTEST);
    if (by) {
      held.scroller.scrollBy({ top: by, behavior: "instant" });
      show();
    }
    requestAnimationFrame(creep);
  }

  function slotBelow() {
    const slot = document.elementFromPoint(held.x, held.y)?.closest("[data-slot]");
    return board.contains(slot) ? slot : null;
  }

  function clear() {
    for (const one of board.querySelectorAll(".front-over, .front-before, .front-after")) {
      one.classList.remove("front-over", "front-before", "front-after");
    }
  }

  /** The pinned stories of a slot that stand before the pointer, in reading order. */
  function before(slot) {
    return pinned(slot).filter((item) => {
      const box = item.getBoundingClientRect();
      if (held.y > box.bottom) return true;
      const isBeside = held.y >= box.top && isInColumns(slot);
      return isBeside ? held.x > box.left + box.width / 2 : held.y > box.top + box.height / 2;
    });
  }

  function pinned(slot) {
    const { story } = held.item.dataset;
    return [...slot.querySelectorAll(".front-pinned")].filter((item) => item.dataset.story !== story);
  }

  function show() {
    const mostX = innerWidth - held.ghost.offsetWidth - 24;
    held.ghost.style.translate = `${Math.min(held.x, mostX)}px ${held.y}px`;
    clear();
    const slot = slotBelow();
    if (!slot) return;
    slot.classList.add("front-over");
    const items = pinned(slot);
    const next = items[before(slot).length];
    if (next) next.classList.add("front-before");
    else if (items.length) items.at(-1).classList.add("front-after");
    else slot.querySelector(".front-item")?.classList.add("front-before");
  }
}

function isInColumns(slot) {
  const list = slot.querySelector(".front-items");
  return getComputedStyle(list).gridTemplateColumns.split(" ").length > 1;
}

function scrollerOf(element) {
  for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
    const { overflowY } = getComputedStyle(one);
    if (/auto|scroll/.test(overflowY) && one.scrollHeight > one.clientHeight) return one;
  }
  return document.scrollingElement;
}

/** From where to where the scroller is seen, below what sticks to its upper edge. */
function windowOn(scroller) {
  const box = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const status = document.querySelector(".front-status");
  const isStuck = status && getComputedStyle(status).position === "sticky";
  const covered = isStuck ? status.getBoundingClientRect().bottom : 0;
  const bottom = Math.min(innerHeight, box.bottom);
  const top = Math.max(0, box.top);
  return { top: covered < bottom / 2 ? Math.max(top, covered) : top, bottom };
}

/** The click that ends a drag opens no link. */
function swallowClick() {
  const swallow = (event) => (event.preventDefault(), event.stopPropagation());
  window.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener("click", swallow, { capture: true }));
}
