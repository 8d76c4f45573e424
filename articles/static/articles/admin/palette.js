// The command palette: a combobox with a list of what was found. The focus stays in the field; the
// option that Enter opens is told by aria-activedescendant.

const WAIT = 120;
const IS_MAC = /Mac|iP(hone|ad)/.test(navigator.platform);

function make(tag, attributes = {}, children = []) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

class Palette {
    constructor(dialog) {
        this.dialog = dialog;
        this.input = dialog.querySelector("[role=combobox]");
        this.list = dialog.querySelector("[role=listbox]");
        this.status = dialog.querySelector("[role=status]");
        this.options = [];
        this.chosen = -1;
        this.asked = 0;
        this.answers = new Map();
        this.input.addEventListener("input", () => this.ask(WAIT));
        this.input.addEventListener("keydown", (event) => this.press(event));
        this.list.addEventListener("click", (event) => this.click(event));
        // The field keeps the focus whatever is clicked.
        this.list.addEventListener("mousedown", (event) => event.preventDefault());
        this.list.addEventListener("mousemove", ({ target }) => {
            const option = target.closest("[role=option]");
            if (option) this.choose(this.options.indexOf(option), false);
        });
        dialog.querySelector(".palette-close").addEventListener("click", () => dialog.close());
        dialog.addEventListener("click", (event) => {
            if (event.target === dialog) dialog.close();
        });
        dialog.addEventListener("close", () => this.input.setAttribute("aria-expanded", "false"));
        // Keys typed here are no business of the page's shortcuts.
        dialog.addEventListener("keydown", (event) => event.stopPropagation());
    }

    open() {
        if (this.dialog.open) return;
        // What was found a while ago may have moved on.
        this.answers.clear();
        this.input.value = "";
        this.show([]);
        this.dialog.showModal();
        this.input.focus();
        this.ask(0);
    }

    ask(wait) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.find(this.input.value.trim()), wait);
    }

    async find(words) {
        const asked = ++this.asked;
        let answer = this.answers.get(words);
        if (!answer) {
            const address = new URL(this.dialog.dataset.url, location.href);
            address.searchParams.set("q", words);
            try {
                const response = await fetch(address, { headers: { Accept: "application/json" } });
                answer = await response.json();
            } catch {
                answer = { errors: { "": [this.dialog.dataset.failed] } };
            }
            if (answer.groups) this.answers.set(words, answer);
        }
        // An answer that took longer than the next one is not shown after it.
        if (asked !== this.asked) return;
        if (answer.groups) this.show(answer.groups, words);
        else this.fail(Object.values(answer.errors ?? {}).flat().join(" "));
    }

    fail(sentence) {
        this.show([]);
        this.status.textContent = sentence;
    }

    show(groups, words = "") {
        this.options = [];
        this.list.replaceChildren(...groups.map((group, index) => this.group(group, index)));
        this.input.setAttribute("aria-expanded", String(this.options.length > 0));
        const { one, many, none } = this.dialog.dataset;
        const count = this.options.length;
        this.status.textContent = !words ? "" : !count ? none : count === 1 ? one : many.replace("%s", count);
        this.status.classList.toggle("desk-unseen", count > 0);
        this.choose(count ? 0 : -1);
    }

    group({ label, items }, index) {
        const id = `palette-group-${index}`;
        const heading = make("p", { id, class: "palette-heading", role: "presentation" }, [label]);
        const options = items.map((item) => this.option(item));
        return make("div", { role: "group", "aria-labelledby": id }, [heading, ...options]);
    }

    option({ title, note, url, icon }) {
        const mark = make("span", { class: "material-symbols-outlined", "aria-hidden": "true" }, [icon]);
        const words = make("span", { class: "palette-title" }, [title]);
        const id = `palette-option-${this.options.length}`;
        const option = make("div", { id, role: "option", "aria-selected": "false", "data-url": url }, [mark, words]);
        if (note) option.append(make("span", { class: "palette-note" }, [note]));
        this.options.push(option);
        return option;
    }

    choose(index, isScrolled = true) {
        this.options[this.chosen]?.setAttribute("aria-selected", "false");
        this.chosen = index;
        const option = this.options[index];
        if (option) {
            option.setAttribute("aria-selected", "true");
            this.input.setAttribute("aria-activedescendant", option.id);
            if (isScrolled) option.scrollIntoView({ block: "nearest" });
        } else {
            this.input.removeAttribute("aria-activedescendant");
        }
    }

    press(event) {
        const count = this.options.length;
        const moves = { ArrowDown: 1, ArrowUp: -1 };
        if (event.key in moves && count) {
            event.preventDefault();
            this.choose((this.chosen + moves[event.key] + count) % count);
        } else if (event.key === "Enter" && !event.isComposing) {
            event.preventDefault();
            this.go(this.options[this.chosen], event.ctrlKey || event.metaKey);
        }
    }

    click(event) {
        const option = event.target.closest("[role=option]");
        if (option) this.go(option, event.ctrlKey || event.metaKey);
    }

    go(option, isAside) {
        if (!option) return;
        if (isAside) {
            window.open(option.dataset.url, "_blank", "noopener");
            return;
        }
        this.dialog.close();
        location.assign(option.dataset.url);
    }
}

const dialog = document.querySelector("#palette");

if (dialog) {
    const palette = new Palette(dialog);
    for (const button of document.querySelectorAll("[data-palette-open]")) {
        button.addEventListener("click", () => palette.open());
        if (IS_MAC) button.querySelector("[data-palette-keys]").textContent = "⌘ K";
    }
    // In the text Ctrl+K makes a link, and has done so by the time the key arrives here; with
    // Shift it finds from anywhere.
    document.addEventListener("keydown", (event) => {
        const isHeld = IS_MAC ? event.metaKey : event.ctrlKey;
        if (event.defaultPrevented || !isHeld || event.altKey) return;
        if (event.key.toLowerCase() !== "k") return;
        event.preventDefault();
        palette.open();
    });
}
