// What only some kinds of change need is asked for only there; without script it always is.
// Where a second look is asked for, its field has the cursor: "autofocus" would be too early, while
// the page is still cloaked.

const choices = document.querySelectorAll("input[name=change]");
const chosen = () => [...choices].find((choice) => choice.checked || choice.type === "hidden");

// What has been written or chosen is never hidden, but where it would not count.
const isFilled = (element) => element.matches("textarea") && element.value.trim();

for (const element of document.querySelectorAll("[data-needed-by]")) {
    const needing = new Set(element.dataset.neededBy.split(" "));
    const field = element.closest(".group");
    const update = () => {
        field.hidden = !needing.has(chosen()?.value) && !isFilled(element);
        field.style.display = field.hidden ? "none" : "";
    };
    for (const choice of choices) choice.addEventListener("change", update);
    update();
}

requestAnimationFrame(() => document.querySelector("#id_minor_because")?.focus());
