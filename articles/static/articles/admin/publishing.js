// The notice is asked for only where the kind of change needs one; without script it always is.
// Where a second look is asked for, its field has the cursor: "autofocus" would be too early, while
// the page is still cloaked.

const notice = document.querySelector("textarea[data-needed-by]");

if (notice) {
    const needing = new Set(notice.dataset.neededBy.split(" "));
    const field = notice.closest(".group");
    const choices = document.querySelectorAll("input[name=change]");
    const update = () => {
        const chosen = [...choices].find((choice) => choice.checked || choice.type === "hidden");
        // What has been written is never hidden.
        field.hidden = !needing.has(chosen?.value) && !notice.value.trim();
        field.style.display = field.hidden ? "none" : "";
    };
    for (const choice of choices) choice.addEventListener("change", update);
    update();
}

requestAnimationFrame(() => document.querySelector("#id_minor_because")?.focus());
