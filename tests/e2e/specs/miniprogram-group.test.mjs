// A group call of a mini program, a browser and a program: the grid, who comes and goes, and asking others in.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { idle, letsGo, Mini, press, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
let bob;
const agents = [];

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  alice = await mini.signIn("alice", "videoCall", { hertz: 440 });
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
  await signedIn(alice);
});

after(async () => {
  for (const agent of agents) agent.stop();
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

function answers(user, hertz) {
  const agent = server.agent("answer", "--as", user, "--audio", `tone:${hertz}`);
  agents.push(agent);
  return agent.event("signed_in");
}

/** The tiles as the screen shows them: whose, and how. */
const tiles = () =>
  alice.page.evaluate(() =>
    [...document.querySelectorAll(".mp-top .TUI-Pictures--tile")].map((tile) => ({
      name: tile.querySelector(".TUI-Pictures--tile__text").textContent,
      ringing: tile.classList.contains("TUI-Pictures--tile--ringing"),
      speaking: tile.querySelector(".TUI-Pictures--tile__ring--on") !== null,
      picture: tile.querySelector(".TUI-Pictures--tile__face") === null,
    })),
  );

function gridIs(what, holds) {
  return until(what, async () => {
    const now = await tiles();
    if (holds(now)) return true;
    throw new Error(JSON.stringify(now));
  });
}

const namesOf = (grid) => grid.map(({ name }) => name).join();

/** Each player's frames move on. */
function allMove(count) {
  let before;
  return until(
    `${count} pictures move`,
    async () => {
      const now = await alice.page.evaluate(() =>
        [...document.querySelectorAll("wx-live-player video")].map(
          (video) => video.getVideoPlaybackQuality().totalVideoFrames,
        ),
      );
      before ??= now.length === count ? now : undefined;
      if (before && now.every((frames, i) => frames - before[i] >= 5)) return true;
      throw new Error(now.join());
    },
    30_000,
  );
}

test("a group call fills its grid as the called come, and goes on when one leaves", async () => {
  await answers("carol", 520);
  await alice.page.evaluate(() => {
    window.__mp
      .page()
      .selectComponent("#TUICallKit-component")
      .groupCall({ userIDList: ["bob", "carol"], type: 2, groupID: "g1" });
  });
  await bob.hearsOf("onCallReceived");
  await shows(alice, "等待接听");
  await gridIs("bob rings in it", (grid) =>
    grid.some(({ name, ringing }) => name === "bob" && ringing),
  );
  await bob.do("accept");
  await gridIs("all are there, oneself last", (grid) => {
    const all = namesOf(grid) === "bob,carol,alice";
    return all && grid.every(({ ringing, picture }) => !ringing && picture);
  });
  await allMove(2);
  await gridIs("who speaks is ringed", (grid) =>
    grid.some(({ name, speaking }) => name === "bob" && speaking),
  );

  // A tap makes one big; another takes it back.
  const bigOf = () =>
    alice.page.evaluate(() => {
      const [first] = document.querySelectorAll(".mp-top .TUI-Pictures--tile");
      return first.getBoundingClientRect().width / innerWidth;
    });
  await alice.tap(".TUI-Pictures--tile");
  await until("bob is big", async () => (await bigOf()) > 0.95);
  await alice.tap(".TUI-Pictures--tile");
  await until("bob is one of three again", async () => (await bigOf()) < 0.55);

  // Another is asked in, by the dialog.
  await answers("dave", 330);
  await press(alice, "邀请");
  await alice.fill(".TUI-Picker--field", "dave");
  await alice.tap(".TUI-Picker--row");
  await alice.tapText("邀请（1）");
  await gridIs("dave is in it", (grid) => namesOf(grid) === "bob,carol,dave,alice");
  await shows(alice, "dave 已加入");

  await bob.do("hangup");
  await shows(alice, "bob 已离开");
  await gridIs("bob is gone", (grid) => namesOf(grid) === "carol,dave,alice");
  await press(alice, "挂断");
  await letsGo(alice);
  await idle(alice);
  assert.deepEqual(await alice.errors(), []);
});

test("called into a group it shows who else is, and a call that goes on can be joined", async () => {
  await answers("frank", 520);
  await bob.forget();
  await bob.do("calls", { userIDList: ["alice", "frank"], type: 1 });
  await shows(alice, "邀请你加入多人通话");
  const { call } = await bob.state();
  await press(alice, "拒绝");
  await idle(alice);
  await alice.page.evaluate(
    (callId) =>
      window.__mp
        .page()
        .selectComponent("#TUICallKit-component")
        .joinInGroupCall({ callId, type: 1 }),
    call.id,
  );
  await gridIs("all are there", (grid) => namesOf(grid) === "bob,frank,alice");
  await press(alice, "挂断");
  await bob.do("hangup");
  await letsGo(alice);
  assert.deepEqual(await alice.errors(), []);
});
