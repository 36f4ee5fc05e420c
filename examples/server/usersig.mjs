// A UserSig (TLSSigAPIv2): what lets a user sign in. Made where the key is, never in a page.

import { createHmac } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A ticket of `userId`, good for `expire` seconds from `now` (seconds since the epoch) on. */
export function userSig({ sdkAppId, secretKey, userId, expire, now }) {
  const lines = [
    `TLS.identifier:${userId}`,
    `TLS.sdkappid:${sdkAppId}`,
    `TLS.time:${now}`,
    `TLS.expire:${expire}`,
  ];
  const text = lines.map((line) => `${line}\n`).join("");
  const ticket = {
    "TLS.ver": "2.0",
    "TLS.identifier": userId,
    "TLS.sdkappid": sdkAppId,
    "TLS.time": now,
    "TLS.expire": expire,
    "TLS.sig": createHmac("sha256", secretKey).update(text).digest("base64"),
  };
  const packed = deflateSync(JSON.stringify(ticket)).toString("base64");
  return packed.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}
