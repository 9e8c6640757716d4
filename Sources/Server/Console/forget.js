// Asking for people to be forgotten: who, what would be erased, and the word that does it.

import { h, again, field, checkbox, complain, show, note, table, announce, newId } from "./elements.js";
import { api } from "./api.js";
import { fromCSV, fromLines } from "./people.js";
import { people, plural, groupName } from "./words.js";

export async function forgetView({ signal }) {
  const groups = await api.groups();
  if (signal.aborted) return;
  if (groups.length === 0) {
    show("Forget someone", note("plain", h("p", {},
      "This account has no dataset groups, so nothing is held about anybody. Another account can be chosen at the top right.")));
    return;
  }
  askWho(groups);
}

/** The names and lists of a form's first page; what was entered before stays. */
function askWho(groups, before = {}) {
  const ids = h("textarea", {
    rows: "5", spellcheck: "false", autocomplete: "off", autocapitalize: "none", value: (before.userIds ?? []).join("\n"), input: count,
  });
  const counted = h("p", { class: "counted", role: "status" });
  const upload = h("input", { type: "file", accept: ".csv,.txt,text/csv,text/plain", change: readFile, click: again });
  const ticket = h("input", { type: "text", maxlength: "1000", autocomplete: "off", value: before.ticket ?? "" });
  const reason = h("input", { type: "text", maxlength: "1000", autocomplete: "off", value: before.reason ?? "" });
  const received = h("input", { type: "date", value: before.received ?? "" });
  const chosen = new Set(before.datasetGroupArns ?? []);
  const isSome = chosen.size > 0;
  const all = h("input", { type: "radio", name: "where", id: newId("where"), checked: !isSome, change: where });
  const some = h("input", { type: "radio", name: "where", id: newId("where"), checked: isSome, change: where });
  const boxes = groups.map((group) => ({ arn: group.datasetGroupArn, ...checkbox(group.name, null, { checked: chosen.has(group.datasetGroupArn) }) }));
  const list = h("div", { class: "choices", hidden: !isSome }, boxes.map((box) => box.line));
  const someProblem = h("p", { class: "problem", hidden: true, role: "alert" });
  const suppress = checkbox("Never take in anything about them again", "Later events and imported rows under these IDs are dropped for good.", { checked: before.suppress });
  const s3 = checkbox("Also rewrite files in the S3 storage", "Those are your own files. Without this they are left alone, and listed on the certificate.", { checked: before.includeS3 });
  const verify = checkbox("Wait until somebody has verified who is asking", "Nothing happens until then.", { checked: before.requiresVerification });
  const hold = checkbox("Begin with a legal hold", "Nothing happens until the hold is lifted.", { checked: before.legalHold });
  const asNew = checkbox("Keep events that arrive while the erasure runs, as of a new person", "Otherwise they are dropped.", { checked: before.newEvents === "ACCEPT_AS_NEW" });

  function count() {
    complain(ids, "");
    const { ids: found, repeated, problem } = fromLines(ids.value);
    counted.textContent = problem ?? (found.length === 0 ? "" : people(found.length) + (repeated ? `, ${plural(repeated, "repeated line")} left out` : ""));
  }
  async function readFile() {
    if (!upload.files[0]) return;
    const found = fromCSV(await upload.files[0].text());
    complain(upload, found.problem ?? "");
    if (found.problem) return;
    ids.value = found.ids.join("\n");
    count();
    announce(`${people(found.ids.length)} read from the file.`);
  }
  function where() { list.hidden = !some.checked; someProblem.hidden = true; }

  async function submit(event) {
    event.preventDefault();
    const { ids: userIds, problem } = fromLines(ids.value);
    complain(ids, problem ?? (userIds.length === 0 ? "Enter at least one user ID." : ""));
    if (problem || userIds.length === 0) return;
    const datasetGroupArns = some.checked ? boxes.filter((box) => box.input.checked).map((box) => box.arn) : undefined;
    if (datasetGroupArns?.length === 0) {
      someProblem.textContent = "Choose at least one dataset group.";
      someProblem.hidden = false;
      boxes[0].input.focus();
      return;
    }
    const request = {
      userIds, datasetGroupArns, ticket: ticket.value.trim(), reason: reason.value.trim(), received: received.value,
      suppress: suppress.input.checked, includeS3: s3.input.checked, requiresVerification: verify.input.checked,
      legalHold: hold.input.checked, newEvents: asNew.input.checked ? "ACCEPT_AS_NEW" : "DROP",
    };
    button.disabled = true;
    announce("Looking where they occur.");
    try {
      const found = await api.discover(userIds, datasetGroupArns);
      confirm(groups, request, found);
    } catch (error) {
      button.disabled = false;
      trouble.replaceChildren(note("bad", error.message));
    }
  }
  const button = h("button", { class: "primary" }, "See what would be erased");
  const trouble = h("div", {});

  show("Forget someone", steps(1),
    h("form", { class: "card", novalidate: true, submit },
      field("User IDs", ids, "One on each line, exactly as your application sends them."), counted,
      field("Or read them from a CSV file", upload, "With a column called USER_ID, or a single column. The file stays on this computer.", { optional: true }),
      h("fieldset", {}, h("legend", {}, "Where"),
        h("div", { class: "check" }, all, h("label", { for: all.id }, `Everywhere (${plural(groups.length, "dataset group")})`)),
        h("div", { class: "check" }, some, h("label", { for: some.id }, "Only in some dataset groups")), list, someProblem),
      h("div", { class: "row" },
        field("Ticket number", ticket, "Under which you keep the matter.", { optional: true }),
        field("Asked for on", received, "Empty means today. The deadline is 30 days later.", { optional: true })),
      field("Reason", reason, "Kept in the record. Please write no names or IDs here.", { optional: true }),
      h("details", { open: !!(before.suppress || before.includeS3 || before.requiresVerification || before.legalHold) },
        h("summary", {}, "More choices"), h("fieldset", {}, h("legend", { class: "hidden-text" }, "More choices"),
          suppress.line, s3.line, verify.line, hold.line, asNew.line)),
      trouble, h("div", { class: "buttons" }, button)));
  count();
}

const steps = (current) => h("ol", { class: "steps" }, ["Who", "What would be erased", "Done"].map((name, index) =>
  h("li", { "aria-current": index + 1 === current ? "step" : null, class: index + 1 < current ? "past" : null }, name)));

function confirm(groups, request, discovery) {
  const who = people(request.userIds.length), phrase = `forget ${who.replaceAll(",", "")}`;
  const typed = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
  const found = discovery.groups.map((group) => ({ ...group, places: group.places.filter((place) => place.count > 0) }));
  const total = found.reduce((sum, group) => sum + group.places.reduce((inner, place) => inner + place.count, 0), 0);
  const trouble = h("div", {});
  // The same name for every press of the button: it cannot become two requests.
  const requestId = `console-${crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join("-")}`;

  async function submit(event) {
    event.preventDefault();
    const isRight = typed.value.trim().toLowerCase().replace(/\s+/g, " ") === phrase;
    complain(typed, isRight ? "" : `Type exactly: ${phrase}`);
    if (!isRight) return;
    button.disabled = true;
    const { received, ...rest } = request;
    try {
      const made = await api.create({ ...rest, requestId, receivedTime: received ? Date.parse(`${received}T00:00:00`) / 1000 : undefined });
      location.hash = `#/request/${encodeURIComponent(made.requestId)}`;
    } catch (error) {
      button.disabled = false;
      trouble.replaceChildren(note("bad", error.message));
    }
  }
  const button = h("button", { class: "danger" }, `Forget ${who}`);

  show("What would be erased", steps(2),
    total === 0
      ? note("plain", h("p", {}, h("strong", {}, "Nothing was found under these IDs."), " Check the spelling. You can still go on: the request is recorded, and the certificate will say so."))
      : note("plain", h("p", {}, h("strong", {}, `${plural(total, "entry", "entries")} of ${who}`), ` in ${plural(found.filter((group) => group.places.length).length, "dataset group")}.`)),
    found.filter((group) => group.places.length).map((group) => placesCard(group, request.includeS3)),
    h("form", { class: "card", novalidate: true, submit },
      h("h2", {}, "There is no way back"),
      h("p", {}, "Erased data cannot be restored. Models that learned from these people are trained again without them; recommendations for everybody else go on."),
      field(h("span", {}, "To confirm, type ", h("code", {}, phrase)), typed),
      trouble,
      h("div", { class: "buttons" }, button, h("button", { type: "button", click: () => askWho(groups, request) }, "Back"))));
}

/** What a dataset group holds, place by place. */
export function placesCard(group, includesS3 = false) {
  return h("section", { class: "card" }, h("h2", {}, groupName(group.datasetGroupArn)),
    table(`What is held in ${groupName(group.datasetGroupArn)}`, ["What", "How much"],
      group.places.map((place) => [
        [h("span", {}, place.description),
          place.locations?.length ? h("details", { class: "files" }, h("summary", {}, `${plural(place.locations.length, "file")} of yours, ${includesS3 ? "to be rewritten" : "left alone"}`),
            h("ul", {}, place.locations.map((location) => h("li", {}, h("code", {}, location))))) : null],
        place.count.toLocaleString("en")]), { numeric: [1] }));
}
