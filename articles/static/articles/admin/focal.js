// A picture's focal point: clicked, dragged or moved with the arrow keys; the crops beside it
// follow at once, placed as pages place them. A picture just chosen is shown before it is sent.

const STEP = 0.01;
const LARGE_STEP = 0.1;
const KEYS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

const within = (value) => Math.min(Math.max(value, 0), 1);

export class FocalPoint {
    constructor(box, crops, x, y) {
        Object.assign(this, { box, crops, x, y });
        this.picture = box.querySelector("img");
        this.mark = box.querySelector("[role=slider]");
        this.listen();
        this.place();
    }

    listen() {
        this.box.addEventListener("click", (event) => {
            if (event.target === this.picture) this.moveTo(this.pointAt(event));
            this.mark.focus({ preventScroll: true });
        });
        this.mark.addEventListener("keydown", (event) => this.key(event));
        this.mark.addEventListener("pointerdown", (event) => {
            this.mark.setPointerCapture(event.pointerId);
        });
        this.mark.addEventListener("pointermove", (event) => {
            if (this.mark.hasPointerCapture(event.pointerId)) this.moveTo(this.pointAt(event));
        });
        for (const field of [this.x, this.y]) {
            field.addEventListener("input", () => this.place());
        }
        // A HEIC or a TIFF that a browser does not show: nothing to point at before it is saved.
        for (const name of ["load", "error"]) {
            this.picture.addEventListener(name, () => this.place());
        }
    }

    key(event) {
        if (event.altKey || event.ctrlKey || event.metaKey) return;
        const direction = KEYS[event.key];
        if (event.key !== "Home" && !direction) return;
        event.preventDefault();
        if (!direction) return this.moveTo([0.5, 0.5]);
        const step = event.shiftKey ? LARGE_STEP : STEP;
        const [x, y] = this.point();
        this.moveTo([x + direction[0] * step, y + direction[1] * step]);
    }

    point() {
        return [this.x, this.y].map((field) => {
            const value = Number.parseFloat(field.value);
            return Number.isFinite(value) ? within(value) : 0.5;
        });
    }

    pointAt({ clientX, clientY }) {
        const { left, top, width, height } = this.picture.getBoundingClientRect();
        return [(clientX - left) / width, (clientY - top) / height];
    }

    moveTo([x, y]) {
        this.x.value = within(x).toFixed(2);
        this.y.value = within(y).toFixed(2);
        this.place();
        // As if typed, for whoever watches the form for changes.
        for (const field of [this.x, this.y]) {
            field.dispatchEvent(new Event("change", { bubbles: true }));
        }
    }

    place() {
        const [x, y] = this.point().map((value) => Math.round(value * 100));
        const isShown = Boolean(this.picture.getAttribute("src")) && this.picture.naturalWidth > 0;
        this.mark.hidden = !isShown;
        this.crops.hidden = !isShown;
        this.mark.style.left = `${x}%`;
        this.mark.style.top = `${y}%`;
        this.mark.setAttribute("aria-valuenow", x);
        this.mark.setAttribute(
            "aria-valuetext",
            this.mark.dataset.says.replace("{x}", x).replace("{y}", y),
        );
        for (const crop of this.crops.querySelectorAll("img")) {
            crop.style.objectPosition = `${x}% ${y}%`;
        }
    }

    show(address) {
        for (const picture of [this.picture, ...this.crops.querySelectorAll("img")]) {
            picture.src = address;
        }
        this.moveTo([0.5, 0.5]);
    }
}

const box = document.querySelector("[data-focal]");
const crops = document.querySelector("[data-focal-crops]");
const x = document.getElementById("id_focal_x");
const y = document.getElementById("id_focal_y");

if (box && crops && x && y) {
    const focal = new FocalPoint(box, crops, x, y);
    document.getElementById("id_file")?.addEventListener("change", (event) => {
        const [file] = event.target.files;
        if (file) focal.show(URL.createObjectURL(file));
    });
}
