import type { Texts } from "./index.ts";

/** The texts in Japanese. */
export const ja: Texts = {
  // Labels of buttons. They say what is, not what a tap will do.
  micOn: "マイク オン",
  micOff: "マイク オフ",
  speakerOn: "スピーカー オン",
  speakerOff: "スピーカー オフ",
  cameraOn: "カメラ オン",
  cameraOff: "カメラ オフ",
  flip: "切り替え",
  voiceOnly: "音声のみ",
  cancel: "キャンセル",
  decline: "拒否",
  accept: "応答",
  answerByVoice: "音声で応答",
  hangUp: "終了",
  minimise: "最小化",
  fullScreen: "全画面",
  invite: "招待",

  // Calling.
  calling: "発信中",
  ringing: "呼び出し中",
  callingLong: "相手は電話の近くにいないようです。後でお試しください",

  // Being called.
  calledVideo: "ビデオ通話の着信",
  calledAudio: "音声通話の着信",
  calledGroup: "グループ通話の着信",
  calledTitle: "{name}さんから着信",
  connecting: "接続中",
  connectingSlow: "接続に時間がかかっています",

  // Connected.
  peerCameraOff: "{name}さんがカメラをオフにしました",
  videoLoading: "映像を読み込み中",
  switchedToVoice: "音声通話に切り替わりました",
  tileRinging: "呼び出し中",
  memberJoined: "{name}さんが参加しました",
  memberLeft: "{name}さんが退出しました",
  memberDeclined: "{name}さんが拒否しました",
  memberNoAnswer: "{name}さんは応答しませんでした",
  memberBusy: "{name}さんは通話中です",
  tooManyPeople: "最大 9 人です",

  // Choosing whom to ask into the call.
  pickerTitle: "メンバーを招待",
  pickerField: "ユーザー ID または名前",
  pickerHint: "ユーザー ID を入力してください",
  pickerInvite: "招待（{count}）",
  groupCall: "グループ通話",

  // Choosing devices.
  devices: "デバイス",
  microphone: "マイク",
  camera: "カメラ",
  speaker: "スピーカー",
  done: "完了",
  pictureInPicture: "ピクチャー イン ピクチャー",

  // Trouble: network.
  weakSelf: "ネットワークが不安定です",
  weakPeer: "相手のネットワークが不安定です",
  reconnecting: "再接続中",
  backOnline: "接続が回復しました",

  // Trouble: permission, devices, surroundings.
  needMicrophone: "通話にはマイクの許可が必要です",
  needCamera: "ビデオ通話にはカメラの許可が必要です",
  openSettings: "設定を開く",
  useVoiceOnly: "音声のみで通話",
  noMicrophone: "マイクが見つかりません",
  noCamera: "カメラが見つかりません",
  deviceBusy: "マイクまたはカメラが使用中です",
  tapForSound: "タップして音声をオンにする",
  devtools: "開発者ツールでは音声と映像を使えません。実機で確認してください",
  liveNotAllowed: "このミニプログラムでは音声・映像の権限が有効になっていません",
  privacyMissing: "プライバシーガイドにマイクとカメラの記載がありません",
  needHttps: "マイクの利用には HTTPS が必要です",

  // Leaving the page in a call.
  leaveQuestion: "通話中です。このページを離れますか？",
  leave: "離れる",
  stay: "通話を続ける",

  // Before a call, and the account.
  callSelf: "自分には発信できません",
  inCall: "すでに通話中です",
  notTakingCalls: "相手はあなたからの通話を受け付けていません",
  badUserId: "ユーザー ID に使えるのは英数字と - と _ です",
  tooOften: "操作が多すぎます。しばらくしてからお試しください",
  signInFailed: "ログインできませんでした（{code}）",
  signInExpired: "ログインの有効期限が切れました。もう一度ログインしてください",
  signedInElsewhere: "別の端末でログインしました",
  unreachable: "サーバーに接続できません",

  // How it ended; the same words in the call list.
  ended: "通話終了",
  peerHungUp: "相手が通話を終了しました",
  duration: "通話時間",
  cancelled: "キャンセルしました",
  callerCancelled: "相手がキャンセルしました",
  peerDeclined: "相手が拒否しました",
  declined: "拒否しました",
  noAnswer: "応答がありません",
  missed: "不在着信",
  peerOffline: "相手はオフラインです",
  peerBusy: "相手は通話中です",
  missedBusy: "通話中の不在着信",
  answeredElsewhere: "別の端末で応答しました",
  declinedElsewhere: "別の端末で拒否しました",
  connectFailed: "接続できませんでした。後でお試しください",
  connectionLost: "接続が切れたため通話を終了しました",
  endedByServer: "サーバーが通話を終了しました",
  callAgain: "かけ直す",

  // Read aloud only, by screen readers.
  screenName: "{name}さんとの通話",
  swapPictures: "映像を入れ替える",
  showControls: "ボタンの表示を切り替える",
  returnToCall: "通話に戻る",
  microphoneMuted: "相手のマイクはオフです",
};
