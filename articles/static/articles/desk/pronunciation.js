// Hearing a word as it is typed, without leaving the form.

const box = document.querySelector("[data-try]");
const button = box?.querySelector("button");

async function hear(event) {
  event.preventDefault();
  const audio = box.querySelector("audio");
  const output = box.querySelector("output");
  output.textContent = "";
  button.disabled = true;
  try {
    const response = await fetch(button.formAction, {
      method: "POST",
      body: new FormData(button.form),
    });
    if (!response.ok) {
      output.textContent = response.headers.get("Content-Type")?.startsWith("text/plain")
        ? await response.text() : response.statusText;
      return;
    }
    if (audio.src) URL.revokeObjectURL(audio.src);
    audio.src = URL.createObjectURL(await response.blob());
    audio.hidden = false;
    await audio.play();
  } catch (error) {
    output.textContent = error.message;
  } finally {
    button.disabled = false;
  }
}

button?.addEventListener("click", hear);
