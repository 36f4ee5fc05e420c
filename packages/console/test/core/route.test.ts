import { describe, expect, test } from "vitest";
import { appLink, callLink, parseRoute, userLink, withQuery } from "../../src/core/route.ts";

describe("addresses", () => {
  test("nothing leads to the apps", () => {
    expect(parseRoute("")).toEqual({ page: "apps", query: {} });
    expect(parseRoute("#/")).toEqual({ page: "apps", query: {} });
  });

  test.each([
    appLink(1400000001, "records", { user: "alice", sort: "duration" }),
    callLink(1400000001, "abc-_DEF0123456789abcd", { at: "17" }),
    userLink(1400000001, "alice"),
    "#/installation",
  ])("%s leads back to itself", (link) => {
    const route = parseRoute(link);
    expect(route.page).not.toBe("missing");
    expect(withQuery(route, route.query)).toBe(link);
  });

  test("names with signs in them come through", () => {
    const route = parseRoute(userLink(1, "a/b?c#d%"));
    expect(route).toMatchObject({ page: "user", app: 1, id: "a/b?c#d%" });
  });

  test.each([
    "#/apps/x/live",
    "#/apps/1/nothing",
    "#/apps/0/live",
    "#/apps/1/calls",
    "#/nowhere",
    "#/apps/-1/live",
  ])("%s leads nowhere", (hash) => {
    expect(parseRoute(hash).page).toBe("missing");
  });

  test("an address typed by hand does not break anything", () => {
    expect(parseRoute("#/apps/1/users/%E0%A4%A")).toMatchObject({ page: "user", id: "%E0%A4%A" });
  });

  test("empty filters do not stand in the address", () => {
    expect(appLink(1, "records", { user: "", media: "audio" })).toBe(
      "#/apps/1/records?media=audio",
    );
  });
});
