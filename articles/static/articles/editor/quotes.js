/**
 * Quotation marks by language, as values: what a typed mark becomes, and what makes those of a
 * whole text agree.
 *
 * The marks are CLDR's (Unicode's locale data, "delimiters", releases 44 and 45), but for Spanish,
 * where the Academy's « » are what newspapers set, and for what stands inside of a French
 * quotation, where CLDR repeats « » and typesetters do not.
 */

// Opening and closing, then the same for a quotation inside of another.
const MARKS = {
  en: "“”‘’", da: "“”‘’", tr: "“”‘’", ga: "“”‘’", cy: "“”‘’", "pt-br": "“”‘’", zh: "“”‘’",
  vi: "“”‘’", id: "“”‘’",
  nl: "‘’‘’", af: "“”‘’",
  de: "„“‚‘", cs: "„“‚‘", sk: "„“‚‘", sl: "„“‚‘", hr: "„“‚‘", is: "„“‚‘", lt: "„“‚‘", bg: "„“„“",
  fr: "«»“”", es: "«»“”", it: "«»“”", pt: "«»“”", ca: "«»“”", gl: "«»“”", el: "«»“”",
  nb: "«»‘’", nn: "«»‘’", no: "«»‘’",
  ru: "«»„“", uk: "«»„“", be: "«»„“",
  pl: "„”«»", ro: "„”«»", hu: "„”»«", et: "„“«»",
  sv: "””’’", fi: "””’’", he: "””’’",
  ja: "「」『』",
};
// French sets a narrow space that does not break inside of its marks.
const SPACED = new Set(["fr"]);
const THIN = "\u202f";

const DOUBLE = /["“”„‟«»「」]/;
const SINGLE = /['‘’‚‛‹›『』]/;
const LETTER = /[\p{L}\p{N}]/u;
const BEFORE_OPENING = /[\s([{/–—-]$/;
const NO_BEGINNING = /[\s.,;:!?)\]}]/;
const APOSTROPHE = "’";
const SPACES = /[ \u00a0\u202f]/;
// 'tis, 'em, rock 'n' roll, the '90s; Dutch 's, 't and 'n.
const ELIDED = /^(\d\d(s|\b)|(tis|twas|em|til|cause|n|s|t)\b)/iu;

/** `{outer: [open, close], inner: […], space}` for a language such as "en-gb". */
export function quoteMarks(language) {
  const whole = language.toLowerCase();
  const [base] = whole.split("-");
  const [open, close, innerOpen, innerClose] = MARKS[whole] ?? MARKS[base] ?? MARKS.en;
  return { outer: [open, close], inner: [innerOpen, innerClose], space: SPACED.has(base) ? THIN : "" };
}

function isOpen(before, [open, close]) {
  return open !== close && before.lastIndexOf(open) > before.lastIndexOf(close);
}

function opens(before, { outer, inner }) {
  if (!before || BEFORE_OPENING.test(before)) return true;
  const last = before.trimEnd().at(-1);
  return [outer, inner].some(([open, close]) => open !== close && last === open);
}

function spaced(mark, marks, isClosing) {
  if (!marks.space || mark !== marks.outer[isClosing ? 1 : 0]) return mark;
  return isClosing ? marks.space + mark : mark + marks.space;
}

/**
 * What a typed " or ' becomes behind the text of its block: `{text, drop}`, where `drop` characters
 * before it go as well; null where it stays as it is.
 */
export function typedQuote(typed, before, marks) {
  const isDouble = typed === '"';
  const pair = isDouble ? marks.outer : marks.inner;
  const inside = before.slice(before.lastIndexOf(pair[0]) + 1).trim();
  const isClosable = isOpen(before, pair) && inside;
  // Writers of French put a space before the closing mark.
  const closesBehindSpace = isDouble && marks.space && isClosable && before.endsWith(" ");
  if (opens(before, marks) && !closesBehindSpace) return { text: spaced(pair[0], marks, false), drop: 0 };
  // Inches, feet and minutes.
  if (/\d$/.test(before) && !isOpen(before, pair) && pair[0] !== pair[1]) return isDouble ? null : apostrophe();
  if (isDouble) return { text: spaced(pair[1], marks, true), drop: closesBehindSpace ? 1 : 0 };
  return isClosable ? { text: pair[1], drop: 0 } : apostrophe();
}

function apostrophe() {
  return { text: APOSTROPHE, drop: 0 };
}

/** Whether a single mark further on can close what one at this place opens. */
function closesLater(text, from) {
  for (let at = from + 1; at < text.length; at += 1) {
    const isClosing = SINGLE.test(text[at]) && !/\s/.test(text[at - 1]) && !LETTER.test(text[at + 1] ?? "");
    if (isClosing && at > from + 1) return true;
  }
  return false;
}

class Reading {
  constructor(text, marks) {
    Object.assign(this, { text, marks, open: [], edits: [] });
  }

  /** The nearest characters beside a mark that are no space set inside of it. */
  around(at) {
    const glyph = this.text[at];
    const before = this.text[at - 1] ?? "";
    const after = this.text[at + 1] ?? "";
    const isBetween = (!before || /\s/.test(before)) && (!after || /\s/.test(after));
    if (!isBetween) return { before, after };
    // "« word »" with spaces on both sides: what is open is closed, else it opens.
    return this.open.some(({ glyphs }) => glyphs.test(glyph)) ? { before: "x", after } : { before, after: "x" };
  }

  edit(at, mark, isClosing) {
    let from = at;
    let to = at + 1;
    const isInside = (place) => SPACES.test(this.text[place] ?? "");
    const hadSpace = /[«»]/.test(this.text[at]) || this.marks.space;
    if (hadSpace && isClosing) while (isInside(from - 1)) from -= 1;
    if (hadSpace && !isClosing && mark !== APOSTROPHE) while (isInside(to)) to += 1;
    const text = spaced(mark, this.marks, isClosing);
    if (this.text.slice(from, to) !== text) this.edits.push({ from, to, text });
  }

  /** Outer marks, but inside of outer ones inner marks, and the other way round. */
  pairFor(preferred) {
    const top = this.open.at(-1);
    if (!top) return this.marks[preferred];
    return top.pair === this.marks.outer ? this.marks.inner : this.marks.outer;
  }

  opening(at, glyphs, preferred) {
    const pair = this.pairFor(preferred);
    this.open.push({ glyphs, pair });
    this.edit(at, pair[0], false);
  }

  closing(at, place) {
    const [{ pair }] = this.open.splice(place);
    this.edit(at, pair[1], true);
  }

  /** Behind a space or an opening mark, and before something that a quotation can begin with. */
  isOpening(at, { before, after }) {
    const isBehind = !before || BEFORE_OPENING.test(before) || this.justOpened === at;
    return isBehind && Boolean(after) && !NO_BEGINNING.test(after);
  }

  double(at) {
    const around = this.around(at);
    const { before } = around;
    if (this.isOpening(at, around)) return this.opening(at, DOUBLE, "outer");
    const place = this.open.findLastIndex(({ glyphs }) => glyphs === DOUBLE);
    if (place >= 0) return this.closing(at, place);
    // Inches, unless a quotation that began in another paragraph ends here.
    if (!/\d/.test(before) || this.text[at] !== '"') this.edit(at, this.marks.outer[1], true);
    return undefined;
  }

  single(at) {
    const { text } = this;
    const { before, after } = this.around(at);
    const isWithin = LETTER.test(before) && LETTER.test(after);
    if (isWithin && /\d/.test(before) && /\d/.test(after)) return;
    const isOpening = !isWithin && this.isOpening(at, { before, after });
    if (isOpening && !ELIDED.test(text.slice(at + 1)) && closesLater(text, at)) {
      this.opening(at, SINGLE, "inner");
      return;
    }
    const place = this.open.findLastIndex(({ glyphs }) => glyphs === SINGLE);
    if (!isWithin && !isOpening && place >= 0) this.closing(at, place);
    else this.edit(at, APOSTROPHE, false);
  }

  read() {
    for (let at = 0; at < this.text.length; at += 1) {
      const isDouble = DOUBLE.test(this.text[at]);
      if (!isDouble && !SINGLE.test(this.text[at])) continue;
      const { length } = this.open;
      if (isDouble) this.double(at);
      else this.single(at);
      if (this.open.length > length) this.justOpened = at + 1;
    }
    return this.edits;
  }
}

/** The changes, `[{from, to, text}]` in order, that make a block's marks those of a language. */
export function evenQuotes(text, marks) {
  return new Reading(text, marks).read();
}
