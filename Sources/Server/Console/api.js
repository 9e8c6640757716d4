// Calls the service. Every request carries a header that pages of other origins may not send.

import { session } from "./session.js";
import { signedHeaders, encodedQuery } from "./signing.js";

export class Refusal extends Error {
  constructor(status, type, message) {
    super(message);
    this.status = status;
    this.type = type;
  }
  /** Whether it is about who asks. */
  get isAboutSignIn() {
    return ["MissingAuthenticationToken", "UnrecognizedClient", "IncompleteSignature", "InvalidSignature", "ExpiredToken"]
      .some((kind) => this.type.startsWith(kind)) || this.status === 401;
  }
}

async function send(method, path, { query = {}, body = "", headers = {}, signal } = {}) {
  const target = Object.keys(query).length ? `${path}?${encodedQuery(query)}` : path;
  let answer;
  try {
    answer = await fetch(target, {
      method, signal, credentials: "omit", cache: "no-store", redirect: "error",
      headers: { ...signedHeaders({ method, host: location.host, path, query, body }, session.credentials), ...headers, "X-Bespoke-Console": "1" },
      body: method === "GET" || method === "DELETE" ? undefined : body,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, "", "The service does not answer. Is it running?");
  }
  const text = await answer.text();
  if (answer.ok) return text;
  let told = {};
  try { told = JSON.parse(text); } catch { /* Not every proxy answers in JSON. */ }
  throw new Refusal(answer.status, String(told.__type ?? answer.headers.get("x-amzn-errortype") ?? ""),
    told.message ?? told.Message ?? `The service answered with status ${answer.status}.`);
}

const read = async (...call) => JSON.parse(await send(...call));
const json = { "Content-Type": "application/json" };
const get = (path, query, signal) => read("GET", path, { query, signal });
const post = (path, body) => read("POST", path, { body: JSON.stringify(body), headers: json });
const given = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== "" && value !== undefined && value !== null));

const PRIVACY = "/_bespoke/privacy";
export const api = {
  clock: async () => (await get("/_bespoke/clock")).epochSeconds,
  groups: async () => {
    const found = [];
    let nextToken;
    do {
      const page = await read("POST", "/", {
        body: JSON.stringify(given({ maxResults: 100, nextToken })),
        headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "AmazonPersonalize.ListDatasetGroups" },
      });
      found.push(...page.datasetGroups);
      nextToken = page.nextToken;
    } while (nextToken);
    return found;
  },
  discover: (userIds, datasetGroupArns) => post(`${PRIVACY}/discover`, given({ userIds, datasetGroupArns })),
  create: (request) => post(`${PRIVACY}/requests`, given(request)),
  requests: (state, nextToken) => get(`${PRIVACY}/requests`, given({ state, nextToken })),
  request: (requestId, signal) => get(`${PRIVACY}/request`, { requestId }, signal),
  cancel: (requestId) => read("DELETE", `${PRIVACY}/request`, { query: { requestId } }),
  decide: (requestId, decision, reason) => post(`${PRIVACY}/decision`, given({ requestId, decision, reason })),
  certificate: (requestId) => send("GET", `${PRIVACY}/certificate`, { query: { requestId } }),
  certificatePage: (requestId) => send("GET", `${PRIVACY}/certificate.html`, { query: { requestId } }),
  /** The certificate goes as it was saved: its signature is over these bytes' values. */
  verify: (text) => read("POST", `${PRIVACY}/verify`, { body: text, headers: json }),
  audit: () => get(`${PRIVACY}/audit`),
  exportUser: (userId, datasetGroupArns) => post(`${PRIVACY}/export`, given({ userId, datasetGroupArns })),
};
