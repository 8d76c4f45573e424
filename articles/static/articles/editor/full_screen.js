/** Writing in full screen: headline, standfirst and text alone, with the bar that tells what is saved. */
import { crel, Extension, gettext } from "django-prose-editor/editor";
import { button } from "newsroom/editor/dialog";

const CLASS = "desk-full-screen";

export function isFullScreen() {
  return document.documentElement.classList.contains(CLASS);
}

/** The text stays where it is and keeps its cursor: only what is around it is not shown. */
function setFullScreen(editor, isOn, leave) {
  document.documentElement.classList.toggle(CLASS, isOn);
  leave.hidden = !isOn;
  editor.commands.focus();
  const { node } = editor.view.domAtPos(editor.state.selection.from);
  const block = node.nodeType === 3 ? node.parentElement : node;
  block.scrollIntoView?.({ block: "center" });
}

export const FullScreen = Extension.create({
  name: "fullScreen",

  onCreate() {
    const leave = button(gettext("Leave full screen"), { iconName: "fullscreen_exit", hidden: true });
    leave.classList.add("be-leave");
    leave.addEventListener("click", () => this.editor.commands.toggleFullScreen());
    this.storage.leave = leave;
    // Over the bar's end, where it is in sight on any screen, but no part of it: a save may draw
    // the bar anew.
    const bar = document.querySelector(".desk-panel");
    if (bar) {
      bar.before(leave);
      // What sticks below the bar has to know how tall it is on this screen.
      this.storage.observer = new ResizeObserver(() => {
        document.documentElement.style.setProperty("--desk-panel-height", `${bar.offsetHeight}px`);
      });
      this.storage.observer.observe(bar);
    }
    else this.editor.view.dom.closest(".be-editor")?.append(leave);
    this.storage.escape = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || !isFullScreen()) return;
      event.preventDefault();
      this.editor.commands.toggleFullScreen();
    };
    document.addEventListener("keydown", this.storage.escape);
  },

  onDestroy() {
    document.removeEventListener("keydown", this.storage.escape);
    document.documentElement.classList.remove(CLASS);
    this.storage.observer?.disconnect();
    this.storage.leave?.remove();
  },

  addKeyboardShortcuts() {
    return {
      // In the text Escape would choose the block around the cursor.
      Escape: () =>
        isFullScreen() && !this.editor.storage.find.panel.isOpen && this.editor.commands.toggleFullScreen(),
    };
  },

  addCommands() {
    return {
      toggleFullScreen: () => ({ editor }) => {
        queueMicrotask(() => setFullScreen(editor, !isFullScreen(), this.storage.leave));
        return true;
      },
    };
  },
});
