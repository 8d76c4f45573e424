/** What Word, Google Docs and web pages put on the clipboard, made fit for a body. */

import { crel, Extension, gettext, Plugin, pm } from "django-prose-editor/editor";
import { takeFootnotes } from "newsroom/editor/footnotes";
import { isAllowedLink } from "newsroom/editor/link_addresses";

const BLOCK = /^(P|DIV|H[1-6]|UL|OL|LI|TABLE|TBODY|TR|TD|TH|BLOCKQUOTE|ASIDE|FIGURE|PRE|HR)$/;
const RENAMED = { H1: "h2", H5: "h4", H6: "h4" };

function rename(element, tag) {
  const renamed = element.ownerDocument.createElement(tag);
  renamed.append(...element.childNodes);
  element.replaceWith(renamed);
  return renamed;
}

/** Google Docs wraps every link in a redirect of its own. */
function unwrapRedirect(href) {
  try {
    const url = new URL(href);
    if (/^(www\.)?google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url") {
      return url.searchParams.get("q") ?? href;
    }
  } catch {
    // Not an absolute address: nothing to unwrap.
  }
  return href;
}

function tidyLinks(root) {
  for (const link of root.querySelectorAll("a")) {
    const href = unwrapRedirect(link.getAttribute("href") ?? "");
    // Word marks its bookmarks by links without a target.
    for (const line of link.querySelectorAll("u")) line.replaceWith(...line.childNodes);
    for (const styled of link.querySelectorAll("[style]")) styled.style.textDecoration = "";
    // What lies on the page that was copied is not in the story: its anchors lead nowhere.
    if (isAllowedLink(href) && !href.startsWith("#")) link.setAttribute("href", href);
    else link.replaceWith(...link.childNodes);
  }
}

function tidyHeadings(root) {
  // Word on the web writes headings as paragraphs with a role.
  for (const element of root.querySelectorAll("p[role=heading], div[role=heading]")) {
    const level = Number(element.getAttribute("aria-level")) || 2;
    rename(element, `h${Math.min(Math.max(level, 2), 4)}`);
  }
  for (const element of root.querySelectorAll("h1, h5, h6")) rename(element, RENAMED[element.tagName]);
  for (const bold of root.querySelectorAll("h2 b, h2 strong, h3 b, h3 strong, h4 b, h4 strong")) {
    bold.replaceWith(...bold.childNodes);
  }
}

/** Word on the desk writes list items as paragraphs that say "mso-list: l0 level2 lfo1". */
function tidyWordLists(root) {
  let lists = [];
  let previous = null;
  for (const item of root.querySelectorAll('p[style*="mso-list"]')) {
    const level = Number(/level(\d)/.exec(item.getAttribute("style"))?.[1] ?? 1);
    if (previous === null || item.previousElementSibling !== previous) lists = [];
    const marker = item.querySelector('[style*="mso-list:Ignore"], [style*="mso-list: Ignore"]');
    const tag = /^\s*(\d+|[a-z]{1,4})[.)]/i.test(marker?.textContent ?? "") ? "ol" : "ul";
    marker?.remove();
    lists.length = Math.min(lists.length, level);
    if (lists[level - 1] && lists[level - 1].localName !== tag) lists.length = level - 1;
    while (lists.length < level) {
      const list = root.ownerDocument.createElement(tag);
      const parent = lists.at(-1);
      if (!parent) item.before(list);
      else (parent.lastElementChild ?? parent).append(list);
      lists.push(list);
    }
    const entry = root.ownerDocument.createElement("li");
    entry.append(...item.childNodes);
    lists.at(-1).append(entry);
    item.remove();
    previous = lists[0];
  }
}

/** Word on the web gives each item a list of its own, saying its level and where it goes on. */
function tidyOfficeLists(root) {
  for (const wrapper of root.querySelectorAll(".ListContainerWrapper")) {
    wrapper.replaceWith(...wrapper.childNodes);
  }
  const open = [];
  for (const list of root.querySelectorAll("ul, ol")) {
    const item = list.firstElementChild;
    if (list.childElementCount !== 1 || !item?.hasAttribute("data-aria-level")) continue;
    const level = Number(item.dataset.ariaLevel);
    const adjoins = open[0] && list.previousElementSibling === open[0];
    open.length = adjoins ? Math.min(open.length, level) : 0;
    const same = open[level - 1];
    if (same?.tagName === list.tagName) same.append(item);
    else if (open.length && open.length < level) {
      open.at(-1).lastElementChild.append(list);
      open[level - 1] = list;
      continue;
    } else {
      open.length = 0;
      open[0] = list;
      continue;
    }
    list.remove();
  }
}

/** Lists that stand between the items of a list, as Google Docs nests them, go into the item. */
function tidyNesting(root) {
  for (const list of root.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")) {
    const before = list.previousElementSibling;
    if (before?.tagName === "LI") before.append(list);
  }
}

function spaces(root) {
  const found = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const isSpace = node.nodeType === 3 ? !node.data.trim() : node.nodeName === "BR";
    if (isSpace && !node.parentElement.closest("pre")) found.push(node);
  }
  return found;
}

/** Word ends its paragraphs with a space that does not break. */
function trimEnd(element) {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.lastChild());
  for (let text = texts.currentNode; text?.nodeType === 3; text = texts.previousNode()) {
    text.data = text.data.trimEnd();
    if (text.data) return;
  }
}

function tidySpace(root) {
  for (const element of root.querySelectorAll("meta, style, script, link, title, o\\:p")) {
    element.remove();
  }
  // Google Docs puts line breaks between paragraphs, and sources are indented.
  const isBlock = (node) => BLOCK.test(node?.nodeName);
  for (const node of spaces(root)) {
    if (isBlock(node.previousSibling) || isBlock(node.nextSibling)) node.remove();
  }
  for (const element of root.querySelectorAll("p, h2, h3, h4")) {
    trimEnd(element);
    if (!element.textContent.trim() && !element.querySelector("img, figure")) element.remove();
  }
}

/** The clipboard's HTML as a body's, and what was left out: pictures of other sites, footnotes. */
export function tidyPaste(html) {
  // What this editor put on the clipboard is a body's already.
  if (html.includes("data-pm-slice")) return { html, pictures: 0, notes: { count: 0, texts: [] } };
  const root = new DOMParser().parseFromString(html, "text/html").body;
  const pictures = root.querySelectorAll("img");
  for (const picture of pictures) picture.remove();
  const notes = takeFootnotes(root);
  tidyWordLists(root);
  tidyOfficeLists(root);
  tidyNesting(root);
  tidyHeadings(root);
  tidyLinks(root);
  tidySpace(root);
  return { html: root.innerHTML, pictures: pictures.length, notes };
}

/** What was not taken along, in sentences; what footnotes said stands below them. */
function tellLeftOut({ pictures, notes }, notify) {
  const sentences = [];
  if (pictures) {
    sentences.push(gettext("Pictures of other pages are not taken along (%s left out). Save the file and upload it, with its credit.").replace("%s", pictures));
  }
  if (notes.count) {
    sentences.push((notes.count === 1
      ? gettext("1 footnote was left out, its mark and its text.")
      : gettext("%s footnotes were left out, their marks and their text.")).replace("%s", notes.count));
  }
  if (!sentences.length) return;
  const more = notes.texts.length
    ? [crel("details", {}, [
        crel("summary", { textContent: gettext("What they said") }),
        crel("ol", {}, notes.texts.map((textContent) => crel("li", { textContent }))),
      ])]
    : [];
  notify(sentences.join(" "), more);
}

export const Paste = Extension.create({
  name: "pasteTidying",

  addOptions() {
    return { notify: () => {} };
  },

  addProseMirrorPlugins() {
    return [
      new Plugin({
        key: new pm.state.PluginKey("pasteTidying"),
        props: {
          transformPastedHTML: (html) => {
            const tidied = tidyPaste(html);
            tellLeftOut(tidied, this.options.notify);
            return tidied.html;
          },
        },
      }),
    ];
  },
});
