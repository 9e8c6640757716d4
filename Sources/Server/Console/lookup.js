// What is held about a person: how much, and the whole of it as files.

import { h, show, field, note, complain, save, announce } from "./elements.js";
import { api } from "./api.js";
import { placesCard } from "./forget.js";
import { plural } from "./words.js";
import { zip } from "./zip.js";

export async function lookupView() {
  const id = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
  const result = h("div", {});
  const button = h("button", { class: "primary" }, "Look where it occurs");

  async function look(event) {
    event.preventDefault();
    const userId = id.value.trim();
    complain(id, userId ? "" : "Enter a user ID.");
    if (!userId) return;
    button.disabled = true;
    try {
      const { groups } = await api.discover([userId]);
      const found = groups.map((group) => ({ ...group, places: group.places.filter((place) => place.count > 0) })).filter((group) => group.places.length);
      announce(found.length ? `Found in ${plural(found.length, "dataset group")}.` : "Nothing is held about this person.");
      result.replaceChildren(...(found.length
        ? [...found.map((group) => placesCard(group)), handOut(userId)]
        : [note("plain", h("p", {}, h("strong", {}, "Nothing is held about this person."), " Check the spelling, and the account at the top right."))]));
    } catch (error) {
      result.replaceChildren(note("bad", h("p", {}, error.message)));
    }
    button.disabled = false;
  }

  show("Look someone up",
    h("form", { class: "card", novalidate: true, submit: look },
      field("User ID", id, "Exactly as your application sends it."), h("div", { class: "buttons" }, button)), result);
}

function handOut(userId) {
  const trouble = h("div", {});
  async function download() {
    try {
      const { files } = await api.exportUser(userId);
      save("personal-data.zip", "application/zip", zip(files));
      announce(`${plural(files.length, "file")} downloaded.`);
    } catch (error) {
      trouble.replaceChildren(note("bad", h("p", {}, error.message)));
    }
  }
  return h("section", { class: "card" }, h("h2", {}, "Hand it out"),
    h("p", {}, "People may ask for everything that is held about them. It comes as a folder of tables and JSON files."),
    h("div", { class: "buttons" }, h("button", { type: "button", click: download }, "Download everything"),
      h("a", { class: "button", href: "#/forget" }, "Forget someone")), trouble);
}
