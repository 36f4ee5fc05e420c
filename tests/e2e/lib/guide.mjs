// The guide's code blocks of steps 5 to 7, as they stand there character by character (fixtures/guide), run in a mini
// program. What a reader has to add is what the guide says: three lines, and an `invitee` before the page calls.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Caller } from "./caller.mjs";
import { engine, hears, idle, letsGo, Mini, press, sees, shows, signedIn } from "./mini.mjs";
import { until } from "./wait.mjs";

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/guide");
const block = (name) => readFileSync(join(FIXTURES, `${name}.txt`), "utf8");

const IMPORT_SIGNER = block("step5-line.js");
const USER_ID = block("step6-line.js");
const IMPORT_EVENT = block("step7-line.js");

/** Step 7 is a part of a page's object; the page around it is that of step 6. */
function eventsPage() {
  const config = block("step6.js").match(/data: \{[\s\S]*?\n {4}\}/)[0];
  return `${IMPORT_EVENT}${IMPORT_SIGNER}${USER_ID}Page({
    ${config},
    call() {
      ${block("step7-call.js").trim()}
    },
    ${block("step7-events.js").trim()}
})
`;
}

/** Puts the guide's pages into the mini program. */
function addPages(dir) {
  const add = (name, script) => {
    const folder = join(dir, "pages", name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.json`), block("step5.json").replace(/^\/\/.*\n/, ""));
    writeFileSync(join(folder, `${name}.wxml`), block("step5.wxml").replace(/^\/\/.*\n/, ""));
    writeFileSync(join(folder, `${name}.js`), script);
  };
  add("step5", IMPORT_SIGNER + block("step5.js"));
  add("step6", USER_ID + block("step6.js"));
  add("step7", eventsPage());
  const file = join(dir, "app.json");
  const app = JSON.parse(readFileSync(file, "utf8"));
  app.pages.push("pages/step5/step5", "pages/step6/step6", "pages/step7/step7");
  writeFileSync(file, JSON.stringify(app));
}

/** Notes in `window.told` what each of step 7's handlers is called with, and on which `this`. */
function watchHandlers() {
  const page = window.__mp.page();
  const { wx } = window.__mp;
  window.told = [];
  const handlers = {
    USER_ACCEPT: "handleUserAccept",
    REJECT: "handleInviteeReject",
    NO_RESP: "handleNoResponse",
  };
  for (const [event, name] of Object.entries(handlers)) {
    const note = function ({ data }) {
      window.told.push({ name, data, isPage: this === page });
    };
    wx.$TUICallEngine.on(event, note, page);
  }
}

function told(phone, name) {
  return until(`${name} is called`, async () => {
    const all = await phone.page.evaluate(() => JSON.parse(JSON.stringify(window.told)));
    const found = all.find((one) => one.name === name);
    if (!found) throw new Error(JSON.stringify(all));
    assert.ok(found.isPage, "this is the page");
    return found.data;
  });
}

/**
 * Registers the tests. `start` gives the server, and how its mini program (`mini`), each phone (`phone`) and the other
 * side's browser (`caller`) are set up.
 */
export function followGuide(start) {
  let setup;
  let mini;
  let bob;

  before(async () => {
    setup = await start();
    const { server } = setup;
    mini = await Mini.set(server, { change: addPages, ...setup.mini });
    bob = await Caller.signIn(server, "1111", { hertz: 660, ...setup.caller });
  });

  after(async () => {
    await bob?.close();
    await mini?.close();
    await setup?.server.stop();
  });

  const open = (user, page) => mini.signIn(user, page, setup.phone);

  test("step 5: a page with the component signs in and calls by video", async () => {
    const alice = await open("alice", "step5");
    await signedIn(alice);
    await alice.page.evaluate(() => {
      const page = window.__mp.page();
      page.setData({ invitee: { userID: "1111" } });
      page.call();
    });
    await bob.hearsOf("onCallReceived");
    await bob.do("accept");
    await Promise.all([hears(alice, 660), sees(alice, 10), bob.sees(10)]);
    await press(alice, "挂断");
    await bob.hearsOf("onCallEnd");
    await letsGo(alice);
    assert.deepEqual(await alice.errors(), []);
  });

  test("step 6: a config that holds what genTestUserSig gives is enough", async () => {
    const alice = await open("alice6", "step6");
    await alice.page.evaluate(() =>
      window.__mp.page().selectComponent("#TUICallKit-component").init(),
    );
    await signedIn(alice);
    // By voice, and given up before anybody answers.
    await bob.forget();
    await alice.page.evaluate(() => {
      const kit = window.__mp.page().selectComponent("#TUICallKit-component");
      kit.call({ userID: "1111", type: 1 });
    });
    await bob.hearsOf("onCallReceived");
    await shows(alice, "等待对方接听");
    const tracks = (await alice.liveTracks()).map(({ kind }) => kind);
    assert.ok(!tracks.includes("video"), "no camera for a voice call");
    await press(alice, "取消");
    await bob.hearsOf("onCallCancelled");
    await letsGo(alice);
    assert.deepEqual(await alice.errors(), []);
  });

  test("step 7: the page's handlers are told who accepted, declined, and did not answer", async () => {
    const phone = await open("alice7", "step7");
    await signedIn(phone);
    await phone.page.evaluate(watchHandlers);
    const log = (text) => phone.until(text, () => phone.logs.some((line) => line.includes(text)));
    const call = () => phone.page.evaluate(() => window.__mp.page().call());

    await bob.forget();
    await call();
    await bob.hearsOf("onCallReceived");
    await bob.do("accept");
    assert.equal((await told(phone, "handleUserAccept")).userID, "1111");
    await log("远端1111已接通电话");
    await bob.do("hangup");
    await idle(phone);

    await bob.forget();
    await call();
    await bob.hearsOf("onCallReceived");
    await bob.do("reject");
    assert.equal((await told(phone, "handleInviteeReject")).invitee, "1111");
    await log("远端1111拒绝电话");
    await idle(phone);

    await engine(phone, "call", { userID: "1111", type: 1, timeout: 1 });
    assert.equal((await told(phone, "handleNoResponse")).timeoutUserList[0], "1111");
    await log("远端1111无应答");
    await idle(phone);

    // Its onUnload runs, too.
    await phone.page.evaluate(() => window.__mp.wx.reLaunch({ url: "/pages/login/login" }));
    await until("the page is gone", async () => (await phone.stack()).at(-1)?.includes("login"));
    assert.deepEqual(await phone.errors(), []);
  });
}
