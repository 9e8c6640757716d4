// A certificate as people read it, to be saved or printed.

import { h, facts, table, save, note } from "./elements.js";
import { api } from "./api.js";
import { groupName, modelText, people, plural, timeText } from "./words.js";

const short = (hash) => h("code", { title: hash }, `${hash.slice(0, 16)}…`);

/** `text` is the certificate as the service gave it: what is saved must be those bytes. */
export function certificateCard(certificate, text, heading = "Certificate of erasure") {
  const trouble = h("div", {});
  const name = `certificate-${certificate.requestId.replace(/[^A-Za-z0-9._-]/g, "_")}`;
  async function savePage() {
    try {
      save(`${name}.html`, "text/html", await api.certificatePage(certificate.requestId));
    } catch (error) {
      trouble.replaceChildren(note("bad", error.message));
    }
  }
  return h("article", { class: "card certificate" },
    h("header", {}, h("h2", {}, heading), h("p", {}, `What was held about ${people(certificate.subjects.length)} was erased, and every place was searched again afterwards.`)),
    h("div", { class: "buttons no-print" },
      h("button", { type: "button", class: "primary", click: () => save(`${name}.json`, "application/json", text) }, "Download"),
      h("button", { type: "button", click: savePage }, "Download as a page"),
      h("button", { type: "button", click: () => print() }, "Print")), trouble,
    facts([["Request", certificate.requestId], ["Ticket", certificate.ticket], ["Entered by", certificate.requestedBy],
      ["Asked for", timeText(certificate.receivedTime)], ["Begun", timeText(certificate.startedTime)], ["Completed", timeText(certificate.completedTime)]]),
    certificate.groups.map(group),
    certificate.notErased.length ? [h("h3", {}, "What was not erased, and why"), h("ul", {}, certificate.notErased.map((line) => h("li", {}, line)))] : null,
    h("details", { open: true }, h("summary", {}, "Proof"), facts([
      ["Software", certificate.softwareVersion], ["Signed with", certificate.signatureAlgorithm], ["Key", h("code", {}, certificate.keyId)],
      ["Signature", h("code", { class: "long" }, certificate.signature)], ["Earlier ledger entry", h("code", { class: "long" }, certificate.previousLedgerHash)],
      ["People, as keyed hashes", h("ul", { class: "hashes" }, certificate.subjects.map((subject) => h("li", {}, h("code", { class: "long" }, subject))))],
    ])));
}

function group(entry) {
  const name = groupName(entry.datasetGroupArn);
  return h("section", {}, h("h3", {}, `In dataset group ${name}`),
    table(`Places in ${name}`, ["Place", "Before", "After"], entry.places.map((place) => [
      [h("span", {}, place.description), place.locations?.length ? h("ul", { class: "files" }, place.locations.map((location) => h("li", {}, h("code", {}, location)))) : null],
      place.before.toLocaleString("en"), place.after.toLocaleString("en")]), { numeric: [1, 2] }),
    entry.models.length ? table(`Models in ${name}`, ["Model", "What became of it", "Checksum before", "After"], entry.models.map((model) =>
      [groupName(model.arn), modelText(model.action), short(model.oldChecksum), model.newChecksum ? short(model.newChecksum) : "–"])) : null,
    h("p", { class: "hint" }, `${plural(entry.filesSearched, "file")} with ${plural(entry.bytesSearched, "byte")} were searched afterwards for the IDs as ${entry.encodings.join(", ")}.`
      + (entry.idsTooShortToSearch ? ` ${plural(entry.idsTooShortToSearch, "ID was", "IDs were")} too short to be told from other bytes; for these the places alone were looked at.` : "")));
}
