// Of the boxes that scroll by themselves, the sidebar and the list, each is named for what it holds.
for (const box of document.querySelectorAll("#changelist [data-simplebar]")) {
    const heading = document.querySelector(".desk-crumb:last-child");
    box.setAttribute("data-simplebar-aria-label", heading?.textContent.trim() || document.title.trim());
}
