import { expect, test } from "vitest";
import { firstVideoCodec, preferred } from "../src/web/codecs.ts";

const h264 = (profile: string, mode: number) => ({
  mimeType: "video/H264",
  sdpFmtpLine: `level-asymmetry-allowed=1;packetization-mode=${mode};profile-level-id=${profile}`,
});
const vp8 = { mimeType: "video/VP8" };
const rtx = { mimeType: "video/rtx" };
const browser = [
  vp8,
  rtx,
  h264("42001f", 1),
  h264("42e01f", 1),
  h264("42e01f", 0),
  { mimeType: "video/AV1" },
];

test("what the server forwards is offered, the asked-for codec first, with repair", () => {
  expect(preferred(browser, "h264", undefined)).toEqual([h264("42e01f", 1), vp8, rtx]);
  expect(preferred(browser, "vp8", undefined)).toEqual([vp8, h264("42e01f", 1), rtx]);
});

test("a browser that cannot be told what to send is offered one codec only", () => {
  expect(preferred(browser, "h264", "vp8")).toEqual([vp8, rtx]);
});

test("a browser without H.264 offers what it has", () => {
  expect(preferred([vp8, rtx], "h264", undefined)).toEqual([vp8, rtx]);
  expect(preferred([vp8, rtx], "h264", "h264")).toEqual([vp8, rtx]);
  expect(preferred([{ mimeType: "video/AV1" }], "h264", undefined)).toEqual([]);
});

test("the codec of an answer is that of its first video line", () => {
  const answer = [
    "v=0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=rtpmap:111 opus/48000/2",
    "m=video 9 UDP/TLS/RTP/SAVPF 97 96",
    "a=rtpmap:96 VP8/90000",
    "a=rtpmap:97 H264/90000",
    "",
  ].join("\r\n");
  expect(firstVideoCodec(answer)).toBe("video/H264");
  expect(firstVideoCodec("v=0\r\n")).toBeUndefined();
});
