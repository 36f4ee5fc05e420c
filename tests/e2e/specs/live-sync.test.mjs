// A minute of a call over the bridge: sound and picture stay together, and nothing grows.

import assert from "node:assert/strict";
import { test } from "node:test";

import { recordedLags } from "../lib/lipsync.mjs";
import { Phone } from "../lib/phone.mjs";
import { Server } from "../lib/server.mjs";

/** Sound may be this far from its picture, in seconds; a frame of either is a part of that. */
const APART = 0.08;

test("for a minute sound and picture are together on every way", async () => {
  const server = await Server.start();
  const phones = [];
  try {
    const signIn = async (user) => {
      phones.push(await Phone.signIn(server, user));
      return phones.at(-1);
    };
    const [alice, bob] = [await signIn("alice"), await signIn("bob")];
    await alice.call("bob");
    await bob.accept();
    await alice.push({ claps: true, hertz: 440 });
    // One form of sound is passed on as it is, the other is made anew.
    await bob.push({ claps: true, hertz: 660, rate: 44_100, channels: 2 });
    const ways = await Promise.all([
      bob.playerOf("alice").then(({ flv_url }) => recordedLags(flv_url, 60)),
      alice.playerOf("bob").then(({ rtmp_url }) => recordedLags(rtmp_url, 60)),
    ]);
    for (const lags of ways) {
      assert.ok(lags.length >= 50, `${lags.length} claps`);
      for (const lag of lags) assert.ok(Math.abs(lag) <= APART, `${lags}`);
    }
  } finally {
    for (const phone of phones) phone.close();
    await server.stop();
  }
});
