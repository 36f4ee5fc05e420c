// What the engine for mini programs tells at the caller and at the callee, in what order and how often, situation by
// situation, over the real server. Two pages on the engine alone; what the tags show plays no part in it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { engine, Mini, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
let bob;
let carol;
/** Bob's other device, of another kind. */
let computer;

/** A phone on the engine's page, whose events are written down. */
async function open(user) {
  const phone = await mini.signIn(user, "engine", { phone: { media: "simulated" } });
  await ready(phone);
  return phone;
}

async function ready(phone) {
  await signedIn(phone);
  await phone.page.evaluate(() => {
    const { $TUICallEngine: engine } = window.__mp.wx;
    window.told = [];
    // Neither a call's course nor its end.
    const { USER_UPDATE, SDK_READY, MESSAGE_SENT_BY_ME, ...names } = engine.EVENT;
    for (const name of Object.values(names))
      engine.on(name, ({ eventCode, data }) => window.told.push([eventCode, data]));
  });
}

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  [alice, bob, carol] = [await open("alice"), await open("bob"), await open("carol")];
  computer = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await computer?.close();
  await mini?.close();
  await server?.stop();
});

const told = (phone) => phone.page.evaluate(() => JSON.parse(JSON.stringify(window.told)));
const names = async (phone) => (await told(phone)).map(([name]) => name);

function hears(phone, name) {
  return until(`${name} is told`, async () => {
    const all = await names(phone);
    if (all.includes(name)) return true;
    throw new Error(all.join());
  });
}

/** Waits for its end, and then as long as it takes to hear from the server: nothing comes after it. */
async function settled(phone) {
  await until("it is idle", async () => {
    const { session, call } = await phone.page.evaluate(() =>
      JSON.parse(JSON.stringify(window.__mp.wx.$TUICallEngine.state)),
    );
    return session !== "signedIn" || !call || call.phase === "ended";
  });
  await engine(phone, "getUserProfile", [{ userID: "alice" }]).catch(() => {});
}

/** What was told, each event with those fields. */
async function assertTold(phone, who, expected) {
  const all = await told(phone);
  assert.deepEqual(
    all.map(([name]) => name),
    expected.map(([name]) => name),
    `${who}: ${JSON.stringify(all)}`,
  );
  for (const [i, [name, fields = {}]] of expected.entries()) {
    const [, data] = all[i];
    for (const [field, value] of Object.entries(fields))
      assert.deepEqual(data[field], value, `${who}: ${name}.${field} of ${JSON.stringify(data)}`);
  }
}

const AUDIO = 1;
const VIDEO = 2;

async function rings(type = VIDEO, more = {}) {
  await engine(alice, "call", { userID: "bob", type, ...more });
  await hears(bob, "INVITED");
}

async function talks(type = VIDEO) {
  await rings(type);
  await engine(bob, "accept");
  await Promise.all([hears(alice, "USER_ENTER"), hears(bob, "USER_ENTER")]);
}

const invited = ["INVITED", { sponsor: "alice", inviteeList: ["bob"], isFromGroup: false }];
const entered = (userID) => ["USER_ENTER", { userID }];
const cancelled = (userID) => ["CALLING_CANCEL", { invitee: "bob", userID }];
const accepted = [["USER_ACCEPT", { userID: "bob" }], entered("bob")];
const ended = (userID, callRole, more = {}) => [
  "CALL_END",
  { userID, callRole, callMediaType: VIDEO, message: "", ...more },
];
const unanswered = (user) => [
  "NO_RESP",
  { groupID: "", sponsor: "alice", timeoutUserList: [user], userIDList: [user] },
];

const ROWS = [
  {
    how: "accepted, and hung up by the caller",
    async goes() {
      await talks();
      await engine(alice, "hangup");
    },
    alice: [...accepted, ended("alice", "inviter")],
    bob: [
      invited,
      entered("alice"),
      ["USER_LEAVE", { userID: "alice", playerList: [] }],
      ended("bob", "invitee"),
    ],
  },
  {
    how: "accepted, and hung up by the callee",
    async goes() {
      await talks();
      await engine(bob, "hangup");
    },
    alice: [
      ...accepted,
      ["USER_LEAVE", { userID: "bob", playerList: [] }],
      ended("alice", "inviter"),
    ],
    bob: [invited, entered("alice"), ended("bob", "invitee")],
  },
  {
    how: "declined",
    async goes() {
      await rings();
      await engine(bob, "reject");
    },
    alice: [["REJECT", { invitee: "bob", userID: "bob", reason: "reject" }], cancelled("alice")],
    bob: [invited, cancelled("bob")],
  },
  {
    how: "busy: the callee hears nothing of it",
    async goes() {
      await talks(AUDIO);
      await engine(carol, "call", { userID: "bob", type: AUDIO });
      await hears(carol, "CALLING_CANCEL");
      await engine(alice, "hangup");
    },
    alice: [...accepted, ended("alice", "inviter", { callMediaType: AUDIO })],
    bob: [
      invited,
      entered("alice"),
      ["USER_LEAVE"],
      ended("bob", "invitee", { callMediaType: AUDIO }),
    ],
    carol: [
      ["LINE_BUSY", { invitee: "bob", userID: "bob", reason: "line busy" }],
      cancelled("carol"),
    ],
  },
  {
    how: "no answer, online",
    async goes() {
      await rings(VIDEO, { timeout: 1 });
    },
    alice: [unanswered("bob"), cancelled("alice")],
    bob: [invited, cancelled("bob")],
  },
  {
    how: "no answer, offline",
    async goes() {
      await engine(alice, "call", { userID: "nobody", type: VIDEO, timeout: 1 });
    },
    alice: [unanswered("nobody"), ["CALLING_CANCEL", { invitee: "nobody", userID: "alice" }]],
    bob: [],
  },
  {
    how: "the caller cancels",
    async goes() {
      await rings();
      await engine(alice, "hangup");
    },
    alice: [cancelled("alice")],
    bob: [invited, cancelled("alice")],
  },
  {
    how: "another device of the callee takes it",
    async goes() {
      await rings();
      await computer.do("accept");
      await Promise.all([hears(bob, "CALLING_CANCEL"), hears(alice, "USER_ENTER")]);
      await engine(alice, "hangup");
    },
    alice: [...accepted, ended("alice", "inviter")],
    bob: [invited, cancelled("bob")],
  },
  {
    how: "another device of the callee declines it",
    async goes() {
      await rings();
      await computer.hearsOf("onCallReceived");
      await computer.do("reject");
    },
    alice: [["REJECT", { userID: "bob" }], cancelled("alice")],
    bob: [invited, cancelled("bob")],
  },
  ...["alice", "bob"].map((who) => ({
    how: `${who} switches it to voice`,
    async goes() {
      await talks();
      await engine({ alice, bob }[who], "switchCallMediaType", AUDIO);
      await Promise.all([hears(alice, "CALL_MODE"), hears(bob, "CALL_MODE")]);
      await engine(alice, "hangup");
    },
    alice: [
      ...accepted,
      ["CALL_MODE", { type: AUDIO }],
      ended("alice", "inviter", { callMediaType: AUDIO }),
    ],
    bob: [
      invited,
      entered("alice"),
      ["CALL_MODE", { type: AUDIO }],
      ["USER_LEAVE"],
      ended("bob", "invitee", { callMediaType: AUDIO }),
    ],
  })),
  {
    how: "the callee's device is destroyed while it rings",
    async goes() {
      await rings();
      await engine(bob, "destroyed");
    },
    alice: [["REJECT", { userID: "bob" }], cancelled("alice")],
    bob: [invited, cancelled("bob")],
    anew: ["bob"],
  },
  {
    how: "the caller signs in elsewhere while it rings",
    async goes() {
      await rings();
      await takeOver("alice");
    },
    alice: [cancelled("alice"), ["KICKED_OUT"]],
    bob: [invited, cancelled("alice")],
    anew: ["alice"],
  },
  {
    how: "the caller signs in elsewhere in mid-call",
    async goes() {
      await talks();
      await takeOver("alice");
    },
    alice: [...accepted, ended("alice", "inviter"), ["KICKED_OUT"]],
    bob: [invited, entered("alice"), ["USER_LEAVE", { userID: "alice" }], ended("bob", "invitee")],
    anew: ["alice"],
  },
  {
    how: "the callee signs in elsewhere in mid-call",
    async goes() {
      await talks();
      await takeOver("bob");
    },
    alice: [...accepted, ["USER_LEAVE", { userID: "bob" }], ended("alice", "inviter")],
    bob: [invited, entered("alice"), ended("bob", "invitee"), ["KICKED_OUT"]],
    anew: ["bob"],
  },
];

/** The user signs in on another phone, whose page is gone again afterwards. */
async function takeOver(user) {
  const other = await open(user);
  await hears({ alice, bob }[user], "KICKED_OUT");
  await other.close();
}

for (const row of ROWS) {
  test(row.how, async () => {
    const phones = { alice, bob, carol };
    for (const phone of Object.values(phones)) {
      await phone.page.evaluate(() => {
        window.told.length = 0;
      });
    }
    await computer.forget();
    await row.goes();
    for (const [who, phone] of Object.entries(phones)) {
      const last = row[who]?.at(-1)?.[0];
      if (last) await hears(phone, last);
      await settled(phone);
      await assertTold(phone, who, row[who] ?? []);
      assert.deepEqual(await phone.errors(), []);
    }
    await until("the other device is idle", async () => {
      const { call } = await computer.state();
      return !call || call.phase === "ended";
    });
    for (const who of row.anew ?? []) {
      await phones[who].open("/pages/engine/engine");
      await ready(phones[who]);
    }
  });
}

test("a call that had connected is told to end with its seconds, its room and its call", async () => {
  await alice.page.evaluate(() => {
    window.told.length = 0;
  });
  const { data } = await engine(alice, "call", { userID: "bob", type: AUDIO, roomID: 4711 });
  await hears(bob, "INVITED");
  await engine(bob, "accept");
  await hears(alice, "USER_ENTER");
  await until("a second is talked", async () => {
    const { chatTimeNum } = await alice.page.evaluate(() => window.__mp.wx.$TUICallEngine.pusher);
    return chatTimeNum >= 1;
  });
  await engine(alice, "hangup");
  await hears(alice, "CALL_END");
  const [, end] = (await told(alice)).at(-1);
  assert.equal(end.roomID, 4711);
  assert.equal(end.inviteID, data.inviteID);
  assert.equal(end.callEnd, end.totalTime);
  assert.ok(end.totalTime >= 1, `${end.totalTime} s`);
});
