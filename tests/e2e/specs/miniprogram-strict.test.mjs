// The guide as a released mini program meets it: by TLS, and only to the domains that the server tells to enter.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Person } from "../lib/browser.mjs";
import { followGuide } from "../lib/guide.mjs";
import { Server } from "../lib/server.mjs";
import { Tls } from "../lib/tls.mjs";

const HOST = "calls.callkit.test";
let tls;
let domains;

before(() => {
  tls = Tls.for(HOST);
});

after(() => tls.remove());

/** Flags for a browser that is not of the mini program's host. */
function flags() {
  return [`--host-resolver-rules=MAP ${HOST} 127.0.0.1`, "--ignore-certificate-errors"];
}

/** The list that the server's first screen prints. */
async function printedDomains(server) {
  const person = await Person.open({ hertz: 440, args: flags() });
  try {
    await person.page.goto(server.url);
    await person.page.waitForSelector(".domains code");
    const lines = await person.page
      .locator(".domains > div")
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.querySelector("dt").textContent,
          row.querySelector("code").textContent,
        ]),
      );
    const { request, socket } = Object.fromEntries(lines);
    return { request: [request], socket: [socket] };
  } finally {
    await person.close();
  }
}

followGuide(async () => {
  const server = await Server.start({ tls });
  domains = await printedDomains(server);
  // WeChat keeps no list for the live tags; a stranger's address is found all the same.
  const strict = { ...domains, live: [server.rtmpUrl, server.url] };
  return {
    server,
    mini: { browserOptions: tls.browserOptions },
    phone: { strict, phone: { envVersion: "release" } },
    caller: { args: flags() },
  };
});

test("the domain lines are the two that WeChat asks for, both by TLS", () => {
  const [request] = domains.request;
  assert.match(request, /^https:\/\/calls\.callkit\.test:\d+$/);
  assert.deepEqual(domains.socket, [request.replace("https:", "wss:")]);
});
