// Picks the view that the address names, and asks for a sign-in where the service does.

import { h, show, note } from "./elements.js";
import { session, describe, choosePlace, signIn } from "./session.js";
import { Refusal } from "./api.js";
import { forgetView } from "./forget.js";
import { requestsView } from "./requests.js";
import { requestView } from "./request.js";
import { checkView } from "./check.js";
import { lookupView } from "./lookup.js";

const VIEWS = { forget: forgetView, requests: requestsView, request: requestView, check: checkView, lookup: lookupView };
let leave = new AbortController();

async function open() {
  leave.abort();
  leave = new AbortController();
  const { signal } = leave;
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const view = VIEWS[name] ?? requestsView;
  for (const link of document.querySelectorAll("nav a")) {
    const isHere = link.hash === `#/${name || "requests"}` || (name === "request" && link.hash === "#/requests");
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  try {
    await view({ argument: rest.map(decodeURIComponent).join("/"), signal });
  } catch (error) {
    if (signal.aborted || error.name === "AbortError") return;
    await explain(error);
  }
}

/** What went wrong, on the page; about who asks, with a way to sign in. */
async function explain(error) {
  if (error instanceof Refusal && error.isAboutSignIn) {
    show("Please sign in",
      note("plain", h("p", {}, "This service shows people's data only to those it knows."),
        h("p", {}, h("button", { type: "button", class: "primary", click: () => signIn() }, "Sign in"))));
    await signIn(session.isSignedIn ? `That did not work: ${error.message}` : "");
    return;
  }
  show("That did not work",
    note("bad", h("p", {}, error.message)),
    h("p", {}, h("button", { type: "button", click: open }, "Try again")));
  if (!(error instanceof Refusal)) throw error;
}

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  document.getElementById("main").focus();
});
document.getElementById("whoami").addEventListener("click", () => (session.isSignedIn ? signIn() : choosePlace()));
addEventListener("hashchange", open);
addEventListener("bespoke-session", open);
describe();
open();
