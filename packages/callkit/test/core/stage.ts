import type { CallState, Ended, EngineState, Member, Person, Self } from "../../src/core/index.ts";
import {
  CallScreens,
  type Command,
  type Input,
  type Surroundings,
  type ViewState,
} from "../../src/core/index.ts";

export const ALICE: Person = { userId: "alice", nick: "Alice", avatar: "" };
export const BOB: Person = { userId: "bob", nick: "Bob", avatar: "" };

const PHONE: Surroundings = {
  earpiece: true,
  settings: false,
  minimisable: true,
  incoming: "full",
  muted: false,
};

export type CallChange = Partial<Omit<CallState, "self" | "members">> & {
  readonly self?: Partial<Self>;
  readonly peer?: Partial<Member>;
  /** Others of a group call, after the peer. */
  readonly others?: readonly Member[];
};

/** A call from Alice's side, with Bob. */
export function aCall(change: CallChange = {}): CallState {
  const { self, peer, others = [], ...rest } = change;
  const video = rest.media !== "audio";
  return {
    id: "call-1",
    phase: "dialing",
    media: "video",
    group: false,
    role: "caller",
    startedAt: 0,
    reconnecting: false,
    ...rest,
    self: {
      microphone: true,
      camera: video,
      canFlip: true,
      frontCamera: true,
      quality: 1,
      level: 0,
      ...self,
    },
    members: [
      {
        ...BOB,
        phase: "ringing",
        rang: false,
        microphone: true,
        camera: video,
        video: "ok",
        away: false,
        level: 0,
        quality: 1,
        ...peer,
      },
      ...others,
    ],
  };
}

/** Somebody of a group call who is there and shows himself. */
export function member(userId: string, change: Partial<Member> = {}): Member {
  return {
    userId,
    nick: "",
    avatar: "",
    phase: "joined",
    rang: true,
    microphone: true,
    camera: true,
    video: "ok",
    away: false,
    level: 0,
    quality: 1,
    ...change,
  };
}

export function ended(change: Partial<Ended> = {}): Ended {
  return { reason: "hangup", connected: true, durationMs: 61_000, ...change };
}

/**
 * The screens under a clock that only moves when told. `advance` stops at every timeout that the screens
 * announce and checks that the view does not change in between: a change that nobody announced is a screen
 * that stays wrong until the next tap.
 */
export class Stage {
  now = 1_000_000;
  commands: Command[] = [];
  readonly screens: CallScreens;
  #user: Person = ALICE;

  constructor(surroundings: Partial<Surroundings> = {}) {
    this.screens = new CallScreens({ ...PHONE, ...surroundings });
    this.state({});
  }

  get view(): ViewState {
    return this.screens.view(this.now);
  }

  do(input: Input): readonly Command[] {
    const commands = this.screens.handle(input, this.now);
    this.commands.push(...commands);
    return commands;
  }

  state(state: Omit<EngineState, "user">): readonly Command[] {
    return this.do({ type: "engine", state: { user: this.#user, ...state } });
  }

  /** The engine tells of a call; times left out are those of the stage. */
  engine(change: CallChange): readonly Command[] {
    return this.state({ call: aCall({ startedAt: this.now, ...change }) });
  }

  connect(change: CallChange = {}): void {
    this.engine({
      phase: "connected",
      connectedAt: this.now,
      ...change,
      peer: { phase: "joined", ...change.peer },
    });
  }

  tap(button: Extract<Input, { type: "tap" }>["button"]): readonly Command[] {
    return this.do({ type: "tap", button });
  }

  advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = this.screens.nextTimeout(this.now);
      const until = Math.min(end, next?.at ?? end);
      const before = JSON.stringify(this.view);
      const late = JSON.stringify(this.screens.view(until - 1));
      if (until > this.now + 1 && before !== late) {
        throw new Error(`the view changed unannounced before ${until}: ${before} became ${late}`);
      }
      this.now = until;
      if (next?.at !== until) return;
      this.do({ type: "tick" });
    }
  }

  /** The last command that is not about the loudspeaker. */
  get last(): Command | undefined {
    return this.commands.filter((command) => command.type !== "speaker").at(-1);
  }

  cues(): string[] {
    return this.commands.flatMap((command) => (command.type === "cue" ? [command.cue] : []));
  }
}

/** The names of the buttons, row by row; an empty place is a dash. */
export function names(view: ViewState): string[] {
  return view.rows.map((row) => row.map((button) => button?.id ?? "-").join(" "));
}
