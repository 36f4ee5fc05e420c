// How long the call screens take, on a real page and in a mini program, against a real server: the times of the screens
// in which a finger, a server or a camera has a part. What a screen counts by itself is tested under virtual time.
// Each moment is looked for at every frame, so a figure may be 17 ms too long.

import { GroupPage } from "../tests/e2e/lib/group.mjs";
import { Mini, signedIn } from "../tests/e2e/lib/mini.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { miniProgram, watch, web } from "./devices.mjs";
import { spread } from "./figures.mjs";

const HOW = "`bench/screens.mjs`";
const ROUNDS = 5;
/** Between two taps, ms: quicker ones count as one. */
const PAUSE = 600;

/** Runs in a page: waits until it is so, and tells when, ms since 1970: the clock that all pages here share. */
async function moment(is) {
  const until = performance.now() + 30_000;
  for (;;) {
    if (is()) return performance.timeOrigin + performance.now();
    if (performance.now() > until) throw new Error(`not within 30 s: ${is}`);
    await new Promise(requestAnimationFrame);
  }
}

/** Runs in a page: waits until a finger is lifted, and tells when. */
function tapped() {
  return new Promise((done) => {
    const options = { capture: true, once: true };
    addEventListener(
      "pointerup",
      (event) => done(performance.timeOrigin + event.timeStamp),
      options,
    );
  });
}

export async function screens() {
  const server = await Server.start({ log: "warn" });
  const mini = await Mini.set(server);
  const page = await GroupPage.signIn(server, "page", { hertz: 440 });
  const voice = await GroupPage.signIn(server, "voice", { hertz: 700 });
  const agents = [
    server.agent("answer", "--as", "program", "--keep"),
    server.agent("answer", "--as", "silent", "--ring-only", "--keep"),
  ];
  try {
    await page.page.evaluate(watch);
    await voice.page.evaluate(plainMicrophone);
    await page.api("enableFloatWindow", true);
    const phone = await mini.signIn("phone", "videoCall", { hertz: 560 });
    await signedIn(phone);
    const all = [web(page), miniProgram(phone)].map((device) => new Times(device));
    for (const times of all) {
      for (let round = 0; round < ROUNDS; round += 1) {
        await called(server, times);
        await declines(server, times);
        await cancels(times);
        await calls(times);
      }
    }
    await inGroup(voice, all);
    return all.flatMap((times) => times.rows());
  } finally {
    for (const agent of agents) agent.stop();
    await page.close();
    await voice.close();
    await mini.close();
    await server.stop();
  }
}

/** What was measured on a device, and how long it took each time. */
class Times {
  #all = new Map();

  constructor(device) {
    this.device = device;
  }

  add(what, took) {
    this.#all.set(what, [...(this.#all.get(what) ?? []), took]);
  }

  /** Waits until it is so, and tells when. */
  when(is) {
    return this.device.page.evaluate(`(${moment})(() => ${is})`);
  }

  /** From one moment until another. */
  async note(what, from, to) {
    const look = (is) => `await (${moment})(() => ${is})`;
    const script = `(async () => [${look(from)}, ${look(to)}])()`;
    const [begins, ends] = await this.device.page.evaluate(script);
    this.add(what, ends - begins);
  }

  /** From the tap that `act` makes until what is expected of it, each by its name. */
  async tap(act, expected) {
    await this.device.page.waitForTimeout(PAUSE);
    const found = Object.entries(expected).map(async ([what, to]) => {
      const look = `async (begins) => (await (${moment})(() => ${to})) - begins`;
      this.add(what, await this.device.page.evaluate(`(${tapped})().then(${look})`));
    });
    await Promise.all([act(), ...found]);
  }

  rows() {
    const { name } = this.device;
    return [...this.#all].map(([what, took]) => [`${name}: ${what}`, spread(took, "ms"), HOW]);
  }
}

/** Nothing on the screen moves but what never stops. */
function still(screen) {
  const motions = `${screen}.getAnimations({ subtree: true })`;
  return `${motions}.every((one) => one.effect.getTiming().iterations === Infinity)`;
}

const isWhole = (thing) => `${thing}.getBoundingClientRect().width >= innerWidth - 1`;

/** A program calls the device, which answers; the program hangs up. */
async function called(server, times) {
  const { device } = times;
  const { screen, ringing, sounds, text, over, away } = device;
  const caller = server.agent("call", device.user, "--as", "caller", "--for", "7s");
  await times.note("the screen rises (250 ms)", screen, `${screen} && ${still(screen)}`);
  await times.when(sounds);
  await times.tap(() => device.tap("accept"), {
    "tap on accept → the buttons of ringing are gone (< 100 ms)": `!${ringing}`,
    "tap on accept → the ringtone has stopped (< 100 ms)": `!(${sounds})`,
    "last tap → the controls are hidden (5000 ms)": away,
  });
  await times.note(
    "the other hung up: the end text stays, the screen falls (1200 + 200 ms)",
    `${text}.includes("${over}")`,
    `!${screen}`,
  );
  await caller.ended();
  await device.gone();
}

/** A program calls the device, which declines. */
async function declines(server, times) {
  const { device } = times;
  const caller = server.agent("call", device.user, "--as", "caller");
  await times.when(device.sounds);
  await times.tap(() => device.tap("decline"), {
    "tap on decline → the ringtone has stopped (< 100 ms)": `!(${device.sounds})`,
  });
  await caller.ended();
  await device.gone();
}

/** The device calls somebody who does not answer, and gives up. */
async function cancels(times) {
  const { device } = times;
  await device.call("silent");
  await times.when(device.sounds);
  await times.tap(() => device.tap("cancel"), {
    "tap on cancel → the ringback has stopped (< 100 ms)": `!(${device.sounds})`,
  });
  await device.gone();
}

/** The device calls a program, switches this and that, and hangs up. */
async function calls(times) {
  const { device } = times;
  const { screen, text, over, muted, own, small, light } = device;
  await device.call("program");
  await times.when(`/\\d\\d:\\d\\d/.test(${text}) && ${light} && ${still(screen)}`);
  await times.tap(() => device.tap("microphone"), {
    "tap on the microphone → its label (< 100 ms)": `${text}.includes("${muted}")`,
  });
  await times.tap(() => device.swap(), {
    "tap on the small picture → the pictures are swapped (200 ms)": isWhole(own),
  });
  await times.tap(() => drag(device), {
    "the small picture is let go → it lies at the edge (200 ms)": `${small}.getBoundingClientRect().left <= 13`,
  });
  await device.minimise();
  await times.when(`!(${isWhole(screen)}) && ${still(screen)}`);
  await times.tap(() => device.restore(), {
    "tap on the small window → the screen is whole again (250 ms)": `${isWhole(screen)} && ${still(screen)}`,
  });
  await times.tap(() => device.tap("voiceOnly"), {
    "tap on voice only → the camera's light is out (< 500 ms)": `!${light}`,
  });
  const ends = times.note(
    "who hung up: the end text stays, the screen falls (800 + 200 ms)",
    `${text}.includes("${over}")`,
    `!${screen}`,
  );
  await times.tap(() => device.tap("hangUp"), {
    "tap on hang up → the end text (< 100 ms)": `${text}.includes("${over}")`,
  });
  await ends;
  await device.gone();
}

/** Moves the small picture from the right edge to somewhere left of the middle. */
async function drag({ page, small }) {
  const { left, top } = await page.evaluate(`${small}.getBoundingClientRect().toJSON()`);
  await page.mouse.move(left + 40, top + 40);
  await page.mouse.down();
  for (const way of [20, 80, 140, 200]) await page.mouse.move(left + 40 - way, top + 60);
  await page.mouse.up();
}

/** All in one call: a tile is tapped, and a voice that was silent speaks. */
async function inGroup(voice, all) {
  const userIDList = all.map(({ device }) => device.user);
  await voice.api("groupCall", { userIDList, type: 2, groupID: "team" });
  for (const { device } of all) await device.tap("accept");
  const user = "voice";
  for (const times of all) {
    const { device } = times;
    const tile = device.tile(user);
    await times.when(`${device.speaks(user)} && ${still(device.screen)}`);
    for (let round = 0; round < ROUNDS; round += 1) {
      await times.tap(() => device.tapTile(user), {
        "tap on a tile → it is as wide as the screen (200 ms)": isWhole(tile),
      });
      await times.tap(() => device.tapTile(user), {
        "tap on the big tile → it is one of the grid (200 ms)": `!(${isWhole(tile)}) && ${still(device.screen)}`,
      });
      await speak(voice, false);
      await times.when(`!${device.speaks(user)}`);
      const [begins, ends] = await Promise.all([
        speak(voice, true),
        times.when(device.speaks(user)),
      ]);
      times.add("a voice begins → the ring around its tile (< 300 ms)", ends - begins);
    }
  }
  await voice.press("hangUp");
}

/** Runs in a page: no noise suppression, which takes a tone that is new to it for noise, now and then for seconds. */
function plainMicrophone() {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  navigator.mediaDevices.getUserMedia = ({ audio, ...rest }) =>
    native({ ...rest, audio: audio && { ...(audio === true ? {} : audio), ...plain } });
}

/** Sound goes into the microphone, or none; tells when it begins. */
function speak(voice, on) {
  return voice.page.evaluate((enabled) => {
    for (const track of window.engine.localStream.getAudioTracks()) track.enabled = enabled;
    return performance.timeOrigin + performance.now();
  }, on);
}
