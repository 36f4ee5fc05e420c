/**
 * State codes of the live tags and the texts beside them (developers.weixin.qq.com, component/live-pusher and
 * component/live-player, "状态码").
 */

export const PUSHER_CODE = {
  connected: [1001, "已经连接推流服务器"],
  pushing: [1002, "已经与服务器握手完毕,开始推流"],
  cameraOpen: [1003, "打开摄像头成功"],
  resolutionChanged: [1005, "推流动态调整分辨率"],
  bitrateChanged: [1006, "推流动态调整码率"],
  firstFrame: [1007, "首帧画面采集完成"],
  encoderStarted: [1008, "编码器启动"],
  uplinkSlow: [1101, "网络状况不佳：上行带宽太小，上传数据受阻"],
  reconnecting: [1102, "网络断连，已启动自动重连"],
  cameraFailed: [-1301, "打开摄像头失败"],
  microphoneFailed: [-1302, "打开麦克风失败"],
  videoEncodingFailed: [-1303, "视频编码失败"],
  disconnected: [-1307, "网络断连，且经多次重连抢救无效，更多重试请自行重启推流"],
  connectFailed: [3002, "RTMP 服务器连接失败"],
  serverClosed: [3004, "RTMP 服务器主动断开，请检查推流地址的合法性或防盗链有效期"],
  suspended: [5000, "小程序被挂起，停止推流"],
} as const satisfies CodeTable;

export const PLAYER_CODE = {
  connected: [2001, "已经连接服务器"],
  streaming: [2002, "已经连接服务器，开始拉流"],
  firstFrame: [2003, "网络接收到首个视频数据包(IDR)"],
  playing: [2004, "视频播放开始"],
  loading: [2007, "视频播放 loading"],
  decoderStarted: [2008, "解码器启动"],
  resolutionChanged: [2009, "视频分辨率改变"],
  decodeFailed: [2101, "当前视频帧解码失败"],
  reconnecting: [2103, "网络断连，已启动自动重连"],
  disconnected: [-2301, "网络断连，且经多次重连抢救无效，更多重试请自行重启播放"],
  connectFailed: [3002, "RTMP 服务器连接失败"],
  suspended: [6000, "拉流被挂起"],
} as const satisfies CodeTable;

/** Numbers of the pusher's `error` event. */
export const PUSHER_ERROR = {
  camera: [10001, "用户禁止使用摄像头"],
  microphone: [10002, "用户禁止使用录音"],
} as const satisfies CodeTable;

type CodeTable = Record<string, readonly [code: number, text: string]>;

export type PusherState = keyof typeof PUSHER_CODE;
export type PlayerState = keyof typeof PLAYER_CODE;

/** Detail of a `statechange` event; what is known beyond the usual text is put behind it. */
export function stateDetail([code, text]: readonly [number, string], more = "") {
  return { code, message: more ? `${text}: ${more}` : text };
}
