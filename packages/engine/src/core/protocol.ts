// Generated from crates/protocol; do not edit. To renew it:
// cargo run -p callkit-protocol --example typescript

export const PROTOCOL = 1;

/**
 * A user of one app: what the app calls him. Two apps may use the same ID for two people.
 */
export type UserId = string;

/**
 * One device of a user: made by the client and kept as long as the device is the same one.
 */
export type DeviceId = string;

/**
 * One media leg: the path between one device and the call's room.
 */
export type LegId = string;

/**
 * A call: 128 random bits as 22 URL-safe characters. Whoever knows it may ask to join, so
 * `Debug` and `Display` print only its beginning; [`Id::as_str`] gives the whole.
 */
export type CallId = string;

/**
 * A key of the client's own making that names one command of one user, so that a repeated
 * command is answered and not carried out twice. Random, fresh for each command.
 */
export type CommandKey = string;

/**
 * An app: one customer of the installation, with users and calls of its own.
 */
export type SdkAppId = number;

/**
 * The number that users of the vendor's API know as `roomID`: 1 to 2^31 - 1, random for each call
 * unless the caller chose it. It names nothing on the server.
 */
export type RoomId = number;

/**
 * A point in time on the server's clock: milliseconds since the Unix epoch.
 *
 * Subtraction saturates: a clock that was set back gives spans of zero and never a panic.
 */
export type UnixMs = number;

/**
 * A span of time in milliseconds.
 */
export type Millis = number;

/**
 * A place in the receiving pool of a leg: the i-th audio and the i-th video line that the device
 * offered to receive on. Lips and voice of one member share a seat.
 */
export type SeatIndex = number;

/**
 * Whether a call is by voice or by video.
 */
export type MediaKind = "audio" | "video";

/**
 * A video codec that the server forwards.
 */
export type VideoCodec = "h264" | "vp8";

/**
 * Whether a member's picture can reach this device.
 */
export type VideoState = "ok" | "unsupported";

/**
 * How a joined member is connected.
 */
export type Connection = "connecting" | "connected" | "reconnecting";

/**
 * The kind of client. A user has at most one device of each kind signed in, unless the app allows
 * several.
 */
export type Platform = "native" | "web" | "wx";

/**
 * Where a member stands.
 */
export type Phase = "ringing" | "joined" | "left";

/**
 * Who made the call and who was asked.
 */
export type Role = "caller" | "callee";

/**
 * How many receiving slots a leg offers: each a pair of one audio and one video line.
 */
export type Pool = "one_to_one" | "group";

/**
 * The closed list of end reasons, shared by Rust, SQL, webhooks and TypeScript.
 *
 * The same word serves a whole call, one member who left it, and one device that stopped ringing.
 */
export type EndReason = "answered_elsewhere" | "busy" | "cancelled" | "connection_failed" | "hangup" | "kicked_out" | "lost" | "no_answer" | "offline" | "rejected" | "rejected_elsewhere" | "server";

/**
 * Every error code, by number. Numbers and names never change their meaning.
 */
export type ErrorCode = "bad_message" | "unknown_message" | "message_too_large" | "binary_message" | "hello_expected" | "hello_timeout" | "unsupported_protocol" | "too_many_devices" | "slow_client" | "rate_limited" | "origin_refused" | "kicked_out" | "taken_over" | "idle" | "invalid_argument" | "call_yourself" | "already_in_call" | "call_not_found" | "not_your_call" | "call_ended" | "wrong_state" | "too_many_members" | "blocked" | "key_reused" | "answered_elsewhere" | "bad_sdp" | "stale_leg" | "ticket_malformed" | "ticket_wrong_user" | "ticket_wrong_app" | "ticket_wrong_key" | "ticket_expired" | "ticket_from_future" | "unknown_app" | "app_disabled" | "internal" | "store_unavailable" | "server_restarting" | "over_capacity";

/**
 * What the server says when it does not do what was asked.
 *
 * A refusal of a command comes in its reply and the connection goes on. A refusal of the
 * connection itself comes as `error` and the socket is closed with [`ErrorCode::number`] as the
 * WebSocket close code (4000 to 4999 are free for applications, RFC 6455 section 7.4.2).
 */
export type ErrorBody = { 
/**
 * The stable number.
 */
code: number, 
/**
 * The stable name.
 */
name: ErrorCode, 
/**
 * What was wrong with this very message and what to do, in English, for developers.
 */
message: string, 
/**
 * For [`ErrorCode::RateLimited`]: when to try again.
 */
retry_after_ms?: Millis, };

/**
 * What happened.
 */
export type FactKind = { "fact": "accepted", 
/**
 * Who.
 */
user: UserId, 
/**
 * On which device.
 */
device: DeviceId, } | { "fact": "camera", 
/**
 * Who.
 */
user: UserId, 
/**
 * Whether it is on now.
 */
on: boolean, } | { "fact": "connected", 
/**
 * Who.
 */
user: UserId, } | { "fact": "ended", 
/**
 * Why.
 */
reason: EndReason, 
/**
 * Whose doing it was, where it was somebody's.
 */
by?: UserId, } | { "fact": "invited", 
/**
 * Who.
 */
user: UserId, 
/**
 * Who asked for it.
 */
by: UserId, 
/**
 * When the ring ends unanswered.
 */
deadline: UnixMs, } | { "fact": "joined", 
/**
 * Who.
 */
user: UserId, 
/**
 * On which device.
 */
device: DeviceId, } | { "fact": "left", 
/**
 * Who.
 */
user: UserId, 
/**
 * Why.
 */
reason: EndReason, } | { "fact": "media_switched", 
/**
 * Who asked for it.
 */
by: UserId, 
/**
 * What it is now.
 */
media: MediaKind, } | { "fact": "microphone", 
/**
 * Who.
 */
user: UserId, 
/**
 * Whether it is on now.
 */
on: boolean, } | { "fact": "rang", 
/**
 * Who.
 */
user: UserId, } | { "fact": "reconnected", 
/**
 * Who.
 */
user: UserId, } | { "fact": "reconnecting", 
/**
 * Who.
 */
user: UserId, } | { "fact": "started", 
/**
 * The caller.
 */
user: UserId, 
/**
 * Voice or video.
 */
media: MediaKind, };

/**
 * One thing that happened in a call. Records, webhooks, timelines and the engines' events are
 * made from these.
 */
export type Fact = { 
/**
 * Number within the call: 1, 2, 3, ...
 */
seq: number, 
/**
 * The version of the call that this fact belongs to.
 */
version: number, 
/**
 * When it happened.
 */
at: UnixMs, } & ({ "fact": "accepted", 
/**
 * Who.
 */
user: UserId, 
/**
 * On which device.
 */
device: DeviceId, } | { "fact": "camera", 
/**
 * Who.
 */
user: UserId, 
/**
 * Whether it is on now.
 */
on: boolean, } | { "fact": "connected", 
/**
 * Who.
 */
user: UserId, } | { "fact": "ended", 
/**
 * Why.
 */
reason: EndReason, 
/**
 * Whose doing it was, where it was somebody's.
 */
by?: UserId, } | { "fact": "invited", 
/**
 * Who.
 */
user: UserId, 
/**
 * Who asked for it.
 */
by: UserId, 
/**
 * When the ring ends unanswered.
 */
deadline: UnixMs, } | { "fact": "joined", 
/**
 * Who.
 */
user: UserId, 
/**
 * On which device.
 */
device: DeviceId, } | { "fact": "left", 
/**
 * Who.
 */
user: UserId, 
/**
 * Why.
 */
reason: EndReason, } | { "fact": "media_switched", 
/**
 * Who asked for it.
 */
by: UserId, 
/**
 * What it is now.
 */
media: MediaKind, } | { "fact": "microphone", 
/**
 * Who.
 */
user: UserId, 
/**
 * Whether it is on now.
 */
on: boolean, } | { "fact": "rang", 
/**
 * Who.
 */
user: UserId, } | { "fact": "reconnected", 
/**
 * Who.
 */
user: UserId, } | { "fact": "reconnecting", 
/**
 * Who.
 */
user: UserId, } | { "fact": "started", 
/**
 * The caller.
 */
user: UserId, 
/**
 * Voice or video.
 */
media: MediaKind, });

/**
 * One entry of the seat map.
 */
export type SeatView = { 
/**
 * Which slot.
 */
seat: SeatIndex, 
/**
 * Whose media arrives there.
 */
user_id: UserId, };

/**
 * Where one other member is played.
 */
export type LivePlayerView = { 
/**
 * Whose voice and picture.
 */
user_id: UserId, 
/**
 * `live-player`'s `src` in mode `RTC`: `rtmp://HOST:PORT/live/KEY`.
 */
rtmp_url: string, 
/**
 * What to fall back to where RTMP does not get through: `https://HOST/live/KEY.flv`.
 */
flv_url: string, };

/**
 * The addresses that the tags `live-pusher` and `live-player` of a mini program are given.
 *
 * Each ends in a stream key, which is a secret of this device: it opens one publication or one
 * playback, on one connection at a time, as long as the leg lives.
 */
export type LiveView = { 
/**
 * `live-pusher`'s `url`: `rtmp://HOST:PORT/live/KEY`.
 */
push_url: string, 
/**
 * The other members who are in the call.
 */
players: Array<LivePlayerView>, };

/**
 * A media leg: the path between one device and the call's room.
 *
 * A client whose connection belongs to another leg or to an older epoch makes a new one and sends
 * an `offer`. That is the one mechanism for restart, refresh, takeover and growth.
 */
export type LegView = { 
/**
 * Which leg.
 */
leg: LegId, 
/**
 * Raised when the connection must be made anew.
 */
epoch: number, 
/**
 * How many lines to offer to receive on.
 */
pool: Pool, 
/**
 * Whether media is forwarded from and to this leg yet.
 */
admitted: boolean, 
/**
 * The codec to send video in.
 */
send_codec: VideoCodec, 
/**
 * Most video that this leg may send, in kilobits per second.
 */
max_video_kbps: number, 
/**
 * Whose media arrives in which receiving slot.
 */
seats: Array<SeatView>, 
/**
 * Where a mini program publishes and plays; it has this instead of an offer and an answer, and
 * only while it is in the call. Another epoch comes with other addresses.
 */
live?: LiveView, };

/**
 * Why a member is gone.
 */
export type LeftView = { 
/**
 * When.
 */
at: UnixMs, 
/**
 * Why.
 */
reason: EndReason, };

/**
 * One member of a call.
 */
export type MemberView = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Counts his invitations: 1, and one more each time he is asked again after having left.
 */
episode: number, 
/**
 * Ringing, in the call, or gone.
 */
phase: Phase, 
/**
 * Whether a device of his has said that it rings.
 */
rang: boolean, 
/**
 * When the ring ends unanswered.
 */
ring_deadline?: UnixMs, 
/**
 * When he joined.
 */
joined_at?: UnixMs, 
/**
 * How he is connected; meaningful while he is joined.
 */
connection: Connection, 
/**
 * Whether his microphone is on.
 */
microphone: boolean, 
/**
 * Whether his camera is on.
 */
camera: boolean, 
/**
 * Whether this device can decode his picture.
 */
video: VideoState, 
/**
 * Why he is gone.
 */
left?: LeftView, };

/**
 * This device's own part in the call.
 */
export type YouView = { 
/**
 * The user of this device.
 */
user_id: UserId, 
/**
 * Caller or callee.
 */
role: Role, 
/**
 * Where this device stands. A device that has stopped ringing because another took the call is
 * `left`.
 */
phase: Phase, 
/**
 * The device's media leg; absent when it has none (any more).
 */
leg?: LegView, };

/**
 * How a call ended for one device.
 */
export type EndedView = { 
/**
 * When.
 */
at: UnixMs, 
/**
 * Why.
 */
reason: EndReason, 
/**
 * Whose doing it was, where it was somebody's.
 */
by?: UserId, 
/**
 * Whether this device had been in a connected call: decides between `CALL_END` and
 * `CALLING_CANCEL`.
 */
connected: boolean, 
/**
 * How long the user was connected; 0 if he was not.
 */
duration_ms: Millis, };

/**
 * The whole state of a call as one device sees it, and what happened since the version that the
 * device last acknowledged. A device keeps the newest version and may lose any other.
 */
export type CallView = { 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * Grows by one with every change. An older one than the one held is to be ignored.
 */
version: number, 
/**
 * The server's clock when this was sent.
 */
now: UnixMs, 
/**
 * `roomID` of the vendor's API.
 */
room_id: RoomId, 
/**
 * Voice or video.
 */
media: MediaKind, 
/**
 * Whether it is a group call: more than one callee, or a chat group named.
 */
group: boolean, 
/**
 * Who made it.
 */
caller: UserId, 
/**
 * The chat group it belongs to, if the caller named one.
 */
chat_group_id?: string, 
/**
 * The caller's own data for the callees.
 */
user_data?: string, 
/**
 * When it was made.
 */
started_at: UnixMs, 
/**
 * When it was first accepted: where every timer counts from.
 */
connected_at?: UnixMs, 
/**
 * Set once it is over for this device; it is the last view of this call.
 */
ended?: EndedView, 
/**
 * Everybody who has been in it, in the order of invitation, caller first.
 */
members: Array<MemberView>, 
/**
 * This device's own part.
 */
you: YouView, 
/**
 * What happened since the version this device last acknowledged.
 */
facts: Array<Fact>, 
/**
 * False when more happened than a view carries: compare states instead.
 */
facts_complete: boolean, };

/**
 * Who this is.
 */
export type Hello = { 
/**
 * The protocol version the client speaks.
 */
protocol: number, 
/**
 * Name and version of the client, for logs and the console: `callkit-web/0.1.0`.
 */
sdk: string, 
/**
 * The kind of client.
 */
platform: Platform, 
/**
 * Which device.
 */
device_id: DeviceId, 
/**
 * The app.
 */
sdkappid: SdkAppId, 
/**
 * The user.
 */
user_id: UserId, 
/**
 * The user's UserSig.
 */
ticket: string, };

/**
 * Call somebody.
 */
export type Call = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * One user, or up to eight for a group call.
 */
callees: Array<UserId>, 
/**
 * Voice or video.
 */
media: MediaKind, 
/**
 * Ring time in seconds, 1 to 600; 0 is 600; 30 if absent.
 */
timeout_s?: number, 
/**
 * The `roomID` to show; random if absent.
 */
room_id?: RoomId, 
/**
 * The chat group that this call belongs to; makes it a group call.
 */
chat_group_id?: string, 
/**
 * Handed to the callees as it is; at most 4000 bytes.
 */
user_data?: string, };

/**
 * Take a call.
 */
export type Accept = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * `audio` answers a video call by voice and switches it to voice for all; absent: as called.
 */
media?: MediaKind, };

/**
 * A command that needs nothing but the call.
 */
export type OnCall = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, };

/**
 * Ask more users into the call.
 */
export type Invite = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * Whom.
 */
callees: Array<UserId>, 
/**
 * Ring time in seconds, as in [`Call`].
 */
timeout_s?: number, };

/**
 * Switch a microphone or a camera.
 */
export type Switch = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * Whether it is to be on.
 */
on: boolean, };

/**
 * From voice to video or back.
 */
export type SwitchMedia = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * What the call is to be.
 */
media: MediaKind, };

/**
 * An SDP offer for the device's leg. The reply carries the answer.
 */
export type Offer = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The leg, from the view.
 */
leg: LegId, 
/**
 * Its epoch, from the view.
 */
epoch: number, 
/**
 * The offer (RFC 8866, RFC 8829).
 */
sdp: string, };

/**
 * A view has arrived and is held. The first one for a ringing call says that this device rings.
 */
export type Ack = { 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * Its version.
 */
version: number, };

/**
 * A fresh ticket.
 */
export type Renew = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * The new UserSig.
 */
ticket: string, };

/**
 * Set this user's own name and avatar; an absent field stays as it is.
 */
export type SetProfile = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Nickname, at most 500 bytes.
 */
nick?: string, 
/**
 * Address of a picture, http or https, at most 1000 bytes.
 */
avatar?: string, };

/**
 * Ask for names and avatars.
 */
export type GetProfiles = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Whose, at most 100.
 */
user_ids: Array<UserId>, };

/**
 * Ring on this user's devices, or do not: calls then end unanswered.
 */
export type DoNotDisturb = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Whether calls are to be held off.
 */
on: boolean, };

/**
 * Take no calls from a user, or take them again.
 */
export type Block = { 
/**
 * Names this command.
 */
key: CommandKey, 
/**
 * Whom.
 */
user_id: UserId, 
/**
 * Whether he is to be blocked.
 */
on: boolean, };

/**
 * Heartbeat.
 */
export type Ping = { 
/**
 * Any number; comes back in the pong as it was written. The client's clock in ms serves to
 * measure the round trip.
 */
sent: number, };

/**
 * What a device measures about its own media over the last two seconds.
 */
export type ClientReport = { 
/**
 * Which call.
 */
call_id: CallId | null, 
/**
 * Round trip of its media, ms.
 */
rtt_ms: number, 
/**
 * Share of packets lost on the way to it, 0 to 1.
 */
loss_down: number, 
/**
 * Share of its packets lost on the way to the server, 0 to 1.
 */
loss_up: number, 
/**
 * Jitter of what it receives, ms.
 */
jitter_ms: number, 
/**
 * Video frames shown per second.
 */
frames_per_second: number, 
/**
 * Time its picture stood still, ms.
 */
frozen_ms: number, 
/**
 * Share of the audio that it had to make up, 0 to 1.
 */
concealed: number, };

/**
 * The size of a picture on a screen, by its longer side in device pixels (CSS pixels times
 * `devicePixelRatio`). Steps rather than pixels: a picture that is being resized says so at most
 * a few times.
 */
export type ShownSize = "hidden" | "small" | "medium" | "large";

/**
 * How large one member's picture is shown.
 */
export type ShownSeat = { 
/**
 * The seat, from the view.
 */
seat: SeatIndex, 
/**
 * How large its picture is.
 */
size: ShownSize, };

/**
 * How large the others' pictures are on a device's screen, so that it is sent what it shows and no
 * more. Whole: a seat that is not named counts as [`ShownSize::Large`], as all do until the first
 * of these messages. It is about one life of the leg; say it again for the next.
 */
export type Show = { 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The leg, from the view.
 */
leg: LegId, 
/**
 * Its epoch, from the view.
 */
epoch: number, 
/**
 * The seats, each once; the last one counts if a seat is named again.
 */
seats: Array<ShownSeat>, };

/**
 * Everything a device can say. Unknown fields are ignored, so that newer clients can be told from
 * older ones by what they add and not by failing.
 */
export type ClientMessage = { "type": "accept" } & Accept | { "type": "ack" } & Ack | { "type": "block" } & Block | { "type": "call" } & Call | { "type": "camera" } & Switch | { "type": "do_not_disturb" } & DoNotDisturb | { "type": "get_profiles" } & GetProfiles | { "type": "going" } | { "type": "hangup" } & OnCall | { "type": "hello" } & Hello | { "type": "invite" } & Invite | { "type": "join" } & OnCall | { "type": "logout" } | { "type": "microphone" } & Switch | { "type": "offer" } & Offer | { "type": "ping" } & Ping | { "type": "reject" } & OnCall | { "type": "renew" } & Renew | { "type": "report" } & ClientReport | { "type": "set_profile" } & SetProfile | { "type": "show" } & Show | { "type": "switch_media" } & SwitchMedia;

/**
 * A user's name and picture; empty texts where he has set none.
 */
export type Profile = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Nickname.
 */
nick: string, 
/**
 * Address of a picture.
 */
avatar: string, };

/**
 * The answer to `hello`.
 */
export type Welcome = { 
/**
 * The protocol version that the server will speak on this connection.
 */
protocol: number, 
/**
 * Name and version of the server: `callkit/0.1.0`.
 */
server: string, 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * Send a `ping` at least this often; a server that heard nothing for three of these closes.
 */
heartbeat_ms: Millis, 
/**
 * When the ticket runs out.
 */
ticket_expires_at: UnixMs, 
/**
 * The user's own profile.
 */
profile: Profile, 
/**
 * Whether calls are held off.
 */
do_not_disturb: boolean, 
/**
 * Every call that this device is concerned in and has not acknowledged the end of. A call
 * that the device holds and that is not here is over (`lost`).
 */
calls: Array<CallView>, };

/**
 * A call has a new version. To be answered by `ack`.
 */
export type View = { 
/**
 * The whole of it.
 */
call: CallView, };

/**
 * What a command gives back. Which fields are set depends on the command.
 */
export type Answer = { 
/**
 * `call`, `join`: the call.
 */
call_id?: CallId, 
/**
 * The version in which the command took effect, for those that change a call.
 */
version?: number, 
/**
 * `offer`: the SDP answer.
 */
sdp?: string, 
/**
 * `get_profiles`, `set_profile`: the profiles asked for, or the user's own.
 */
profiles?: Array<Profile>, };

/**
 * What came of a command.
 */
export type ReplyBody = { "ok": Answer } | { "error": ErrorBody };

/**
 * The answer to one command.
 */
export type Reply = { 
/**
 * The command's key.
 */
key: CommandKey, } & ({ "ok": Answer } | { "error": ErrorBody });

/**
 * Heartbeat.
 */
export type Pong = { 
/**
 * What the ping carried.
 */
sent: number, 
/**
 * The server's clock.
 */
now: UnixMs, };

/**
 * One member's loudness.
 */
export type Level = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * 0 silent to 100 loudest.
 */
level: number, };

/**
 * Who speaks how loud: every 300 ms while somebody does, sooner when a voice begins, and once when all are silent.
 */
export type Levels = { 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The members whose level is not zero.
 */
levels: Array<Level>, };

/**
 * One member's network.
 */
export type UserQuality = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * 0 unknown, 1 excellent, 2 good, 3 poor, 4 bad, 5 very bad, 6 down.
 */
quality: number, };

/**
 * How good everybody's network is, every 2 s.
 */
export type Quality = { 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The joined members.
 */
users: Array<UserQuality>, };

/**
 * The ticket has run out.
 */
export type TicketExpired = { 
/**
 * When.
 */
at: UnixMs, };

/**
 * Everything the server can say. A client ignores types and fields that it does not know.
 */
export type ServerMessage = { "type": "error" } & ErrorBody | { "type": "levels" } & Levels | { "type": "pong" } & Pong | { "type": "quality" } & Quality | { "type": "reply" } & Reply | { "type": "ticket_expired" } & TicketExpired | { "type": "view" } & View | { "type": "welcome" } & Welcome;

/** Numbers of the error codes; also the WebSocket close codes. */
export const ERROR_CODES: Record<ErrorCode, number> = {
  bad_message: 4000,
  unknown_message: 4001,
  message_too_large: 4002,
  binary_message: 4003,
  hello_expected: 4004,
  hello_timeout: 4005,
  unsupported_protocol: 4006,
  too_many_devices: 4007,
  slow_client: 4008,
  rate_limited: 4009,
  origin_refused: 4010,
  kicked_out: 4011,
  taken_over: 4012,
  idle: 4013,
  invalid_argument: 4100,
  call_yourself: 4101,
  already_in_call: 4102,
  call_not_found: 4103,
  not_your_call: 4104,
  call_ended: 4105,
  wrong_state: 4106,
  too_many_members: 4107,
  blocked: 4108,
  key_reused: 4109,
  answered_elsewhere: 4110,
  bad_sdp: 4200,
  stale_leg: 4201,
  ticket_malformed: 4300,
  ticket_wrong_user: 4301,
  ticket_wrong_app: 4302,
  ticket_wrong_key: 4303,
  ticket_expired: 4304,
  ticket_from_future: 4305,
  unknown_app: 4306,
  app_disabled: 4307,
  internal: 4500,
  store_unavailable: 4501,
  server_restarting: 4502,
  over_capacity: 4503,
};
