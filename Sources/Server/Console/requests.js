// All requests: what is open, what is late.

import { h, show, note, field } from "./elements.js";
import { api } from "./api.js";
import { STATES, KINDS, isOpen, people, dueText, dayText } from "./words.js";

export const badge = (state) => {
  const [text, kind] = STATES[state] ?? [state, "off"];
  return h("span", { class: `badge ${kind}` }, text);
};

const FILTERS = {
  open: ["Open", (request) => isOpen(request.state)],
  overdue: ["Overdue", (request) => request.overdue],
  closed: ["Closed", (request) => !isOpen(request.state)],
  all: ["All", () => true],
};

export async function requestsView({ signal }) {
  let [page, now] = await Promise.all([api.requests(), api.clock()]);
  if (signal.aborted) return;
  const all = [...page.requests];
  let nextToken = page.nextToken, filter = all.some((request) => isOpen(request.state)) ? "open" : "all";

  const search = h("input", { type: "search", autocomplete: "off", input: draw });
  const choice = h("select", { change: () => { filter = choice.value; draw(); } });
  const tiles = h("div", { class: "tiles" }), list = h("div", {}), more = h("div", { class: "buttons" });

  const tile = (name, count, text, kind) => h("button", {
    type: "button", class: `tile ${kind}`, "aria-pressed": String(filter === name), click: () => { filter = name; draw(); },
  }, h("strong", {}, count.toLocaleString("en")), h("span", {}, text));

  function draw() {
    const of = (name) => all.filter(FILTERS[name][1]).length;
    const held = document.activeElement?.classList.contains("tile") ? [...tiles.children].indexOf(document.activeElement) : -1;
    tiles.replaceChildren(
      tile("open", of("open"), "open", "plain"),
      tile("overdue", of("overdue"), "overdue", of("overdue") ? "bad" : "plain"),
      tile("closed", of("closed"), "closed", "plain"));
    if (held >= 0) tiles.children[held].focus();
    choice.replaceChildren(...Object.entries(FILTERS).map(([name, [text]]) => h("option", { value: name }, text)));
    choice.value = filter;
    const wanted = search.value.trim().toLowerCase();
    const shown = all.filter(FILTERS[filter][1])
      .filter((request) => [request.requestId, request.ticket, request.requestedBy].some((text) => text?.toLowerCase().includes(wanted)));
    list.replaceChildren(shown.length ? h("ul", { class: "requests" }, shown.map((request) => row(request, now))) : empty());
    more.replaceChildren(...(nextToken ? [h("button", { type: "button", click: loadMore }, "Show older requests")] : []));
  }
  const empty = () => note("plain", h("p", {}, all.length === 0
    ? "Nobody has asked to be forgotten yet."
    : filter === "overdue" ? "Nothing is overdue." : "No request fits what you are looking for."));
  async function loadMore() {
    page = await api.requests(undefined, nextToken);
    all.push(...page.requests);
    nextToken = page.nextToken;
    draw();
  }

  show("Requests", h("div", { class: "head-action" }, h("a", { class: "button primary", href: "#/forget" }, "Forget someone")),
    tiles, h("div", { class: "row tools" }, field("Show", choice), field("Find by ticket or number", search)), list, more);
  draw();
}

function row(request, now) {
  const due = isOpen(request.state) ? `${request.overdue ? "" : "Due "}${dueText(request, now)}` : `Asked for on ${dayText(request.receivedTime)}`;
  return h("li", { class: request.overdue ? "late" : null },
    h("a", { href: `#/request/${encodeURIComponent(request.requestId)}` },
      h("span", { class: "request-name" }, request.ticket || request.requestId),
      h("span", { class: "request-who" }, `${KINDS[request.kind] ?? request.kind} · ${people(request.subjectCount)}`),
      h("span", { class: "request-due" }, request.legalHold ? "On legal hold · " : "", due),
      badge(request.state)));
}
