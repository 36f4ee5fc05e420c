// A mini program and a browser call each other, on real media.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { dial, hears, idle, letsGo, Mini, press, sees, shows, turn } from "../lib/mini.mjs";
import { Server } from "../lib/server.mjs";
import { until } from "../lib/wait.mjs";

let server;
let mini;
let alice;
let bob;

before(async () => {
  server = await Server.start();
  mini = await Mini.set(server);
  alice = await mini.signIn("alice", "videoCall", { hertz: 440 });
  bob = await Caller.signIn(server, "bob", { hertz: 660 });
});

after(async () => {
  await bob?.close();
  await mini?.close();
  await server?.stop();
});

test("a mini program calls a browser; camera, microphone and kind of call change on the way", async () => {
  await dial(alice, "bob");
  await bob.hearsOf("onCallReceived");
  await shows(alice, "等待对方接听");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), sees(alice), bob.hears(440), bob.sees(10)]);

  const told = (name, on) => {
    const is = (payload) => payload.userID === "alice" && payload[`is${name}Available`] === on;
    return bob.saidThat(`onUser${name}Available`, is);
  };
  await bob.forget();
  await turn(alice, "麦克风已开", "麦克风已关");
  await told("Audio", false);
  await bob.hears(0);
  await turn(alice, "麦克风已关", "麦克风已开");
  await told("Audio", true);
  await bob.hears(440);

  await bob.forget();
  await turn(alice, "摄像头已开", "摄像头已关");
  await told("Video", false);
  await turn(alice, "摄像头已关", "摄像头已开");
  await told("Video", true);
  await bob.sees(10);

  await bob.do("closeCamera");
  await shows(alice, "对方已关闭摄像头");
  await bob.do("openCamera");
  await sees(alice);

  await press(alice, "切到语音");
  await bob.saidThat("onCallMediaTypeChanged", ({ newCallType }) => newCallType === 1);
  await until("the camera is free", async () => {
    const kinds = (await alice.liveTracks()).map(({ kind }) => kind);
    return !kinds.includes("video") && kinds.includes("audio");
  });
  await Promise.all([hears(alice, 660), bob.hears(440)]);

  await press(alice, "挂断");
  await bob.hearsOf("onCallEnd");
  await letsGo(alice);
  await idle(alice);
  assert.deepEqual(await alice.errors(), []);
});

test("a browser calls a mini program, which declines, accepts, or misses it", async () => {
  await bob.forget();
  await bob.do("call", { userID: "alice", type: 2 });
  await shows(alice, "邀请你视频通话");
  await until("it rings", async () => (await alice.audios()).some(({ playing }) => playing));
  await press(alice, "拒绝");
  await bob.hearsOf("onUserReject");
  await idle(alice);

  await bob.forget();
  await bob.do("call", { userID: "alice", type: 2 });
  await press(alice, "接听");
  await Promise.all([hears(alice, 660), sees(alice), bob.hears(440), bob.sees(10)]);
  assert.ok(!(await alice.audios()).some(({ playing, looping }) => playing && looping), "quiet");
  await bob.do("hangup");
  await shows(alice, "对方已挂断");
  await letsGo(alice);
  await idle(alice);

  await bob.do("call", { userID: "alice", type: 1 });
  await shows(alice, "邀请你语音通话");
  await bob.do("hangup");
  await shows(alice, "对方已取消");
  await idle(alice);

  await bob.forget();
  await bob.do("call", { userID: "alice", type: 1, timeout: 2 });
  await shows(alice, "邀请你语音通话");
  await bob.hearsOf("onUserNoResponse");
  await shows(alice, "未接来电");
  await idle(alice);
});
