// Firefox, which speaks VP8 and no H.264 here, and Chromium call each other.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { FirefoxPerson, ownAddress } from "../lib/firefox.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
const people = [];

before(async () => {
  server = await Server.start({ args: ["--media-address", ownAddress()] });
  people.push(await Caller.signIn(server, "alice", { hertz: 440 }));
  people.push(await Caller.signIn(server, "bob", { hertz: 660, browser: FirefoxPerson }));
});

after(async () => {
  for (const person of people) await person.close();
  await server?.stop();
});

/**
 * Without a sound card Firefox runs no analyser, so that the tone cannot be told; its decoder says
 * how loud it is. It may not be its own: the server sends nobody his own voice.
 */
async function hearsSomething(person) {
  const before = (await person.stats()).audioEnergy;
  await until("sound arrives", async () => (await person.stats()).audioEnergy - before > 0.005);
}

for (const [caller, callee] of [
  [0, 1],
  [1, 0],
]) {
  test(`${["Chromium", "Firefox"][caller]} calls ${["Chromium", "Firefox"][callee]}`, async () => {
    const from = people[caller];
    const to = people[callee];
    await from.forget();
    await to.forget();
    await from.do("call", { userID: to.user, type: 2 });
    await to.hearsOf("onCallReceived");
    await to.do("accept");
    await from.hearsOf("onCallBegin");
    const [chromium, firefox] = people;
    await chromium.hears(660);
    await hearsSomething(firefox);
    await chromium.sees(10);
    await firefox.sees(10);
    assert.equal((await chromium.stats()).codec, "video/VP8");
    await from.do("hangup");
    await to.hearsOf("onCallEnd");
  });
}
