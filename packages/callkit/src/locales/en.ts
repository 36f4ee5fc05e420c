import type { Texts } from "./index.ts";

/** The texts in English. */
export const en: Texts = {
  // Labels of buttons. They say what is, not what a tap will do.
  micOn: "Mic on",
  micOff: "Mic off",
  speakerOn: "Speaker on",
  speakerOff: "Speaker off",
  cameraOn: "Camera on",
  cameraOff: "Camera off",
  flip: "Flip",
  voiceOnly: "Voice only",
  cancel: "Cancel",
  decline: "Decline",
  accept: "Accept",
  answerByVoice: "Answer by voice",
  hangUp: "Hang up",
  minimise: "Minimise",
  fullScreen: "Full screen",
  invite: "Invite",

  // Calling.
  calling: "Calling",
  ringing: "Ringing",
  callingLong: "They may be away from their phone. Try again later",

  // Being called.
  calledVideo: "Video call",
  calledAudio: "Voice call",
  calledGroup: "Group call",
  calledTitle: "{name} is calling",
  connecting: "Connecting",
  connectingSlow: "Still connecting, please wait",

  // Connected.
  peerCameraOff: "{name} turned the camera off",
  videoLoading: "Loading video",
  switchedToVoice: "Switched to voice",
  tileRinging: "Ringing",
  memberJoined: "{name} joined",
  memberLeft: "{name} left",
  memberDeclined: "{name} declined",
  memberNoAnswer: "{name} did not answer",
  memberBusy: "{name} is busy",
  tooManyPeople: "Up to 9 people",

  // Choosing whom to ask into the call.
  pickerTitle: "Invite people",
  pickerField: "User ID or name",
  pickerHint: "Enter a user ID to invite",
  pickerInvite: "Invite ({count})",
  groupCall: "Group call",

  // Choosing devices.
  devices: "Devices",
  microphone: "Microphone",
  camera: "Camera",
  speaker: "Speaker",
  done: "Done",
  pictureInPicture: "Picture in picture",

  // Trouble: network.
  weakSelf: "Your network is weak",
  weakPeer: "{name}'s network is weak",
  reconnecting: "Reconnecting",
  backOnline: "Back online",

  // Trouble: permission, devices, surroundings.
  needMicrophone: "Calls need the microphone",
  needCamera: "Video calls need the camera",
  openSettings: "Open settings",
  useVoiceOnly: "Use voice only",
  noMicrophone: "No microphone found",
  noCamera: "No camera found",
  deviceBusy: "Microphone or camera is in use",
  tapForSound: "Tap to turn on sound",
  devtools: "Developer tools have no audio or video. Preview on a phone",
  liveNotAllowed: "This mini program may not use live audio and video yet",
  privacyMissing: "The privacy guideline does not declare microphone and camera",
  needHttps: "The browser needs HTTPS to use the microphone",

  // Leaving the page in a call.
  leaveQuestion: "You are in a call. Leave anyway?",
  leave: "Leave",
  stay: "Stay",

  // Before a call, and the account.
  callSelf: "You cannot call yourself",
  inCall: "You are already in a call",
  notTakingCalls: "They are not taking calls from you",
  badUserId: "User IDs take letters, digits, - and _",
  tooOften: "Too many attempts. Try again shortly",
  signInFailed: "Sign-in failed ({code})",
  signInExpired: "Your sign-in has expired. Sign in again",
  signedInElsewhere: "You signed in on another device",
  unreachable: "Cannot reach the server",

  // How it ended; the same words in the call list.
  ended: "Call ended",
  peerHungUp: "{name} hung up",
  duration: "Duration",
  cancelled: "Cancelled",
  callerCancelled: "Caller cancelled",
  peerDeclined: "Declined",
  declined: "You declined",
  noAnswer: "No answer",
  missed: "Missed call",
  peerOffline: "Not online",
  peerBusy: "Busy",
  missedBusy: "Missed while in another call",
  answeredElsewhere: "Answered on another device",
  declinedElsewhere: "Declined on another device",
  connectFailed: "Could not connect. Try again later",
  connectionLost: "Connection lost. Call ended",
  endedByServer: "Call ended by the server",
  callAgain: "Call again",

  // Read aloud only, by screen readers.
  screenName: "Call with {name}",
  swapPictures: "Swap pictures",
  showControls: "Show or hide the buttons",
  returnToCall: "Return to the call",
  microphoneMuted: "Their microphone is off",
};
