// The bar that stays in view: a menu that closes, and room for what lies below the bar.

const panel = document.querySelector(".desk-panel");

/** What sticks below the bar has to know how high it is: news for the whole desk make it higher. */
function tellHeight() {
  const tell = () =>
    document.documentElement.style.setProperty("--desk-panel-height", `${panel.offsetHeight}px`);
  new ResizeObserver(tell).observe(panel);
  tell();
}

function setUpMenu() {
  const menu = panel.querySelector("[data-desk-menu]");
  if (!menu) return;
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target) || target.closest("[data-desk-menu] :is(a, button)")) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
}

if (panel) {
  tellHeight();
  setUpMenu();
  // Whoever saves with the mouse goes on where the cursor stands.
  panel.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-save]")) event.preventDefault();
  });
}
