// A picture's focal point: click where it is. A picture just chosen is shown before it is sent.

const box = document.querySelector("[data-focal]");
const x = document.getElementById("id_focal_x");
const y = document.getElementById("id_focal_y");

if (box && x && y) {
    const picture = box.querySelector("img");
    const mark = box.querySelector("i");

    const place = () => {
        mark.hidden = !picture.getAttribute("src");
        mark.style.left = `${Number(x.value) * 100}%`;
        mark.style.top = `${Number(y.value) * 100}%`;
    };
    box.addEventListener("click", (event) => {
        const { left, top, width, height } = picture.getBoundingClientRect();
        const fraction = (value) => Math.min(Math.max(value, 0), 1).toFixed(3);
        x.value = fraction((event.clientX - left) / width);
        y.value = fraction((event.clientY - top) / height);
        place();
    });
    for (const field of [x, y]) field.addEventListener("input", place);
    document.getElementById("id_file")?.addEventListener("change", (event) => {
        const [file] = event.target.files;
        if (!file) return;
        picture.src = URL.createObjectURL(file);
        x.value = y.value = "0.5";
        place();
    });
    place();
}
