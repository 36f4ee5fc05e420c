// The examples, as somebody would start them: their own server signs tickets, and they call each other.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person } from "../lib/browser.mjs";
import { hears, letsGo, Mini, press as pressOnPhone, sees, shows } from "../lib/mini.mjs";
import { freePort, Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const EXAMPLES = resolve(dirname(fileURLToPath(import.meta.url)), "../../../examples");

let server;
let backend;
let port;
let mini;
let bob;
const people = [];

before(async () => {
  server = await Server.start();
  execFileSync(process.execPath, [join(EXAMPLES, "build.mjs")]);
  const app = JSON.parse(
    server.callkit("app", "list", "--show-secret", "--json", "--data-dir", server.dataDir),
  );
  port = await freePort();
  backend = spawn(process.execPath, [join(EXAMPLES, "server/server.mjs")], {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      SDKAPPID: String(app.sdkappid),
      SECRETKEY: app.secret_key ?? app.keys[0],
      CALLKIT: server.url,
      PORT: String(port),
    },
  });
  await until(
    "the example's server answers",
    async () => (await fetch(`http://127.0.0.1:${port}/html/`)).ok,
  );
});

after(async () => {
  for (const person of people) await person.close();
  bob?.stop();
  await mini?.close();
  backend?.kill();
  await server?.stop();
});

async function open(example, user, hertz) {
  const person = await Person.open({ hertz });
  people.push(person);
  await person.page.goto(`http://127.0.0.1:${port}/${example}/?user=${user}`);
  await person.page.getByText(`Signed in as ${user}`).waitFor();
  return person;
}

const press = (person, id) =>
  person.page.locator(`tui-call-kit [data-button="${id}"]`).click({ timeout: 20_000 });

test("plain HTML calls Vue, React calls plain HTML", async () => {
  const html = await open("html", "alice", 440);
  const vue = await open("vue", "bob", 660);
  const react = await open("react", "carol", 880);

  await html.page.getByRole("button", { name: "Video call" }).click();
  await press(vue, "accept");
  await html.hears(660);
  await vue.sees();
  assert.equal(await vue.page.locator("#status").textContent(), "calling-c2c-video");
  await press(html, "hangUp");
  await vue.page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" });
  await html.page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" });

  await react.page.getByRole("button", { name: "Voice call" }).click();
  await press(html, "accept");
  await react.hears(440);
  assert.equal(await react.page.locator("#status").textContent(), "calling-c2c-audio");
  await press(react, "hangUp");
  await react.page.locator("#status", { hasText: "idle" }).waitFor();
  for (const person of people) assert.deepEqual(person.errors, []);
});

/** The example with the two folders beside its `app.js`; `MiniProgram/` itself is what it starts as. */
function asTheReadmeSays(dir) {
  for (const name of readdirSync(dir))
    if (!["TUICallKit", "TUICallEngine"].includes(name))
      rmSync(join(dir, name), { recursive: true });
  cpSync(join(EXAMPLES, "miniprogram"), dir, { recursive: true });
  const page = join(dir, "pages/index/index.js");
  const source = readFileSync(page, "utf8");
  assert.ok(source.includes("http://127.0.0.1:3000"), "the page names the address of tickets");
  writeFileSync(page, source.replace("http://127.0.0.1:3000", `http://127.0.0.1:${port}`));
}

test("the mini program calls somebody who answers, sees and hears him, and hangs up", async () => {
  mini = await Mini.set(server, { change: asTheReadmeSays });
  bob = server.agent("answer", "--as", "bob", "--audio", "tone:660");
  await bob.event("signed_in");
  const erin = await mini.phone({ hertz: 440 });
  await shows(erin, "Signed in as erin");
  await erin.fill(".callee", "bob");
  await erin.tap(".call");
  await Promise.all([hears(erin, 660), sees(erin)]);
  await shows(erin, "00:0");
  await pressOnPhone(erin, "挂断");
  const { code, ended } = await bob.ended();
  assert.equal(code, 0, bob.stderr);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `bob hears ${ended.audio.tone_hz} Hz`);
  assert.ok(ended.video.frames_received > 5, `bob has ${ended.video.frames_received} frames`);
  await letsGo(erin);
  assert.deepEqual(await erin.errors(), []);
});

test("nobody gets a ticket without saying who he is", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/ticket?user=a/b`, { method: "POST" });
  assert.equal(answer.status, 401);
});
