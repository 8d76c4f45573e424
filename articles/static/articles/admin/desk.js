// The writing desk: a headline that grows as it is typed, tags with free text, saving by keyboard.

const $ = window.django?.jQuery;

function grow(area) {
    if (CSS.supports("field-sizing", "content")) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
}

function setUpHeadline() {
    for (const area of document.querySelectorAll("textarea.desk-headline, textarea.desk-standfirst")) {
        area.addEventListener("input", () => grow(area));
        grow(area);
    }
    const headline = document.querySelector("textarea.desk-headline");
    headline?.addEventListener("keydown", (event) => {
        // A headline is one line, however it breaks; Enter leads on to the standfirst.
        if (event.key !== "Enter" || event.isComposing) return;
        event.preventDefault();
        document.querySelector("textarea.desk-standfirst")?.focus();
    });
}

function setUpTags() {
    const field = $?.("select.desk-tags");
    if (!field?.length) return;
    // A cross that takes out all tags at once stands where no list item may, and is hit by mistake.
    field.removeAttr("data-allow-clear");
    field.select2({
        tags: true,
        theme: "admin-autocomplete",
        width: "100%",
        tokenSeparators: [","],
        ajax: { url: field.data("url"), delay: 200, data: ({ term }) => ({ term: term ?? "" }) },
        createTag: ({ term }) => {
            const name = term.trim().replace(/\s+/g, " ");
            return name ? { id: name, text: name } : null;
        },
    });
    // select2 names neither its search field nor the list around it.
    field.siblings(".select2").find(".select2-search__field").attr("aria-label", field.data("label"));
    // select2 keeps the order of the options; a story's tags are in the order they were chosen in.
    field.on("select2:select", ({ params }) => {
        const option = field.find("option").filter((_, one) => one.value === params.data.id);
        field.append(option).trigger("change");
    });
}

function setUpSaving() {
    document.addEventListener("keydown", (event) => {
        // With Shift it strikes words through.
        if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key.toLowerCase() !== "s") return;
        const button = document.querySelector("button[data-save]");
        if (!button) return;
        event.preventDefault();
        button.click();
    });
}

/** The byline and the pictures are saved in the order in which they stand on the page. */
function setUpRows() {
    const named = (row) => row.querySelector("select[name$=-author], select[name$=-image]")?.value;
    for (const box of document.querySelectorAll(".desk-rows-box")) {
        box.addEventListener("click", (event) => {
            const button = event.target.closest("[data-move=up]");
            const row = button?.closest(".form-group");
            const above = row?.previousElementSibling;
            if (!above?.matches(".form-group")) return;
            above.before(row);
            button.focus();
            box.dispatchEvent(new Event("input", { bubbles: true }));
        });
        box.closest("form")?.addEventListener("submit", () => {
            const rows = box.querySelectorAll(":scope > .form-group:not(.empty-form)");
            // A row that names nobody stays as empty as it is.
            [...rows].filter(named).forEach((row, place) => {
                row.querySelector("input[name$=-position]").value = place;
            });
        });
    }
}

/**
 * Whoever leaves with something unsaved is asked first. Unfold's own way gives every field one more
 * listener at every change of the page: in a long story each keystroke is slower than the last.
 */
function setUpLeaving() {
    const form = document.querySelector("#article_form");
    if (!form) return;
    let isChanged = false;
    const known = new WeakMap();
    const change = ({ type, target }) => {
        // A text field tells of its change once more when it is left, perhaps after it was saved.
        const isTold = type === "change" && target.matches?.("textarea, input[type=text]");
        if (isTold && known.get(target) === target.value) return;
        // Not of the text itself: asked at every keystroke, its editor would write all of it anew.
        if (target === document.activeElement) known.set(target, target.value);
        isChanged = true;
    };
    for (const name of ["input", "change", "formset:added", "formset:removed"]) {
        form.addEventListener(name, change);
    }
    // A choice is told to jQuery alone. So is a change, but that is heard as the page sets up too.
    $?.(form).on("select2:select select2:unselect select2:clear", change);
    // On its way up: what stops a form from being sent has had its say by then.
    addEventListener("submit", (event) => {
        if (event.target === form && !event.defaultPrevented) isChanged = false;
    });
    document.addEventListener("desk:saved", ({ detail }) => {
        isChanged = !detail.isWhole;
        const { activeElement } = document;
        if (detail.isWhole && activeElement) known.set(activeElement, activeElement.value);
    });
    addEventListener("beforeunload", (event) => {
        if (isChanged) event.preventDefault();
    });
}

setUpHeadline();
setUpTags();
setUpRows();
setUpSaving();
setUpLeaving();
