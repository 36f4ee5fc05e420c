import { afterEach, expect, test } from "vitest";
import { TUICallEngine } from "../src/index.ts";
import { Page } from "./page.ts";

afterEach(() => TUICallEngine.destroyInstance());

test.each([
  "enableAIVoice",
  "setBlurBackground",
  "setVirtualBackground",
  "setBeautyLevel",
  "enableMultiDeviceAbility",
  "callExperimentalAPI",
] as const)("%s says that it is not offered", async (method) => {
  const { engine } = new Page();
  await expect(engine[method]()).rejects.toMatchObject({
    code: -1205,
    functionName: method,
    message: `${method} is not offered yet`,
  });
});

test("getTRTCCloudInstance says that it is not offered", () => {
  const { engine } = new Page();
  expect(() => engine.getTRTCCloudInstance()).toThrow("not offered");
});
