import { crel, gettext } from "django-prose-editor/editor";
import { button, openDialog, tabs } from "newsroom/editor/dialog";
import { Library } from "newsroom/editor/library";

/**
 * A dialog with two tabs: choose one thing of the library, or make a new one.
 *
 * `library` are a Library's options; `fresh(onKept)` gives the second tab as `{form, keep,
 * isDirty}`, where `keep` is its button. `onInsert(item)` gets what was chosen or made.
 */
export function openTabbed({ title, labels, library: options, fresh: make, onInsert, onClose }) {
  const done = (item) => {
    dialog.close();
    onInsert(item);
  };
  const fresh = make(done);
  const insert = button(gettext("Insert"), { primary: true, disabled: true });
  const cancel = button(gettext("Cancel"));
  insert.addEventListener("click", () => done(library.selected()[0]));
  cancel.addEventListener("click", () => dialog.close());
  const library = new Library({
    ...options,
    onChoose: (items) => { insert.disabled = !items.length; },
    onDone: () => insert.click(),
  });
  const kept = crel("div", { className: "be-kept" }, [library.search, library.element]);
  let bar;
  const dialog = openDialog({
    title,
    size: "medium",
    isDirty: fresh.isDirty,
    onClose,
    fill({ footer }) {
      bar = tabs([
        { label: labels[0], element: kept, shown: () => footer.replaceChildren(cancel, insert) },
        { label: labels[1], element: fresh.form, shown: () => footer.replaceChildren(cancel, fresh.keep) },
      ]);
      return crel("div", { className: "be-tabbed" }, [bar.element, kept, fresh.form]);
    },
  });
  library.onAnswer = ({ can_add: canAdd, items }) => {
    bar.element.hidden = !canAdd;
    if (canAdd && !items.length && !library.search.value) bar.show(1);
  };
  return { showNew: () => bar.show(1), fresh };
}
