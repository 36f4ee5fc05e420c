import type { Text } from "../locales/index.ts";
import {
  type ButtonRow,
  calledButtons,
  callingButtons,
  connectedButtons,
  type HideableButton,
  without,
} from "./buttons.ts";
import type { DialogView } from "./dialog.ts";
import { formatDuration } from "./duration.ts";
import type { Ending } from "./ending.ts";
import type { Media, Person } from "./engine.ts";
import { type Face, faceOf, nameOf, shortNameOf } from "./person.ts";
import type { PickerView } from "./picker.ts";
import { ownPicture, type PictureView, peerPicture } from "./pictures.ts";
import type { Session, Stage } from "./session.ts";
import { type GroupView, groupView } from "./tiles.ts";

/** After this long of calling, a second line says that they may be away. */
export const AWAY_HINT_MS = 20_000;
/** After this long of connecting, the line asks for patience. */
export const SLOW_CONNECT_MS = 8000;
/** How long the screen takes to fall after the end text. */
export const FALL_MS = 200;

/** How a call ended and what is left of its screen. */
export interface EndedScreen {
  readonly ending: Ending;
  readonly durationMs?: number;
  /** When the end text has been there long enough. */
  readonly until: number;
}

/** A state line; `dots` says that three dots step behind it. */
export interface Line {
  readonly text: Text;
  readonly dots: boolean;
}

/** Everything there is to draw, sound and say; a screen needs to know nothing else. */
export interface ViewState {
  /** Nothing, the whole screen, the small window that is dragged about, or the banner of a call coming in. */
  readonly presence: "hidden" | "full" | "floating" | "banner";
  /** The screen is on its way out. */
  readonly leaving: boolean;
  readonly stage: Stage | "ended" | "idle";
  readonly media: Media;
  readonly peer?: Face;
  readonly peerMuted: boolean;
  readonly line?: Line;
  readonly secondLine?: Text;
  /** Time since the call was accepted. */
  readonly timer?: string;
  /** One line of trouble, under the timer. */
  readonly notice?: Text;
  readonly big?: PictureView;
  readonly small?: PictureView;
  /** The grid, in the place of `big` and `small`: in a group call, from the caller's first ring or the accept on. */
  readonly group?: GroupView;
  /** Who else is asked or there, while this user is being called into a group. */
  readonly others?: readonly Face[];
  /** Open while people are chosen to be asked into the call. */
  readonly picker?: PickerView;
  readonly rows: readonly ButtonRow[];
  /** Whether buttons and texts are shown; the timer always is. */
  readonly controls: boolean;
  readonly minimise: boolean;
  readonly ending?: { readonly text: Text; readonly duration?: string };
  readonly toast?: Text;
  readonly dialog?: DialogView;
  /** What sounds over and over. */
  readonly loop?: "ringback" | "ringtone";
  /** The device vibrates in the ringtone's rhythm. */
  readonly vibrate: boolean;
  /** The screen is kept lit. */
  readonly awake: boolean;
  /** Who calls, for the title and the notification of a page that is not looked at. */
  readonly alert?: Text;
  /** What a screen reader is to say when it changes. */
  readonly spoken?: Text;
}

/** What the drawing depends on. */
export interface Scene {
  readonly user: Person | undefined;
  readonly session: Session | undefined;
  readonly ended: EndedScreen | undefined;
  readonly toast: Text | undefined;
  readonly dialog: DialogView | undefined;
  readonly minimisable: boolean;
  readonly muted: boolean;
  readonly hidden: readonly HideableButton[];
  readonly contacts: readonly Person[];
}

/** Draws the scene as it is at `now`. */
export function viewState(scene: Scene, now: number): ViewState {
  const over = {
    ...(scene.toast && { toast: scene.toast }),
    ...(scene.dialog && { dialog: scene.dialog }),
  };
  const { session } = scene;
  if (!session) return { ...EMPTY, ...over };
  return {
    ...(scene.ended ? endedView(session, scene.ended, now) : liveView(scene, session, now)),
    ...over,
  };
}

const EMPTY: ViewState = {
  presence: "hidden",
  leaving: false,
  stage: "idle",
  media: "audio",
  peerMuted: false,
  rows: [],
  controls: true,
  minimise: false,
  vibrate: false,
  awake: false,
};

function endedView(session: Session, ended: EndedScreen, now: number): ViewState {
  const { peer } = session;
  const text: Text = {
    key: ended.ending.key,
    ...(peer && { params: { name: shortNameOf(peer) } }),
  };
  const { durationMs } = ended;
  return {
    ...EMPTY,
    presence: session.floating ? "floating" : "full",
    leaving: now >= ended.until,
    stage: "ended",
    media: session.media,
    ...(peer && !session.call.group && { peer: faceOf(peer) }),
    ending: { text, ...(durationMs !== undefined && { duration: formatDuration(durationMs) }) },
    spoken: text,
  };
}

function liveView(scene: Scene, session: Session, now: number): ViewState {
  const { stage, peer, call, media } = session;
  const line = lineOf(session, now);
  const notice = noticeOf(session, now);
  const secondLine = secondLineOf(session, now);
  const ringing = stage === "called";
  const ringback = stage === "calling" && anyRang(session);
  const spoken = notice ?? line?.text;
  return {
    presence: presenceOf(session),
    leaving: false,
    stage,
    media,
    ...(peer && { peer: faceOf(peer) }),
    peerMuted: stage === "connected" && !call.group && peer !== undefined && !peer.microphone,
    ...(line && { line }),
    ...(secondLine && { secondLine }),
    ...(stage === "connected" && { timer: formatDuration(now - (call.connectedAt ?? now)) }),
    ...(notice && { notice }),
    ...(call.group ? groupOf(scene, session) : picturesOf(scene.user, session)),
    rows: without(rowsOf(session), scene.hidden),
    controls: session.controlsShown(now),
    minimise: scene.minimisable && !ringing,
    ...(ringback && { loop: "ringback" as const }),
    ...(ringing && !scene.muted && { loop: "ringtone" as const }),
    vibrate: ringing && !scene.muted,
    awake: true,
    ...(ringing &&
      peer && { alert: { key: "calledTitle" as const, params: { name: nameOf(peer) } } }),
    ...(spoken && { spoken }),
  };
}

function presenceOf(session: Session): "full" | "floating" | "banner" {
  if (session.floating) return "floating";
  return session.banner && session.stage === "called" ? "banner" : "full";
}

function lineOf(session: Session, now: number): Line | undefined {
  switch (session.stage) {
    case "calling":
      return { text: { key: anyRang(session) ? "ringing" : "calling" }, dots: true };
    case "called":
      if (session.call.group) return { text: { key: "calledGroup" }, dots: false };
      return {
        text: { key: session.media === "video" ? "calledVideo" : "calledAudio" },
        dots: false,
      };
    case "connecting":
      return now >= (session.connectingSince ?? now) + SLOW_CONNECT_MS
        ? { text: { key: "connectingSlow" }, dots: false }
        : { text: { key: "connecting" }, dots: true };
    case "connected":
      return undefined;
  }
}

function secondLineOf(session: Session, now: number): Text | undefined {
  const { call, stage } = session;
  const late = stage === "calling" && !call.group && now >= call.startedAt + AWAY_HINT_MS;
  return late ? { key: "callingLong" } : undefined;
}

/** The worst of the troubles; the others can wait until it is over. */
function noticeOf(session: Session, now: number): Text | undefined {
  if (session.stage !== "connected") return undefined;
  if (session.soundBlocked) return { key: "tapForSound" };
  if (session.silent) return { key: "reconnecting" };
  if (now < session.backOnlineUntil) return { key: "backOnline" };
  if (session.weakSelf.weak) return { key: "weakSelf" };
  if (session.weakPeer) {
    return { key: "weakPeer", params: { name: shortNameOf(session.weakPeer) } };
  }
  return undefined;
}

/** A device of somebody who is asked rings. */
function anyRang({ present }: Session): boolean {
  return present.some(({ phase, rang }) => phase === "ringing" && rang);
}

/** The grid; while this user is being called his own preview, and who else is asked. */
function groupOf(
  { user, contacts }: Scene,
  session: Session,
): Pick<ViewState, "big" | "group" | "others" | "picker"> {
  const { peer, present, picker, room } = session;
  if (session.stage === "called") {
    const others = present.filter((member) => member !== peer).map(faceOf);
    return { ...picturesOf(user, session), others };
  }
  const absent = (userId: string) =>
    userId !== user?.userId && !present.some((member) => member.userId === userId);
  return {
    group: groupView(session, user),
    ...(picker && { picker: picker.view(contacts, absent, room) }),
  };
}

/**
 * The peer's picture fills the screen and one's own lies on it, or the other way round; before the call
 * connects there is only one's own.
 */
function picturesOf(
  user: Person | undefined,
  session: Session,
): { big?: PictureView; small?: PictureView } {
  const { peer, call } = session;
  if (session.media === "audio" || !user) return {};
  const own = ownPicture(user, {
    on: session.buttons.camera,
    front: call.self.frontCamera,
    arrived: session.hasFrames(user.userId),
  });
  if (session.stage !== "connected" || !peer) return { big: own };
  const theirs = peerPicture(peer, {
    arrived: session.hasFrames(peer.userId),
    silent: session.silent,
  });
  return session.swapped ? { big: own, small: theirs } : { big: theirs, small: own };
}

function rowsOf(session: Session): readonly ButtonRow[] {
  switch (session.stage) {
    case "calling":
      return callingButtons(session.buttons);
    case "called":
      return calledButtons(session.buttons);
    case "connecting":
    case "connected":
      return connectedButtons(session.buttons);
  }
}
