// A picture that changes its size in mid-stream, on the same connection: the other side goes on, and sees it.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { filmed, Projector } from "../lib/film.mjs";
import { Ffmpeg, Phone } from "../lib/phone.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let alice;
const closing = [];

before(async () => {
  server = await Server.start();
  alice = kept(await Phone.signIn(server, "alice"));
});

after(async () => {
  for (const one of closing.reverse()) await (one.close?.() ?? one.stop?.());
  await server?.stop();
});

function kept(one) {
  closing.push(one);
  return one;
}

test("a phone is turned around: the browser and the other phone see the new size", async () => {
  const bob = kept(await Caller.signIn(server, "bob", { hertz: 660 }));
  const carol = kept(await Phone.signIn(server, "carol"));
  await alice.call(["bob", "carol"]);
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await carol.accept();
  const [upright, lying] = [filmed("flv", "360x640"), filmed("flv", "640x360")];
  const { push_url } = await alice.live();
  const publisher = kept(await Projector.start(server, push_url, upright));
  const player = await carol.play("alice", "rtmp_url");
  const shown = (width, height) =>
    until(`bob sees ${width}x${height}`, async () => {
      const size = await bob.pictureSize();
      if (size.width === width && size.height === height) return true;
      throw new Error(JSON.stringify(size));
    });
  await Promise.all([shown(360, 640), bob.hears(440), player.hears(440), player.sees(10)]);
  for (const [film, ...size] of [
    [lying, 640, 360],
    [upright, 360, 640],
  ]) {
    publisher.show(film);
    await shown(...size);
    await Promise.all([bob.sees(15), bob.hears(440), player.hears(440), player.sees(15)]);
    assert.ok(!publisher.closed, "the publisher is still connected");
  }
  await alice.hangUp();
});

test("a program's picture changes its size: the phone's players go on and get it", async () => {
  const dir = mkdtempSync(join(tmpdir(), "callkit-sizes-"));
  closing.push({ stop: () => rmSync(dir, { recursive: true, force: true }) });
  const film = join(dir, "film.h264");
  writeFileSync(film, Buffer.concat([filmed("h264", "360x640"), filmed("h264", "640x360")]));
  const program = kept(
    server.agent("answer", "--as", "dave", "--video", film, "--audio", "tone:660"),
  );
  await program.event("signed_in");
  await alice.call("dave");
  for (const how of ["flv_url", "rtmp_url"]) {
    const { [how]: url } = await alice.playerOf("dave");
    const looker = new Ffmpeg(["-i", url, "-an", "-vf", "showinfo", "-f", "null", "-"]);
    const seen = new Set();
    // The film begins anew after the second size: the change back is seen, too.
    await until("the size changes, and changes back", () => {
      const sizes = [...looker.stderr.matchAll(/ s:(\d+x\d+) /g)].map(([, size]) => size);
      sizes.slice(1).forEach((size, at) => {
        if (size !== sizes[at]) seen.add(`${sizes[at]} to ${size}`);
      });
      if (seen.has("360x640 to 640x360") && seen.has("640x360 to 360x640")) return true;
      throw new Error(looker.stderr.slice(-400));
    }).finally(() => looker.stop());
    const player = await alice.play("dave", how);
    await player.hears(660);
    // More than come before the next change.
    await player.sees(45);
    await player.hears(660);
    player.stop();
  }
  await alice.hangUp();
});
