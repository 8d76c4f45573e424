/** Going through the pictures by keyboard and by mouse. */

const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

export class Grid {
  /** `onOpen(tile)` hears of the picture that is to be looked at. */
  constructor(tiles, selection, { mayChoose, onOpen }) {
    Object.assign(this, { tiles, selection, mayChoose, onOpen, here: null });
    const { list } = tiles;
    list.addEventListener("keydown", (event) => this.press(event));
    list.addEventListener("click", (event) => this.click(event));
    list.addEventListener("focusin", ({ target }) => this.stand(target.closest(".lib-tile")));
    tiles.onDrawn((tile, old) => {
      this.link(tile).tabIndex = -1;
      if (old === this.here) this.stand(tile);
    });
    for (const tile of tiles.all()) this.link(tile).tabIndex = -1;
    this.stand(tiles.all()[0]);
  }

  link(tile) {
    return tile.querySelector(".lib-open");
  }

  /** One picture at a time is a stop of the Tab key. */
  stand(tile) {
    if (!tile) return;
    if (this.here) this.link(this.here).tabIndex = -1;
    this.here = tile;
    this.link(tile).tabIndex = 0;
  }

  async go(tile, step, { isStretching = false } = {}) {
    let tiles = this.tiles.all();
    const place = tiles.indexOf(tile) + step;
    if (place >= tiles.length && (await this.tiles.load())) tiles = this.tiles.all();
    const next = tiles[place];
    if (!next) return;
    this.link(next).focus();
    if (isStretching) {
      this.selection.anchor ??= tile.dataset.id;
      this.selection.stretchTo(next);
    }
  }

  columns() {
    const tiles = this.tiles.all();
    const inFirstRow = tiles.filter(({ offsetTop }) => offsetTop === tiles[0].offsetTop);
    return Math.max(inFirstRow.length, 1);
  }

  press(event) {
    const tile = event.target.closest(".lib-tile");
    if (!tile || event.altKey) return;
    const { key, shiftKey } = event;
    const isCommand = event.ctrlKey || event.metaKey;
    const down = { ArrowDown: this.columns(), ArrowUp: -this.columns() };
    const step = STEPS[key] ?? down[key];
    if (step) this.go(tile, step, { isStretching: shiftKey && this.mayChoose });
    else if (key === "Home" || key === "End") this.link(this.tiles.all().at(key === "Home" ? 0 : -1)).focus();
    else if (key === " " && this.mayChoose) {
      if (shiftKey) this.selection.stretchTo(tile);
      else this.selection.toggle(tile);
    } else if (key.toLowerCase() === "a" && isCommand && this.mayChoose) this.selection.all();
    else if (key === "Escape") this.selection.clear();
    else return;
    event.preventDefault();
  }

  click(event) {
    const tile = event.target.closest(".lib-tile");
    // Words of a row that were marked to be copied are no click.
    if (!tile || event.button || String(getSelection())) return;
    if (event.target.matches(".lib-choose")) {
      this.clickBox(event, tile);
      return;
    }
    event.preventDefault();
    if (event.shiftKey && this.mayChoose) this.selection.stretchTo(tile);
    else if ((event.ctrlKey || event.metaKey) && this.mayChoose) this.selection.toggle(tile);
    else {
      this.selection.anchor = tile.dataset.id;
      this.onOpen(tile);
    }
  }

  clickBox(event, tile) {
    if (event.shiftKey) {
      // The box turns by itself once this is over; what it is to show is said then.
      setTimeout(() => this.selection.stretchTo(tile));
      return;
    }
    this.selection.set(tile, event.target.checked);
    this.selection.anchor = tile.dataset.id;
    this.selection.onChange();
  }
}
