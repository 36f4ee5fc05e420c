// Takes pictures of the built pages `/` and `/demo/` in their states, with a server that only pretends, into
// test/shots/pages/ (not kept). `npm run build` first.

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { extname, join } from "node:path";
import { openBrowser } from "./browser.mjs";

const site = join(import.meta.dirname, "../dist/site");
const shots = join(import.meta.dirname, "shots/pages");
const ORIGIN = "http://localhost:1";
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
};
const SIZES = [
  [320, 568],
  [375, 812],
  [1280, 800],
];
const LONG = "A-user-ID-of-32-characters_12345";

const call = (change) => ({
  callId: Math.random().toString(36),
  peer: { userId: "bob", nick: "", avatar: "" },
  media: "video",
  direction: "out",
  outcome: "ended",
  missed: false,
  startedAt: Date.now(),
  ...change,
});
const RECENTS = [
  call({ durationMs: 83_000 }),
  call({ direction: "in", outcome: "missed", missed: true, media: "audio" }),
  call({ outcome: "peerDeclined", peer: { userId: LONG, nick: "", avatar: "" } }),
  call({
    others: ["carol", "dave", LONG].map((userId) => ({ userId, nick: "", avatar: "" })),
    durationMs: 540_000,
  }),
  call({
    direction: "in",
    outcome: "peerHungUp",
    media: "audio",
    durationMs: 3_725_000,
    startedAt: Date.now() - 3 * 86_400_000,
  }),
];
const LAN = { lan_urls: ["http://192.168.1.20:8080", "https://192.168.1.20:8443"] };

/** Name, address, and what the pretended server says. */
const STATES = [
  ["home-local", "/", { lan_urls: [] }],
  ["home-lan", "/", LAN],
  ["home-public", "/", { lan_urls: [], public_url: "https://calls.example.com" }],
  ["demo-out", "/demo/", LAN],
  ["demo-off", "/demo/?user=alice", { ...LAN, ticket: 403 }],
  ["demo-unreachable", "/demo/?user=alice", { ...LAN, ticket: 0 }],
  ["demo-bad-id", "/demo/?user=a%20b", LAN],
  ["demo-in", "/demo/?user=alice", LAN],
  ["demo-recents", "/demo/?user=alice", { ...LAN, recents: RECENTS }],
  ["demo-long", `/demo/?user=${LONG}`, LAN],
];

const browser = await openBrowser();
rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });
let faults = 0;
for (const [width, height] of SIZES) {
  for (const lang of ["zh-CN", "en", "ja"]) {
    for (const [name, address, server] of STATES) {
      const page = await browser.newPage();
      page.on("pageerror", (error) => process.stderr.write(`${name}: ${error}\n`));
      await page.setViewportSize({ width, height });
      await pretend(page, server);
      const url = new URL(address, ORIGIN);
      url.searchParams.set("lang", lang);
      await page.goto(url.href);
      await page.waitForFunction(awaited(name), undefined, { timeout: 5000 });
      await page.screenshot({
        path: join(shots, `${name}-${width}-${lang}.png`),
        fullPage: name.startsWith("home") || name === "demo-recents",
      });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) {
        faults++;
        process.stdout.write(`${name} ${width} ${lang}: ${wide} px too wide\n`);
      }
      await page.close();
    }
  }
}
await browser.close();
process.stdout.write(`${faults} faults\n`);
process.exitCode = faults > 0 ? 1 : 0;

/** What is there once the page has come to rest. */
function awaited(name) {
  const selectors = {
    "demo-out": "form",
    "demo-off": '[data-message="demoOff"]',
    "demo-unreachable": '[data-message="unreachable"]',
    "demo-bad-id": '[data-message="badUserId"]',
    "demo-in": "[data-user]",
    "demo-recents": ".recents",
    "demo-long": "[data-user]",
  };
  const selector = selectors[name] ?? "footer:not(:empty)";
  return `document.querySelector(${JSON.stringify(selector)})?.textContent.trim() !== undefined`;
}

async function pretend(page, { ticket = 200, recents, ...config }) {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/demo/config.json") {
      return route.fulfill({ json: { sdkappid: 1400000001, version: "0.1.0", ...config } });
    }
    if (pathname === "/demo/ticket") {
      if (ticket === 0) return route.abort();
      const { user_id } = route.request().postDataJSON();
      return route.fulfill({
        status: ticket,
        json: {
          sdkappid: 1400000001,
          user_id,
          user_sig: "sig",
          expires_at: Date.now() + 86_400_000,
        },
      });
    }
    const file = join(site, pathname.endsWith("/") ? `${pathname}index.html` : pathname);
    if (!existsSync(file)) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: TYPES[extname(file)], body: readFileSync(file) });
  });
  await page.routeWebSocket(/\/ws$/, (socket) => {
    socket.onMessage((text) => {
      const message = JSON.parse(text);
      if (message.type !== "hello") return;
      socket.send(
        JSON.stringify({
          type: "welcome",
          protocol: 1,
          server: "callkit/0.1.0",
          now: Date.now(),
          heartbeat_ms: 10_000,
          ticket_expires_at: Date.now() + 86_400_000,
          profile: { user_id: message.user_id, nick: "", avatar: "" },
          do_not_disturb: false,
          calls: [],
        }),
      );
    });
  });
  if (recents) {
    await page.addInitScript(
      (rows) => localStorage.setItem("callkit-demo-calls-alice", JSON.stringify(rows)),
      recents,
    );
  } else {
    await page.addInitScript(() => localStorage.removeItem("callkit-demo-calls-alice"));
  }
}
