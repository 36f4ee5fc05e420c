// The demo page with three people: a group call from its dialler, the call list, and do-not-disturb.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Person } from "../lib/browser.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
const people = [];

before(async () => {
  server = await Server.start();
  for (const [user, hertz] of Object.entries({ alice: 440, bob: 660, carol: 880 })) {
    const person = await Person.open({ hertz });
    people.push(person);
    await enter(person, user);
  }
});

after(async () => {
  for (const person of people) await person.close();
  await server?.stop();
});

async function enter(person, user) {
  await person.page.goto(`${server.url}/demo/?user=${user}&lang=en`);
  await person.page.locator("[data-user]", { hasText: user }).waitFor();
}

const press = (person, id) =>
  person.page.locator(`tui-call-kit [data-button="${id}"]`).click({ timeout: 20_000 });

async function callByVoice(person, users) {
  await person.page.locator('input[name="peer"]').fill(users);
  await person.page.locator('[data-call="1"]').click();
}

/** Waits until this person's screen, if there is one, has so many tiles; 0 for no screen. */
function tiles(person, count) {
  return until(`${count} tiles`, async () => {
    const there = await person.page.locator("tui-call-kit [data-tile]").count();
    const screens = await person.page.locator("tui-call-kit .ck-screen").count();
    if (there === count && screens === (count === 0 ? 0 : 1)) return true;
    throw new Error(`${there} tiles, ${screens} screens`);
  });
}

async function allHangUp(...callers) {
  for (const caller of callers) await press(caller, "hangUp");
  for (const person of people) await tiles(person, 0);
}

test("several are called from the page, and called again from the list", async () => {
  const [alice, bob, carol] = people;
  await callByVoice(alice, "bob, carol");
  for (const person of [bob, carol]) await press(person, "accept");
  for (const person of people) await tiles(person, 3);
  await allHangUp(alice, bob);

  const row = (person, name) => person.page.getByRole("button", { name });
  await row(bob, "Call again alice, carol: Group call, Incoming, Call ended").waitFor();
  await row(alice, "Call again bob, carol: Group call, Outgoing, Call ended").click();
  for (const person of [bob, carol]) await press(person, "accept");
  for (const person of people) await tiles(person, 3);
  await allHangUp(alice, bob);
  assert.equal(await alice.page.locator(".recents li").count(), 2);
});

test("who is not to be disturbed is not rung, also after a reload, until it is switched off", async () => {
  const [alice, bob, carol] = people;
  const quiet = bob.page.getByRole("switch", { name: "Do not disturb" });
  await quiet.check();
  await bob.page.reload();
  await bob.page.locator("[data-user]", { hasText: "bob" }).waitFor();
  await until("it is still on", () => quiet.isChecked());

  await callByVoice(alice, "bob carol");
  await press(carol, "accept");
  await until("alice and carol talk", async () => (await alice.stats()).audioReceived > 20);
  assert.equal(await bob.page.locator("tui-call-kit .ck-screen").count(), 0);
  // Bob's place in the call is kept for as long as it would ring: carol leaves by herself.
  await allHangUp(alice, carol);

  await quiet.uncheck();
  await callByVoice(alice, "bob");
  await press(bob, "accept");
  await bob.hears(440);
  await allHangUp(alice);
  assert.deepEqual(
    people.flatMap((person) => person.errors),
    [],
  );
});

test("whom one cannot call is said on the page", async () => {
  const [alice] = people;
  const said = (key) => alice.page.locator(`[data-message="${key}"]`).waitFor();
  await callByVoice(alice, "bob alice");
  await said("callSelf");
  await callByVoice(alice, "b c d e f g h i j");
  await said("tooManyPeople");
  await callByVoice(alice, "bob $");
  await said("badUserId");
});
