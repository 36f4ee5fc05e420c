/** Whatever views a device gets of a call, it tells the same end, once; and nothing that was not so. */

import { describe, expect, test } from "vitest";
import { Calls } from "../src/core/calls.ts";
import type { CallEvent } from "../src/core/events.ts";
import type { CallView } from "../src/core/protocol.ts";
import { FakeCall } from "./fake-call.ts";

/** Repeatable chance (Marsaglia's xorshift, 32 bits). */
function chance(seed: number): (below: number) => number {
  let x = seed * 2_654_435_761 || 1;
  return (below) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % below;
  };
}

const OTHERS = ["bob", "carol", "dave"];
const isTerminal = ({ kind }: CallEvent) => kind === "ended" || kind === "notConnected";

/** A call in which chance decides what happens, until it is over for alice. */
function story(seed: number): FakeCall[] {
  const roll = chance(seed);
  let now = 1_000_000;
  const group = roll(2) === 1;
  const called = roll(2) === 1;
  const callees = called ? ["alice", ...(group ? ["carol"] : [])] : group ? OTHERS : ["bob"];
  const call = new FakeCall({
    id: `call-${seed}`,
    caller: called ? "bob" : "alice",
    device: called ? "b1" : "a1",
    callees,
    media: roll(2) === 1 ? "video" : "audio",
    now: () => now,
  });
  const snapshots = [structuredView(call)];
  for (let step = 0; step < 40 && !over(call); step += 1) {
    now += 1_000 + roll(3_000);
    const before = call.version;
    happen(call, roll);
    if (call.version !== before) snapshots.push(structuredView(call));
  }
  while (!over(call)) {
    now += 1_000;
    call.endByServer();
    snapshots.push(structuredView(call));
  }
  return snapshots;
}

/** The call as it was: views of it can be asked for later, from any acknowledged version on. */
function structuredView(call: FakeCall): FakeCall {
  const frozen = new Map<number, CallView | undefined>();
  for (let seen = 0; seen <= call.version; seen += 1)
    frozen.set(seen, call.view("alice", "a1", seen));
  return {
    version: call.version,
    view: (_user: string, _device: string, seen: number) => frozen.get(seen),
  } as unknown as FakeCall;
}

function over(call: FakeCall): boolean {
  return call.view("alice", "a1", 0)?.ended !== undefined;
}

function happen(call: FakeCall, roll: (below: number) => number): void {
  const users = call.members.map(({ user }) => user);
  const user = users[roll(users.length)] ?? "bob";
  const device = user === "alice" ? "a1" : `${user}-1`;
  const member = call.member(user);
  if (member?.phase === "ringing") {
    const others = [
      () => call.rang(user),
      () => call.accept(user, device),
      () => call.accept(user, roll(4) === 0 ? "another" : device),
      () => call.reject(user, device),
      () => call.leave(user, "no_answer"),
      () => call.leave(user, "offline"),
    ];
    others[roll(others.length)]?.();
  } else if (member?.phase === "joined") {
    const others = [
      () => call.toggle("microphone", user, roll(2) === 1),
      () => call.media === "video" && call.toggle("camera", user, roll(2) === 1),
      () => call.switchMedia(roll(2) === 1 ? "video" : "audio", user),
      () => call.connect(user),
      () => member.connection === "connected" && call.lose(user),
      () =>
        call.invite(
          [OTHERS[roll(3)] ?? "bob"].filter(
            (it) => call.member(it)?.phase !== "joined" && call.member(it)?.phase !== "ringing",
          ),
          user,
        ),
      () => roll(3) === 0 && call.hangUp(user),
      () => roll(4) === 0 && call.leave(user, "lost"),
    ];
    others[roll(others.length)]?.();
  } else if (roll(3) === 0 && user !== "alice") call.join(user, device);
}

/** Delivers some of the views, some twice, some late, with some acknowledgements lost; the last one always. */
function deliver(snapshots: FakeCall[], roll: (below: number) => number): CallEvent[] {
  const calls = new Calls();
  const events: CallEvent[] = [];
  const sent: CallView[] = [];
  let acknowledged = 0;
  const arrive = (view: CallView) => {
    events.push(...(calls.receive(view)?.events ?? []));
    const held = calls.view(view.call_id)?.version ?? 0;
    if (roll(3) > 0) acknowledged = Math.max(acknowledged, held);
  };
  snapshots.forEach((snapshot, at) => {
    const last = at === snapshots.length - 1;
    const view = snapshot.view("alice", "a1", acknowledged);
    if (!view) return;
    // Now and then the server no longer knows what happened in between.
    const gap = roll(6) === 0 ? { facts: [], facts_complete: false } : {};
    sent.push({ ...view, ...gap });
    if (last || roll(3) > 0) arrive({ ...view, ...gap });
    const old = sent[roll(sent.length)];
    if (old && roll(4) === 0) arrive(old);
  });
  const ended = sent.at(-1);
  if (ended) arrive(ended);
  return events;
}

/** Several answers that were missed are told together. */
function each(event: CallEvent): string[] {
  if (event.kind !== "noResponse") return [JSON.stringify(event)];
  return event.users.map((user) => `no response of ${user}`);
}

describe("for every subset of delivered views", () => {
  test("the terminal event is the same and comes exactly once, and nothing but stragglers after it", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const snapshots = story(seed);
      const whole = deliver(snapshots, () => 1).filter(isTerminal);
      expect(whole, `seed ${seed}`).toHaveLength(1);
      for (let variant = 1; variant <= 10; variant += 1) {
        const events = deliver(snapshots, chance(seed * 100 + variant));
        const at = `seed ${seed}, variant ${variant}`;
        expect(events.filter(isTerminal), at).toEqual(whole);
        const after = events.slice(events.findIndex(isTerminal) + 1);
        expect(
          after.every(({ kind }) => kind === "noResponse"),
          at,
        ).toBe(true);
      }
    }
  });

  test("nobody is told to come twice, to leave without having come, or to be heard while away", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const snapshots = story(seed);
      for (let variant = 0; variant < 10; variant += 1) {
        const at = `seed ${seed}, variant ${variant}`;
        const present = new Map<string, Set<string>>();
        let begun = false;
        for (const event of deliver(snapshots, chance(seed * 100 + variant))) {
          switch (event.kind) {
            case "begun":
              expect(begun, at).toBe(false);
              begun = true;
              break;
            case "joined":
              expect(begun, at).toBe(true);
              expect(present.has(event.user), at).toBe(false);
              present.set(event.user, new Set());
              break;
            case "left":
              expect(present.delete(event.user), at).toBe(true);
              break;
            case "audioAvailable":
            case "videoAvailable": {
              const heard = present.get(event.user);
              expect(heard, at).toBeDefined();
              expect(heard?.has(event.kind), at).toBe(!event.on);
              if (event.on) heard?.add(event.kind);
              else heard?.delete(event.kind);
              break;
            }
            default:
              break;
          }
        }
      }
    }
  });

  test("without a gap the events are the same whichever views were lost", () => {
    for (let seed = 1; seed <= 100; seed += 1) {
      const snapshots = story(seed);
      const told = (lost: (at: number) => boolean) => {
        const calls = new Calls();
        let acknowledged = 0;
        return snapshots.flatMap((snapshot, at) => {
          const first = at === 0;
          const last = at === snapshots.length - 1;
          const view = snapshot.view("alice", "a1", acknowledged);
          if (!view?.facts_complete || (!first && !last && lost(at))) return [];
          acknowledged = view.version;
          return calls.receive(view)?.events ?? [];
        });
      };
      const roll = chance(seed);
      const names = (events: CallEvent[]) => events.flatMap(each).sort();
      expect(names(told(() => roll(2) === 0)), `seed ${seed}`).toEqual(names(told(() => false)));
    }
  });
});

describe("what is no news", () => {
  const start = () => {
    let now = 1_000_000;
    return new FakeCall({
      id: "call",
      caller: "alice",
      device: "a1",
      callees: ["bob", "carol"],
      media: "audio",
      now: () => ++now,
    });
  };
  const seen = (call: FakeCall, acknowledged = 0) => {
    const view = call.view("alice", "a1", acknowledged);
    if (!view) throw new Error("the call does not concern alice");
    return view;
  };

  test("a view that is older, or the one held", () => {
    const call = start();
    const calls = new Calls();
    const first = seen(call);
    call.accept("bob", "b1");
    const second = seen(call);
    calls.receive(second);
    expect(calls.receive(first)).toBeUndefined();
    expect(calls.receive(second)).toBeUndefined();
    expect(calls.view("call")).toEqual(second);
  });

  test("over a gap, what was so before it", () => {
    const call = start();
    const calls = new Calls();
    const gap = () => {
      const received = calls.receive({ ...seen(call), facts: [], facts_complete: false });
      return received?.events.map(({ kind }) => kind);
    };
    calls.receive(seen(call));
    call.reject("carol", "c1");
    call.rang("bob");
    expect(gap()).toEqual(["rang", "rejected"]);
    call.accept("bob", "b1");
    expect(gap()).toEqual(["accepted", "begun", "joined", "audioAvailable"]);
    call.lose("bob");
    call.invite(["carol"], "alice");
    expect(gap()).toEqual(["reconnecting", "inviting"]);
    call.leave("carol", "no_answer");
    call.connect("bob");
    expect(gap()).toEqual(["reconnected", "noResponse"]);
    call.toggle("microphone", "bob", false);
    expect(gap()).toEqual(["audioAvailable"]);
  });
});
