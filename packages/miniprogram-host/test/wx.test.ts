import { afterAll, beforeAll, expect, test } from "vitest";
import type { Phone } from "../src/index.ts";
import { type ApiServer, startApiServer } from "./support/api-server.ts";
import { launchFeatures } from "./support/features.ts";

let phone: Phone;
let server: ApiServer;
beforeAll(async () => {
  server = await startApiServer();
  phone = await launchFeatures();
});
afterAll(async () => {
  await phone.close();
  await server.close();
});

const request = (options: object) =>
  phone.page.evaluate(
    (options) =>
      new Promise((done) => {
        window.__mp.wx.request({
          ...options,
          success: ({ statusCode, data, header }: Record<string, Record<string, unknown>>) =>
            done([statusCode, data, header?.["x-h"]]),
          fail: ({ errMsg }: { errMsg: string }) => done(errMsg),
        });
      }),
    options,
  );

test("a_request_carries_query_body_and_headers", async () => {
  const url = `http://${server.host}`;
  expect(await request({ url: `${url}/x`, data: { a: 1 } })).toEqual([
    200,
    { m: "GET", u: "/x?a=1", b: "" },
    "hv",
  ]);
  const header = { Authorization: "T" };
  expect(await request({ url: `${url}/p`, method: "POST", data: { a: 1 }, header })).toEqual([
    200,
    { m: "POST", u: "/p", b: '{"a":1}', auth: "T" },
    "hv",
  ]);
});

test("a_status_is_no_failure_and_an_unreachable_server_is", async () => {
  expect(await request({ url: `http://${server.host}/404` })).toContain(404);
  expect(await request({ url: "http://127.0.0.1:1/" })).toMatch(/^request:fail/);
});

test("a_socket_carries_text_and_binary_and_tells_its_close_code", async () => {
  const seen = await phone.page.evaluate(
    (url) =>
      new Promise((done) => {
        const heard: string[] = [];
        const task = window.__mp.wx.connectSocket({
          url,
          success: ({ errMsg }: { errMsg: string }) => heard.push(errMsg),
        });
        task.onOpen(() => {
          heard.push("open");
          task.send({ data: "hi" });
          task.send({ data: new Uint8Array([1, 2]).buffer });
        });
        task.onMessage(({ data }: { data: string | ArrayBuffer }) => {
          heard.push(typeof data === "string" ? data : new Uint8Array(data).join());
          if (heard.length === 4) task.send({ data: "bye" });
        });
        task.onClose(({ code, reason }: { code: number; reason: string }) =>
          done([...heard, code + reason]),
        );
      }),
    `ws://${server.host}/`,
  );
  expect(seen).toEqual(["connectSocket:ok", "open", "echo hi", "1,2", "4001kick"]);
});

test("without_a_network_sockets_close_and_the_app_is_told", async () => {
  const seen = await phone.page.evaluate(
    (url) =>
      new Promise((done) => {
        const heard: unknown[] = [];
        const listener = ({ isConnected }: { isConnected: boolean }) => heard.push(isConnected);
        window.__mp.wx.onNetworkStatusChange(listener);
        const task = window.__mp.wx.connectSocket({ url });
        task.onOpen(() => window.__mp.setOnline(false));
        task.onClose(() => {
          heard.push("closed");
          window.__mp.setOnline(true);
          done(heard);
        });
      }),
    `ws://${server.host}/`,
  );
  expect(seen).toEqual([false, "closed", true]);
});

test("storage_keeps_values", async () => {
  const seen = await phone.page.evaluate(async () => {
    const { wx } = window.__mp;
    wx.setStorageSync("k", { a: [1] });
    const kept = [wx.getStorageSync("k"), (await wx.getStorage({ key: "k" })).data];
    const missing = await wx.getStorage({ key: "zz" }).catch((e: { errMsg: string }) => e.errMsg);
    wx.clearStorageSync();
    return [...kept, missing, wx.getStorageSync("k")];
  });
  expect(seen).toEqual([{ a: [1] }, { a: [1] }, "getStorage:fail data not found", ""]);
});

test("a_modal_waits_for_an_answer_and_a_toast_does_not", async () => {
  const answer = phone.page.evaluate(() => window.__mp.wx.showModal({ title: "t", content: "c" }));
  await phone.tap(".mp-modal-confirm");
  expect(await answer).toMatchObject({ confirm: true, cancel: false });
  await phone.page.evaluate(() => window.__mp.wx.showToast({ title: "hey", icon: "none" }));
  expect(await phone.page.locator(".mp-toast").innerText()).toBe("hey");
});

test("a_refused_scope_fails_and_is_in_the_settings", async () => {
  await phone.deny("scope.camera");
  const seen = await phone.page.evaluate(async () => {
    const { wx } = window.__mp;
    const refused = await wx
      .authorize({ scope: "scope.camera" })
      .catch((e: { errMsg: string }) => e.errMsg);
    await wx.authorize({ scope: "scope.record" });
    return [refused, (await wx.getSetting()).authSetting];
  });
  expect(seen).toEqual([
    "authorize:fail auth deny",
    { "scope.camera": false, "scope.record": true },
  ]);
});

test("nothing_went_wrong", async () => {
  expect(await phone.errors()).toEqual([]);
});
