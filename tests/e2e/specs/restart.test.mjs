// The server is killed with `kill -9` in mid-call and started again on the same data.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Caller, connected } from "../lib/caller.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

test("a connected call has media again and a ringing one rings on", async () => {
  const server = await Server.start();
  const people = [];
  try {
    people.push(...(await connected(server)));
    const [alice, bob] = people;
    const carol = await Caller.signIn(server, "carol", { hertz: 520 });
    people.push(carol);
    const dave = await Caller.signIn(server, "dave", { hertz: 580 });
    people.push(dave);
    await carol.do("call", { userID: "dave", type: 1, timeout: 120 });
    await dave.hearsOf("onCallReceived");
    await bob.hears(440);
    const ids = [(await bob.state()).call.callId, (await dave.state()).call.callId];

    await server.kill("SIGKILL");
    await server.launch();
    const listening = Date.now();
    await bob.hears(440, 5_000);
    await alice.hears(660, 5_000);
    console.log(`media again ${Date.now() - listening} ms after the server listens`);

    await until("dave is back", async () => (await dave.state()).network === "connected");
    assert.equal((await dave.state()).call.callId, ids[1]);
    await dave.do("accept");
    await carol.hearsOf("onCallBegin");
    await dave.hears(520);
    assert.equal((await bob.state()).call.callId, ids[0]);

    await alice.do("hangup");
    await bob.hearsOf("onCallEnd");
    await dave.do("hangup");
    await carol.hearsOf("onCallEnd");
    for (const person of people) {
      const ends = (await person.saidNames()).filter((name) =>
        /onCallEnd|onCallNotConnected/.test(name),
      );
      assert.deepEqual(ends, ["onCallEnd"], person.user);
    }
  } finally {
    for (const person of people) await person.close();
    await server.stop();
  }
});
