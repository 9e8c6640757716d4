// A ZIP archive of texts, stored without compression.

const TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

function checksum(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

function record(...fields) {
  const bytes = new Uint8Array(fields.reduce((sum, [size]) => sum + size, 0)), view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 4) view.setUint32(at, value, true);
    else view.setUint16(at, value, true);
    at += size;
  }
  return bytes;
}

/** `files` are `{name, content}`; gives the parts of a Blob. */
export function zip(files) {
  const encoder = new TextEncoder(), parts = [], directory = [];
  let offset = 0;
  const firstOfJanuary1980 = 33, utf8Names = 0x0800;
  for (const { name, content } of files) {
    const nameBytes = encoder.encode(name), bytes = encoder.encode(content);
    const common = [[2, 20], [2, utf8Names], [2, 0], [2, 0], [2, firstOfJanuary1980], [4, checksum(bytes)], [4, bytes.length], [4, bytes.length], [2, nameBytes.length], [2, 0]];
    const head = record([4, 0x04034b50], ...common);
    parts.push(head, nameBytes, bytes);
    directory.push(record([4, 0x02014b50], [2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), nameBytes);
    offset += head.length + nameBytes.length + bytes.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = record([4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, size], [4, offset], [2, 0]);
  return new Blob([...parts, ...directory, end]);
}
