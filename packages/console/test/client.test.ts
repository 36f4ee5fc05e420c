import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Client } from "../src/client/client.ts";
import { RequestFailed, sentence } from "../src/client/errors.ts";
import { translator } from "../src/locales/index.ts";
import { FakeServer, PASSWORD } from "./fake/server.ts";
import { APP } from "./fake/story.ts";

const BASE = "http://localhost/console/api/";
const t = translator("en");
let fake: FakeServer;
let client: Client;
let headers: Record<string, string>[];

beforeEach(() => {
  fake = new FakeServer();
  client = new Client(BASE);
  headers = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    headers.push(init.headers as Record<string, string>);
    const { status, body } = fake.handle(
      init.method ?? "GET",
      new URL(url),
      init.body === undefined ? {} : JSON.parse(String(init.body)),
    );
    return new Response(body === undefined ? null : JSON.stringify(body), { status });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function refusal(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => "not refused",
    (error: unknown) => sentence(error, t),
  );
}

describe("the client", () => {
  test("sends the session's token with whatever changes something, and with nothing else", async () => {
    await client.signIn(PASSWORD);
    await client.apps();
    await client.changeApp(APP, { name: "Clinic" });
    await client.withdrawKey(APP, 2);
    expect(headers.map((each) => each["x-csrf-token"])).toEqual(["", undefined, "token", "token"]);
    expect(headers.map((each) => each["content-type"])).toEqual([
      "application/json",
      undefined,
      "application/json",
      undefined,
    ]);
  });

  test("says in words why it was refused", async () => {
    expect(await refusal(client.signIn("no"))).toBe("That is not the password");
    fake.wrong = 9;
    expect(await refusal(client.signIn(PASSWORD))).toBe("Too many attempts. Try again in 30 s");
    fake.wrong = 0;
    await client.signIn(PASSWORD);
    const taken = { name: "Twice", sdkappid: APP };
    expect(await refusal(client.createApp(taken))).toBe(
      "There is an app with this SDKAppID already",
    );
  });

  test("tells the console when the session is over", async () => {
    const over = vi.fn();
    client.onSignedOut = over;
    await expect(client.apps()).rejects.toBeInstanceOf(RequestFailed);
    expect(over).toHaveBeenCalledOnce();
  });

  test("a server that says nothing, or something that is no JSON, cannot be reached", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("refused")));
    expect(await refusal(client.apps())).toBe("Cannot reach the server");
    vi.stubGlobal("fetch", async () => new Response("<h1>502</h1>", { status: 502 }));
    expect(await refusal(client.apps())).toBe("Cannot reach the server");
  });

  test("puts names into addresses so that they stay names", async () => {
    await client.signIn(PASSWORD);
    await client.person(APP, "a/../b?c#d");
    expect(fake.asked.at(-1)).toBe(`GET apps/${APP}/users/a%2F..%2Fb%3Fc%23d`);
    await client.records({ app: APP, user: "a&sort=x", call: "" });
    expect(fake.asked.at(-1)).toBe(`GET records?app=${APP}&user=a%26sort%3Dx`);
  });
});
