// The first screen promises guides, a demo, a folder to copy and two domains: all of it has to be there.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Person } from "../lib/browser.mjs";
import { Server } from "../lib/server.mjs";

const PUBLIC = "https://calls.your-company.com";

let server;
let reader;

before(async () => {
  server = await Server.start({ args: ["--public-url", PUBLIC] });
  reader = await Person.open({ hertz: 440 });
});

after(async () => {
  await reader?.close();
  await server?.stop();
});

async function firstScreen(language) {
  const { page } = reader;
  await page.goto(`${server.url}/?lang=${language}`);
  await page.waitForSelector("footer a");
  return page;
}

for (const language of ["zh-CN", "en", "ja"]) {
  test(`every link of the first screen leads somewhere, in ${language}`, async () => {
    const page = await firstScreen(language);
    const links = await page.$$eval("a[href]", (all) => all.map(({ href }) => href));
    const own = links.filter((href) => href.startsWith(server.url));
    assert.ok(own.some((href) => href.includes("/guides/")));
    for (const href of own) {
      const answer = await page.request.get(href);
      assert.equal(answer.status(), 200, href);
    }
  });
}

test("the first screen prints the two domains that WeChat wants", async () => {
  const page = await firstScreen("zh-CN");
  await page.waitForFunction((url) => document.body.innerText.includes(url), PUBLIC);
  const text = await page.innerText(".domains");
  assert.match(text, /request\s+https:\/\/calls\.your-company\.com/);
  assert.match(text, /socket\s+wss:\/\/calls\.your-company\.com/);
});

test("a guide leads on to others, and to its other language", async () => {
  const { page } = reader;
  await page.goto(`${server.url}/guides/zh/quick-start.html`);
  assert.match(await page.title(), /TUICallKit/);
  await page.click("text=TUICallEngine API >> nth=0");
  await page.waitForURL("**/guides/zh/engine.html");
  await page.click("nav >> text=English");
  await page.waitForURL("**/guides/en/engine.html");
});
