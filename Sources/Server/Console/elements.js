// Makes the page's elements. Text is only ever set as text, never as markup.

/** `h("p", {class: "note"}, "text", child)`; functions listen, `null` and `false` are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(4).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let count = 0;
export const newId = (stem) => `${stem}-${++count}`;

/** A labelled input with a hint below and a place for what is wrong with it. */
export function field(label, input, hint = null, { optional = false } = {}) {
  input.id ||= newId("field");
  const hintElement = hint && h("p", { class: "hint", id: `${input.id}-hint` }, hint);
  const problem = h("p", { class: "problem", id: `${input.id}-problem`, hidden: true });
  input.setAttribute("aria-describedby", [hint && hintElement.id, problem.id].filter(Boolean).join(" "));
  return h("div", { class: "field" },
    h("label", { for: input.id }, label, optional && h("span", { class: "optional" }, " optional")),
    hintElement, input, problem);
}

/** Shows what is wrong with a field and moves there; an empty text clears it. */
export function complain(input, text) {
  const problem = document.getElementById(`${input.id}-problem`);
  problem.textContent = text;
  problem.hidden = !text;
  if (text) {
    input.setAttribute("aria-invalid", "true");
    input.focus();
  } else {
    input.removeAttribute("aria-invalid");
  }
}

/** Lets the same file be chosen again, which browsers would take for no change. */
export const again = (event) => { event.target.value = ""; };

export function checkbox(label, hint = null, attributes = {}) {
  const input = h("input", { type: "checkbox", id: newId("check"), ...attributes });
  if (hint) input.setAttribute("aria-describedby", `${input.id}-hint`);
  const line = h("div", { class: "check" }, input,
    h("div", {}, h("label", { for: input.id }, label), hint && h("p", { class: "hint", id: `${input.id}-hint` }, hint)));
  return { line, input };
}

export function table(caption, heads, rows, { numeric = [] } = {}) {
  const right = (index) => (numeric.includes(index) ? "number" : null);
  // A table wider than the screen scrolls by itself, with the keyboard as well.
  return h("div", { class: "table-frame", tabindex: "0", role: "region", "aria-label": caption },
    h("table", {}, h("caption", { class: "hidden-text" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head, index) => h("th", { scope: "col", class: right(index) }, head)))),
      h("tbody", {}, rows.map((cells) => h("tr", {}, cells.map((cell, index) =>
        h(index === 0 ? "th" : "td", { class: right(index), scope: index === 0 ? "row" : null }, cell)))))));
}

export const facts = (pairs) => h("dl", { class: "facts" },
  pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));

export const note = (kind, ...content) =>
  h("div", { class: `note ${kind}`, role: kind === "bad" ? "alert" : null }, content);

/** Says something to those who hear the page. */
export function announce(text) {
  const announcer = document.getElementById("announcer");
  announcer.textContent = "";
  requestAnimationFrame(() => { announcer.textContent = text; });
}

/** Puts a view on the page and moves to its heading. */
export function show(title, ...content) {
  const heading = h("h1", { tabindex: "-1" }, title);
  document.getElementById("main").replaceChildren(heading, ...content.flat(3).filter(Boolean));
  document.title = `${title} · Bespoke`;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
  return heading;
}

/** Asks in a dialog; the promise gives the form's values, or null when it is closed. */
export function ask(title, content, confirmText, { danger = false, check = () => true } = {}) {
  return new Promise((resolve) => {
    const heading = h("h2", { id: newId("dialog") }, title);
    const form = h("form", {
      method: "dialog", novalidate: true,
      submit: async (event) => {
        event.preventDefault();
        if (await check()) { answer = true; dialog.close(); }
      },
    }, heading, content, h("div", { class: "buttons" },
      h("button", { class: danger ? "danger" : "primary" }, confirmText),
      h("button", { type: "button", click: () => dialog.close() }, "Close")));
    let answer = false;
    const dialog = h("dialog", { "aria-labelledby": heading.id, close: () => { dialog.remove(); resolve(answer); } }, form);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Offers a file for saving. */
export function save(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
