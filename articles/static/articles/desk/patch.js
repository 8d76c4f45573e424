/** Bringing a page to what another one shows, touching nothing that is the same in both. */

// Taken over as a whole: with other sources in it, the same element would go on showing the old.
const WHOLE = new Set(["VIDEO", "PICTURE"]);

function isAlike(old, fresh) {
  return old.nodeType === Node.ELEMENT_NODE && old.nodeName === fresh.nodeName && !WHOLE.has(old.nodeName);
}

function patchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    // What was unfolded stays so.
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
}

/** `old` becomes what `fresh` is; `fresh` is used up. Pictures and clips that stay are not loaded anew. */
export function patch(old, fresh) {
  if (old.isEqualNode(fresh)) return;
  if (!isAlike(old, fresh)) {
    old.replaceWith(fresh);
    return;
  }
  patchAttributes(old, fresh);
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start].isEqualNode(after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end += 1;
  const going = before.slice(start, before.length - end);
  const coming = after.slice(start, after.length - end);
  const pairs = Math.min(going.length, coming.length);
  for (let place = 0; place < pairs; place += 1) patch(going[place], coming[place]);
  for (const node of going.slice(pairs)) node.remove();
  const behind = before[before.length - end] ?? null;
  for (const node of coming.slice(pairs)) old.insertBefore(node, behind);
}
