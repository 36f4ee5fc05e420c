// Records what the clients of this release say, for tests/e2e/specs/clients.test.mjs. To be run once before a release:
//
//   node tests/e2e/record-client.mjs >tests/e2e/fixtures/clients/web-VERSION.jsonl
//
// A file is never changed once its version is released.

import { Caller } from "./lib/caller.mjs";
import { Server } from "./lib/server.mjs";
import { record } from "./lib/transcript.mjs";

const server = await Server.start();
const lines = [];
const open = (user, hertz) =>
  Caller.signIn(server, user, { hertz, opened: (page) => record(page, user, lines) });
const alice = await open("alice", 440);
const bob = await open("bob", 660);
try {
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
} finally {
  await Promise.all([alice.close(), bob.close()]);
  await server.stop();
}
for (const line of lines) console.log(JSON.stringify(line));
