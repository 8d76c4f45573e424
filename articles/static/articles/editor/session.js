/**
 * A save that outlives the session. Before a form leaves the page, the server is asked who is
 * signed in: a form sent after the session has ended, or as somebody else, would be lost.
 */
import { crel, gettext } from "django-prose-editor/editor";
import { get } from "newsroom/editor/api";
import { button, openDialog } from "newsroom/editor/dialog";
import { field, generalError, showErrors, submitting } from "newsroom/editor/fields";

const KEPT = gettext("Everything you typed is still here; nothing has been saved.");

/** Who is signed in; the page's forms get the token that goes with that session. */
async function whoIsThere(urls) {
  const { user, token } = await get(urls.session);
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
    input.value = token;
  }
  return { user, token };
}

async function signIn(urls, username, password) {
  const { token } = await whoIsThere(urls);
  const body = new URLSearchParams({
    username,
    password,
    csrfmiddlewaretoken: token,
    next: urls.session,
  });
  try {
    await fetch(urls.login, { method: "POST", body });
  } catch {
    // What is asked next tells that nobody answers.
  }
  return (await whoIsThere(urls)).user;
}

function askToSignIn(urls, username, there, goOn) {
  const why = there
    ? gettext("In another tab, this browser was signed in as %s.").replace("%s", there)
    : gettext("You have been signed out.");
  const name = field({
    name: "username",
    label: gettext("Username"),
    value: username,
    readOnly: true,
    autocomplete: "username",
  });
  const password = field({
    name: "password",
    type: "password",
    label: gettext("Password"),
    autocomplete: "current-password",
    "data-autofocus": "",
  });
  const form = crel("form", { id: "be-session-form", className: "be-form", noValidate: true }, [
    crel("p", { textContent: `${why} ${KEPT}` }),
    generalError(),
    name.element,
    password.element,
  ]);
  const submit = button(gettext("Sign in and save"), { primary: true, type: "submit" });
  // It stands below the form; Enter in a field presses it all the same.
  submit.setAttribute("form", form.id);
  submitting(submit, form, async () => {
    if ((await signIn(urls, username, password.input.value)) === username) {
      dialog.close();
      goOn();
    } else {
      showErrors(form, { password: [gettext("This is not the password.")] });
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  const dialog = openDialog({
    title: gettext("Sign in to save"),
    fill: ({ footer }) => (footer.append(submit), form),
  });
}

function sayUnreachable(sentence) {
  openDialog({
    title: gettext("Not saved"),
    fill: ({ close, footer }) => {
      const again = button(gettext("Back to the story"), { primary: true, "data-autofocus": "" });
      again.addEventListener("click", close);
      footer.append(again);
      return crel("div", { className: "be-form" }, [
        crel("p", { textContent: `${sentence} ${KEPT}` }),
      ]);
    },
  });
}

/** Let a form leave the page only for a server that answers, as the user who filled it in. */
export function keepSession(form, urls, username) {
  let asking = false;
  let passed = false;
  const goOn = (submitter) => {
    passed = true;
    form.requestSubmit(submitter);
    passed = false;
  };
  const check = async (event) => {
    if (event.target !== form || passed) return;
    // Before anybody else hears of it, such as what warns of leaving the page.
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking) return;
    asking = true;
    try {
      const { user } = await whoIsThere(urls);
      if (user === username) goOn(event.submitter);
      else askToSignIn(urls, username, user, () => goOn(event.submitter));
    } catch (refusal) {
      if (!refusal.errors) throw refusal;
      sayUnreachable(refusal.message);
    } finally {
      asking = false;
    }
  };
  document.addEventListener("submit", check, { capture: true });
}
