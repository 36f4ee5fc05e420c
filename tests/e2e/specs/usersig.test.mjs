// The guide's snippets that sign tickets (docs/snippets/usersig), each run and checked by `callkit usersig verify`.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

import { CALLKIT, freePort } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const ROOT = resolve(import.meta.dirname, "../../..");
const SNIPPETS = join(ROOT, "docs/snippets/usersig");
const SDKAPPID = "1400000001";
const SECRETKEY = "0123456789abcdef".repeat(4);
const env = { ...process.env, SDKAPPID, SECRETKEY };

const run = (command, ...args) =>
  execFileSync(command, args, { cwd: SNIPPETS, env, encoding: "utf8" }).trim();

/** What `verify` says of a ticket of this user; throws where it refuses it. */
function verified(ticket, user = "alice") {
  const args = ["usersig", "verify", "--sdkappid", SDKAPPID, "--secret-key", SECRETKEY];
  return execFileSync(CALLKIT, [...args, "--userid", user, ticket], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

const signers = {
  Node: (user) =>
    run(
      "node",
      "--input-type=module",
      "-e",
      `import { genUserSig } from "${SNIPPETS}/usersig.mjs";
       process.stdout.write(genUserSig(${SDKAPPID}, "${SECRETKEY}", "${user}"));`,
    ),
  Python: (user) =>
    run(
      "python3",
      "-B",
      "-c",
      `from usersig import gen_user_sig; print(gen_user_sig(${SDKAPPID}, "${SECRETKEY}", "${user}"))`,
    ),
  PHP: (user) =>
    run(
      "php",
      "-r",
      `require "usersig.php"; echo genUserSig(${SDKAPPID}, "${SECRETKEY}", "${user}");`,
    ),
  Java: (user) => run("java", "UserSig.java", user),
  Go: (user) => run("go", "run", "usersig.go", user),
};

for (const [language, sign] of Object.entries(signers)) {
  test(`${language} signs tickets that are good for seven days, each for one user`, () => {
    for (const user of ["alice", "bob_01-Z"]) {
      const ticket = sign(user);
      assert.match(ticket, /^[A-Za-z0-9*_-]+$/);
      const [, left] = /good for (\d+) s/.exec(verified(ticket, user));
      assert.ok(Math.abs(Number(left) - 604_800) <= 60, left);
      assert.throws(() => verified(ticket, "mallory"), /another user|mallory/);
    }
  });
}

/** Starts a back end of the guide, asks it for a ticket with and without a session, and ends it. */
async function asked(command, ...args) {
  const port = await freePort();
  const child = spawn(command, args, { env: { ...env, PORT: String(port) }, stdio: "inherit" });
  const url = `http://127.0.0.1:${port}/usersig`;
  try {
    await until("it listens", async () => (await fetch(url)).status === 401);
    const headers = { authorization: "Bearer a-session-of-alice" };
    const response = await fetch(url, { headers });
    assert.equal(response.status, 200);
    const { sdkAppID, userID, userSig } = await response.json();
    assert.deepEqual([sdkAppID, userID], [Number(SDKAPPID), "alice"]);
    verified(userSig);
    const stranger = await fetch(url, { headers: { authorization: "Bearer nobody" } });
    assert.equal(stranger.status, 401);
  } finally {
    child.kill();
  }
}

test("the back end in Node gives a ticket to whoever has signed in, and to nobody else", () =>
  asked("node", join(SNIPPETS, "backend.mjs")));

test("the back end in Rust does the same", async () => {
  // The whole workspace, as `make build` does it: alone, the package would have other features of its
  // dependencies and all of them would be compiled again.
  const build = ["build", "--locked", "--quiet", "--workspace", "--example", "usersig-backend"];
  execFileSync("cargo", build, {
    cwd: ROOT,
    stdio: "inherit",
  });
  await asked(join(ROOT, "target/debug/examples/usersig-backend"));
});

test("a ticket that a mini program signs for itself is one, too", () => {
  const source = readFileSync(join(ROOT, "MiniProgram/debug/GenerateTestUserSig.js"), "utf8")
    .replace("const SDKAPPID = 0;", `const SDKAPPID = ${SDKAPPID};`)
    .replace('const SECRETKEY = "";', `const SECRETKEY = "${SECRETKEY}";`);
  const module = { exports: {} };
  new Function("module", source)(module);
  verified(module.exports.genTestUserSig("alice").userSig);
});
