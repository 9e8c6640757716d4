// Reads user ids from what people type, paste or upload.

const LONGEST = 256;
const HEADINGS = new Set(["user_id", "userid", "user-id"]);

/** The rows of a CSV text; quoted cells may hold commas, quotes and line breaks. */
export function rows(text) {
  const found = [];
  let row = [], cell = "", quoted = false, wasQuoted = false;
  const endCell = () => { row.push(wasQuoted ? cell : cell.trim()); cell = ""; wasQuoted = false; };
  const endRow = () => { endCell(); if (row.some((value) => value !== "")) found.push(row); row = []; };
  for (let index = 0; index < text.length; index++) {
    const letter = text[index];
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (text[index + 1] === '"') { cell += '"'; index++; }
      else quoted = false;
    } else if (letter === '"' && cell.trim() === "") { quoted = wasQuoted = true; cell = ""; }
    else if (letter === ",") endCell();
    else if (letter === "\n" || letter === "\r") endRow();
    else cell += letter;
  }
  endRow();
  return found;
}

/** The ids of a CSV file: its USER_ID column, or its only column. */
export function fromCSV(text) {
  const all = rows(text.replace(/^\uFEFF/, ""));
  if (all.length === 0) return { ids: [], problem: "The file is empty." };
  const column = all[0].findIndex((name) => HEADINGS.has(name.toLowerCase()));
  if (column >= 0) return checked(all.slice(1).map((row) => row[column] ?? ""));
  if (all.every((row) => row.length === 1)) return checked(all.map((row) => row[0]));
  return { ids: [], problem: "The file has several columns and none is called USER_ID." };
}

/** The ids of a text: one a line, exactly as they stand there. */
export function fromLines(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "");
  if (lines.length > 1 && HEADINGS.has(lines[0].toLowerCase())) lines.shift();
  return checked(lines);
}

function checked(all) {
  const ids = [...new Set(all.filter((id) => id !== ""))];
  const long = ids.findIndex((id) => [...id].length > LONGEST);
  if (long >= 0) return { ids: [], problem: `ID number ${long + 1} is longer than ${LONGEST} characters.` };
  return { ids, repeated: all.filter((id) => id !== "").length - ids.length };
}
