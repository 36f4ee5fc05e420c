// What is on the page of a call, on the Web and in a mini program: where a bench looks, and how it taps.

import { dial, idle, press } from "../tests/e2e/lib/mini.mjs";

/** Runs in a page before its first call: keeps hold of its cameras, and counts the sounds that go round. */
export function watch() {
  const native = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.__cameras = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await native(wanted);
    window.__cameras.push(...stream.getVideoTracks());
    return stream;
  };
  const { start } = AudioBufferSourceNode.prototype;
  window.__loops = 0;
  AudioBufferSourceNode.prototype.start = function begin(...when) {
    if (this.loop) {
      window.__loops += 1;
      this.addEventListener("ended", () => {
        window.__loops -= 1;
      });
    }
    start.apply(this, when);
  };
}

/** What is on a page, as expressions that the page understands, and how its buttons are tapped. */
export function web(page) {
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
    small: 'window.root.querySelector(".ck-picture--small")',
    sounds: "window.__loops > 0",
    speaks: (user) => `window.root.querySelector('[data-tile="${user}"].ck-tile--speaking')`,
    tile: (user) => `window.root.querySelector('[data-tile="${user}"]')`,
    light: 'window.__cameras.some((track) => track.readyState === "live")',
    muted: "Mic off",
    over: "Duration",
    tap: (button) => page.press(button),
    swap: () => page.page.locator("tui-call-kit .ck-picture--small").click(),
    tapTile: (user) => page.page.locator(`tui-call-kit [data-tile="${user}"]`).click(),
    minimise: () => page.page.locator("tui-call-kit [data-corner=minimise]").click(),
    restore: () => page.page.locator("tui-call-kit .ck-float").click(),
    call: (user) => page.api("call", { userID: user, type: 2 }),
    gone: () => page.page.locator("tui-call-kit .ck-screen").waitFor({ state: "detached" }),
  };
}

export function miniProgram(phone) {
  const labels = {
    microphone: "麦克风已开",
    voiceOnly: "切到语音",
    hangUp: "挂断",
    cancel: "取消",
    decline: "拒绝",
    accept: "接听",
  };
  const tileOf = (user) =>
    `[...document.querySelectorAll(".mp-top .TUI-Pictures--tile")].find(
      (tile) => tile.textContent.includes("${user}"))`;
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
    small: `document.querySelector("${small}")`,
    sounds: "window.__mp.audios().some(({ playing, looping }) => playing && looping)",
    speaks: (user) => `${tileOf(user)}?.querySelector("[class*=tile__ring--on]")`,
    tile: tileOf,
    light: 'window.__mp.tracks().some((track) => track.kind === "video")',
    muted: "麦克风已关",
    over: "通话时长",
    tap: (button) => press(phone, labels[button]),
    swap: () => phone.page.locator(small).click(),
    tapTile: (user) =>
      phone.page.locator(".mp-top .TUI-Pictures--tile").filter({ hasText: user }).click(),
    minimise: () => phone.page.getByRole("button", { name: "最小化" }).click(),
    restore: () => phone.page.getByRole("button", { name: "返回通话" }).click(),
    call: (user) => dial(phone, user),
    gone: () => idle(phone),
  };
}
