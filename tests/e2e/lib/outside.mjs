// A program that comes from outside: it knows a server's address and nothing else, and makes a call
// between two browsers and one between a mini program's phone and a browser.
//
// node outside.mjs URL [CHROMIUM FLAGS...]; trusts what NODE_EXTRA_CA_CERTS names.

import assert from "node:assert/strict";

import { Caller } from "./caller.mjs";
import { Phone } from "./phone.mjs";

/** Two browsers talk; gives how media went. */
export async function browsersCall(server, args) {
  const alice = await Caller.signIn(server, "alice", { hertz: 440, args });
  const bob = await Caller.signIn(server, "bob", { hertz: 660, args });
  try {
    await alice.do("call", { userID: "bob", type: 2 });
    await bob.hearsOf("onCallReceived");
    await bob.do("accept");
    await Promise.all([alice.hears(660), bob.hears(440), alice.sees(10), bob.sees(10)]);
    const { protocol } = await alice.stats();
    await alice.do("hangup");
    await bob.hearsOf("onCallEnd");
    return protocol;
  } finally {
    await Promise.all([alice.close(), bob.close()]);
  }
}

/** A phone pushes and plays by RTMP and HTTP-FLV; a browser is at the other end. */
export async function phoneCalls(server, args) {
  const carol = await Phone.signIn(server, "carol");
  const dave = await Caller.signIn(server, "dave", { hertz: 520, args });
  try {
    await carol.call("dave");
    await dave.hearsOf("onCallReceived");
    await dave.do("accept");
    await carol.push({ hertz: 330 });
    await dave.hears(330);
    await dave.sees(10);
    for (const how of ["flv_url", "rtmp_url"]) {
      const player = await carol.play("dave", how);
      await player.hears(520);
      await player.sees(5);
      player.stop();
    }
    const { players } = await carol.live();
    await carol.hangUp();
    return players[0];
  } finally {
    carol.close();
    await dave.close();
  }
}

if (process.argv[1] === import.meta.filename) {
  const [url, ...args] = process.argv.slice(2);
  const server = { url };
  assert.equal(await browsersCall(server, args), "udp", "media goes by UDP where that is open");
  const { flv_url, rtmp_url } = await phoneCalls(server, args);
  assert.ok(flv_url.startsWith(`${url}/live/`), flv_url);
  assert.equal(new URL(rtmp_url).hostname, new URL(url).hostname);
  console.log("both calls went through");
}
