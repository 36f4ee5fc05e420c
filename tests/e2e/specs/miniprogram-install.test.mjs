// The ways into somebody's project: the server's ZIP file, the two folders in a sub-package, the npm package.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { launch, openBrowser } from "@callkit/miniprogram-host";

import { Caller } from "../lib/caller.mjs";
import { fillIn, idle, letsGo, MINI_PROGRAM, press, shows, signedIn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { unzip } from "../lib/unzip.mjs";
import { until } from "../lib/wait.mjs";

let server;
let browser;
let bob;
const folders = [];

before(async () => {
  server = await Server.start();
  browser = await openBrowser();
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await browser?.close();
  await server?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(name) {
  const made = mkdtempSync(join(tmpdir(), `callkit-${name}-`));
  folders.push(made);
  return made;
}

/** A mini program of somebody's own, with one page that has the component. */
function program(files) {
  const dir = folder("project");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), typeof content === "string" ? content : JSON.stringify(content));
  }
  return dir;
}

/** A page with the component from `kit`; `config` is an expression. */
function page(path, kit, config) {
  return {
    [`${path}.json`]: { usingComponents: { TUICallKit: kit } },
    [`${path}.wxml`]: '<TUICallKit id="TUICallKit-component" config="{{config}}"></TUICallKit>',
    [`${path}.wxss`]: "",
    [`${path}.js`]: `Page({
      data: { config: ${JSON.stringify(config)} },
      onReady() { this.selectComponent("#TUICallKit-component").init(); },
      onUnload() { this.selectComponent("#TUICallKit-component").destroyed(); },
    });`,
  };
}

async function config(user) {
  const answer = await fetch(`${server.url}/demo/ticket`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user_id: user }),
  });
  const { sdkappid: sdkAppID, user_sig: userSig } = await answer.json();
  return { sdkAppID, userID: user, userSig, type: 1, tim: null };
}

/** Calls bob by voice from that page, is taken, and hangs up. */
async function talks(phone) {
  await signedIn(phone);
  await bob.forget();
  await phone.page.evaluate(() => {
    window.__mp.page().selectComponent("#TUICallKit-component").call({ userID: "bob", type: 1 });
  });
  await bob.hearsOf("onCallReceived");
  await until("the ringback plays", async () =>
    (await phone.audios()).some(({ playing, src }) => playing && src.includes("ringback")),
  );
  await bob.do("accept");
  await shows(phone, "00:0");
  await press(phone, "挂断");
  await bob.hearsOf("onCallEnd");
  await letsGo(phone);
  await idle(phone);
  assert.deepEqual(await phone.errors(), []);
}

test("the server's ZIP file has its address and no key, and runs once the key is filled in", async () => {
  const answer = await fetch(`${server.url}/sdk/miniprogram.zip`);
  assert.equal(answer.headers.get("content-type"), "application/zip");
  const dir = folder("zip");
  const paths = unzip(Buffer.from(await answer.arrayBuffer()), dir);
  assert.ok(paths.every((path) => path.startsWith("MiniProgram/")));
  const { key } = server.app();
  for (const path of paths) {
    const text = readFileSync(join(dir, path), "latin1");
    assert.ok(!text.includes(key), `${path} has the key`);
  }
  const unpacked = join(dir, "MiniProgram");
  assert.equal(
    createRequire(import.meta.url)(join(unpacked, "TUICallEngine/server.js")),
    server.url,
  );
  for (const path of ["README.md", "project.config.json", "TUICallEngine/tuicall-engine-wx.d.ts"])
    assert.ok(paths.includes(`MiniProgram/${path}`), path);

  const bare = await launch({ program: unpacked, browser });
  await shows(bare, "请先在 debug/GenerateTestUserSig.js 中填写 SDKAPPID 和 SECRETKEY");
  await bare.close();

  fillIn(unpacked, server);
  const phone = await open(unpacked, "alice");
  await talks(phone);
  await phone.close();
});

/** Signs in on the demo's first page and opens its page for voice calls. */
async function open(dir, user) {
  const phone = await launch({ program: dir, browser, phone: { mediaServer: server.url } });
  await phone.fill(".login__input", user);
  await phone.tap(".login__action");
  await phone.until("the first page is there", async () =>
    (await phone.stack()).at(-1)?.includes("index"),
  );
  await phone.open("/pages/audioCall/audioCall");
  return phone;
}

test("the two folders run in a sub-package, where only they are", async () => {
  const dir = program({
    "app.js": "App({});",
    "app.json": {
      pages: ["pages/home/home"],
      subPackages: [{ root: "packageCall", pages: ["pages/call/call"] }],
    },
    "pages/home/home.js": "Page({});",
    "pages/home/home.json": {},
    "pages/home/home.wxml": "<view>home</view>",
    ...page("packageCall/pages/call/call", "../../TUICallKit/TUICallKit", await config("carol")),
  });
  for (const name of ["TUICallKit", "TUICallEngine"])
    cpSync(join(MINI_PROGRAM, name), join(dir, "packageCall", name), { recursive: true });
  writeFileSync(
    join(dir, "packageCall/TUICallEngine/server.js"),
    `module.exports = "${server.url}";\n`,
  );
  const phone = await launch({
    program: dir,
    browser,
    route: "packageCall/pages/call/call",
    phone: { mediaServer: server.url },
  });
  await talks(phone);
  await phone.close();
});

test("the npm package installs and runs, the address given in the config", async () => {
  const tarball = execFileSync("node", ["scripts/pack-miniprogram.mjs", folder("pack")], {
    cwd: join(MINI_PROGRAM, "../packages/callkit"),
    encoding: "utf8",
  }).trim();
  const dir = program({
    "package.json": { name: "project", version: "1.0.0", private: true },
    "app.js": "App({});",
    "app.json": { pages: ["pages/call/call"] },
    ...page("pages/call/call", "@callkit/miniprogram/TUICallKit/TUICallKit", {
      ...(await config("dave")),
      server: server.url,
    }),
  });
  execFileSync("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], {
    cwd: dir,
    stdio: "pipe",
  });
  const phone = await launch({ program: dir, browser, phone: { mediaServer: server.url } });
  await talks(phone);
  await phone.close();
});

test("tickets of the debug signer are taken by the binary and by the server", async () => {
  const dir = folder("signer");
  cpSync(join(MINI_PROGRAM, "debug"), join(dir, "debug"), { recursive: true });
  fillIn(dir, server);
  const require = createRequire(import.meta.url);
  const { genTestUserSig } = require(join(dir, "debug/GenerateTestUserSig.js"));
  const { sdkAppID, userSig } = genTestUserSig("erin");
  const args = ["--sdkappid", String(sdkAppID), "--secret-key", server.app().key];
  const verify = (user) => server.callkit("usersig", "verify", ...args, "--userid", user, userSig);
  assert.match(verify("erin"), /^good for/);
  assert.throws(() => verify("frank"));
});
