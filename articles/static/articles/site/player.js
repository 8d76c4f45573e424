// Listening to a story. The audio element and its notice are in the page already; this adds speed,
// the place where one stopped, and the spoken sentence shown in the text.

const STORE = "listen";
const MOST_STORIES = 20;
// Where each kind of sentence stands; all others are in the text.
const PLACES = {
  headline: ".story-head h1",
  standfirst: ".standfirst",
  byline: ".bylines",
  notice: ".notices, .retraction",
  pullquote: ".pullquote",
  caption: ".story figcaption .caption, .story figcaption .caption-title",
};
const TEXT = ".story-body";
const NOT_READ = "figure, .pullquote, pre";
// For so many milliseconds after a reader has scrolled, the voice does not.
const LOOKING = 5000;
const SCROLLING = new Set(["ArrowDown", "ArrowUp", "End", "Home", "PageDown", "PageUp"]);
let looked = -LOOKING;

function stored() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) || {};
  } catch {
    return {};
  }
}

function store(values) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...stored(), ...values }));
  } catch {
    // Without storage one begins at the beginning.
  }
}

/** Where one stopped in each story that was listened to, the newest last: {key: seconds}. */
function keepPlace(key, seconds) {
  const { [key]: _, ...others } = stored().places || {};
  const places = Object.entries(others).slice(1 - MOST_STORIES);
  store({ places: Object.fromEntries(seconds ? [...places, [key, seconds]] : places) });
}

/** The letters of some elements, without white space, and the node and place of each. */
function lettersOf(selector) {
  const letters = { text: "", at: [], from: 0 };
  for (const element of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (selector === TEXT && node.parentElement.closest(NOT_READ)) continue;
      for (let place = 0; place < node.data.length; place += 1) {
        if (node.data[place].trim()) {
          letters.text += node.data[place];
          letters.at.push([node, place]);
        }
      }
    }
  }
  return letters;
}

/** The range of each cue in the page; a sentence that the page does not show has none. */
function rangesOf(cues) {
  const known = {};
  return new Map(cues.map((cue) => {
    const selector = PLACES[cue.id.split("-")[0]] || TEXT;
    const letters = (known[selector] ??= lettersOf(selector));
    const sought = cue.text
      .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
      .replace(/\s+/g, "");
    const start = letters.text.indexOf(sought, letters.from);
    if (start < 0 || !sought) return [cue.id, null];
    letters.from = start + sought.length;
    const range = new Range();
    range.setStart(...letters.at[start]);
    const [node, place] = letters.at[letters.from - 1];
    range.setEnd(node, place + 1);
    return [cue.id, range];
  }));
}

function followText(audio, box, track) {
  if (!track || !window.CSS?.highlights) return;
  const follow = box.querySelector("[data-follow]");
  const shown = new Highlight();
  let ranges;
  let known = 0;
  CSS.highlights.set("spoken", shown);
  const look = () => { looked = performance.now(); };
  for (const kind of ["wheel", "touchmove"]) addEventListener(kind, look, { passive: true });
  addEventListener("keydown", (event) => {
    // In the player the same keys choose a speed or turn the sound down.
    if (SCROLLING.has(event.key) && !box.contains(event.target)) look();
  });
  follow.hidden = false;
  track.mode = "hidden";
  const show = () => {
    if (!track.cues?.length) return;
    // Over a slow line the first sentences are there, and spoken, before the others.
    if (known !== track.cues.length) {
      known = track.cues.length;
      ranges = rangesOf([...track.cues]);
    }
    shown.clear();
    const cue = audio.ended ? null : track.activeCues[0];
    const range = cue && ranges.get(cue.id);
    if (!range) return;
    shown.add(range);
    if (follow.firstElementChild.checked && !audio.paused) scrollTo(range);
  };
  track.addEventListener("cuechange", show);
  audio.addEventListener("ended", show);
}

/** Bring a sentence into sight, unless the reader is looking about; gently, if that is welcome. */
function scrollTo(range) {
  const { top, bottom } = range.getBoundingClientRect();
  if (top >= 40 && bottom <= innerHeight - 40) return;
  if (performance.now() - looked < LOOKING) return;
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth";
  window.scrollTo({ top: scrollY + top - innerHeight / 3, behavior });
}

/** What a lock screen and a headset show and do. */
function tellSystem(box, audio) {
  if (!navigator.mediaSession) return;
  const picture = document.querySelector('meta[property="og:image"]')?.content;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: box.dataset.title,
    artist: box.dataset.site,
    artwork: picture ? [{ src: picture }] : [],
  });
  for (const button of box.querySelectorAll("[data-skip]")) {
    const seconds = Number(button.dataset.skip);
    const action = seconds < 0 ? "seekbackward" : "seekforward";
    try {
      navigator.mediaSession.setActionHandler(action, () => { audio.currentTime += seconds; });
    } catch {
      // A browser that does not know the action has no key for it either.
    }
  }
}

function start(box) {
  const audio = box.querySelector("audio");
  const speed = box.querySelector("[data-speed]");
  const key = box.dataset.listen;

  const setSpeed = (value) => {
    speed.value = value;
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
  };
  const last = String(stored().speed ?? "1");
  if ([...speed.options].some((option) => option.value === last)) setSpeed(last);
  speed.addEventListener("change", () => {
    setSpeed(speed.value);
    store({ speed: speed.value });
  });

  for (const button of box.querySelectorAll("[data-skip]")) {
    button.addEventListener("click", () => { audio.currentTime += Number(button.dataset.skip); });
  }

  let kept = 0;
  audio.addEventListener("loadedmetadata", () => {
    const place = stored().places?.[key];
    if (place > 0 && place < audio.duration - 3) audio.currentTime = place;
  }, { once: true });
  const keep = () => {
    kept = audio.currentTime;
    keepPlace(key, kept);
  };
  audio.addEventListener("timeupdate", () => {
    if (Math.abs(audio.currentTime - kept) > 3) keep();
  });
  audio.addEventListener("pause", keep);
  audio.addEventListener("ended", () => keepPlace(key, 0));
  audio.addEventListener("play", () => {
    // Of use to whoever listens; until then the page's space is the story's.
    box.querySelector(".listen-tools").hidden = false;
    tellSystem(box, audio);
  });
  followText(audio, box, audio.textTracks[0]);
}

const box = document.querySelector("[data-listen]");
if (box) start(box);
