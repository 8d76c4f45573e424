/** Which pictures are chosen: one by one, a stretch of them, or all that are shown. */
import { ngettext } from "newsroom/library/elements";

export class Selection {
  constructor(tiles, onChange) {
    Object.assign(this, { tiles, onChange, ids: new Set(), anchor: null });
    tiles.onDrawn((tile) => this.show(tile));
  }

  get size() {
    return this.ids.size;
  }

  /** The chosen tiles, in the order in which they are shown. */
  chosen() {
    return this.tiles.all().filter((tile) => this.ids.has(tile.dataset.id));
  }

  set(tile, isChosen) {
    if (isChosen) this.ids.add(tile.dataset.id);
    else this.ids.delete(tile.dataset.id);
    this.show(tile);
  }

  show(tile) {
    const isChosen = this.ids.has(tile.dataset.id);
    tile.classList.toggle("lib-is-chosen", isChosen);
    tile.querySelector(".lib-choose").checked = isChosen;
  }

  toggle(tile) {
    this.set(tile, !this.ids.has(tile.dataset.id));
    this.anchor = tile.dataset.id;
    this.onChange();
  }

  /** From what was chosen last to here. */
  stretchTo(tile) {
    const tiles = this.tiles.all();
    const from = Math.max(tiles.findIndex(({ dataset }) => dataset.id === this.anchor), 0);
    const to = tiles.indexOf(tile);
    const [first, last] = from < to ? [from, to] : [to, from];
    for (const one of tiles.slice(first, last + 1)) this.set(one, true);
    this.anchor ??= tiles[from]?.dataset.id;
    this.onChange();
  }

  choose(ids) {
    for (const id of ids) {
      const tile = this.tiles.byId(id);
      if (tile) this.set(tile, true);
    }
    this.onChange();
  }

  all() {
    for (const tile of this.tiles.all()) this.set(tile, true);
    this.onChange();
  }

  clear() {
    for (const tile of this.chosen()) this.set(tile, false);
    this.ids.clear();
    this.anchor = null;
    this.onChange();
  }

  sentence() {
    return ngettext("%s picture chosen", "%s pictures chosen", this.size);
  }
}
