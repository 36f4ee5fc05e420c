import { expect, test } from "vitest";
import { usersIn } from "../pages/demo/whom.ts";

test.each([
  ["bob", ["bob"]],
  [" bob , carol ", ["bob", "carol"]],
  ["bob，carol、dave；erin", ["bob", "carol", "dave", "erin"]],
  ["bob bob\tcarol", ["bob", "carol"]],
  [" , ", []],
])("%j asks for %j", (typed, users) => {
  expect(usersIn(typed)).toEqual(users);
});
