// What unfold's frame leaves unsaid to a screen reader. It runs before the side bar is given its own
// scroll bar, whose name would otherwise be that of every other one.

const { sidebar } = document.querySelector("#desk-frame").dataset;

document.querySelector("#nav-sidebar-apps")?.setAttribute("data-simplebar-aria-label", sidebar);
document.querySelector("#nav-sidebar-inner")?.setAttribute("aria-label", sidebar);
