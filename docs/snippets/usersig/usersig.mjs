import { createHmac } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A ticket with which `userID` may sign in for `expire` seconds. */
export function genUserSig(sdkAppID, secretKey, userID, expire = 604800) {
  const time = Math.floor(Date.now() / 1000);
  const lines = `TLS.identifier:${userID}\nTLS.sdkappid:${sdkAppID}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  const content = {
    "TLS.ver": "2.0",
    "TLS.identifier": userID,
    "TLS.sdkappid": sdkAppID,
    "TLS.time": time,
    "TLS.expire": expire,
    "TLS.sig": createHmac("sha256", secretKey).update(lines).digest("base64"),
  };
  const base64 = deflateSync(JSON.stringify(content)).toString("base64");
  return base64.replaceAll("+", "*").replaceAll("/", "-").replaceAll("=", "_");
}
