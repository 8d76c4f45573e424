// A story is shared by the device's own sheet; without one its address is copied.

for (const part of document.querySelectorAll(".share")) {
  const { title, url, share, copy, copied } = part.dataset;
  const canShare = Boolean(navigator.share);
  if (!canShare && !navigator.clipboard) continue;
  const button = document.createElement("button");
  const said = document.createElement("span");
  button.type = "button";
  button.textContent = canShare ? share : copy;
  said.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      if (canShare) await navigator.share({ title, url });
      else {
        await navigator.clipboard.writeText(url);
        said.textContent = copied;
      }
    } catch {
      // Whoever closes the sheet, or forbids the clipboard, has decided.
    }
  });
  part.append(button, said);
}
