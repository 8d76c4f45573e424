/**
 * Tell a plugin of the text's editor what it is to draw, whenever that comes: from a server, of a
 * file on its way. A caret that the browser has moved and not yet told of (it does so a moment
 * later) would be put back where it was, so it is asked first.
 */
export function draw(view, key, what) {
  view.domObserver.flush();
  view.dispatch(view.state.tr.setMeta(key, what).setMeta("addToHistory", false));
}
