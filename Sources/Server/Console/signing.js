// AWS Signature Version 4, so that the secret key never leaves this page.
// The hash is written out, as browsers offer theirs only under https and localhost.

const ROOTS = new Uint32Array(64), START = new Uint32Array(8);
for (let candidate = 2, found = 0; found < 64; candidate++) {
  let prime = true;
  for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) prime = false;
  if (!prime) continue;
  const fraction = (value) => ((value - Math.floor(value)) * 2 ** 32) >>> 0;
  if (found < 8) START[found] = fraction(Math.sqrt(candidate));
  ROOTS[found++] = fraction(Math.cbrt(candidate));
}

const rotated = (value, by) => (value >>> by) | (value << (32 - by));

export function sha256(bytes) {
  const length = bytes.length, padded = new Uint8Array(((length + 72) >> 6) << 6);
  padded.set(bytes);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, (length << 3) >>> 0);
  const state = START.slice(), words = new Uint32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = words[i - 15], y = words[i - 2];
      words[i] = words[i - 16] + words[i - 7] + (rotated(x, 7) ^ rotated(x, 18) ^ (x >>> 3))
        + (rotated(y, 17) ^ rotated(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = h + (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)) + ((e & f) ^ (~e & g)) + ROOTS[i] + words[i];
      const two = (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => digest.setUint32(i * 4, word));
  return new Uint8Array(digest.buffer);
}

const encoder = new TextEncoder();
const bytesOf = (text) => (typeof text === "string" ? encoder.encode(text) : text);
const joined = (a, b) => { const all = new Uint8Array(a.length + b.length); all.set(a); all.set(b, a.length); return all; };
export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

export function hmac(key, message) {
  let block = bytesOf(key);
  if (block.length > 64) block = sha256(block);
  const pad = (value) => { const out = new Uint8Array(64).fill(value); block.forEach((byte, i) => { out[i] ^= byte; }); return out; };
  return sha256(joined(pad(0x5c), sha256(joined(pad(0x36), bytesOf(message)))));
}

const encoded = (text) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
export const encodedQuery = (query) => Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`).sort().join("&");

/** The headers that sign a request; `when` is a Date. */
export function signedHeaders({ method, host, path, query = {}, body = "" }, { key, secret, region }, when = new Date()) {
  const stamp = `${when.toISOString().replace(/[-:]/g, "").slice(0, 15)}Z`, date = stamp.slice(0, 8);
  const canonical = [method, path, encodedQuery(query), `host:${host}`, `x-amz-date:${stamp}`, "", "host;x-amz-date", hex(sha256(bytesOf(body)))].join("\n");
  const scope = `${date}/${region}/personalize/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", stamp, scope, hex(sha256(bytesOf(canonical)))].join("\n");
  const signingKey = [region, "personalize", "aws4_request"].reduce(hmac, hmac(`AWS4${secret}`, date));
  return {
    "X-Amz-Date": stamp,
    Authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=host;x-amz-date, Signature=${hex(hmac(signingKey, text))}`,
  };
}
