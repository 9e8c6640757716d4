// Whose data is shown, and with which key. The secret lives in this page's memory only.

import { h, field, complain, ask, announce } from "./elements.js";

const ACCOUNT = /^\d{12}$/, REGION = /^[a-z]{2,}(-[a-z]+)+-\d$/;
const kept = JSON.parse(localStorage.getItem("bespoke-place") ?? "{}");

export const session = {
  account: ACCOUNT.test(kept.account) ? kept.account : "000000000000",
  region: REGION.test(kept.region) ? kept.region : "us-east-1",
  key: "", secret: "",
  get isSignedIn() { return this.secret !== ""; },
  /** What requests are signed with; a server that takes any credentials reads the account alone. */
  get credentials() {
    return { key: this.key || this.account, secret: this.secret || "none", region: this.region };
  },
};

export function describe() {
  const button = document.getElementById("whoami");
  button.textContent = session.isSignedIn ? `${session.key.slice(0, 8)}… · ${session.region}` : `${session.account} · ${session.region}`;
  button.setAttribute("aria-label", `Account and sign-in: ${button.textContent}`);
}

const keep = () => localStorage.setItem("bespoke-place", JSON.stringify({ account: session.account, region: session.region }));

const regionInput = () => h("input", { type: "text", value: session.region, autocomplete: "off", spellcheck: "false" });

function regionIsRight(input) {
  const isRight = REGION.test(input.value.trim());
  complain(input, isRight ? "" : "A region looks like eu-central-1.");
  return isRight;
}

/** Asks which account to show; for servers that take any credentials. */
export async function choosePlace() {
  const account = h("input", { type: "text", value: session.account, inputmode: "numeric", autocomplete: "off" });
  const region = regionInput();
  const isChosen = await ask("Which account?", [
    h("p", {}, "This page shows the people of one account in one region."),
    field("Account", account, "Twelve digits. Ask whoever runs this service if you are not sure."),
    field("Region", region),
    h("p", {}, h("button", { type: "button", class: "link", click: (event) => { event.target.closest("dialog").close(); signIn(); } },
      "Sign in with an access key instead")),
  ], "Show this account", {
    check: () => {
      if (!regionIsRight(region)) return false;
      const isRight = ACCOUNT.test(account.value.trim());
      complain(account, isRight ? "" : "An account is a number of twelve digits.");
      return isRight;
    },
  });
  if (!isChosen) return false;
  Object.assign(session, { account: account.value.trim(), region: region.value.trim(), key: "", secret: "" });
  changed();
  return true;
}

/** Asks for an access key; for servers that check signatures. */
export async function signIn(problem = "") {
  const key = h("input", { type: "text", autocomplete: "username", spellcheck: "false", value: session.key });
  const secret = h("input", { type: "password", autocomplete: "current-password" });
  const region = regionInput();
  const isDone = await ask("Sign in", [
    problem ? h("p", { class: "problem", role: "alert" }, problem) : null,
    h("p", {}, "This service asks who you are. The secret stays in this page: requests are signed here, and it is gone when you close or reload the page."),
    field("Access key", key), field("Secret key", secret), field("Region", region),
  ], "Sign in", {
    check: () => {
      if (!regionIsRight(region)) return false;
      complain(secret, secret.value ? "" : "The secret key belongs to the access key.");
      complain(key, key.value.trim() ? "" : "Give the access key you were handed.");
      return key.value.trim() !== "" && secret.value !== "";
    },
  });
  if (!isDone) return false;
  Object.assign(session, { key: key.value.trim(), secret: secret.value, region: region.value.trim() });
  changed();
  return true;
}

function changed() {
  keep();
  describe();
  announce(`Now showing ${session.isSignedIn ? session.key : session.account} in ${session.region}.`);
  dispatchEvent(new CustomEvent("bespoke-session"));
}
