import { crel, gettext } from "django-prose-editor/editor";
import { post, tooHeavy } from "newsroom/editor/api";
import { button, icon } from "newsroom/editor/dialog";
import { field, generalError, submitting } from "newsroom/editor/fields";
import { openTabbed } from "newsroom/editor/tabbed";

export function duration(seconds) {
  if (!seconds) return "";
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, "0")}`;
}

function tile(clip) {
  const still = clip.poster
    ? crel("img", { src: clip.poster.thumbnail, alt: "", loading: "lazy" })
    : crel("span", { className: "be-tile__blank" }, [icon("movie")]);
  return [
    still,
    crel("span", { className: "be-tile__name" }, [clip.title]),
    crel("span", { className: "be-tile__credit" }, [
      [duration(clip.duration), clip.credit].filter(Boolean).join(" · "),
    ]),
  ];
}

function still(video) {
  const canvas = crel("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
}

/** The player that measures a chosen file and gives its poster. */
class Measure {
  constructor() {
    this.video = crel("video", { controls: true, muted: true, preload: "auto", playsInline: true });
    this.poster = crel("img", { className: "be-poster", alt: gettext("Poster"), hidden: true });
    this.take = button(gettext("Use this moment as poster"), { iconName: "photo_camera" });
    this.text = crel("p", { className: "be-help" });
    this.element = crel("div", { className: "be-measure", hidden: true }, [
      this.video, this.poster, this.take, this.text,
    ]);
    this.take.addEventListener("click", () => this.grab());
    this.video.addEventListener("loadeddata", () => this.read());
    this.video.addEventListener("error", () => {
      this.element.hidden = true;
      this.text.textContent = "";
    });
  }

  open(file) {
    this.close();
    this.seconds = this.picture = null;
    this.poster.hidden = true;
    if (!file) return;
    this.element.hidden = false;
    this.video.src = URL.createObjectURL(file);
  }

  async read() {
    const { video } = this;
    // A recording made in a browser says that it never ends.
    this.seconds = Number.isFinite(video.duration) ? Math.round(video.duration) : null;
    this.text.textContent = [
      `${video.videoWidth} × ${video.videoHeight}`,
      duration(this.seconds),
    ].filter(Boolean).join(" · ");
    await this.grab();
  }

  async grab() {
    try {
      this.picture = await still(this.video);
    } catch {
      // Without a poster the page shows the clip's own first frame.
      this.picture = null;
    }
    if (!this.picture) return;
    URL.revokeObjectURL(this.poster.src);
    this.poster.src = URL.createObjectURL(this.picture);
    this.poster.hidden = false;
  }

  close() {
    if (this.video.src) URL.revokeObjectURL(this.video.src);
    this.video.removeAttribute("src");
    this.element.hidden = true;
  }

  addTo(data) {
    if (this.seconds) data.append("duration", this.seconds);
    if (this.video.videoWidth) {
      data.append("width", this.video.videoWidth);
      data.append("height", this.video.videoHeight);
    }
    if (this.picture) data.append("poster_file", this.picture, "poster.jpg");
  }
}

function clipFields() {
  return {
    file: field({ name: "file", type: "file", accept: "video/mp4,video/webm,.mp4,.m4v,.webm",
      label: gettext("Clip"), required: true, help: gettext("MP4 or WebM.") }),
    title: field({ name: "title", label: gettext("Title"), required: true, maxLength: 200 }),
    caption: field({ name: "caption", label: gettext("Caption"), type: "textarea", rows: 2 }),
    credit: field({ name: "credit", label: gettext("Credit"), maxLength: 200 }),
    track: field({ name: "track", type: "file", accept: ".vtt", label: gettext("Text track"),
      help: gettext("WebVTT: what is said and heard.") }),
  };
}

/** The form of a new clip: what was chosen is measured here, uploaded on `keep`. */
class NewClip {
  constructor(settings, onKept, forPost) {
    this.settings = settings;
    this.fields = clipFields();
    this.measure = new Measure();
    this.progress = crel("progress", {
      max: 1, value: 0, hidden: true, "aria-label": gettext("Upload"),
    });
    const { file, ...others } = this.fields;
    this.form = crel("div", { className: "be-form" }, [
      generalError(),
      file.element,
      this.measure.element,
      ...Object.values(others).map(({ element }) => element),
      this.progress,
    ]);
    const words = forPost ? gettext("Upload and use this clip") : gettext("Upload and insert");
    this.keep = button(words, { primary: true });
    this.isDirty = () => Boolean(this.chosen());
    file.input.addEventListener("change", () => this.read());
    submitting(this.keep, this.form, async () => onKept(await this.upload()));
  }

  chosen() {
    return this.fields.file.input.files[0];
  }

  /** Take a file as if it had been chosen. */
  give(file) {
    const transfer = new DataTransfer();
    transfer.items.add(file);
    this.fields.file.input.files = transfer.files;
    this.read();
  }

  read() {
    this.measure.open(this.chosen());
    const { input } = this.fields.title;
    input.value ||= (this.chosen()?.name ?? "").replace(/\.\w+$/, "").replace(/[-_]+/g, " ");
  }

  async upload() {
    const { limits, urls } = this.settings;
    const heavy = this.chosen() && tooHeavy(this.chosen(), limits.clip);
    if (heavy) throw Object.assign(new Error(heavy), { errors: { file: [heavy] } });
    const data = new FormData();
    for (const { input } of Object.values(this.fields)) {
      const value = input.type === "file" ? input.files[0] : input.value;
      if (value) data.append(input.name, value);
    }
    this.measure.addTo(data);
    this.progress.hidden = false;
    try {
      const onProgress = (share) => { this.progress.value = share; };
      return (await post(urls.clips, data, { onProgress })).item;
    } finally {
      this.progress.hidden = true;
    }
  }
}

/** The clip dialog: choose a kept clip or upload one, such as `file`. `onInsert(clip)`. */
export function chooseClip(settings, options) {
  const { file = null, forPost = false, onInsert, onClose = () => {} } = options;
  const { fresh, showNew } = openTabbed({
    title: forPost ? gettext("Choose the post’s clip") : gettext("Insert a clip"),
    labels: [gettext("Library"), gettext("Upload")],
    library: {
      url: settings.urls.clips,
      label: gettext("Search titles, captions, credits"),
      empty: gettext("No clips yet. Upload one."),
      tile,
      name: (clip) => [clip.title, duration(clip.duration), clip.credit].filter(Boolean).join(", "),
    },
    fresh: (onKept) => new NewClip(settings, onKept, forPost),
    onInsert,
    onClose() {
      fresh.measure.close();
      onClose();
    },
  });
  if (file) {
    fresh.give(file);
    showNew();
  }
}
