/** FLV with one H.264 track (Adobe Flash Video File Format Specification 10.1, annex E). */

const VIDEO_TAG = 9;
const AVC = 7;

/** Signature, version, "there is video", length; then the length of the tag before the first. */
export const FLV_HEADER = Buffer.from([0x46, 0x4c, 0x56, 1, 1, 0, 0, 0, 9, 0, 0, 0, 0]);

export function videoTag(
  what: "description" | "key" | "delta",
  ms: number,
  content: Buffer,
): Buffer {
  const frameType = what === "delta" ? 2 : 1;
  const packetType = what === "description" ? 0 : 1;
  const body = Buffer.concat([Buffer.from([(frameType << 4) | AVC, packetType, 0, 0, 0]), content]);
  const header = Buffer.alloc(11);
  header.writeUInt8(VIDEO_TAG, 0);
  header.writeUIntBE(body.length, 1, 3);
  header.writeUIntBE(ms & 0xffffff, 4, 3);
  header.writeUInt8((ms >>> 24) & 0xff, 7);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length + body.length);
  return Buffer.concat([header, body, length]);
}
