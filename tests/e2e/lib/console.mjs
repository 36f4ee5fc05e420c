// The console in a browser, as the one who runs the server sees it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { Person } from "./browser.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The password that the first start has made. */
export function firstPassword(server) {
  const told = readFileSync(join(server.dataDir, "first-start.txt"), "utf8");
  const [, password] = /password\s+(\S+)/i.exec(told) ?? [];
  assert.ok(password, `first-start.txt names the console's password: ${told}`);
  return password;
}

/** The console, signed in. */
export class Operator {
  /** What axe found serious, by page. */
  grave = [];

  static async open(
    server,
    { viewport = { width: 1280, height: 800 }, args = [], ports = [] } = {},
  ) {
    const operator = new Operator();
    operator.person = await Person.open({ hertz: 440, viewport, args, ports });
    operator.page = operator.person.page;
    operator.url = server.url;
    await operator.person.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    return operator;
  }

  async signIn(password) {
    await this.page.goto(`${this.url}/console/`);
    await this.page.getByLabel("Console password").fill(password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.heading("Apps");
  }

  /** Follows a link of the navigation, and waits for the page's heading. */
  async go(link, heading = link) {
    await this.page.getByRole("link", { name: link, exact: true }).first().click();
    await this.heading(heading);
    await this.audit(heading);
  }

  heading(name) {
    return this.page.getByRole("heading", { level: 1, name }).waitFor();
  }

  press(name) {
    return this.page.getByRole("button", { name }).first().click();
  }

  reads(text, timeout = 15_000) {
    return this.page.getByText(text).first().waitFor({ timeout });
  }

  /** What the clipboard holds. */
  pasted() {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Notes what keeps people from using this page. */
  async audit(name) {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      // What is still fading in has no contrast yet.
      const ending = document
        .getAnimations()
        .filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime));
      await Promise.allSettled(ending.map(({ finished }) => finished));
      const { violations } = await window.axe.run(document);
      return violations
        .filter(({ impact }) => impact === "serious" || impact === "critical")
        .map(({ id, nodes }) => `${id}: ${nodes[0].target}`);
    });
    this.grave.push(...found.map((each) => `${name}: ${each}`));
  }

  /** Nothing went wrong that a user would not have seen either. */
  isWell() {
    assert.deepEqual(this.grave, [], "axe finds nothing serious");
    assert.deepEqual(this.person.errors, [], "no script failed");
    const refused = this.person.console.filter((line) => /Content Security Policy/.test(line));
    assert.deepEqual(refused, [], "nothing was kept out by the policy");
  }

  close() {
    return this.person.close();
  }
}
