// What clients of a release said and were told, kept so that every later server can be held to it.
//
// A line of the file is one message: {"who", "way": ">" said or "<" heard, "message"}.

import assert from "node:assert/strict";
import { once } from "node:events";

import { WebSocket, WebSocketServer } from "ws";

import { until } from "./wait.mjs";
import { Wire } from "./wire.mjs";

/** Left out when it is recorded: how often they come hangs on the clock. */
const BY_THE_CLOCK = new Set(["ping", "pong", "quality", "levels"]);

/** Listens to a page's connections; what is said and heard on them goes into `lines`. */
export function record(page, who, lines) {
  page.on("websocket", (socket) => {
    // The host of mini programs has others for media.
    if (!socket.url().endsWith("/ws")) return;
    const note = (way) => (frame) => keep(lines, who, way, frame.payload);
    socket.on("framesent", note(">"));
    socket.on("framereceived", note("<"));
  });
}

/** The same for a program: it is to sign in at the URL that this gives, which passes on to the server. */
export async function relay(server, who, lines) {
  const door = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  await once(door, "listening");
  door.on("connection", async (client, { url }) => {
    const upstream = new WebSocket(`${server.url.replace("http", "ws")}${url}`);
    const opened = once(upstream, "open");
    const pass = (from, to, way) => {
      from.on("message", async (data) => {
        keep(lines, who, way, String(data));
        await opened;
        to.send(String(data));
      });
      from.on("close", () => to.close());
    };
    pass(client, upstream, ">");
    pass(upstream, client, "<");
    await opened;
  });
  return { url: `http://127.0.0.1:${door.address().port}`, close: () => door.close() };
}

function keep(lines, who, way, payload) {
  const message = JSON.parse(payload);
  if (BY_THE_CLOCK.has(message.type)) return;
  // Nothing recorded is refused but an offer that crosses the end of its call, now and then.
  if (message.error) return;
  if (message.ticket) message.ticket = "";
  lines.push({ who, way, message });
}

/**
 * Says again what the clients said, and waits for everything they heard: each command is answered as it was, each
 * device comes through the same phases of the same calls, and no field is missing that was there.
 */
export async function replay(server, lines) {
  const devices = {};
  /** Identifiers of this run in the place of the recorded ones. */
  const known = new Map();
  const now = (message) => {
    const text = [...known].reduce(
      (all, [then, today]) => all.replaceAll(then, today),
      JSON.stringify(message),
    );
    return JSON.parse(text);
  };
  /** One device's part, in its own order: how those of two were mingled is the recorder's doing. */
  const play = async (who) => {
    const device = devices[who];
    for (const { way, message } of lines.filter((line) => line.who === who)) {
      if (message.type === "hello") continue;
      if (way === ">") {
        device.say(now(message));
        continue;
      }
      const heard =
        message.type === "welcome" ? device.welcome : await counterpart(device, message, known);
      assertHolds(heard, message, `${who}: ${message.type} ${message.key ?? ""}`);
      note(known, heard, message);
    }
  };
  try {
    for (const { who, message } of lines.filter(({ message }) => message.type === "hello")) {
      const { sdk, platform, device_id: device } = message;
      devices[who] = await Wire.signIn(server, who, { device, platform, sdk });
    }
    await Promise.all(Object.keys(devices).map(play));
  } finally {
    for (const device of Object.values(devices)) device.close();
  }
}

/** Waits for the message that means what a recorded one meant. */
function counterpart(device, recorded, known) {
  const means = (actual) =>
    actual.type === recorded.type &&
    actual.key === recorded.key &&
    isSameCall(actual.call, recorded.call, known) &&
    actual.call?.media === recorded.call?.media &&
    actual.call?.you.phase === recorded.call?.you.phase &&
    // An offer that follows is for a connection of this size.
    actual.call?.you.leg?.pool === recorded.call?.you.leg?.pool &&
    hasBegun(actual.call) === hasBegun(recorded.call) &&
    actual.call?.ended?.reason === recorded.call?.ended?.reason;
  return until(`${recorded.type} as recorded`, () => {
    if (device.closed) throw new Error(`closed with ${device.closed}`);
    const found = device.heard.find(means);
    if (!found) throw new Error(`${JSON.stringify(recorded)}\n${JSON.stringify(device.heard)}`);
    return found;
  });
}

/** Whether somebody accepted, or none is told of. */
function hasBegun(call) {
  return call?.connected_at !== undefined;
}

/** Whether a call of this run is the recorded one, or may become it. */
function isSameCall(actual, recorded, known) {
  if (!actual || !recorded) return actual === recorded;
  const today = known.get(recorded.call_id);
  if (today) return actual.call_id === today;
  return ![...known.values()].includes(actual.call_id);
}

/** Clients ignore what they do not know, so that a server may say more than it did, and nothing less. */
function assertHolds(actual, recorded, where) {
  for (const [key, value] of Object.entries(recorded)) {
    // What is there only while media flows, and lists of what happened: media is not played again.
    if (key === "facts" || key === "members") continue;
    const path = `${where}.${key}`;
    assert.ok(key in actual, `${path} is missing: ${JSON.stringify(actual)}`);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isObject) assertHolds(actual[key], value, path);
    else assert.equal(typeof actual[key], typeof value, path);
    if (["type", "key", "name", "phase", "role", "reason", "media", "protocol"].includes(key))
      assert.equal(actual[key], value, path);
  }
}

/** Remembers which identifier of this run stands for which of the recording. */
function note(known, heard, recorded) {
  const pairs = [
    [recorded.ok?.call_id, heard.ok?.call_id],
    [recorded.call?.call_id, heard.call?.call_id],
    [recorded.call?.you.leg?.leg, heard.call?.you.leg?.leg],
  ];
  for (const [then, today] of pairs) if (then && today) known.set(then, today);
}
