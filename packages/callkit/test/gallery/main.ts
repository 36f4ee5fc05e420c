/**
 * Drives the element through every screen and text with an engine that only pretends. `?scene=NAME&lang=ja`,
 * with `status`, `home` (heights of status bar and home indicator) and `capsule` to see it as on a telephone.
 */

import type { CallState, Member, Person } from "../../src/core/index.ts";
import { TUICallKitElement } from "../../src/web/tui-call-kit.ts";
import { FakeEngine } from "./fake-engine.ts";
import { BRIGHT, DARK, portrait, streamOf, WINDOW } from "./pictures.ts";
import { type CallChange, LONG_NAME, ME, SCENES, type Studio } from "./scenes.ts";

const query = new URLSearchParams(location.search);
const realNow = Date.now;
let ahead = 0;
Date.now = () => realNow() + ahead;

const kit = document.querySelector("tui-call-kit");
if (!(kit instanceof TUICallKitElement)) throw new Error("the page has a <tui-call-kit>");
const engine = new FakeEngine();
const own = streamOf(portrait(query.has("dark") ? DARK : WINDOW, 480, 640));
const theirs = streamOf(portrait(query.has("dark") ? DARK : BRIGHT, 480, 640));
engine.own = own;
engine.theirs = theirs;
const BOB: Person = { userId: "bob", nick: "Bob", avatar: portrait(DARK, 200, 200).toDataURL() };

kit.language = query.get("lang") ?? "en";
kit.allowedMinimized = true;
kit.style.setProperty("--ck-safe-top", `${query.get("status") ?? 0}px`);
kit.style.setProperty("--ck-safe-bottom", `${query.get("home") ?? 0}px`);
if (query.has("capsule")) {
  const capsule = document.createElement("div");
  capsule.className = "capsule";
  capsule.style.top = `${Number(query.get("status") ?? 0) + 4}px`;
  document.body.append(capsule);
}
kit.set({
  contacts: ["Erin", "Frank", LONG_NAME].map((nick) => ({
    userId: nick.toLowerCase().slice(0, 32),
    nick,
    avatar: "",
  })),
});
kit.engine = engine;
engine.show({ user: ME });

const studio: Studio = {
  call: (change = {}) => engine.show({ user: ME, call: merge(blank(), change) }),
  change: (change) => engine.change((call) => merge(call, change)),
  cameras({ own: mine = true, theirs: peers = true }) {
    engine.own = mine ? own : undefined;
    engine.theirs = peers ? theirs : undefined;
  },
  pass(ms) {
    ahead += ms;
    engine.show({ ...engine.state });
  },
  tap: (button) => kit.tap(button),
  swap: () => press('[data-picture="own"]'),
  fullScreen: () => press('[data-corner="full-screen"]'),
  hideControls: () => studio.pass(5100),
  blockSound() {
    engine.blocked = true;
    engine.show({ ...engine.state });
  },
  refuse(error) {
    engine.refuse = error;
    kit.call([BOB], { userIds: ["bob"], media: "video" }).catch(() => undefined);
  },
  leave: () => void kit.confirmLeave(),
  tapTile: (userId) => press(`[data-tile="${userId}"]`),
  type: (text) => type(text),
  pick: (userId) => press(`[data-person="${userId}"]`),
  devices: () => press('[data-corner="devices"]'),
  attribute(name, value) {
    kit.setAttribute(name, value);
    return kit.updateComplete;
  },
};

function blank(): CallState {
  return {
    id: `call-${Math.random()}`,
    phase: "dialing",
    media: "video",
    group: false,
    role: "caller",
    startedAt: Date.now(),
    self: {
      microphone: true,
      camera: true,
      canFlip: true,
      frontCamera: true,
      quality: 1,
      level: 0,
    },
    members: [
      {
        ...BOB,
        phase: "ringing",
        rang: false,
        microphone: true,
        camera: true,
        video: "ok",
        away: false,
        level: 0,
        quality: 1,
      },
    ],
    reconnecting: false,
  };
}

/** Negative times are so long ago. */
function merge(call: CallState, change: CallChange): CallState {
  const { self, peer, others, ended, startedAt, connectedAt, ...rest } = change;
  const ago = (time: number) => (time < 0 ? Date.now() + time : time);
  return {
    ...call,
    ...rest,
    ...(startedAt !== undefined && { startedAt: ago(startedAt) }),
    ...(connectedAt !== undefined && { connectedAt: ago(connectedAt) }),
    self: { ...call.self, ...self },
    members: [
      ...call.members.slice(0, 1).map((member): Member => ({ ...member, ...peer })),
      ...(others?.map(somebody) ?? call.members.slice(1)),
    ],
    ...(ended && { ended: { connected: true, durationMs: 83_000, ...ended } }),
  };
}

function somebody(change: Partial<Member>): Member {
  return {
    userId: "somebody",
    nick: "",
    avatar: "",
    phase: "ringing",
    rang: false,
    microphone: true,
    camera: true,
    video: "ok",
    away: false,
    level: 0,
    quality: 1,
    ...change,
  };
}

async function type(text: string): Promise<void> {
  await kit?.updateComplete;
  const field = kit?.renderRoot.querySelector<HTMLInputElement>(".ck-picker__field");
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

async function press(selector: string): Promise<void> {
  await kit?.updateComplete;
  kit?.renderRoot.querySelector<HTMLElement>(selector)?.click();
}

const nav = document.querySelector("nav");
for (const { name } of SCENES) {
  const link = document.createElement("a");
  const next = new URLSearchParams(query);
  next.set("scene", name);
  link.href = `?${next}`;
  link.textContent = name;
  nav?.append(link);
}
SCENES.find(({ name }) => name === query.get("scene"))?.set(studio);
Object.assign(globalThis, { SCENE_NAMES: SCENES.map(({ name }) => name), engine, studio });
