// Lips and voice in a full call: one page sees and hears eight programs. With more browsers than one, the pictures of a
// machine with two cores are late by seconds, and so tell nothing of the server.

import { after, before, test } from "node:test";

import { smallFilm } from "../lib/film.mjs";
import { GroupPage, gone } from "../lib/group.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const EIGHT = ["bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan"];
/** How far apart lips and voice of one person may be, ms. */
const APART_MS = 80;
/** How long each voice is held back, as over a network whose delay varies, ms. Unless told to, no picture waits for it. */
const HELD_BACK_MS = 600;
/** They come together within half a minute, and may pass each other on the way: looked at this often in a row. */
const LOOKS = 5;
/** Between two looks each picture has moved on by so many frames, so that both were placed anew. */
const FRAMES = 5;
/** Not of a call, but of a machine with two cores. */
const PATIENCE = 180_000;

let server;
let alice;
const programs = [];

before(async () => {
  server = await Server.start();
  const film = smallFilm(server.dataDir);
  for (const [i, user] of EIGHT.entries()) {
    const media = ["--audio", `tone:${440 + i * 140}`, "--video", film];
    programs.push(server.agent("answer", "--as", user, ...media));
  }
  for (const program of programs) await program.event("signed_in");
  alice = await GroupPage.signIn(server, "alice", {
    hertz: 300,
    viewport: { width: 240, height: 320 },
    args: ["--use-fake-device-for-media-stream=fps=5"],
  });
});

after(async () => {
  for (const program of programs) program.stop();
  await alice?.close();
  await server?.stop();
});

/** Runs in the page: voices are played this much later than they could be. */
function holdVoicesBack(ms) {
  for (const connection of window.__connections)
    for (const receiver of connection.getReceivers())
      if (receiver.track.kind === "audio") receiver.jitterBufferTarget = ms;
}

test("pictures wait for voices that come late: lips and voice of all eight stay within 80 ms", {
  timeout: PATIENCE + 60_000,
}, async () => {
  await alice.api("groupCall", { userIDList: EIGHT, type: 2, groupID: "team" });
  await alice.tiles([...EIGHT, "alice"], 60_000);
  for (const user of EIGHT) await alice.seesTile(user, FRAMES, PATIENCE);
  await alice.page.evaluate(holdVoicesBack, HELD_BACK_MS);
  let held = 0;
  let before = await alice.seats();
  let seen = "";
  await until(
    `they are together at ${LOOKS} looks in a row`,
    async () => {
      const now = await alice.seats();
      if (EIGHT.every((user) => now[user].frames - before[user].frames >= FRAMES)) {
        before = now;
        const apart = EIGHT.map((user) => now[user].playsAudio - now[user].playsVideo);
        held = apart.every((ms) => Math.abs(ms) <= APART_MS) ? held + 1 : 0;
        seen = `${apart.map(Math.round).join(", ")} ms apart`;
      }
      if (held === LOOKS) return true;
      throw new Error(`${held} looks; ${seen}`);
    },
    PATIENCE,
  );
  await alice.press("hangUp");
  await gone(alice);
});
