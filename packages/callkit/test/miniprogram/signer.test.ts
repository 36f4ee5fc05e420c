import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const file = join(root, "MiniProgram/debug/GenerateTestUserSig.js");

interface Signer {
  genTestUserSig(userID: string): { sdkAppID: number; SDKAppID: number; userSig: string };
  sign(sdkAppID: number, key: string, userID: string, expire: number, now: number): string;
}

const APP = 1_400_000_001;
const KEY = "0123456789abcdef".repeat(4);
const NOW = 1_700_000_000;
const signer = load(readFileSync(file, "utf8"));

// Vectors of the reference implementation, as in crates/usersig.
test.each([
  ["alice", 604_800, "bPWGshsc+vFLPeFEPa+tRfoL27JpAK0RfFmL+h3xO0A="],
  ["bob_01-Z", 86_400, "psPpAnrwk4L1uQoBy+GiMvhuT8ku7OeV0tbqjqOxINg="],
])("the ticket of %s says what the reference's says", (user, expire, signature) => {
  expect(read(signer.sign(APP, KEY, user, expire, NOW))).toBe(
    JSON.stringify({
      "TLS.ver": "2.0",
      "TLS.identifier": user,
      "TLS.sdkappid": APP,
      "TLS.time": NOW,
      "TLS.expire": expire,
      "TLS.sig": signature,
    }),
  );
});

test("keys of every length around the block sign as they should", () => {
  for (const length of [1, 32, 63, 64, 65, 128, 200]) {
    const key = "k".repeat(length);
    const lines = `TLS.identifier:u\nTLS.sdkappid:7\nTLS.time:2\nTLS.expire:1\n`;
    const expected = createHmac("sha256", key).update(lines).digest("base64");
    const ticket: unknown = JSON.parse(read(signer.sign(7, key, "u", 1, 2)));
    expect(ticket).toMatchObject({ "TLS.sig": expected });
  }
});

test("filled in, it gives ticket and number; before that, an empty ticket", () => {
  expect(signer.genTestUserSig("dave")).toEqual({ sdkAppID: 0, SDKAppID: 0, userSig: "" });
  const filled = load(
    readFileSync(file, "utf8")
      .replace("SDKAPPID = 0", `SDKAPPID = ${APP}`)
      .replace('SECRETKEY = ""', `SECRETKEY = "${KEY}"`),
  );
  const { sdkAppID, SDKAppID, userSig } = filled.genTestUserSig("dave");
  expect([sdkAppID, SDKAppID]).toEqual([APP, APP]);
  expect(JSON.parse(read(userSig))).toMatchObject({
    "TLS.identifier": "dave",
    "TLS.sdkappid": APP,
  });
});

test("it is at most 10 KB", () => {
  expect(readFileSync(file).length).toBeLessThanOrEqual(10_000);
});

function load(code: string): Signer {
  const module = { exports: {} as Signer };
  new Function("module", "exports", "require", code)(
    module,
    module.exports,
    createRequire(import.meta.url),
  );
  return module.exports;
}

function read(ticket: string): string {
  const signs: Record<string, string> = { "*": "+", "-": "/", _: "=" };
  const base64 = ticket.replace(/[*_-]/g, (sign) => signs[sign] ?? "");
  return inflateSync(Buffer.from(base64, "base64")).toString();
}
