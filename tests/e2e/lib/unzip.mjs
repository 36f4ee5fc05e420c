// Unpacks a ZIP file: what is stored or deflated in it, without encryption, in one piece.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inflateRawSync } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;

/** Writes the files of `zip` below `folder`, and gives their paths. */
export function unzip(zip, folder) {
  let at = zip.length - 22;
  while (zip.readUInt32LE(at) !== END_OF_DIRECTORY) at -= 1;
  const count = zip.readUInt16LE(at + 10);
  const paths = [];
  let entry = zip.readUInt32LE(at + 16);
  for (let i = 0; i < count; i += 1) {
    const deflated = zip.readUInt16LE(entry + 10) === 8;
    const size = zip.readUInt32LE(entry + 20);
    const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(entry + field));
    const header = zip.readUInt32LE(entry + 42);
    const path = zip.toString("utf8", entry + 46, entry + 46 + name);
    const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
    const content = zip.subarray(start, start + size);
    if (!path.endsWith("/")) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), deflated ? inflateRawSync(content) : content);
      paths.push(path);
    }
    entry += 46 + name + extra + comment;
  }
  return paths;
}
