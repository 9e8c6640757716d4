// How things are said to people.

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
export const people = (count) => plural(count, "person", "people");

export const STATES = {
  RECEIVED: ["Waiting for verification", "wait", "Somebody must confirm that this person really asked."],
  VERIFIED: ["Verified", "wait", "The person has been verified; the erasure is about to begin."],
  PENDING: ["Waiting to begin", "wait", "The erasure is in the queue."],
  IN_PROGRESS: ["Being erased", "busy", "The erasure is under way."],
  COMPLETED: ["Completed", "good", "Everything was erased and checked."],
  FAILED: ["Failed", "bad", "The erasure stopped. It can be tried again."],
  CANCELLED: ["Cancelled", "off", "It was taken back; nothing was erased."],
  DENIED: ["Denied", "off", "It was turned down; nothing was erased."],
};
export const KINDS = { ERASURE: "Erasure", ACCESS: "Access", PORTABILITY: "Portability" };
const ACTIONS = { retrained: "trained again without them", unchanged: "not affected", withdrawn: "withdrawn: too little data was left" };

export const isOpen = (state) => !["COMPLETED", "CANCELLED", "DENIED"].includes(state);
export const stepText = (step) => (step ? step[0].toUpperCase() + step.slice(1) : "Waiting");
export const modelText = (action) => ACTIONS[action] ?? action;
export const groupName = (arn) => arn.split("/").slice(1).join("/") || arn;

const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const date = (time) => new Date(typeof time === "number" ? time * 1000 : time);
export const dayText = (time) => (time ? day.format(date(time)) : "");
export const timeText = (time) => (time ? moment.format(date(time)) : "");

/** "in 12 days", "3 days late". The service's clock may be moved, so `now` is asked of it. */
export function dueText(request, now) {
  const days = Math.floor((request.dueTime - now) / 86400);
  if (!isOpen(request.state)) return dayText(request.dueTime);
  if (request.overdue || request.dueTime < now) {
    const late = Math.max(1, Math.ceil((now - request.dueTime) / 86400));
    return `${plural(late, "day")} late`;
  }
  return days === 0 ? "today" : `in ${plural(days, "day")}`;
}
