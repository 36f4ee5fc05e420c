import { afterEach, expect, test, vi } from "vitest";
import { closeProgram, MiniProgram, USER } from "./mini-program.ts";

afterEach(closeProgram);

test("our own knows names, and one's own", async () => {
  const program = new MiniProgram();
  const tim = program.engine.getTim();
  await expect(tim.getMyProfile()).rejects.toMatchObject({ code: -1201 });
  await program.login();
  expect(program.engine.getTim()).toBe(tim);
  expect(await program.after(tim.getUserProfile({ userIDList: ["bob"] }))).toEqual({
    code: 0,
    data: [{ userID: "bob", nick: "bob!", avatar: "" }],
  });
  expect(await tim.getMyProfile()).toMatchObject({ code: 0, data: { userID: "alice" } });
  const changed = await program.after(tim.updateMyProfile({ nick: "Al" }));
  expect(changed).toEqual({ code: 0, data: { userID: "alice", nick: "Al", avatar: "" } });
  const again = await program.after(program.engine.setSelfInfo("Ali", "https://a.test/a.png"));
  expect(again).toMatchObject({ data: { nick: "Ali", avatar: "https://a.test/a.png" } });
});

test("handed back, its connection stays signed in, and is the one that is used", async () => {
  const program = await new MiniProgram().login();
  const tim = program.engine.getTim();
  program.create({ sdkAppID: 1, tim });
  await program.login({ tim });
  const call = await program.talk();
  await program.engine.destroyed();
  await program.pass();
  expect(call.over).toBe(true);
  expect(program.server.online).toBe(true);
  expect(await tim.getMyProfile()).toMatchObject({ data: { userID: "alice" } });

  const engine = program.create({ sdkAppID: 1, tim });
  program.listen();
  program.told.length = 0;
  await program.after(engine.init(USER));
  program.server.ring("bob", ["alice"], "audio");
  await program.pass();
  expect(program.names).toEqual(["INVITED"]);
  expect(program.wx.urls).toHaveLength(1);
  await program.after(engine.logout());
  expect(program.wx.sockets.size).toBe(0);
});

test("also one that does not come back by tim is found again by app and user", async () => {
  const program = await new MiniProgram().login();
  await program.login({ tim: program.engine.getTim() });
  await program.engine.destroyed();
  const engine = program.create({ sdkAppID: 1 });
  await program.after(engine.init(USER));
  expect(program.wx.urls).toHaveLength(1);
  await program.after(engine.logout());
});

test("another chat SDK is asked for getUserProfile and for nothing else", async () => {
  const asked: PropertyKey[] = [];
  const getUserProfile = vi.fn(async ({ userIDList }: { userIDList: string[] }) => ({
    code: 0,
    data: userIDList.map((userID) => ({ userID, nick: `chat ${userID}`, avatar: "" })),
  }));
  const foreign = new Proxy({} as Record<PropertyKey, unknown>, {
    get: (_, name) => {
      asked.push(name);
      if (name !== "getUserProfile") throw new Error(`asked for ${String(name)}`);
      return getUserProfile;
    },
  });
  const program = new MiniProgram();
  program.create({ sdkAppID: 1, tim: foreign });
  await program.login();
  await program.talk();
  expect(program.engine.getTim()).toBe(foreign);
  expect(program.payload("USER_ACCEPT")).toMatchObject({ userList: [{ nick: "chat bob" }] });
  expect(program.engine.playerList[0]).toMatchObject({ nick: "chat bob" });
  await program.after(program.engine.hangup());
  await program.engine.destroyed();
  expect(new Set(asked)).toEqual(new Set(["getUserProfile"]));
  expect(program.server.heard("get_profiles")).toEqual([]);
});

test("where it fails, the server is asked", async () => {
  const program = new MiniProgram();
  const tim = { getUserProfile: async () => Promise.reject(new Error("not signed in there")) };
  program.create({ sdkAppID: 1, tim });
  await program.login();
  const users = [{ userID: "bob", role: "peer" }];
  const full = await program.after(program.engine.getUserProfile(users, "map"));
  expect(full).toEqual({ bob: { userID: "bob", role: "peer", nick: "bob!", avatar: "" } });
});
