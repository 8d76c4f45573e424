/**
 * The text of a body as articles/anchors.py counts it, and where in the document each of its
 * characters stands. Python counts characters; here a character may take two places, so offsets
 * that travel are counted anew (`pointsIn`, `placeOfPoint`).
 */

const CONTEXT = 48;
// As in anchors.py: fewer characters that are the same may be another place with the same words.
const SURE = 24;

/** How many characters the first `place` units of a text are. */
export function pointsIn(text, place) {
  let points = 0;
  for (const point of text.slice(0, place)) points += point ? 1 : 0;
  return points;
}

/** The place in a text behind so many characters. */
export function placeOfPoint(text, points) {
  let place = 0;
  for (const point of text) {
    if (points <= 0) break;
    place += point.length;
    points -= 1;
  }
  return place;
}

/** The pieces of one paragraph, heading or code block: their words and where they stand. */
function piecesOf(block, pos) {
  const pieces = [];
  block.forEach((node, offset) => {
    const words = node.isText ? node.text : node.type.name === "hardBreak" ? "\n" : "";
    if (words) pieces.push({ words, pos: pos + 1 + offset });
  });
  return pieces;
}

export class BodyText {
  constructor(doc) {
    this.pieces = [];
    const lines = [];
    let at = 0;
    doc.descendants((node, pos) => {
      if (!node.isTextblock) return true;
      const pieces = piecesOf(node, pos);
      if (!pieces.length) return false;
      if (lines.length) at += 1;
      for (const { words, pos: from } of pieces) {
        this.pieces.push({ at, pos: from, length: words.length });
        at += words.length;
      }
      lines.push(pieces.map(({ words }) => words).join(""));
      return false;
    });
    this.text = lines.join("\n");
  }

  /** The document's range of a stretch of the text. */
  rangeOf({ start, end }) {
    const first = this.pieces.find((piece) => start < piece.at + piece.length);
    const last = this.pieces.findLast((piece) => piece.at < end);
    if (!first || !last) return null;
    const from = first.pos + Math.max(0, start - first.at);
    const to = last.pos + Math.min(last.length, end - last.at);
    return from < to ? { from, to } : null;
  }

  /** The text within a range of the document, without the white space at its edges. */
  stretchOf({ from, to }) {
    const first = this.pieces.find((piece) => from < piece.pos + piece.length);
    const last = this.pieces.findLast((piece) => piece.pos < to);
    if (!first || !last) return null;
    const start = first.at + Math.max(0, from - first.pos);
    const end = last.at + Math.min(last.length, to - last.pos);
    const words = this.text.slice(start, end);
    if (!words.trim()) return null;
    return {
      start: start + words.length - words.trimStart().length,
      end: end - (words.length - words.trimEnd().length),
    };
  }

  /** A stretch told as the server wants it: by its words, their surroundings and its place. */
  passage({ start, end }) {
    return {
      quote: this.text.slice(start, end),
      prefix: [...this.text.slice(Math.max(0, start - 2 * CONTEXT), start)].slice(-CONTEXT).join(""),
      suffix: [...this.text.slice(end, end + 2 * CONTEXT)].slice(0, CONTEXT).join(""),
      start: pointsIn(this.text, start),
    };
  }

  /**
   * Where a passage stands here; null where its words do not. As `locate` in anchors.py;
   * `surely`: not where only a word or two are the same.
   */
  locate({ quote, prefix, suffix, start }, { surely = false } = {}) {
    const words = quote.split(/\s+/).filter(Boolean);
    if (!words.length) return null;
    const near = placeOfPoint(this.text, start ?? 0);
    const pattern = new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+"), "g");
    let best = null;
    for (const match of this.text.matchAll(pattern)) {
      const place = { start: match.index, end: match.index + match[0].length };
      const fit = this.fit(place, prefix, suffix);
      const distance = Math.abs(place.start - near);
      if (!best || fit > best.fit || (fit === best.fit && distance < best.distance)) {
        best = { ...place, fit, distance };
      }
    }
    if (!best || (surely && quote.length + best.fit < SURE)) return null;
    return { start: best.start, end: best.end };
  }

  fit({ start, end }, prefix, suffix) {
    let count = 0;
    while (count < prefix.length && count < start && prefix.at(-1 - count) === this.text[start - 1 - count]) count += 1;
    let behind = 0;
    while (behind < suffix.length && end + behind < this.text.length && suffix[behind] === this.text[end + behind]) behind += 1;
    return count + behind;
  }
}
