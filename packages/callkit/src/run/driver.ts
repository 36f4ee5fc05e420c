import {
  type CallEngine,
  type CallRequest,
  CallScreens,
  type Command,
  type Cue,
  type Input,
  type Person,
  refusalOf,
  type Surroundings,
  type ViewState,
} from "../core/index.ts";

/** What carries out the commands that are not the engine's. */
export interface Outlets {
  view(view: ViewState): void;
  cue(cue: Cue): void;
  resumeSound(): void;
  /** Opens the system's page for permissions, where `Surroundings.settings` says that there is one. */
  openSettings(): void;
  /** The user has agreed to leave the page. */
  leave(): void;
}

/** Lets the call screens run: feeds them the engine's states and the clock, and carries out what they want. */
export class Driver {
  readonly #engine: CallEngine;
  readonly #outlets: Outlets;
  readonly #screens: CallScreens;
  readonly #unsubscribe: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #disposed = false;

  constructor(engine: CallEngine, surroundings: Surroundings, outlets: Outlets) {
    this.#engine = engine;
    this.#outlets = outlets;
    this.#screens = new CallScreens(surroundings);
    this.#unsubscribe = engine.onStateChange((state) => this.handle({ type: "engine", state }));
    this.handle({ type: "engine", state: engine.state });
  }

  get view(): ViewState {
    return this.#screens.view(Date.now());
  }

  handle(input: Input): void {
    for (const done of this.#carryOut(input)) done.catch(() => undefined);
  }

  /** Shows the call at once and makes it; rejected when it is refused, which the screens have shown by then. */
  async call(people: readonly Person[], request: CallRequest): Promise<void> {
    await Promise.all(this.#carryOut({ type: "dial", people, request }));
  }

  dispose(): void {
    this.#disposed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #carryOut(input: Input): Promise<void>[] {
    if (this.#disposed) return [];
    const commands = this.#screens.handle(input, Date.now());
    // The view first: what a tap does is seen before the engine has begun to work on it.
    this.#show();
    return commands.map((command) => this.#perform(command));
  }

  async #perform(command: Command): Promise<void> {
    try {
      await this.#ask(command);
    } catch (error) {
      this.handle({ type: "refused", command, refusal: refusalOf(error) });
      throw error;
    }
    this.handle({ type: "granted", command });
  }

  async #ask(command: Command): Promise<void> {
    const engine = this.#engine;
    switch (command.type) {
      case "call":
        return engine.call(command.request);
      case "accept":
        return engine.accept(command.media);
      case "reject":
        return engine.reject();
      case "hangup":
        return engine.hangup();
      case "microphone":
        return engine.setMicrophone(command.on);
      case "camera":
        return engine.setCamera(command.on);
      case "flip":
        return engine.flipCamera();
      case "switchMedia":
        return engine.switchMedia(command.media);
      case "invite":
        return engine.invite(command.userIds);
      case "speaker":
        engine.setSpeaker(command.on);
        return;
      case "preview":
        engine.preview();
        return;
      case "resumeSound":
        this.#outlets.resumeSound();
        return;
      case "cue":
        this.#outlets.cue(command.cue);
        return;
      case "leave":
        this.#outlets.leave();
        return;
      case "openSettings":
        this.#outlets.openSettings();
        return;
    }
  }

  #show(): void {
    const now = Date.now();
    this.#outlets.view(this.#screens.view(now));
    clearTimeout(this.#timer);
    const next = this.#screens.nextTimeout(now);
    if (next) this.#timer = setTimeout(() => this.handle({ type: "tick" }), next.at - now);
  }
}
