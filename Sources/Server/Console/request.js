// One request: how far it is, what can be decided about it, and its certificate.

import { h, show, field, facts, note, announce, ask, complain } from "./elements.js";
import { api } from "./api.js";
import { badge } from "./requests.js";
import { certificateCard } from "./certificate.js";
import { STATES, KINDS, isOpen, people, plural, dueText, dayText, timeText, groupName, stepText } from "./words.js";

const PAUSE_MILLISECONDS = 1000;
const WAITING = ["RECEIVED", "VERIFIED", "PENDING"];
const DECISIONS = {
  VERIFY: ["Confirm identity", "Who asked has been verified", "The erasure begins as soon as you confirm.", "Confirm identity"],
  HOLD: ["Put on legal hold", "Put on legal hold?", "Nothing happens until the hold is lifted. Until then the people are served as before.", "Put on hold"],
  RELEASE: ["Lift the legal hold", "Lift the legal hold?", "The erasure goes on from here.", "Lift the hold"],
  DENY: ["Deny", "Deny this request?", "It ends here and nothing is erased. The reason is kept in the record.", "Deny the request"],
  RETRY: ["Try again", "Try again?", "The erasure begins anew; what is gone already stays gone.", "Try again"],
};

export async function requestView({ argument: requestId, signal }) {
  let state = null, now = await api.clock();
  const body = h("div", {}), title = (request) => request.ticket || request.requestId;
  let request = await api.request(requestId, signal);
  if (signal.aborted) return;
  show(title(request), body);
  while (!signal.aborted) {
    if (request.state !== state) {
      if (state) announce(STATES[request.state]?.[0] ?? request.state);
      state = request.state;
      const certificate = request.certified ? await api.certificate(requestId) : null;
      if (signal.aborted) return;
      draw(certificate);
    } else {
      drawProgress();
    }
    if (!isOpen(state) || state === "FAILED") return;
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MILLISECONDS); });
    if (signal.aborted) return;
    try {
      request = await api.request(requestId, signal);
    } catch (error) {
      // The server may be starting again; what is under way there goes on.
      if (error.status !== 0) throw error;
    }
  }

  function draw(certificate) {
    const [text, kind, explanation] = STATES[request.state] ?? [request.state, "off", ""];
    body.replaceChildren(...[
      h("div", { class: `card state ${kind}` },
        h("p", { class: "state-line" }, badge(request.state), request.overdue && h("span", { class: "badge bad" }, "Overdue"), request.legalHold && h("span", { class: "badge wait" }, "Legal hold")),
        h("p", {}, request.kind === "ERASURE" || request.state !== "COMPLETED" ? explanation : "The package can be downloaded."),
        request.failureReason && note("bad", request.failureReason),
        h("div", { class: "progress-list" }), actions()),
      h("section", { class: "card" }, h("h2", {}, "About this request"), facts([
        ["Ticket", request.ticket], ["Number", h("code", {}, request.requestId)], ["What", KINDS[request.kind] ?? request.kind],
        ["Who", people(request.subjectCount)],
        ["Where", request.datasetGroupArns ? request.datasetGroupArns.map(groupName).join(", ") : "Everywhere"],
        ["Reason", request.reason], ["Asked for on", dayText(request.receivedTime)],
        ["Due", `${dayText(request.dueTime)}${isOpen(request.state) ? ` (${dueText(request, now)})` : ""}`],
        ["Completed", timeText(request.completedTime)], ["Entered by", request.requestedBy],
        ["Never again", request.suppress ? "Later data about them is dropped for good" : null],
        ["S3 files", request.includeS3 ? "Rewritten as well" : null],
      ])),
      certificate && certificateCard(JSON.parse(certificate), certificate),
    ].filter(Boolean));
    drawProgress();
  }

  function drawProgress() {
    const list = body.querySelector(".progress-list");
    if (!request.progress.length || ["CANCELLED", "DENIED"].includes(request.state)) return;
    if (list.children.length !== request.progress.length) {
      list.replaceChildren(...request.progress.map((entry) => h("div", { class: "progress" },
        h("p", {}, h("strong", {}, groupName(entry.datasetGroupArn)), " ", h("span", { class: "step" })),
        h("progress", { max: "1", "aria-label": `Erasure in ${groupName(entry.datasetGroupArn)}` }), h("p", { class: "problem", hidden: true }))));
    }
    request.progress.forEach((entry, index) => {
      const [, bar, problem] = list.children[index].children;
      const step = list.children[index].querySelector(".step");
      const text = entry.status === "COMPLETED" ? `${plural(entry.numDeleted ?? 0, "record")} erased` : entry.status === "FAILED" ? "Stopped" : stepText(entry.step);
      if (step.textContent !== text) step.textContent = text;
      bar.value = entry.status === "COMPLETED" ? 1 : entry.fraction;
      problem.textContent = entry.failureReason ?? "";
      problem.hidden = !entry.failureReason;
    });
  }

  function actions() {
    const offered = [];
    if (request.state === "RECEIVED" && !request.legalHold) offered.push(["VERIFY", "primary"]);
    if (request.state === "FAILED") offered.push(["RETRY", "primary"]);
    if (request.legalHold && isOpen(request.state)) offered.push(["RELEASE", "primary"]);
    if (!request.legalHold && WAITING.includes(request.state)) offered.push(["HOLD", ""]);
    if (WAITING.includes(request.state)) offered.push(["DENY", ""]);
    const buttons = offered.map(([decision, kind]) => h("button", { type: "button", class: kind, click: () => decide(decision) }, DECISIONS[decision][0]));
    if (WAITING.includes(request.state)) buttons.push(h("button", { type: "button", click: cancel }, "Take back"));
    return buttons.length ? h("div", { class: "buttons" }, buttons) : null;
  }

  async function decide(decision) {
    const [, question, text, confirmText] = DECISIONS[decision];
    const reason = h("input", { type: "text", maxlength: "1000", autocomplete: "off" });
    const mustSay = decision === "DENY";
    await act(question, [h("p", {}, text), field("Reason", reason, mustSay ? null : "Kept in the record.", { optional: !mustSay })], confirmText,
      () => api.decide(requestId, decision, reason.value.trim()), decision === "DENY",
      () => { const isMissing = mustSay && !reason.value.trim(); complain(reason, isMissing ? "Please say why." : ""); return !isMissing; });
  }
  function cancel() {
    act("Take this request back?", h("p", {}, "Nothing is erased, and the people are no longer blocked."), "Take it back", () => api.cancel(requestId), false);
  }

  async function act(question, content, confirmText, work, danger, isComplete = () => true) {
    const trouble = h("div", {});
    await ask(question, [content, trouble], confirmText, {
      danger,
      check: async () => {
        if (!isComplete()) return false;
        try {
          request = await work();
          return true;
        } catch (error) {
          trouble.replaceChildren(note("bad", error.message));
          return false;
        }
      },
    });
    dispatchEvent(new HashChangeEvent("hashchange"));
  }
}
