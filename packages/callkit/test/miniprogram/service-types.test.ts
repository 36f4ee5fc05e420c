/** The types beside TUICallService say what is in it. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { miniProgram } from "./component.ts";

const root = join(import.meta.dirname, "../../../..");
const folder = join(root, "MiniProgram/TUICallKit/TUICallService");
const types = readFileSync(join(folder, "index.d.ts"), "utf8");

test("every method that is offered has a type, and nothing else has", () => {
  const api = miniProgram().service().TUICallKitAPI;
  const offered = readFileSync(join(folder, "index.js"), "utf8").split("const UNOFFERED")[0] ?? "";
  const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(api)).filter(
    (name) => /^[a-z]/.test(name) && name !== "constructor" && offered.includes(`  ${name}(`),
  );
  const [, body = ""] = types.split("export interface TUICallKitAPI {");
  const typed = [...body.matchAll(/^ {2}(\w+)\(/gm)].map(([, name]) => name);
  expect(typed.sort()).toEqual(methods.sort());
});

test("an app in TypeScript is checked by them", () => {
  const dir = mkdtempSync(join(root, "packages/callkit/test/app-"));
  try {
    const from = "../../../../MiniProgram/TUICallKit/TUICallService/index";
    const app = (type: string) => `
      import { CallMediaType, TUICallKitAPI, TUICallKitServer } from "${from}";
      TUICallKitAPI.setCallback({ statusChanged: ({ newStatus }) => newStatus === "idle" });
      TUICallKitServer.init({ sdkAppID: 1, userID: "alice", userSig: "ticket" });
      TUICallKitAPI.calls({ userIDList: ["bob"], type: ${type} });
      TUICallKitAPI.getTUICallEngineInstance().hangup();
    `;
    const check = (code: string) => {
      writeFileSync(join(dir, "app.ts"), code);
      const options = [
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--target",
        "es2020",
        "--module",
        "preserve",
      ];
      const tsc = join(root, "node_modules/.bin/tsc");
      return execFileSync(tsc, [...options, "--skipLibCheck", "false", join(dir, "app.ts")], {
        encoding: "utf8",
        stdio: "pipe",
      });
    };
    expect(check(app("CallMediaType.VIDEO"))).toBe("");
    let said = "";
    try {
      check(app('"video"'));
    } catch (error) {
      said = String((error as { stdout?: string }).stdout);
    }
    expect(said).toContain("'CallMediaType'");
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
