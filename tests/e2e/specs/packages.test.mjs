// The packages that the server hands out: they install into an empty project, and their types are right.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import { Server } from "../lib/server.mjs";

const typescript = dirname(createRequire(import.meta.url).resolve("typescript/package.json"));

/** An app's own code, with what a developer would write by heart. */
const APP = `
import { TUICallEngine, TUICallEvent, type UserProfile } from "@callkit/engine";
import {
  FeatureButton, LayoutMode, STATUS, type Status, TUICallKitAPI, type TUICallKitElement, TUICallKitServer, TUICallType,
} from "@callkit/callkit";

const server = "https://calls.example.com";
await TUICallKitAPI.init({ SDKAppID: 1400000001, userID: "alice", userSig: "…", server });
await TUICallKitAPI.calls({ userIDList: ["bob", "carol"], type: TUICallType.VIDEO_CALL, timeout: 30 });
await TUICallKitServer.groupCall({ userIDList: ["bob"], type: 1, groupID: "team" });
TUICallKitAPI.hideFeatureButton(FeatureButton.InviteUser);
TUICallKitAPI.setLayoutMode(LayoutMode.LocalInLargeView);
let last: Status = STATUS.IDLE;
TUICallKitAPI.setCallback({ statusChanged: ({ newStatus }) => { last = newStatus; } });
const element: TUICallKitElement | null = document.querySelector("tui-call-kit");
const engine: TUICallEngine = TUICallKitAPI.getTUICallEngineInstance();
engine.on(TUICallEvent.USER_ENTER, ({ userID }: { userID: string }) => console.log(userID));
const profiles: UserProfile[] = await engine.getProfiles(["bob"]);
console.log(last, element?.allowedMinimized, profiles);
// @ts-expect-error: a call is by voice (1) or by video (2).
await TUICallKitAPI.calls({ userIDList: ["bob"], type: 3 });
`;

let server;
let project;

before(async () => {
  server = await Server.start();
  project = mkdtempSync(join(tmpdir(), "callkit-project-"));
});

after(async () => {
  await server?.stop();
  rmSync(project, { recursive: true, force: true });
});

test("engine and kit install from the server into an empty project, with types", () => {
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "type": "module" }');
  const tarballs = ["engine", "callkit"].map(
    (name) => `${server.url}/sdk/npm/callkit-${name}-0.1.0.tgz`,
  );
  execFileSync("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], {
    cwd: project,
    stdio: "pipe",
  });
  const { dependencies } = JSON.parse(readFileSync(join(project, "package.json"), "utf8"));
  assert.deepEqual(Object.keys(dependencies).sort(), ["@callkit/callkit", "@callkit/engine"]);
  writeFileSync(join(project, "app.ts"), APP);
  writeFileSync(
    join(project, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: "es2022",
        module: "esnext",
        moduleResolution: "bundler",
        lib: ["es2022", "dom", "dom.iterable"],
        types: [],
      },
      files: ["app.ts"],
    }),
  );
  const tsc = join(typescript, "bin/tsc");
  const run = () => execFileSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
  try {
    assert.equal(run(), "");
  } catch (error) {
    assert.fail(`${error.stdout ?? error}`);
  }
});
