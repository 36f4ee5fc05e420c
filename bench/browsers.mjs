// Calls between two Chromium browsers.

import { Caller, connected } from "../tests/e2e/lib/caller.mjs";
import { TcpProxy, UdpProxy } from "../tests/e2e/lib/proxy.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { until } from "../tests/e2e/lib/wait.mjs";
import { spread } from "./figures.mjs";

const CALLS = 10;

/** In the callee's page: from `accept` to the first sound that was decoded and the first frame. */
async function timeAccept() {
  const from = performance.now();
  const at = {};
  await window.engine.accept();
  while (!at.audio || !at.video) {
    const pc = window.__connections.filter((c) => c.connectionState !== "closed").at(-1);
    for (const s of (await pc.getStats()).values()) {
      if (s.type !== "inbound-rtp") continue;
      if (s.kind === "audio" && s.totalAudioEnergy > 0) at.audio ??= performance.now() - from;
      if (s.kind === "video" && s.framesDecoded > 0) at.video ??= performance.now() - from;
    }
    if (performance.now() - from > 15_000) throw new Error(`nothing came: ${JSON.stringify(at)}`);
    await new Promise((done) => setTimeout(done, 5));
  }
  return at;
}

export async function acceptToMedia() {
  const server = await Server.start();
  const alice = await Caller.signIn(server, "alice", { hertz: 440 });
  const bob = await Caller.signIn(server, "bob", { hertz: 660 });
  try {
    const times = [];
    for (let i = 0; i < CALLS; i += 1) {
      await alice.forget();
      await bob.forget();
      await alice.do("call", { userID: "bob", type: 2 });
      await bob.hearsOf("onCallReceived");
      await until(
        "bob is connected while it rings",
        async () => (await bob.stats()).state === "connected",
      );
      times.push(await bob.page.evaluate(timeAccept));
      await alice.do("hangup");
      await bob.hearsOf("onCallEnd");
    }
    return [
      [
        "browser: accept → first remote audio",
        spread(
          times.map((t) => t.audio),
          "ms",
        ),
        "`bench/browsers.mjs`",
      ],
      [
        "browser: accept → first remote video frame",
        spread(
          times.map((t) => t.video),
          "ms",
        ),
        "`bench/browsers.mjs`",
      ],
    ];
  } finally {
    await alice.close();
    await bob.close();
    await server.stop();
  }
}

/** How long until frames are decoded again. */
async function backAfter(person) {
  const before = (await person.stats()).framesDecoded;
  const from = performance.now();
  await until(
    "frames again",
    async () => {
      const { framesDecoded } = await person.stats();
      return framesDecoded !== before && framesDecoded > 0;
    },
    20_000,
  );
  return performance.now() - from;
}

/** After five seconds without a network, and after the server was killed. */
export async function comeback() {
  const server = await Server.start();
  const udp = await UdpProxy.start(server.mediaPort);
  const tcp = await TcpProxy.start(server.port);
  const bob = { at: `http://127.0.0.1:${tcp.port}`, ports: [[server.mediaPort, udp.port]] };
  const people = await connected(server, { bob });
  try {
    await people[1].sees(10);
    udp.cut = true;
    tcp.cut = true;
    tcp.drop();
    await new Promise((done) => setTimeout(done, 5000));
    udp.cut = false;
    tcp.cut = false;
    const cut = await backAfter(people[1]);
    await server.kill("SIGKILL");
    await server.launch();
    const kill = await backAfter(people[1]);
    return [
      ["picture back after a cut of 5 s", `${Math.round(cut)} ms`, "`bench/browsers.mjs`"],
      [
        "picture back after `kill -9`, from when the server listens",
        `${Math.round(kill)} ms`,
        "`bench/browsers.mjs`",
      ],
    ];
  } finally {
    for (const person of people) await person.close();
    udp.stop();
    tcp.stop();
    await server.stop();
  }
}
