// Calls of our mini program on real media: with a browser, with a program, with another mini program.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Caller } from "../lib/caller.mjs";
import { hears, idle, letsGo, Mini, sees, shows } from "../lib/mini.mjs";
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

/** Finds the user on the call page and calls. */
async function calls(phone, user) {
  await phone.fill(".search__input", user);
  await phone.tap(".search__go");
  await shows(phone, "呼叫");
  await phone.tapText("呼叫");
}

/** Two taps within half a second count once; nobody means two by that. */
async function taps(phone, text) {
  await new Promise((later) => setTimeout(later, 500));
  await phone.tapText(text);
}

test("a mini program calls a browser; camera, microphone and kind of call change on the way", async () => {
  await calls(alice, "bob");
  await bob.hearsOf("onCallReceived");
  await shows(alice, "等待对方接听");
  await bob.do("accept");
  await Promise.all([hears(alice, 660), sees(alice), bob.hears(440), bob.sees(10)]);

  const told = (name, on) => {
    const is = (payload) => payload.userID === "alice" && payload[`is${name}Available`] === on;
    return bob.saidThat(`onUser${name}Available`, is);
  };
  await bob.forget();
  await taps(alice, "麦克风已开");
  await told("Audio", false);
  await bob.hears(0);
  await taps(alice, "麦克风已关");
  await told("Audio", true);
  await bob.hears(440);

  await bob.forget();
  await taps(alice, "摄像头已开");
  await told("Video", false);
  await taps(alice, "摄像头已关");
  await told("Video", true);
  await bob.sees(10);

  await bob.do("closeCamera");
  await shows(alice, "对方已关闭摄像头");
  await bob.do("openCamera");
  await sees(alice);

  await taps(alice, "切到语音");
  await bob.saidThat("onCallMediaTypeChanged", ({ newCallType }) => newCallType === 1);
  await until("the camera is free", async () => {
    const kinds = (await alice.liveTracks()).map(({ kind }) => kind);
    return !kinds.includes("video") && kinds.includes("audio");
  });
  await Promise.all([hears(alice, 660), bob.hears(440)]);

  await alice.tapText("挂断");
  await bob.hearsOf("onCallEnd");
  await shows(alice, "通话结束");
  await letsGo(alice);
  await idle(alice);
  assert.deepEqual(await alice.errors(), []);
});

test("a browser calls a mini program, which declines, accepts, or misses it", async () => {
  await bob.forget();
  await bob.do("call", { userID: "alice", type: 2 });
  await shows(alice, "邀请你视频通话");
  assert.ok(
    (await alice.audios()).some(({ playing }) => playing),
    "it rings",
  );
  await alice.tapText("拒绝");
  await bob.hearsOf("onUserReject");
  await idle(alice);

  await bob.forget();
  await bob.do("call", { userID: "alice", type: 2 });
  await alice.tapText("接听");
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
});

test("a mini program and a program call each other by voice", async () => {
  const carol = server.agent("answer", "--as", "carol", "--audio", "tone:520");
  await carol.event("signed_in");
  await alice.open("/pages/audioCall/audioCall");
  await calls(alice, "carol");
  await hears(alice, 520);
  assert.deepEqual(
    (await alice.liveTracks()).map(({ kind }) => kind),
    ["audio"],
    "no camera is opened for a voice call",
  );
  await alice.tapText("挂断");
  const { code, ended } = await carol.ended();
  assert.equal(code, 0, carol.stderr);
  assert.ok(Math.abs(ended.audio.tone_hz - 440) < 10, `${ended.audio.tone_hz}`);
  await idle(alice);

  const dave = server.agent("call", "alice", "--as", "dave", "--for", "4s", "--audio", "tone:330");
  await alice.tapText("接听");
  await hears(alice, 330);
  const end = await dave.ended();
  assert.equal(end.code, 0, dave.stderr);
  await idle(alice);
});

test("two mini programs call each other", async () => {
  await alice.open("/pages/videoCall/videoCall");
  const erin = await mini.signIn("erin", "videoCall", { hertz: 550, profile: "android" });
  await calls(alice, "erin");
  await shows(erin, "邀请你视频通话");
  await erin.tapText("接听");
  await Promise.all([hears(alice, 550), hears(erin, 440), sees(alice), sees(erin)]);
  await erin.tapText("挂断");
  await shows(alice, "对方已挂断");
  await Promise.all([letsGo(alice), letsGo(erin)]);
});

test("opening and leaving the call page twenty times leaves one connection and nothing else", async () => {
  const frank = await mini.signIn("frank", "videoCall");
  const go = (times) =>
    frank.page.evaluate(async (count) => {
      const { wx } = window.__mp;
      const opened = () => window.__mp.stack().length > 1;
      const until = async (holds) => {
        while (!holds()) await new Promise((later) => setTimeout(later, 10));
      };
      for (let i = 0; i < count; i += 1) {
        wx.navigateTo({ url: "/pages/audioCall/audioCall" });
        await until(opened);
        // Half of them are left before the login is done.
        if (i % 2 === 0) await until(() => wx.$TUICallEngine?.state?.session === "signedIn");
        wx.navigateBack();
        await until(() => !opened());
      }
    }, times);
  await go(20);
  await until("one connection is left", async () => {
    const open = (await frank.sockets()).filter(({ readyState }) => readyState < 2);
    if (open.length <= 1) return true;
    throw new Error(JSON.stringify(open));
  });
  await until("the server sees one device", async () => {
    const { callkit_devices: devices } = await server.metrics();
    const others = 4;
    if (devices <= others) return true;
    throw new Error(`${devices} devices`);
  });
  assert.deepEqual(await frank.liveTracks(), []);
  assert.deepEqual(await frank.errors(), []);

  // And the next call is told of once.
  await frank.open("/pages/videoCall/videoCall");
  await frank.page.evaluate(() => {
    window.invited = 0;
    window.__mp.wx.$TUICallEngine.on("INVITED", () => {
      window.invited += 1;
    });
  });
  await bob.do("call", { userID: "frank", type: 1 });
  await shows(frank, "邀请你语音通话");
  await bob.do("hangup");
  await idle(frank);
  assert.equal(await frank.page.evaluate(() => window.invited), 1);
});
