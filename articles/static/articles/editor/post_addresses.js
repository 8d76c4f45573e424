/** What the address of a social post tells: its platform, who wrote it, and the address itself. */

const PATH = /^\/+|\/+$/g;

function parts(url) {
  return url.pathname.replace(PATH, "").split("/").map(decode);
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Whether a host is one of these or below one of them. */
function isAt(url, ...hosts) {
  return hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
}

const at = (name) => (name ? `@${name.replace(/^@/, "")}` : "");
const NAME = /^[\w.]+$/;
const NUMBER = /^\d+$/;

function x(url) {
  const [user, status, id] = parts(url);
  if (!NAME.test(user ?? "") || status !== "status" || !NUMBER.test(id ?? "")) return null;
  // "i" stands where the address does not say who.
  return { handle: user === "i" ? "" : at(user), path: `/${user}/status/${id}` };
}

function bluesky(url) {
  const [profile, who, kind, id] = parts(url);
  if (profile !== "profile" || kind !== "post" || !id) return null;
  return { handle: who.startsWith("did:") ? "" : at(who) };
}

function instagram(url) {
  const [first, second, third] = parts(url);
  const kinds = /^(p|reel|tv)$/;
  if (kinds.test(first) && second) return { handle: "" };
  return kinds.test(second ?? "") && third ? { handle: at(first) } : null;
}

function facebook(url) {
  const path = parts(url);
  const [first, kind] = path;
  if (isAt(url, "fb.watch")) return first ? { handle: "" } : null;
  if (/^(permalink|story|photo)\.php$/.test(first) || first === "photo") {
    return url.searchParams.has("id") || url.searchParams.has("fbid") ? { handle: "", query: true } : null;
  }
  if (first === "watch") return url.searchParams.has("v") ? { handle: "", query: true } : null;
  if (/^(share|reel|groups)$/.test(first)) return path.length > 1 ? { handle: "" } : null;
  return /^(posts|videos|photos)$/.test(kind ?? "") && path[2] ? { handle: first } : null;
}

function threads(url) {
  const [who, kind, id] = parts(url);
  return who?.startsWith("@") && kind === "post" && id ? { handle: who } : null;
}

function tiktok(url) {
  const [who, kind, id] = parts(url);
  if (isAt(url, "vm.tiktok.com", "vt.tiktok.com") || who === "t") return (who === "t" ? kind : who) ? { handle: "" } : null;
  return who?.startsWith("@") && /^(video|photo)$/.test(kind ?? "") && id ? { handle: who } : null;
}

function youtube(url) {
  const [first, second] = parts(url);
  if (url.hostname === "youtu.be") return first ? { handle: "" } : null;
  const video = url.searchParams.get("v");
  if (first === "watch" && video) return { handle: "", query: `?v=${encodeURIComponent(video)}` };
  return /^(shorts|live)$/.test(first) && second ? { handle: "" } : null;
}

function telegram(url) {
  const path = parts(url);
  if (path[0] === "s") path.shift();
  const [channel, id] = path;
  return NAME.test(channel ?? "") && channel !== "c" && NUMBER.test(id ?? "")
    ? { handle: at(channel), path: `/${channel}/${id}` }
    : null;
}

function linkedin(url) {
  const [first, second, third] = parts(url);
  if (first === "posts" && second) return { handle: second.includes("_") ? second.split("_")[0] : "" };
  return first === "feed" && second === "update" && third ? { handle: "" } : null;
}

/** Mastodon and its like stand on thousands of hosts: told by how they write a post's address. */
function mastodon(url) {
  const [who, second, third, id] = parts(url);
  const here = (name) => (name.slice(1).includes("@") ? name : `${name}@${url.hostname}`);
  if (/^@[\w.]+(@[\w.-]+)?$/.test(who ?? "") && NUMBER.test(second ?? "")) return { handle: here(who) };
  if (who === "users" && third === "statuses" && NUMBER.test(id ?? "")) return { handle: here(`@${second}`) };
  return null;
}

const PLATFORMS = [
  ["x", ["x.com", "twitter.com"], x],
  ["bluesky", ["bsky.app"], bluesky],
  ["instagram", ["instagram.com"], instagram],
  ["facebook", ["facebook.com", "fb.watch"], facebook],
  ["threads", ["threads.net", "threads.com"], threads],
  ["tiktok", ["tiktok.com"], tiktok],
  ["youtube", ["youtube.com", "youtu.be"], youtube],
  ["telegram", ["t.me", "telegram.me"], telegram],
  ["other", ["linkedin.com"], linkedin],
];

/**
 * `{platform, handle, url}` of the address of one post on a network that we know, or null. What
 * follows a reader around (?utm_source=…, ?igsh=…) is left out of the address.
 */
export function readPostAddress(text) {
  const typed = text.trim();
  if (!/^https?:\/\/\S+$/i.test(typed)) return null;
  let url;
  try {
    url = new URL(typed);
  } catch {
    return null;
  }
  const entry = PLATFORMS.find(([, hosts]) => isAt(url, ...hosts));
  const found = entry ? entry[2](url) : mastodon(url);
  if (!found || url.username || url.port) return null;
  const query = found.query === true ? url.search : (found.query ?? "");
  const path = found.path ?? url.pathname;
  return {
    platform: entry ? entry[0] : "mastodon",
    handle: found.handle,
    url: `https://${url.host}${path}${query}`,
  };
}
