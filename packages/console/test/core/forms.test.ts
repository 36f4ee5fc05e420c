import { describe, expect, test } from "vitest";
import { appSettings } from "../../src/core/app-settings.ts";
import { advice, type CheckName, type Outcome, verdict } from "../../src/core/checks.ts";
import { bitrate, bytes, clock, percent, span } from "../../src/core/format.ts";
import { highlight } from "../../src/core/highlight.ts";
import { keyState } from "../../src/core/keys.ts";
import { newApp } from "../../src/core/new-app.ts";
import { BACK_ENDS, webTrial } from "../../src/core/quick-start.ts";
import { recordQuery } from "../../src/core/record-query.ts";
import { isUserId } from "../../src/core/user-id.ts";
import { translator } from "../../src/locales/index.ts";
import { readTestLink, testLink } from "../../src/probe/test-link.ts";

describe("a new app", () => {
  const form = { name: "Shop", takeOver: false, sdkAppId: "", secretKey: "" };

  test("needs a name and nothing else", () => {
    expect(newApp(form)).toEqual({ request: { name: "Shop" } });
    expect(newApp({ ...form, name: "" }).errors).toEqual({ name: "apps.nameWrong" });
    expect(newApp({ ...form, name: "字".repeat(64) }).request).toBeDefined();
    expect(newApp({ ...form, name: "字".repeat(65) }).request).toBeUndefined();
  });

  test("with a pair from elsewhere needs both parts", () => {
    const old = { ...form, takeOver: true };
    expect(newApp({ ...old, sdkAppId: "1400000001", secretKey: "k" }).request).toEqual({
      name: "Shop",
      sdkappid: 1_400_000_001,
      secret_key: "k",
    });
    for (const wrong of ["", "0", "-1", "1e3", "1.5", "4294967296", "١"]) {
      expect(newApp({ ...old, sdkAppId: wrong, secretKey: "k" }).errors).toHaveProperty("sdkappid");
    }
  });
});

describe("an app's settings", () => {
  test("empty is the installation's own value", () => {
    expect(appSettings({}).request).toEqual({
      several_devices: null,
      ring_timeout_s: null,
      max_video_kbps: null,
      max_calls: null,
    });
  });

  test("0 calls is a limit, and no limit is not 0", () => {
    expect(appSettings({ max_calls: "0" }).request?.max_calls).toBe(0);
  });

  test.each([
    ["ring_timeout_s", "0"],
    ["ring_timeout_s", "601"],
    ["max_video_kbps", "99"],
    ["max_calls", "-1"],
    ["max_calls", "ten"],
  ])("%s cannot be %s", (name, value) => {
    expect(appSettings({ [name]: value }).errors).toEqual({ [name]: "settings.numberWrong" });
  });
});

test("a key is in use, good for a while, or over", () => {
  const key = { key_id: 1, valid: true, valid_from: 0, valid_until: null };
  expect(keyState(key, 5).kind).toBe("current");
  expect(keyState({ ...key, valid_until: 9 }, 5)).toEqual({ kind: "until", at: 9 });
  expect(keyState({ ...key, valid_until: 4 }, 5).kind).toBe("over");
  expect(keyState({ ...key, valid: false }, 5).kind).toBe("over");
});

describe("records are asked for", () => {
  test("by whole days, the last one with them", () => {
    const { from, until } = recordQuery(1, { from: "2026-08-27", until: "2026-08-27" });
    expect((until ?? 0) - (from ?? 0)).toBe(86_400_000);
  });

  test("without what nobody could have meant", () => {
    const query = recordQuery(1, {
      media: "smell",
      reason: "' or 1=1",
      from: "yesterday",
      call: "ab",
      offset: "-5",
    });
    expect(query).toEqual({ app: 1, sort: "started", order: "desc", offset: 0, limit: 25 });
  });
});

test.each([
  ["alice", true],
  ["a".repeat(32), true],
  ["a".repeat(33), false],
  ["a b", false],
  ["<b>", false],
  ["", false],
])("%j as a user's ID: %s", (text, good) => {
  expect(isUserId(text)).toBe(good);
});

test("figures read as people write them", () => {
  expect([bitrate(64), bitrate(1250), bitrate(51_870)]).toEqual([
    "64 kbit/s",
    "1.25 Mbit/s",
    "51.9 Mbit/s",
  ]);
  expect([percent(0), percent(0.004), percent(0.19)]).toEqual(["0 %", "0.4 %", "19 %"]);
  expect([bytes(12), bytes(187_432_960)]).toEqual(["12 B", "179 MiB"]);
  expect([clock(7000), clock(754_000), clock(3_723_000)]).toEqual(["0:07", "12:34", "1:02:03"]);
  expect([span(604_800_000, "en"), span(3_600_000, "zh-CN")]).toEqual(["7 days", "1小时"]);
});

describe("the quick start", () => {
  test("has the values of this app in it", () => {
    const page = webTrial(
      { server: "https://calls.example.com", sdkAppId: 1_400_000_001 },
      { alice: "TICKET-A", bob: "TICKET-B" },
    );
    expect(page).toContain('from "https://calls.example.com/sdk/tuicallkit.mjs"');
    expect(page).toContain("SDKAppID: 1400000001");
    expect(page).toContain('"TICKET-A"');
  });

  test("has a back end in each of six languages", () => {
    expect(BACK_ENDS.map(({ name }) => name)).toEqual([
      "Node.js",
      "Rust",
      "Python",
      "Java",
      "Go",
      "PHP",
    ]);
  });

  test("loses nothing of the code by colouring it", () => {
    const code = 'const a = "x // y"; // note\nlet url = "https://b"; # not python\n';
    expect(
      highlight(code)
        .map(({ text }) => text)
        .join(""),
    ).toBe(code);
    expect(highlight(code).find(({ kind }) => kind === "c")?.text).toBe("// note");
  });
});

describe("the connection test", () => {
  const outcomes = (change: Partial<Record<CheckName, Outcome["state"]>>) => {
    const all: Record<CheckName, Outcome["state"]> = {
      signalling: "good",
      udp: "good",
      tcp: "good",
      flv: "good",
      microphone: "good",
      camera: "good",
      ...change,
    };
    return new Map(
      Object.entries(all).map(([check, state]) => [check as CheckName, { state } as Outcome]),
    );
  };

  test.each([
    [{}, "good"],
    [{ udp: "running" }, "running"],
    [{ udp: "bad" }, "tcpOnly"],
    [{ udp: "bad", tcp: "skipped" }, "bad"],
    [{ tcp: "skipped" }, "good"],
    [{ camera: "bad" }, "voiceOnly"],
    [{ microphone: "bad" }, "bad"],
    [{ flv: "bad" }, "noFlv"],
    [{ signalling: "bad" }, "bad"],
  ] satisfies [Partial<Record<CheckName, Outcome["state"]>>, string][])(
    "%j means %s",
    (change, meaning) => {
      expect(verdict(outcomes(change))).toBe(meaning);
    },
  );

  test("says how to mend what fails", () => {
    const t = translator("en");
    expect(advice("udp", { state: "bad", why: "udp" }, t)).toContain("--media-address");
    expect(advice("signalling", { state: "bad", why: "clock", figure: 90_000 }, t)).toContain(
      "90 s",
    );
  });

  test("a link tells the page it opens who tests, and a broken one tells nothing", () => {
    const account = (user_id: string) => ({
      sdkappid: 7,
      user_id,
      ticket: `ticket*of-${user_id}_`,
    });
    const target = {
      server: "https://calls.example.com",
      caller: account("a"),
      callee: account("b"),
    };
    const link = new URL(testLink(target));
    expect(link.pathname).toBe("/connection-test/");
    expect(link.search).toBe("");
    expect(readTestLink(target.server, link.hash)).toEqual(target);
    for (const broken of ["", "#", "#e30", link.hash.slice(0, -9), "#bnVsbA"]) {
      expect(readTestLink(target.server, broken)).toBeUndefined();
    }
  });
});
