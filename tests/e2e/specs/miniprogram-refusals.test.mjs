// What stands in the way of a sign-in or a call, and how the screen and the error say it: the address, the domain list,
// permissions, the privacy guideline, the account, the developer tools.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { dial, MINI_PROGRAM, Mini, press, shows, signedIn } from "../lib/mini.mjs";
import { freePort, Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const SIMULATED = { media: "simulated" };
const WHERE = "MiniProgram/TUICallEngine/server.js";

let server;
let mini;
/** The mini programs with addresses that cannot work. */
const others = [];
const agents = [];

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
});

after(async () => {
  for (const agent of agents) agent.stop();
  for (const other of others) await other.close();
  await mini?.close();
  await server?.stop();
});

const ADDRESSES = [
  {
    how: "the placeholder",
    address: "https://calls.example.com",
    says: `the address in ${WHERE} is still the placeholder "https://calls.example.com"; put in yours`,
  },
  {
    how: "loopback in a release",
    address: "http://127.0.0.1:8080",
    envVersion: "release",
    says: 'the server\'s address is "http://127.0.0.1:8080", which on a phone is the phone itself',
  },
  {
    how: "loopback on a phone where no server answers",
    // Whatever port that is, the phone has no server.
    address: async () => `http://127.0.0.1:${await freePort()}`,
    says: "which on a phone is the phone itself",
  },
  {
    how: "no TLS in a release",
    address: "http://192.168.1.20:8080",
    envVersion: "release",
    says: `the address in ${WHERE} is "http://192.168.1.20:8080", and a released mini program connects by TLS only; use https:// or wss://`,
  },
  {
    how: "a host that is not on the domain list",
    address: "https://calls.company.test",
    strict: { request: ["https://other.test"], socket: ["wss://other.test"] },
    says: "wss://calls.company.test is not among this mini program's socket domains; add it: mp.weixin.qq.com > 开发管理 > 开发设置 > 服务器域名 > socket 合法域名",
  },
  {
    how: "no address for this version",
    address: { develop: "http://192.168.1.20:8080" },
    envVersion: "release",
    says: `the address in ${WHERE} for the release version is missing`,
  },
];

for (const { how, address, envVersion = "develop", strict, says } of ADDRESSES) {
  test(`${how}: the sign-in fails, and says exactly that`, async () => {
    const written = typeof address === "function" ? await address() : address;
    const other = await Mini.set(server, {
      change: (dir) =>
        writeFileSync(
          join(dir, "TUICallEngine/server.js"),
          `module.exports = ${JSON.stringify(written)};\n`,
        ),
    });
    others.push(other);
    const phone = await other.signIn("alice", "audioCall", {
      strict,
      phone: { ...SIMULATED, envVersion },
    });
    // A server that does not answer may yet; all else is over at once.
    await until("an error says it", async () => {
      const { log } = await phone.data();
      const told = [...log, ...phone.logs];
      if (told.some((line) => line.includes(says))) return true;
      throw new Error(told.join("\n"));
    });
    await shows(phone, "登录失败（-1202）");
    assert.deepEqual(await phone.errors(), []);
    await phone.close();
  });
}

test("what is shipped is the placeholder that is recognised", () => {
  const shipped = readFileSync(join(MINI_PROGRAM, "TUICallEngine/server.js"), "utf8");
  assert.match(shipped, /module\.exports = "https:\/\/calls\.example\.com";/);
});

/** A phone of alice's on a call page, on which something is amiss. */
async function phone(page, amiss) {
  const { deny, ...settings } = amiss;
  const opened = await mini.signIn("alice", page, { phone: { ...SIMULATED, ...settings } });
  await signedIn(opened);
  if (deny) await opened.deny(deny);
  return opened;
}

/** What the error of a call says: a dialog or a toast has said the same by then. */
function failure(opened, type) {
  return opened.page.evaluate(
    (kind) =>
      window.__mp
        .page()
        .selectComponent("#TUICallKit-component")
        .call({ userID: "bob", type: kind })
        .then(
          () => "no error",
          ({ code }) => code,
        ),
    type,
  );
}

const REFUSALS = [
  {
    how: "the microphone is denied",
    amiss: { deny: "scope.record" },
    type: 1,
    code: -1101,
    shows: ["通话需要麦克风权限", "去设置"],
  },
  {
    how: "the camera is denied",
    amiss: { deny: "scope.camera" },
    type: 2,
    code: -1101,
    shows: ["视频通话需要摄像头权限", "去设置", "仅用语音"],
  },
  {
    how: "the privacy guideline is refused",
    amiss: { privacy: "refused" },
    type: 1,
    code: -1110,
    shows: ["通话需要麦克风权限"],
    hides: ["去设置"],
  },
  {
    how: "the privacy guideline does not declare them",
    amiss: { privacy: "undeclared" },
    type: 1,
    code: -1111,
    shows: ["隐私保护指引未声明麦克风和摄像头"],
  },
  {
    how: "it runs in the developer tools",
    amiss: { platform: "devtools" },
    type: 2,
    code: -1113,
    shows: ["开发者工具不支持音视频，请用真机预览"],
  },
];

for (const { how, amiss, type, code, shows: texts, hides = [] } of REFUSALS) {
  test(`${how}: a call is refused with ${code}, and the screen says why`, async () => {
    const opened = await phone(type === 1 ? "audioCall" : "videoCall", amiss);
    const failed = failure(opened, type);
    for (const text of texts) await shows(opened, text);
    for (const text of hides) assert.ok(!(await opened.text()).includes(text), text);
    assert.equal(await failed, code);
    const { callStatus } = await opened.data("#TUICallKit-component");
    assert.equal(callStatus, "idle");
    assert.deepEqual(await opened.errors(), []);
    await opened.close();
  });
}

test("without the camera the call goes on by voice where the user wants that", async () => {
  const bob = server.agent("answer", "--as", "bob", "--audio", "tone:520");
  agents.push(bob);
  await bob.event("signed_in");
  const opened = await phone("videoCall", { deny: "scope.camera" });
  await dial(opened, "bob");
  await press(opened, "仅用语音");
  await bob.event("connected");
  const { config } = await opened.data("#TUICallKit-component");
  assert.equal(config.type, 1);
  await press(opened, "挂断");
  await bob.ended();
  await opened.close();
});

test("a callee whose microphone is denied is asked for it, and the call rings on", async () => {
  const opened = await phone("audioCall", { deny: "scope.record" });
  const carol = server.agent("call", "alice", "--as", "carol", "--type", "audio", "--for", "1s");
  agents.push(carol);
  await press(opened, "接听");
  await shows(opened, "通话需要麦克风权限");
  await press(opened, "取消");
  await opened.allow("scope.record");
  await press(opened, "接听");
  const { code } = await carol.ended();
  assert.equal(code, 0, carol.stderr);
  await opened.close();
});

test("an account without the live tags ends the call, and the screen says why", async () => {
  const dave = server.agent("answer", "--as", "dave");
  agents.push(dave);
  await dave.event("signed_in");
  const opened = await mini.signIn("erin", "videoCall", { phone: { liveTags: "denied" } });
  await signedIn(opened);
  await dial(opened, "dave");
  await shows(opened, "此小程序未开通实时音视频权限");
  await until("it is idle", async () => {
    const { callStatus } = await opened.data("#TUICallKit-component");
    return callStatus === "idle";
  });
  assert.deepEqual(await opened.errors(), []);
  await opened.close();
});
