// Records what the clients of this release say, for tests/e2e/specs/clients.test.mjs. To be run once before a release:
//
//   node tests/e2e/record-client.mjs web >tests/e2e/fixtures/clients/web-VERSION.jsonl
//   node tests/e2e/record-client.mjs miniprogram >tests/e2e/fixtures/clients/miniprogram-VERSION.jsonl
//   node tests/e2e/record-client.mjs program >tests/e2e/fixtures/clients/program-VERSION.jsonl
//
// A file is never changed once its version is released.

import { Caller } from "./lib/caller.mjs";
import { dial, engine, hears, idle, Mini, press, shows, turn } from "./lib/mini.mjs";
import { Agent, Server } from "./lib/server.mjs";
import { record, relay } from "./lib/transcript.mjs";

const lines = [];
const server = await Server.start();
const opens = (user) => ({ opened: (page) => record(page, user, lines) });

/** Two pages. */
async function web() {
  const alice = await Caller.signIn(server, "alice", { hertz: 440, ...opens("alice") });
  const bob = await Caller.signIn(server, "bob", { hertz: 660, ...opens("bob") });
  // A call that comes about, with everything switched, until somebody hangs up.
  await alice.do("call", { userID: "bob", type: 2 });
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await Promise.all([alice.hears(660), bob.hears(440)]);
  await alice.do("closeMicrophone");
  await alice.do("openMicrophone");
  await bob.do("closeCamera");
  await alice.do("switchCallMediaType", 1);
  await alice.do("hangup");
  await bob.hearsOf("onCallEnd");
  // One that is declined.
  await bob.do("call", { userID: "alice", type: 1 });
  await alice.hearsOf("onCallReceived");
  await alice.do("reject");
  await bob.hearsOf("onUserReject");
  await Promise.all([alice.close(), bob.close()]);
}

/** A phone and a page, in the same two calls. */
async function miniprogram() {
  const mini = await Mini.set(server);
  const alice = await mini.signIn("alice", "videoCall", { hertz: 440, ...opens("alice") });
  const bob = await Caller.signIn(server, "bob", { hertz: 660, ...opens("bob") });
  await dial(alice, "bob");
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), bob.hears(440)]);
  await turn(alice, "麦克风已开", "麦克风已关");
  await turn(alice, "麦克风已关", "麦克风已开");
  await bob.do("closeCamera");
  await press(alice, "切到语音");
  await bob.hearsOf("onCallMediaTypeChanged");
  await press(alice, "挂断");
  await bob.hearsOf("onCallEnd");
  await idle(alice);
  await bob.do("call", { userID: "alice", type: 1 });
  await shows(alice, "邀请你语音通话");
  await engine(alice, "reject");
  await bob.hearsOf("onUserReject");
  await bob.close();
  await mini.close();
}

/** Two programs on the engine in Rust, and what they do of themselves: the caller has no camera and asks a third in. */
async function program() {
  const doors = [];
  const starts = async (user, ...command) => {
    const door = await relay(server, user, lines);
    doors.push(door);
    const where = ["--server", door.url, "--data-dir", server.dataDir];
    return new Agent([...command, "--as", user, ...where, "--json"]);
  };
  const bob = await starts("bob", "answer");
  const carol = await starts("carol", "answer", "--for", "2s");
  await Promise.all([bob, carol].map((it) => it.event("signed_in")));
  const invites = ["--invite", "carol", "--invite-after", "1s", "--for", "5s"];
  const alice = await starts("alice", "call", "bob", "--video", "none", ...invites);
  await Promise.all([alice, bob, carol].map((it) => it.ended()));
  for (const door of doors) door.close();
}

const clients = { web, miniprogram, program };
const [kind] = process.argv.slice(2);
await clients[kind]().finally(() => server.stop());
for (const line of lines) console.log(JSON.stringify(line));
