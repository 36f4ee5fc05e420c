// How long the call screens take, on a real page and in a mini program, against a real server: the times of the screens
// in which a finger, a server or a camera has a part. What a screen counts by itself is tested under virtual time.
// Each moment is looked for at every frame, so a figure may be 17 ms too long.

import { GroupPage } from "../tests/e2e/lib/group.mjs";
import { dial, idle, Mini, press, signedIn } from "../tests/e2e/lib/mini.mjs";
import { Server } from "../tests/e2e/lib/server.mjs";
import { spread } from "./figures.mjs";

const HOW = "`bench/screens.mjs`";
const ROUNDS = 5;
/** Between two taps, ms: quicker ones count as one. */
const PAUSE = 600;

/** Runs in a page: the time between two moments, in milliseconds. The first is the next tap if none is given. */
async function between(from, to) {
  const until = performance.now() + 30_000;
  const when = (is) =>
    new Promise((done, fail) => {
      const look = () => {
        if (is()) done(performance.now());
        else if (performance.now() > until) fail(new Error(`not within 30 s: ${is}`));
        else requestAnimationFrame(look);
      };
      look();
    });
  const tapped = () =>
    new Promise((done) => {
      const options = { capture: true, once: true };
      addEventListener("pointerup", (event) => done(event.timeStamp), options);
    });
  const begins = await (from ? when(from) : tapped());
  return (await when(to)) - begins;
}

/** Runs in a page before its first call: keeps hold of its cameras. */
function watchCameras() {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.__cameras = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await native(wanted);
    window.__cameras.push(...stream.getVideoTracks());
    return stream;
  };
}

/** What is on a page, as expressions that the page understands, and how its buttons are tapped. */
function web(page) {
  return {
    name: "Web",
    user: page.user,
    page: page.page,
    text: "window.root.textContent",
    screen: 'window.root.querySelector(".ck-screen")',
    // One that fades away still lies there.
    ringing:
      'window.root.querySelector(".ck-content:not(.ck-content--ghost) [data-button=accept]")',
    own: 'window.root.querySelector("[data-picture=own]")',
    away: 'window.root.querySelector(".ck-fades--away")',
    light: 'window.__cameras.some((track) => track.readyState === "live")',
    muted: "Mic off",
    over: "Duration",
    tap: (button) => page.press(button),
    swap: () => page.page.locator("tui-call-kit .ck-picture--small").click(),
    call: () => page.api("call", { userID: "program", type: 2 }),
    gone: () => page.page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" }),
  };
}

function miniProgram(phone) {
  const labels = {
    microphone: "麦克风已开",
    voiceOnly: "切到语音",
    hangUp: "挂断",
    accept: "接听",
  };
  const small = ".mp-top .TUI-Pictures--touch.TUI-Pictures--picture--small";
  return {
    name: "mini program",
    user: "phone",
    page: phone.page,
    text: 'document.querySelector(".mp-top").innerText',
    screen: 'document.querySelector(".mp-top [class*=ck-screen]")',
    ringing: `[...document.querySelectorAll(".mp-top [class*=TUI-Buttons--label]")].some(
      (label) => label.textContent === "接听" && !label.closest("[class*=ck-ghost]"))`,
    own: 'document.querySelector(".mp-top wx-live-pusher")',
    away: 'document.querySelector(".mp-top .TUI-Buttons--rows--away")',
    light: 'window.__mp.tracks().some((track) => track.kind === "video")',
    muted: "麦克风已关",
    over: "通话时长",
    tap: (button) => press(phone, labels[button]),
    swap: () => phone.page.locator(small).click(),
    call: () => dial(phone, "program"),
    gone: () => idle(phone),
  };
}

export async function screens() {
  const server = await Server.start({ log: "warn" });
  const mini = await Mini.set(server);
  const page = await GroupPage.signIn(server, "page", { hertz: 440 });
  const answering = server.agent("answer", "--as", "program", "--keep");
  try {
    await page.page.evaluate(watchCameras);
    const phone = await mini.signIn("phone", "videoCall", { hertz: 560 });
    await signedIn(phone);
    const rows = [];
    for (const device of [web(page), miniProgram(phone)]) {
      const times = new Times(device);
      for (let round = 0; round < ROUNDS; round += 1) {
        await called(server, device, times);
        await calls(device, times);
      }
      for (const [what, took] of times.all)
        rows.push([`${device.name}: ${what}`, spread(took, "ms"), HOW]);
    }
    return rows;
  } finally {
    answering.stop();
    await page.close();
    await mini.close();
    await server.stop();
  }
}

/** What was measured on a device, and how long it took each time. */
class Times {
  all = new Map();

  constructor(device) {
    this.device = device;
  }

  /** From a moment, or from the tap that `act` makes, until another. */
  async note(what, { from, to, act }) {
    if (!from) await this.device.page.waitForTimeout(PAUSE);
    const start = from ? `() => ${from}` : "undefined";
    const measured = this.device.page.evaluate(`(${between})(${start}, () => ${to})`);
    const [took] = await Promise.all([measured, act?.()]);
    this.all.set(what, [...(this.all.get(what) ?? []), took]);
  }
}

/** Nothing on the screen moves but what never stops. */
function still(screen) {
  const motions = `${screen}.getAnimations({ subtree: true })`;
  return `${motions}.every((one) => one.effect.getTiming().iterations === Infinity)`;
}

/** A program calls the device, which answers; the program hangs up. */
async function called(server, device, times) {
  const { screen, ringing, text, over, away } = device;
  let caller;
  await times.note("the screen rises (250 ms)", {
    from: screen,
    to: `${screen} && ${still(screen)}`,
    act: async () => {
      caller = server.agent("call", device.user, "--as", "caller", "--for", "7s");
    },
  });
  await Promise.all([
    times.note("last tap → the controls are hidden (5000 ms)", { to: away }),
    times.note("tap on accept → the buttons of ringing are gone (< 100 ms)", {
      to: `!${ringing}`,
      act: () => device.tap("accept"),
    }),
  ]);
  await times.note("the other hung up: the end text stays, the screen falls (1200 + 200 ms)", {
    from: `${text}.includes("${over}")`,
    to: `!${screen}`,
  });
  await caller.ended();
  await device.gone();
}

/** The device calls a program, switches this and that, and hangs up. */
async function calls(device, times) {
  const { screen, text, over, muted, own, light } = device;
  await times.note("call → a program has answered, and the screen is still", {
    from: screen,
    to: `/\\d\\d:\\d\\d/.test(${text}) && ${light} && ${still(screen)}`,
    act: () => device.call(),
  });
  await times.note("tap on the microphone → its label (< 100 ms)", {
    to: `${text}.includes("${muted}")`,
    act: () => device.tap("microphone"),
  });
  await times.note("tap on the small picture → the pictures are swapped (200 ms)", {
    to: `${own}.getBoundingClientRect().width >= innerWidth - 1`,
    act: () => device.swap(),
  });
  await times.note("tap on voice only → the camera's light is out (< 500 ms)", {
    to: `!${light}`,
    act: () => device.tap("voiceOnly"),
  });
  await times.note("tap on hang up → the end text (< 100 ms)", {
    to: `${text}.includes("${over}")`,
    act: () => device.tap("hangUp"),
  });
  await times.note("who hung up: the end text stays, the screen falls (800 + 200 ms)", {
    from: `${text}.includes("${over}")`,
    to: `!${screen}`,
  });
  await device.gone();
}
