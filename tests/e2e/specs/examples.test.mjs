// The examples, as somebody would start them: their own server signs tickets, and they call each other.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { Person } from "../lib/browser.mjs";
import { freePort, Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

const EXAMPLES = resolve(dirname(fileURLToPath(import.meta.url)), "../../../examples");

let server;
let backend;
let port;
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

test("nobody gets a ticket without saying who he is", async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/ticket?user=a/b`, { method: "POST" });
  assert.equal(answer.status, 401);
});
