const SCHEMES = new Set(["http:", "https:", "mailto:", "tel:"]);

/** The same addresses that the server lets a body keep (articles/body.py). */
export function isAllowedLink(href) {
  const scheme = /^\s*([a-z][a-z0-9+.-]*:)/i.exec(href ?? "");
  return Boolean(href?.trim()) && (!scheme || SCHEMES.has(scheme[1].toLowerCase()));
}

/** What was meant by what was typed: example.org/x is on the web, jo@example.org takes mail. */
export function asAddress(typed) {
  const text = typed.trim();
  if (/^[^\s/@:]+@[^\s/@]+\.[^\s/@]+$/.test(text)) return `mailto:${text}`;
  if (/^[a-z][a-z0-9+.-]*:(?!\d)/i.test(text) || /^[/#?]/.test(text)) return text;
  if (/^[^\s/]+\.[a-z]{2,}(:\d+)?([/?#]|$)/i.test(text)) return `https://${text}`;
  return text;
}

/** Whether an address leads somewhere by itself: words without a slash or a scheme do not. */
export function isWhole(href) {
  return /^([a-z][a-z0-9+.-]*:|[/#?])/i.test(href);
}
