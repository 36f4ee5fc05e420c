// A full call: nine members, all of whom send sound and pictures. Three pages, a mini program and five programs.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { smallFilm } from "../lib/film.mjs";
import { GroupPage, gone } from "../lib/group.mjs";
import { Mini, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { contactSheet } from "../lib/sheet.mjs";
import { until } from "../lib/wait.mjs";

/** Everybody, in the order in which they are asked, and the tone in each one's microphone, Hz. */
const TONES = {
  erin: 1040,
  alice: 440,
  bob: 560,
  carol: 700,
  dave: 860,
  frank: 1240,
  grace: 1460,
  heidi: 1700,
  ivan: 1960,
};
const EVERYBODY = Object.keys(TONES);
const PAGES = ["alice", "bob", "carol"];
const PHONE = "dave";
/** Who answers the first ring, and who is asked in mid-call: by the caller's program, and on a page. */
const PROGRAMS = ["frank", "grace", "heidi", "ivan"];

/** Four browsers draw nine pictures each on this machine: small ones, and few a second, leave it room. */
const SLOW_CAMERA = ["--use-fake-device-for-media-stream=fps=5"];
const SMALL_SCREEN = { width: 240, height: 320 };
/** Not of a call, but of a machine with two cores. */
const PATIENCE = 120_000;
const WHOLE = { timeout: 480_000 };

const others = (user) => EVERYBODY.filter((other) => other !== user);
const tonesOf = (users) => users.map((user) => TONES[user]);

let server;
let film;
let mini;
let phone;
const pages = [];
const programs = new Map();

before(async () => {
  server = await Server.start();
  film = smallFilm(server.dataDir);
  mini = await Mini.set(server, { browserOptions: { args: SLOW_CAMERA } });
  for (const user of PAGES) {
    const page = await GroupPage.signIn(server, user, {
      hertz: TONES[user],
      viewport: SMALL_SCREEN,
      args: SLOW_CAMERA,
    });
    await page.page.evaluate(() => window.engine.setVideoQuality("360p"));
    pages.push(page);
  }
  phone = await mini.signIn(PHONE, "videoCall", {
    hertz: TONES[PHONE],
    // A telephone plays eight at once; a browser has six connections to one name.
    phone: { mediaServer: [server.url, server.url.replace("127.0.0.1", "localhost")] },
  });
  await signedIn(phone);
  for (const user of PROGRAMS) await starts(user, "answer").event("signed_in");
});

after(async () => {
  for (const program of programs.values()) program.stop();
  for (const page of pages) await page.close();
  await mini?.close();
  await server?.stop();
});

function starts(user, ...command) {
  const media = ["--audio", `tone:${TONES[user]}`, "--video", film];
  const program = server.agent(...command, "--as", user, ...media);
  programs.set(user, program);
  return program;
}

/** The names in the phone's grid. */
const namesOnPhone = () =>
  phone.page.evaluate(() =>
    [...document.querySelectorAll(".mp-top .TUI-Pictures--tile__text")].map((it) => it.textContent),
  );

test(
  "nine are in it, of whom two were asked in mid-call, and each sees and hears each",
  WHOLE,
  async () => {
    const [alice, bob, carol] = pages;
    const asked = [...PAGES, PHONE, "frank", "grace"];
    const later = ["--invite", "heidi", "--invite-after", "3s"];
    starts("erin", "call", ...asked, "--timeout", "120", ...later);
    for (const page of pages) await page.press("accept");
    await shows(phone, "邀请你加入多人通话", PATIENCE);
    await phone.tapText("接听");
    await alice.tiles([...others("alice").slice(0, -1), "alice"], PATIENCE);
    await bob.seesTile("erin", 3, PATIENCE);
    await bob.api("inviteUser", { userIDList: ["ivan"] });

    for (const page of pages) {
      await page.tiles([...others(page.user), page.user], PATIENCE);
      for (const user of EVERYBODY) await page.seesTile(user, 3, PATIENCE);
      await page.hearsAll(tonesOf(others(page.user)), PATIENCE);
    }
    await until("the phone has all tiles", async () => {
      assert.deepEqual(await namesOnPhone(), [...others(PHONE), PHONE]);
      return true;
    });
    await carol.api("inviteUser", { userIDList: ["judy"] }).catch(() => {});
    await until("a tenth is refused", async () =>
      (await carol.everShowed(["Up to 9 people"])).includes("Up to 9 people"),
    );
  },
);

/** How many frames each player of the phone has shown so far, in the order of the grid. */
const framesOnPhone = () =>
  phone.page.evaluate(() =>
    [...document.querySelectorAll(".mp-top wx-live-player video")].map(
      (video) => video.getVideoPlaybackQuality().totalVideoFrames,
    ),
  );

test("on the phone the pictures of all eight others move", WHOLE, async () => {
  // A player that connects anew counts from zero.
  let least;
  await until(
    "each of the eight moves on",
    async () => {
      const now = await framesOnPhone();
      assert.equal(now.length, others(PHONE).length);
      least = now.map((frames, i) => Math.min(frames, least?.[i] ?? frames));
      const moved = now.map((frames, i) => frames - least[i]);
      if (moved.every((frames) => frames >= 3)) return true;
      throw new Error(`by ${moved.join(", ")} frames`);
    },
    PATIENCE,
  );
});

test("the pictures of all nine, side by side", async () => {
  const shots = join(import.meta.dirname, "../shots");
  mkdirSync(shots, { recursive: true });
  for (const page of pages) {
    await until(`${page.user} has a picture of each`, async () => {
      const { png, spreads } = await contactSheet(page.page, EVERYBODY);
      writeFileSync(join(shots, `nine-${page.user}.png`), png);
      if (Object.values(spreads).every((spread) => spread > 10)) return true;
      throw new Error(JSON.stringify(spreads));
    });
  }
});

test("each program has had every other's voice and pictures", async () => {
  for (const program of programs.values()) program.child.kill("SIGTERM");
  for (const [user, program] of programs) {
    const { ended } = await program.ended();
    assert.deepEqual(Object.keys(ended.members).sort(), others(user).sort());
    for (const [other, { packets_received, frames_received }] of Object.entries(ended.members)) {
      const said = `${user} of ${other}: ${packets_received} packets, ${frames_received} frames`;
      assert.ok(packets_received > 50 && frames_received > 5, said);
    }
  }
  const [alice, bob, carol] = pages;
  await alice.tiles(["bob", "carol", "dave", "alice"], PATIENCE);
  await phone.tapText("挂断");
  for (const page of [alice, bob]) await page.press("hangUp");
  for (const page of [alice, bob, carol]) await gone(page);
});
