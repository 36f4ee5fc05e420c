import { describe, expect, test } from "vitest";
import type { Person, PickerInput } from "../../src/core/index.ts";
import { member, Stage } from "./stage.ts";

const person = (userId: string, nick = ""): Person => ({ userId, nick, avatar: "" });
const CONTACTS = [person("bob", "Bob"), person("erin", "Erin"), person("frank", "Frank")];

function opened(others = [member("carol")]): Stage {
  const stage = new Stage({ contacts: CONTACTS });
  stage.connect({ group: true, others });
  stage.tap("invite");
  return stage;
}

const ask = (stage: Stage, input: PickerInput) => stage.do({ type: "picker", input });
const rows = (stage: Stage) => stage.view.picker?.rows.map(({ face }) => face.userId);

describe("asking more people into the call", () => {
  test("offers whom the app names and who is not there yet", () => {
    expect(rows(opened())).toEqual(["erin", "frank"]);
  });

  test("looks for what is typed, by name or ID, and offers an ID that nobody has named", () => {
    const stage = opened();
    ask(stage, { do: "type", text: "ERI" });
    expect(rows(stage)).toEqual(["erin", "ERI"]);
    ask(stage, { do: "type", text: "张三" });
    expect(stage.view.picker).toMatchObject({ rows: [], hint: "badUserId" });
  });

  test("asks whoever is picked and closes", () => {
    const stage = opened();
    ask(stage, { do: "toggle", userId: "frank" });
    ask(stage, { do: "type", text: "grace" });
    ask(stage, { do: "toggle", userId: "grace" });
    expect(stage.view.picker).toMatchObject({ query: "", picked: 2 });
    ask(stage, { do: "toggle", userId: "erin" });
    ask(stage, { do: "toggle", userId: "erin" });
    const commands = ask(stage, { do: "invite" });
    expect(commands).toEqual([{ type: "invite", userIds: ["frank", "grace"] }]);
    expect(stage.view.picker).toBeUndefined();
  });

  test("an ID that was only typed is meant", () => {
    const stage = opened();
    ask(stage, { do: "type", text: " grace " });
    expect(ask(stage, { do: "invite" })).toEqual([{ type: "invite", userIds: ["grace"] }]);
  });

  test("nothing is asked while nobody is picked", () => {
    const stage = opened();
    expect(ask(stage, { do: "invite" })).toEqual([]);
    expect(stage.view.picker).toBeDefined();
    ask(stage, { do: "close" });
    expect(stage.view.picker).toBeUndefined();
  });

  test("up to nine: a tenth is refused, and a full call says so at once", () => {
    const six = ["c1", "c2", "c3", "c4", "c5", "c6"].map((id) => member(id));
    const stage = opened(six);
    expect(stage.view.picker?.room).toBe(1);
    ask(stage, { do: "toggle", userId: "erin" });
    ask(stage, { do: "toggle", userId: "frank" });
    expect(stage.view).toMatchObject({ toast: { key: "tooManyPeople" }, picker: { picked: 1 } });
    const full = opened([...six, member("c7")]);
    expect(full.view.picker).toBeUndefined();
    expect(full.view.toast?.key).toBe("tooManyPeople");
  });

  test("somebody who comes meanwhile is offered no more, nor asked", () => {
    const stage = opened();
    ask(stage, { do: "toggle", userId: "erin" });
    stage.connect({ group: true, others: [member("carol"), member("erin")] });
    expect(rows(stage)).toEqual(["frank"]);
    expect(ask(stage, { do: "invite" })).toEqual([]);
  });

  test("a refusal is told", () => {
    const stage = opened();
    stage.do({
      type: "refused",
      command: { type: "invite", userIds: ["erin"] },
      refusal: { text: { key: "tooManyPeople" } },
    });
    expect(stage.view.toast?.key).toBe("tooManyPeople");
  });
});

describe("what an app sets", () => {
  test("one's own picture big, to begin with", () => {
    const stage = new Stage({ ownBig: true });
    stage.connect();
    expect(stage.view).toMatchObject({ big: { own: true }, small: { own: false } });
  });

  test("the camera stays closed at the beginning", () => {
    const stage = new Stage({ cameraClosed: true });
    stage.do({
      type: "dial",
      people: [person("bob")],
      request: { userIds: ["bob"], media: "video" },
    });
    expect(stage.view.big).toMatchObject({ own: true, expected: false });
    const called = new Stage({ cameraClosed: true });
    called.engine({ role: "callee", phase: "ringing", self: { camera: false } });
    expect(called.commands).not.toContainEqual({ type: "preview" });
  });
});
