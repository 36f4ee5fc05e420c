// docs/protocol.md: the call that is written down there happens so on a real server. It is also what clients of this
// release say: a later server has to understand it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { Server } from "../lib/server.mjs";
import { Wire } from "../lib/wire.mjs";

const PAGE = readFileSync(
  join(dirname(fileURLToPath(import.meta.url)), "../../../docs/protocol.md"),
  "utf8",
);

/** The contents of every fenced block of this kind. */
function blocks(kind) {
  return [...PAGE.matchAll(new RegExp(`\`\`\`${kind}\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text]) => text,
  );
}

const lines = blocks("transcript").flatMap((block) =>
  block
    .trim()
    .split("\n")
    .map((line) => {
      const [, who, way, message] = /^(\w+)([<>]) (.*)$/.exec(line);
      return { who, way, message: JSON.parse(message) };
    }),
);

/** What differs from run to run: identifiers, times, and the texts that a test cannot know. */
const VARIES = /^(call_id|leg|room_id|now|at|.*_at|deadline|ring_deadline|duration_ms|server|sdp)$/;

/** Fails where the message has another shape or says something else than the page. */
function same(actual, written, where) {
  if (Array.isArray(written)) {
    assert.ok(Array.isArray(actual), where);
    // Facts that had not been acknowledged in time come again before the new ones.
    const tail = where.endsWith(".facts") ? actual.slice(-written.length) : actual;
    assert.equal(tail.length, written.length, where);
    written.forEach((item, at) => {
      same(tail[at], item, `${where}[${at}]`);
    });
    return;
  }
  if (typeof written === "object") {
    assert.deepEqual(Object.keys(actual).sort(), Object.keys(written).sort(), where);
    for (const [key, value] of Object.entries(written)) {
      const path = `${where}.${key}`;
      if (VARIES.test(key) && typeof value !== "object")
        assert.equal(typeof actual[key], typeof value, path);
      else same(actual[key], value, path);
    }
    return;
  }
  assert.equal(actual, written, where);
}

/** Whether this is the message that the page means: the same kind, about the same command or version. */
function matches(actual, written) {
  return (
    actual.type === written.type &&
    actual.key === written.key &&
    actual.call?.version === written.call?.version
  );
}

test("the call on the page happens so", async () => {
  const server = await Server.start();
  const devices = {};
  /** Identifiers of this run in the place of those on the page. */
  const known = {};
  const ofThisRun = (text) =>
    Object.entries(known).reduce((all, [written, actual]) => all.replaceAll(written, actual), text);
  try {
    for (const { who, way, message } of lines) {
      const where = `${who}${way} ${message.type} ${message.key ?? message.call?.version ?? ""}`;
      if (message.type === "hello") {
        devices[who] = await Wire.signIn(server, who, { device: message.device_id });
        continue;
      }
      const device = devices[who];
      if (way === ">") {
        const text = ofThisRun(JSON.stringify(message));
        const said = JSON.parse(text);
        if (said.sdp) said.sdp = blocks("sdp-offer")[0].replaceAll("\n", "\r\n");
        device.heard = device.heard.filter(({ key }) => said.key === undefined || key !== said.key);
        device.say(said);
        continue;
      }
      const heard =
        message.type === "welcome"
          ? device.welcome
          : await device.hears((actual) => matches(actual, message));
      same(heard, message, where);
      note(known, heard, message);
    }
    const [answer] = blocks("sdp-answer");
    const media = (sdp) =>
      sdp.match(/^(m=\S+|a=(sendrecv|sendonly|mid:\d|msid:.*|rtpmap:.*|fmtp:.*))\r?$/gm);
    const { ok } = devices.alice.heard.find(({ ok: reply }) => reply?.sdp);
    assert.deepEqual(
      media(ok.sdp.replaceAll("\r", "")),
      media(answer),
      "the sample answer is what a server says to the sample offer",
    );
  } finally {
    for (const device of Object.values(devices)) device.close();
    await server.stop();
  }
});

/** Remembers which identifier of this run stands for which on the page. */
function note(known, heard, written) {
  const pairs = [
    [written.ok?.call_id, heard.ok?.call_id],
    [written.call?.you?.leg?.leg, heard.call?.you?.leg?.leg],
  ];
  for (const [from, to] of pairs) if (from && to) known[from] = to;
}
