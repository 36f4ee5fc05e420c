/** The media of a browser: capture, the connection to the room, what is heard and what is shown. */

import { ErrorCodes, TUICallEngineError } from "../core/errors.ts";
import type { Clock, Log, MediaCall, MediaLink, MediaPort, Wanted } from "../core/ports.ts";
import { ERROR_CODES, type LegView, type ShownSeat, type VideoCodec } from "../core/protocol.ts";
import type { LocalState } from "../core/state.ts";
import { Capture } from "./capture.ts";
import { Leg } from "./leg.ts";
import type { RenderOptions } from "./params.ts";
import type { Profile } from "./quality.ts";
import { Shown } from "./shown.ts";
import { layers } from "./simulcast.ts";
import { Sound } from "./sound.ts";
import { LOCAL, Views } from "./views.ts";
import { watch } from "./watch.ts";

/** Media that is gone for this long gets a new connection. Lower: gives up what would have come back. */
const LOST_AFTER = 3_000;
/** A connection that is not up by then is made anew. Lower: too short for ICE over TCP on a slow link. */
const UP_WITHIN = 8_000;
/**
 * When the server closes a connection, the call is usually over and the view that says so is on its way. Higher
 * makes a broken leg come back later, lower shows people a reconnecting call that is none.
 */
const CLOSED_AFTER = 300;

/** Pause after an offer that the server could not take for the moment. */
const RETRY_AFTER = 1_000;
/**
 * The new connection of a call that has grown: only if it takes as long as a loss would is it called one. Lower:
 * slow phones say "Reconnecting" whenever somebody is asked in; higher leaves a loss at that moment unsaid.
 */
const GROWS_WITHIN = LOST_AFTER;

/** What the web engine asks of its media beyond what every engine does. */
export interface WebMediaPort extends MediaPort {
  readonly localStream: MediaStream | undefined;
  readonly speaker: string;
  remoteStream(user: string): MediaStream | undefined;
  showLocal(container: HTMLElement): void;
  hideLocal(): void;
  showRemote(user: string, container: HTMLElement): void;
  hideRemote(user: string): void;
  /** This element shows the user: its size on the screen is what is asked for. Gives the way to end that. */
  watchSize(user: string, element: Element): () => void;
  /** `LOCAL` or a user. */
  render(user: string, options: RenderOptions): void;
  face(front: boolean): Promise<void>;
  quality(profile: Profile): Promise<void>;
  choose(kind: "camera" | "microphone" | "speaker", deviceId: string): Promise<void>;
  chosen(kind: "camera" | "microphone"): string | undefined;
  mute(muted: boolean): void;
}

export class WebMedia implements WebMediaPort {
  readonly #link: MediaLink;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #capture: Capture;
  readonly #sound: Sound;
  readonly #shown: Shown;
  readonly #views: Views;
  readonly #remote = new Map<string, MediaStream>();
  #call: MediaCall | undefined;
  #leg: Leg | undefined;
  #negotiated = false;
  /** Offer nothing else: this browser sends in the first codec of the answer, whatever it is told. */
  #only: VideoCodec | undefined;
  #sending: Promise<void> = Promise.resolve();
  #cancelRestart = () => {};
  #cancelGrowth = () => {};
  #stopWatching = () => {};
  /** What this leg's server was told of sizes last. */
  #toldSizes: string | undefined;

  constructor(link: MediaLink, clock: Clock, log: Log) {
    this.#link = link;
    this.#clock = clock;
    this.#log = log;
    this.#sound = new Sound(() => link.changed());
    this.#shown = new Shown(clock, () => this.#tellSizes());
    this.#views = new Views((user, element) => this.#shown.watch(user, element));
    this.#capture = new Capture({
      changed: () => {
        link.changed();
        this.#send();
      },
      lost: (kind) => this.#deviceLost(kind),
    });
  }

  get local(): LocalState {
    const { microphone, camera, front } = this.#capture;
    return { microphone, camera, front, soundBlocked: this.#sound.blocked };
  }

  get localStream(): MediaStream | undefined {
    const { stream } = this.#capture;
    return stream.getTracks().length > 0 ? stream : undefined;
  }

  get speaker(): string {
    return this.#sound.speaker;
  }

  async open(wanted: Wanted): Promise<void> {
    if (typeof RTCPeerConnection === "undefined")
      throw new TUICallEngineError(ErrorCodes.WEBRTC_UNSUPPORTED, "this browser has no WebRTC");
    await this.#capture.open({ ...wanted });
  }

  follow(call: MediaCall): void {
    this.#call = call;
    const { leg } = call;
    if (!leg) {
      this.#closeLeg();
      return;
    }
    if (this.#leg?.id !== leg.leg || this.#leg.epoch !== leg.epoch) this.#connect(leg);
    if (!this.#negotiated) return;
    this.#seat(leg);
    this.#send();
  }

  release(): void {
    this.#call = undefined;
    this.#only = undefined;
    this.#closeLeg();
    this.#views.hideAll();
    this.#shown.forget();
    this.#toldSizes = undefined;
    this.#sound.stopAll();
    this.#remote.clear();
    this.#capture.release();
  }

  remoteStream(user: string): MediaStream | undefined {
    return this.#remote.get(user);
  }

  showLocal(container: HTMLElement): void {
    this.#views.render(LOCAL, { mirror: this.#capture.front });
    this.#views.show(LOCAL, container, this.#capture.stream);
  }

  hideLocal(): void {
    this.#views.hide(LOCAL);
  }

  showRemote(user: string, container: HTMLElement): void {
    this.#views.show(user, container, this.#stream(user));
  }

  hideRemote(user: string): void {
    this.#views.hide(user);
  }

  watchSize(user: string, element: Element): () => void {
    return this.#shown.watch(user, element);
  }

  render(user: string, options: RenderOptions): void {
    if (user !== LOCAL && options.muted !== undefined) this.#sound.silence(user, options.muted);
    this.#views.render(user, options);
  }

  async face(front: boolean): Promise<void> {
    await this.#capture.face(front);
    this.#views.render(LOCAL, { mirror: front });
  }

  async quality(profile: Profile): Promise<void> {
    await this.#capture.quality(profile);
    this.#send();
  }

  async choose(kind: "camera" | "microphone" | "speaker", deviceId: string): Promise<void> {
    if (kind === "speaker") await this.#sound.sendTo(deviceId);
    else await this.#capture.choose(kind, deviceId);
  }

  chosen(kind: "camera" | "microphone"): string | undefined {
    return this.#capture.chosen(kind);
  }

  mute(muted: boolean): void {
    this.#sound.mute(muted);
  }

  #connect(view: LegView): void {
    const before = this.#leg;
    const interrupted = before?.up ?? false;
    const grown = before !== undefined && before.pool !== view.pool;
    this.#closeLeg();
    const leg = new Leg(view, this.#only, {
      up: (up) => {
        if (this.#leg === leg) this.#upOrDown(up);
      },
      failed: () => {
        if (this.#leg === leg) this.#restartAfter(CLOSED_AFTER);
      },
    });
    this.#leg = leg;
    if (interrupted && grown)
      this.#cancelGrowth = this.#clock.setTimeout(() => this.#link.interrupted(true), GROWS_WITHIN);
    else if (interrupted) this.#link.interrupted(true);
    this.#negotiate(leg, view).catch((error: unknown) => {
      if (this.#leg === leg) this.#notTaken(error);
    });
  }

  async #negotiate(leg: Leg, view: LegView): Promise<void> {
    const callId = this.#call?.callId ?? "";
    await leg.negotiate((sdp) => this.#link.offer(callId, view.leg, view.epoch, sdp));
    const newest = this.#call?.leg;
    if (this.#leg !== leg || !newest) return;
    this.#negotiated = true;
    if (!leg.up) this.#restartAfter(UP_WITHIN);
    this.#seat(newest);
    this.#send();
  }

  /** What of an offer that failed can be mended from here, and what only the next view will. */
  #notTaken(error: unknown): void {
    const code = error instanceof TUICallEngineError ? error.code : 0;
    this.#log("warn", `offer not taken: ${String(error)}`);
    switch (code) {
      case ErrorCodes.NOT_INITIALISED:
      case ERROR_CODES.call_ended:
      case ERROR_CODES.call_not_found:
      case ERROR_CODES.not_your_call:
      case ERROR_CODES.stale_leg:
        return;
      case ERROR_CODES.bad_sdp:
        this.#link.failed(code, String(error));
        return;
      default:
        this.#restartAfter(RETRY_AFTER);
    }
  }

  #upOrDown(up: boolean): void {
    this.#cancelGrowth();
    this.#link.interrupted(!up);
    if (!up) {
      this.#restartAfter(LOST_AFTER);
      return;
    }
    this.#cancelRestart();
    this.#stopWatching();
    if (this.#leg) this.#watch(this.#leg);
  }

  #restartAfter(ms: number): void {
    this.#cancelRestart();
    this.#cancelRestart = this.#clock.setTimeout(() => this.#restart(), ms);
  }

  /** A new connection for the same leg: the server takes a second offer for a replacement. */
  #restart(): void {
    const view = this.#call?.leg;
    if (!view) return;
    this.#log("info", "media is lost; making a new connection");
    this.#link.interrupted(true);
    this.#connect(view);
  }

  #closeLeg(): void {
    this.#cancelRestart();
    this.#cancelGrowth();
    this.#stopWatching();
    this.#leg?.close();
    this.#leg = undefined;
    this.#negotiated = false;
  }

  /** Puts what arrives on each seat to the member who sits there. */
  #seat(view: LegView): void {
    const seated = new Set<string>();
    for (const { seat, user_id: user } of view.seats) {
      const tracks = this.#leg?.seat(seat);
      if (!tracks) continue;
      seated.add(user);
      const stream = this.#stream(user);
      const wanted = tracks.video ? [tracks.audio, tracks.video] : [tracks.audio];
      const held = stream.getTracks();
      for (const track of held) if (!wanted.includes(track)) stream.removeTrack(track);
      const fresh = wanted.filter((track) => !held.includes(track));
      for (const track of fresh) stream.addTrack(track);
      if (fresh.length > 0) this.#views.play(user);
      this.#sound.play(user, tracks.audio);
    }
    for (const [user, stream] of this.#remote) {
      if (seated.has(user)) continue;
      for (const track of stream.getTracks()) stream.removeTrack(track);
      this.#sound.stop(user);
    }
    this.#tellSizes();
    this.#link.changed();
  }

  #stream(user: string): MediaStream {
    const held = this.#remote.get(user);
    if (held) return held;
    const stream = new MediaStream();
    this.#remote.set(user, stream);
    return stream;
  }

  /** Brings what is sent in line with what is open; one change after the other. */
  #send(): void {
    this.#sending = this.#sending
      .then(() => this.#sendNow())
      .catch((error: unknown) => {
        this.#log("warn", `could not change what is sent: ${String(error)}`);
      });
  }

  async #sendNow(): Promise<void> {
    const call = this.#call;
    const leg = this.#leg;
    if (!call?.leg || !leg || !this.#negotiated) return;
    const { send_codec: codec, max_video_kbps: limit } = call.leg;
    const { audio, video, profile } = this.#capture;
    const maxVideoKbps = Math.min(limit, profile.kbps);
    const obeyed = await leg.send({
      audio: call.sending ? audio : undefined,
      video: call.sending && call.media === "video" ? video : undefined,
      codec,
      maxVideoKbps,
      layers: layers(profile, maxVideoKbps, call.people),
    });
    if (obeyed || this.#leg !== leg || this.#only === codec) return;
    this.#only = codec;
    this.#restart();
  }

  #watch(leg: Leg): void {
    this.#stopWatching = watch(leg.peer, this.#clock, this.#log, {
      callId: () =>
        this.#leg === leg && leg.up && this.#call?.sending ? this.#call.callId : undefined,
      silent: (silent) => this.#link.interrupted(silent && this.#isExpecting()),
      report: (report) => this.#link.report(report),
    });
  }

  /** Whether anything should be coming: a picture that nobody looks at is not sent here. */
  #isExpecting(): boolean {
    const senders = this.#call?.senders ?? [];
    return senders.some(
      ({ user, voice, picture }) => voice || (picture && this.#shown.size(user) !== "hidden"),
    );
  }

  /** Tells the server how large the pictures are, where that is news to this leg. */
  #tellSizes(): void {
    const call = this.#call;
    const leg = call?.leg;
    if (!leg || !this.#negotiated) return;
    const seats: ShownSeat[] = [];
    for (const { seat, user_id } of leg.seats) {
      const size = this.#shown.size(user_id);
      if (size !== undefined) seats.push({ seat, size });
    }
    const news = JSON.stringify([leg.leg, leg.epoch, seats]);
    if (news === this.#toldSizes || (seats.length === 0 && this.#toldSizes === undefined)) return;
    this.#toldSizes = news;
    this.#link.show(call.callId, leg.leg, leg.epoch, seats);
  }

  /** A microphone has a substitute more often than not; a camera is closed. */
  #deviceLost(kind: "microphone" | "camera"): void {
    if (kind === "camera") {
      this.#link.cameraLost();
      this.#link.failed(ErrorCodes.NO_CAMERA, "the camera is gone");
      return;
    }
    const { camera } = this.#capture;
    this.#capture.open({ microphone: true, camera }).catch((error: unknown) => {
      const code = error instanceof TUICallEngineError ? error.code : ErrorCodes.UNKNOWN;
      this.#link.failed(code, String(error));
    });
  }
}
