import { crel, gettext } from "django-prose-editor/editor";
import { get, post } from "newsroom/editor/api";
import { chooseClip } from "newsroom/editor/clips";
import { button } from "newsroom/editor/dialog";
import { field, generalError, submitting } from "newsroom/editor/fields";
import { chooseImages } from "newsroom/editor/images";
import { openTabbed } from "newsroom/editor/tabbed";

function when(post) {
  if (!post.posted_at) return "";
  return new Date(post.posted_at).toLocaleString(document.documentElement.lang || undefined, {
    dateStyle: "medium",
    timeStyle: "short",
  });
}

/** A kept post as a card, the way readers will see it: our own copy, nothing from the network. */
export function postCard(post) {
  const media = [];
  if (post.image) media.push(crel("img", { src: post.image.src, alt: post.image.alt }));
  else if (post.clip?.poster) media.push(crel("img", { src: post.clip.poster.src, alt: "" }));
  return crel("div", { className: "be-post" }, [
    crel("div", { className: "be-post__who" }, [
      crel("strong", { textContent: post.author_name }),
      ` ${post.handle}`,
    ]),
    crel("p", { className: "be-post__text", textContent: post.text }),
    ...media,
    crel("div", { className: "be-post__where" }, [
      [post.platform_name, when(post), post.clip && gettext("with a clip")].filter(Boolean).join(" · "),
    ]),
  ]);
}

/** A picture or clip that goes with a post: chosen or uploaded in a dialog of its own. */
function attachment(name, label, choose) {
  const input = crel("input", { type: "hidden", name });
  const shown = crel("span", { className: "be-attachment__name" });
  const pick = button(label);
  const remove = button(gettext("Remove"), { hidden: true });
  const error = crel("p", { className: "be-error", hidden: true });
  function set(item, title = "") {
    input.value = item?.id ?? "";
    shown.textContent = title;
    remove.hidden = !item;
  }
  pick.addEventListener("click", () => choose(set));
  remove.addEventListener("click", () => set(null));
  const element = crel("div", { className: "be-attachment", "data-field": name }, [
    input, pick, shown, remove, error,
  ]);
  return { element, input };
}

function postFields(settings) {
  return [
    field({ name: "platform", label: gettext("Platform"), options: settings.platforms }),
    field({ name: "author_name", label: gettext("Author"), required: true, maxLength: 120 }),
    field({ name: "handle", label: gettext("Handle"), maxLength: 120, placeholder: "@name" }),
    field({ name: "posted_at", label: gettext("Posted"), type: "datetime-local" }),
    field({ name: "text", label: gettext("Text"), type: "textarea", rows: 4 }),
    field({ name: "url", label: gettext("Address"), type: "url", maxLength: 500,
      help: gettext("Where the post was published.") }),
    attachment("image", gettext("Choose a picture"), (set) =>
      chooseImages(settings, {
        several: false,
        onInsert: ([image]) => set(image, image.title || image.caption || image.alt),
      })),
    attachment("clip", gettext("Choose a clip"), (set) =>
      chooseClip(settings, { forPost: true, onInsert: (clip) => set(clip, clip.title) })),
  ];
}

function newPost(settings, onKept) {
  const fields = postFields(settings);
  const known = crel("div", { className: "be-known", hidden: true });
  const form = crel("div", { className: "be-form be-form--post" }, [
    generalError(), known, ...fields.map(({ element }) => element),
  ]);
  const keep = button(gettext("Keep and insert"), { primary: true });
  submitting(keep, form, async () => {
    known.hidden = true;
    const values = Object.fromEntries(fields.map(({ input }) => [input.name, input.value]));
    try {
      onKept((await post(settings.urls.posts, values)).item);
    } catch (refusal) {
      if (refusal.answer?.existing) offer(refusal.answer.existing);
      throw refusal;
    }
  });
  function offer(existing) {
    const use = button(gettext("Insert the kept one"));
    use.addEventListener("click", () => onKept(existing));
    known.replaceChildren(postCard(existing), use);
    known.hidden = false;
  }
  const isDirty = () => fields.some(({ input }) => input.name !== "platform" && input.value);
  return { form, keep, isDirty, offer, fill: (values, options) => fillFields(fields, values, options) };
}

/** Values put into the fields; what somebody has typed there stays. */
function fillFields(fields, values, { over = false } = {}) {
  for (const { input } of fields) {
    const value = values[input.name];
    if (value && (over || !input.value)) input.value = value;
  }
}

/** What the network tells of a post, where the site has an address to ask; typing goes on. */
async function askNetwork(settings, form, fill, url) {
  const said = crel("p", { className: "be-help", role: "status", textContent: gettext("Asking the network …") });
  form.prepend(said);
  try {
    const { fields } = await post(settings.urls.oembed, { url });
    if (fields) fill(fields);
    said.textContent = fields
      ? gettext("Filled in from the network. Compare it with the post before you keep it.")
      : gettext("Write down what the post says.");
  } catch (refusal) {
    if (!refusal.errors) throw refusal;
    said.textContent = `${refusal.message} ${gettext("Write down what the post says.")}`;
  }
}

/** A post of which the address is known: is it kept already, and what does the network tell? */
async function begin(settings, { form, fill, offer }, address) {
  fill(address, { over: true });
  form.querySelector("[name=author_name]").focus();
  // Like what the network tells: a slow answer must not overwrite anybody's typing.
  if (settings.urls.oembed) askNetwork(settings, form, fill, address.url);
  try {
    const { items } = await get(settings.urls.posts, { q: address.url });
    const kept = items.find(({ url }) => url === address.url);
    if (kept) offer(kept);
  } catch (refusal) {
    if (!refusal.errors) throw refusal;
  }
}

/**
 * The social post dialog: choose a kept post or write one down, such as the one whose `address`
 * was pasted. `onInsert(post)`.
 */
export function choosePost(settings, { address = null, onInsert, onClose }) {
  const { showNew, fresh } = openTabbed({
    title: gettext("Insert a social post"),
    labels: [gettext("Kept posts"), gettext("New post")],
    library: {
      url: settings.urls.posts,
      label: gettext("Search text, author, handle, address"),
      empty: gettext("No posts kept yet. Write the first one down."),
      layout: "rows",
      tile: (item) => [postCard(item)],
      name: (item) => `${item.author_name}, ${item.platform_name}: ${item.text}`,
    },
    fresh: (onKept) => newPost(settings, onKept),
    onInsert,
    onClose,
  });
  if (!address) return;
  showNew();
  begin(settings, fresh, address);
}
