import { crel, gettext } from "django-prose-editor/editor";

let count = 0;

export function icon(name) {
  return crel("span", {
    className: "material-symbols-outlined",
    textContent: name,
    "aria-hidden": "true",
  });
}

export function button(label, { primary = false, iconName = "", ...attributes } = {}) {
  const children = iconName ? [icon(iconName), crel("span", {}, [label])] : [label];
  return crel(
    "button",
    {
      type: "button",
      className: `be-button ${primary ? "be-button--primary" : ""}`,
      ...attributes,
    },
    children,
  );
}

/**
 * A modal dialog outside of the page's form. `fill({close, footer})` gives its content;
 * `isDirty()` tells whether closing it would lose something typed.
 */
export function openDialog({ title, size = "", fill, isDirty = () => false, onClose = () => {} }) {
  const id = `be-dialog-${++count}`;
  const close = () => dialog.close();
  const closeButton = button("", { title: gettext("Close"), "aria-label": gettext("Close") });
  closeButton.append(icon("close"));
  closeButton.classList.add("be-button--plain");
  const footer = crel("footer", { className: "be-dialog__footer" });
  const dialog = crel(
    "dialog",
    { className: `be-dialog ${size && `be-dialog--${size}`}`, "aria-labelledby": id },
    [
      crel("header", { className: "be-dialog__header" }, [
        crel("h2", { id, textContent: title }),
        closeButton,
      ]),
    ],
  );
  dialog.append(fill({ close, footer, dialog }), footer);
  const closeIfClean = () => {
    if (!isDirty() || window.confirm(gettext("Close and lose what you typed here?"))) close();
  };
  closeButton.addEventListener("click", closeIfClean);
  dialog.addEventListener("cancel", (event) => {
    // A file input's own "cancel" bubbles up here.
    if (event.target !== dialog) return;
    event.preventDefault();
    closeIfClean();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    onClose();
  });
  // Keys typed in a dialog are no business of the page's shortcuts.
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-autofocus]")?.focus();
  return dialog;
}

/** Two or more panels under tabs; `panels` are `{label, element, shown?}`. */
export function tabs(panels) {
  const list = crel("div", { className: "be-tabs", role: "tablist" });
  const buttons = panels.map(({ label, element }, index) => {
    const id = `be-tab-${++count}`;
    element.setAttribute("role", "tabpanel");
    element.setAttribute("aria-labelledby", id);
    const tab = crel("button", { type: "button", id, role: "tab", textContent: label });
    tab.addEventListener("click", () => show(index));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (step) show((index + step + panels.length) % panels.length, true);
    });
    list.append(tab);
    return tab;
  });
  function show(chosen, focus = false) {
    buttons.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].element.hidden = index !== chosen;
    });
    if (focus) buttons[chosen].focus();
    panels[chosen].shown?.();
  }
  show(0);
  return { element: list, show };
}
