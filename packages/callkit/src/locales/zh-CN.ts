/**
 * The texts in Simplified Chinese. This table decides which keys there are; the others have the same ones.
 * `{name}` is the peer, `{code}` an error number.
 */
export const zhCN = {
  // Labels of buttons. They say what is, not what a tap will do.
  micOn: "麦克风已开",
  micOff: "麦克风已关",
  speakerOn: "扬声器已开",
  speakerOff: "扬声器已关",
  cameraOn: "摄像头已开",
  cameraOff: "摄像头已关",
  flip: "翻转",
  voiceOnly: "切到语音",
  cancel: "取消",
  decline: "拒绝",
  accept: "接听",
  answerByVoice: "语音接听",
  hangUp: "挂断",
  minimise: "最小化",
  fullScreen: "全屏",
  invite: "邀请",

  // Calling.
  calling: "正在呼叫",
  ringing: "等待对方接听",
  callingLong: "对方可能不在手机旁，可稍后再打",

  // Being called.
  calledVideo: "邀请你视频通话",
  calledAudio: "邀请你语音通话",
  calledGroup: "邀请你加入多人通话",
  calledTitle: "{name} 来电",
  connecting: "连接中",
  connectingSlow: "连接较慢，请稍候",

  // Connected.
  peerCameraOff: "对方已关闭摄像头",
  videoLoading: "画面加载中",
  switchedToVoice: "已切到语音通话",
  tileRinging: "等待接听",
  memberJoined: "{name} 已加入",
  memberLeft: "{name} 已离开",
  memberDeclined: "{name} 已拒绝",
  memberNoAnswer: "{name} 未接听",
  memberBusy: "{name} 忙线",
  tooManyPeople: "最多 9 人",

  // Choosing whom to ask into the call.
  pickerTitle: "邀请成员",
  pickerField: "用户 ID 或名字",
  pickerHint: "输入用户 ID 邀请",
  pickerInvite: "邀请（{count}）",
  groupCall: "多人通话",

  // Choosing devices.
  devices: "设备",
  microphone: "麦克风",
  camera: "摄像头",
  speaker: "扬声器",
  done: "完成",
  pictureInPicture: "画中画",

  // Trouble: network.
  weakSelf: "你的网络不佳",
  weakPeer: "对方网络不佳",
  reconnecting: "正在重新连接",
  backOnline: "网络已恢复",

  // Trouble: permission, devices, surroundings.
  needMicrophone: "通话需要麦克风权限",
  needCamera: "视频通话需要摄像头权限",
  openSettings: "去设置",
  useVoiceOnly: "仅用语音",
  noMicrophone: "未找到麦克风",
  noCamera: "未找到摄像头",
  deviceBusy: "麦克风或摄像头被占用",
  tapForSound: "点击屏幕打开声音",
  devtools: "开发者工具不支持音视频，请用真机预览",
  liveNotAllowed: "此小程序未开通实时音视频权限",
  privacyMissing: "隐私保护指引未声明麦克风和摄像头",
  needHttps: "浏览器要求 HTTPS 才能使用麦克风",

  // Leaving the page in a call.
  leaveQuestion: "通话进行中，确定离开吗？",
  leave: "离开",
  stay: "继续通话",

  // Before a call, and the account.
  callSelf: "不能呼叫自己",
  inCall: "你正在通话中",
  notTakingCalls: "对方不接你的来电",
  badUserId: "用户 ID 只能用字母、数字、- 和 _",
  tooOften: "操作太频繁，请稍后再试",
  signInFailed: "登录失败（{code}）",
  signInExpired: "登录已过期，请重新登录",
  signedInElsewhere: "账号已在其他设备登录",
  unreachable: "无法连接服务器",

  // How it ended; the same words in the call list.
  ended: "通话结束",
  peerHungUp: "对方已挂断",
  duration: "通话时长",
  cancelled: "已取消",
  callerCancelled: "对方已取消",
  peerDeclined: "对方已拒绝",
  declined: "已拒绝",
  noAnswer: "对方无应答",
  missed: "未接来电",
  peerOffline: "对方不在线",
  peerBusy: "对方忙线中",
  missedBusy: "忙线未接",
  answeredElsewhere: "已在其他设备接听",
  declinedElsewhere: "已在其他设备拒绝",
  connectFailed: "连接失败，请稍后再试",
  connectionLost: "网络中断，通话已结束",
  endedByServer: "通话已被系统结束",
  callAgain: "再次呼叫",

  // Read aloud only, by screen readers.
  screenName: "与 {name} 通话",
  swapPictures: "交换大小画面",
  showControls: "显示或隐藏按钮",
  returnToCall: "返回通话",
  microphoneMuted: "对方麦克风已关",
} as const;
