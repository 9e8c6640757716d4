// Checking a certificate that somebody shows, and the ledger as a whole.

import { h, again, show, field, note, facts, complain } from "./elements.js";
import { api } from "./api.js";
import { certificateCard } from "./certificate.js";
import { plural } from "./words.js";

export async function checkView() {
  const upload = h("input", { type: "file", accept: ".json,application/json", change: check, click: again });
  const verdict = h("div", { "aria-live": "polite" }), audited = h("div", { "aria-live": "polite" });
  const auditButton = h("button", { type: "button", click: audit }, "Check the ledger");

  async function check() {
    if (!upload.files[0]) return;
    verdict.replaceChildren();
    const text = await upload.files[0].text();
    let certificate;
    try {
      certificate = JSON.parse(text);
      if (typeof certificate.requestId !== "string" || typeof certificate.signature !== "string") throw new Error();
    } catch {
      complain(upload, "This file is not a certificate. Choose the JSON file, not the printed page.");
      return;
    }
    complain(upload, "");
    try {
      const found = await api.verify(text);
      verdict.replaceChildren(
        found.valid
          ? note("good", h("p", {}, h("strong", {}, "This certificate is genuine.")), h("p", {}, "Its signature is this service's own, nothing in it was changed, and the ledger records it."))
          : note("bad", h("p", {}, h("strong", {}, "This certificate cannot be trusted.")), h("ul", {}, found.problems.map((problem) => h("li", {}, problem)))),
        ...(found.valid ? [certificateCard(certificate, text, "What it says")] : []));
    } catch (error) {
      verdict.replaceChildren(note("bad", h("p", {}, error.message)));
    }
  }
  async function audit() {
    auditButton.disabled = true;
    try {
      const found = await api.audit();
      audited.replaceChildren(
        found.valid
          ? note("good", h("p", {}, h("strong", {}, "The ledger is whole."), ` ${plural(found.entries, "entry", "entries")} looked at; nothing was changed or taken out.`))
          : note("bad", h("p", {}, h("strong", {}, "The ledger has been tampered with or damaged.")), h("ul", {}, found.problems.map((problem) => h("li", {}, problem)))),
        facts([["Hash of the newest entry", found.headHash ? h("code", { class: "long" }, found.headHash) : null]]));
    } catch (error) {
      audited.replaceChildren(note("bad", h("p", {}, error.message)));
    }
    auditButton.disabled = false;
  }

  show("Check a certificate",
    h("section", { class: "card" }, h("p", {}, "Choose the file that was handed out after an erasure. Only the service that made a certificate can check it."),
      field("Certificate file", upload, "Its name ends in .json."), verdict),
    h("section", { class: "card" }, h("h2", {}, "The whole record"),
      h("p", {}, "Every step of every request is written into a ledger in which each entry seals the one before."),
      h("div", { class: "buttons" }, auditButton), audited));
}
