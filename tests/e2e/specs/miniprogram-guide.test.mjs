// The guide's code blocks of steps 5 to 7, as they stand there character by character
// (fixtures/guide), run in a mini program. What a reader has to add is what the guide says: three
// lines, and an `invitee` before the page calls.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Caller } from "../lib/caller.mjs";
import { hears, Mini, sees } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const FIXTURES = join(dirname(fileURLToPath(import.meta.url)), "../fixtures/guide");
const block = (name) => readFileSync(join(FIXTURES, `${name}.txt`), "utf8");

const IMPORT_SIGNER = "import { genTestUserSig } from '../../debug/GenerateTestUserSig'\n";
const IMPORT_EVENT = "import { EVENT } from '../../TUICallEngine/tuicall-engine-wx'\n";
const USER_ID = "const userID = wx.$globalData.userID\n";

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

let server;
let mini;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server, { change: addPages });
  bob = await Caller.signIn(server, "1111", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

/** Waits until the engine of this phone's page has signed in. */
async function signedIn(phone) {
  await phone.until("it has signed in", () =>
    phone.page.evaluate(() => window.__mp.wx.$TUICallEngine?.state?.session === "signedIn"),
  );
}

test("step 5: a page with the component signs in and calls by video", async () => {
  const alice = await mini.signIn("alice", "step5");
  await signedIn(alice);
  await alice.page.evaluate(() => {
    const page = window.__mp.page();
    page.setData({ invitee: { userID: "1111" } });
    page.call();
  });
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), sees(alice, 10), bob.sees(10)]);
  await alice.tapText("挂断");
  await bob.hearsOf("onCallEnd");
  await until("camera and microphone are free", async () => {
    const open = await alice.liveTracks();
    if (open.length === 0) return true;
    throw new Error(JSON.stringify(open));
  });
  assert.deepEqual(await alice.errors(), []);
});

test("step 6: a config that holds what genTestUserSig gives is enough", async () => {
  const alice = await mini.signIn("alice6", "step6");
  await alice.page.evaluate(() => {
    window.ready = window.__mp.page().selectComponent("#TUICallKit-component").init();
  });
  await alice.page.evaluate(() => window.ready);
  await signedIn(alice);
  assert.deepEqual(await alice.errors(), []);
});

/** The page of step 7 with its handlers' words in `window.told`, and whether `this` was the page. */
async function listening(user) {
  const phone = await mini.signIn(user, "step7");
  await signedIn(phone);
  await phone.page.evaluate(() => {
    window.told = [];
    const page = window.__mp.page();
    for (const name of ["handleUserAccept", "handleInviteeReject", "handleNoResponse"]) {
      const own = page[name];
      window.__mp.wx.$TUICallEngine.on(
        {
          handleUserAccept: "USER_ACCEPT",
          handleInviteeReject: "REJECT",
          handleNoResponse: "NO_RESP",
        }[name],
        function (event) {
          window.told.push({
            name,
            data: event.data,
            isPage: this === page,
            same: own === page[name],
          });
        },
        page,
      );
    }
  });
  return phone;
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

test("step 7: the page's handlers are told who accepted, declined, and did not answer", async () => {
  const phone = await listening("alice7");
  const log = (text) => phone.until(text, () => phone.logs.some((line) => line.includes(text)));
  const call = () => phone.page.evaluate(() => window.__mp.page().call());

  await bob.forget();
  await call();
  await bob.hearsOf("onCallReceived");
  await bob.do("accept");
  assert.equal((await told(phone, "handleUserAccept")).userID, "1111");
  await log("远端1111已接通电话");
  await bob.do("hangup");
  await phone.until(
    "idle again",
    async () => (await phone.data("#TUICallKit-component")).callStatus === "idle",
  );

  await bob.forget();
  await call();
  await bob.hearsOf("onCallReceived");
  await bob.do("reject");
  assert.equal((await told(phone, "handleInviteeReject")).invitee, "1111");
  await log("远端1111拒绝电话");
  await phone.until(
    "idle again",
    async () => (await phone.data("#TUICallKit-component")).callStatus === "idle",
  );

  await phone.page.evaluate(() =>
    window.__mp.wx.$TUICallEngine.call({ userID: "1111", type: 1, timeout: 1 }),
  );
  assert.equal((await told(phone, "handleNoResponse")).timeoutUserList[0], "1111");
  await log("远端1111无应答");
  assert.deepEqual(await phone.errors(), []);
});
