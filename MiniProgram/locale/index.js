/** The texts of the demo pages. Those of the calls are in TUICallKit. */

const zh = {
  login: "登录",
  loginHint: "输入任意用户 ID，用另一台手机或浏览器登录另一个 ID，即可互相呼叫。",
  userIdPlaceholder: "用户 ID：字母、数字、- 和 _",
  badUserId: "用户 ID 只能用字母、数字、- 和 _，最多 32 个",
  notFilledIn: "请先在 debug/GenerateTestUserSig.js 中填写 SDKAPPID 和 SECRETKEY",
  logout: "退出登录",
  myId: "我的 ID",
  videoCall: "视频通话",
  videoCallHint: "TUICallKit：搜索用户并拨打视频",
  audioCall: "语音通话",
  audioCallHint: "TUICallKit：搜索用户并拨打语音",
  engine: "无界面通话",
  engineHint: "TUICallEngine：自己绘制界面",
  searchPlaceholder: "搜索用户 ID",
  search: "搜索",
  searchHint: "输入对方的用户 ID 并搜索",
  notFound: "没有找到该用户",
  callSelf: "不能呼叫自己",
  call: "呼叫",
  accepted: "{user} 已接听",
  rejected: "{user} 已拒绝",
  noResponse: "{user} 无应答",
  signingIn: "登录中…",
  signedIn: "已登录",
  failed: "失败：{reason}",
  accept: "接听",
  reject: "拒绝",
  hangup: "挂断",
  microphone: "麦克风",
  camera: "摄像头",
  flip: "翻转",
  events: "事件",
};

const en = {
  login: "Sign in",
  loginHint:
    "Take any user ID. Sign in with another one on another phone or in a browser, and call each other.",
  userIdPlaceholder: "User ID: letters, digits, - and _",
  badUserId: "User IDs take letters, digits, - and _, 32 at most",
  notFilledIn: "Fill in SDKAPPID and SECRETKEY in debug/GenerateTestUserSig.js first",
  logout: "Sign out",
  myId: "My ID",
  videoCall: "Video call",
  videoCallHint: "TUICallKit: find a user and call by video",
  audioCall: "Voice call",
  audioCallHint: "TUICallKit: find a user and call by voice",
  engine: "Call without screens",
  engineHint: "TUICallEngine: draw them yourself",
  searchPlaceholder: "Search for a user ID",
  search: "Search",
  searchHint: "Enter the other user's ID and search",
  notFound: "No such user",
  callSelf: "You cannot call yourself",
  call: "Call",
  accepted: "{user} accepted",
  rejected: "{user} declined",
  noResponse: "{user} did not answer",
  signingIn: "Signing in…",
  signedIn: "Signed in",
  failed: "Failed: {reason}",
  accept: "Accept",
  reject: "Decline",
  hangup: "Hang up",
  microphone: "Microphone",
  camera: "Camera",
  flip: "Flip",
  events: "Events",
};

const info = wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync();
const texts = /^zh/i.test(info.language || "zh") ? zh : en;

/** The text with its parameter in the braces. */
function say(key, params = {}) {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name) => params[name] || whole);
}

module.exports = { en, say, texts, zh };
