// Generated from crates/server/src/console/api; do not edit. To renew it:
// cargo run -p callkit-server --example console_api

/**
 * A user of one app: what the app calls him. Two apps may use the same ID for two people.
 */
export type UserId = string;

/**
 * One device of a user: made by the client and kept as long as the device is the same one.
 */
export type DeviceId = string;

/**
 * A call: 128 random bits as 22 URL-safe characters. Whoever knows it may ask to join, so
 * `Debug` and `Display` print only its beginning; [`Id::as_str`] gives the whole.
 */
export type CallId = string;

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
 * Whether a call is by voice or by video.
 */
export type MediaKind = "audio" | "video";

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
 * The closed list of end reasons, shared by Rust, SQL, webhooks and TypeScript.
 *
 * The same word serves a whole call, one member who left it, and one device that stopped ringing.
 */
export type EndReason = "answered_elsewhere" | "busy" | "cancelled" | "connection_failed" | "hangup" | "kicked_out" | "lost" | "no_answer" | "offline" | "rejected" | "rejected_elsewhere" | "server";

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
 * Why a request was refused. The names are stable: pages and scripts decide by them.
 */
export type ApiErrorName = "app_exists" | "csrf_refused" | "insecure" | "internal" | "invalid_argument" | "last_key" | "not_found" | "not_signed_in" | "rate_limited" | "store_unavailable" | "too_large" | "unknown_app" | "unknown_call" | "unknown_device" | "unknown_key" | "unknown_session" | "weak_password" | "wrong_password";

/**
 * What went wrong.
 */
export type ApiError = { 
/**
 * For programs.
 */
name: ApiErrorName, 
/**
 * For people who read logs, in English; pages have words of their own for each name.
 */
message: string, 
/**
 * Which field of the request is meant, if one is.
 */
field?: string, 
/**
 * How long to wait before trying again.
 */
retry_after_ms?: Millis, };

/**
 * A refusal, as it is sent: `{"error": {...}}`.
 */
export type ApiFailure = { 
/**
 * What went wrong.
 */
error: ApiError, };

/**
 * `POST sign-in`. There is one operator, so there is no name.
 */
export type SignIn = { 
/**
 * The console's password.
 */
password: string, };

/**
 * `POST password`. Every other session ends.
 */
export type ChangePassword = { 
/**
 * The password that holds now.
 */
current: string, 
/**
 * The one that is to hold from now on: at least ten characters.
 */
new: string, };

/**
 * `GET session`, and the answer to `POST sign-in`.
 */
export type SessionView = { 
/**
 * The session's public number; the secret is in the cookie, where no script can read it.
 */
session_id: number, 
/**
 * To be sent as the header `x-csrf-token` with everything but GET.
 */
csrf_token: string, 
/**
 * When it began.
 */
created_at: UnixMs, 
/**
 * When it ends, unless it is used before. Never later than seven days after it began.
 */
expires_at: UnixMs, 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * The server's version.
 */
version: string, };

/**
 * `GET sessions`: one of them.
 */
export type SessionEntry = { 
/**
 * Its number, for `DELETE sessions/{id}`.
 */
session_id: number, 
/**
 * Whether it is the one that asks.
 */
current: boolean, 
/**
 * When it began.
 */
created_at: UnixMs, 
/**
 * When it was last used, to the minute.
 */
seen_at: UnixMs, 
/**
 * When it ends if it is not used.
 */
expires_at: UnixMs, 
/**
 * The address that it was last used from.
 */
address: string, 
/**
 * What the browser calls itself; anybody can have written it.
 */
user_agent: string, };

/**
 * What an app's calls may do. `null` is the installation's own setting, which `GET installation`
 * names.
 */
export type AppSettingsView = { 
/**
 * Whether a user may be signed in on several devices of the same kind.
 */
several_devices: boolean | null, 
/**
 * How long it rings where the caller names no time, in seconds: 1 to 600.
 */
ring_timeout_s: number | null, 
/**
 * Most video that one device may send, in kilobits per second: 100 to 10000. More than the
 * installation allows has no effect.
 */
max_video_kbps: number | null, 
/**
 * Most calls at once: 0 to 1000000. 0 takes no new calls.
 */
max_calls: number | null, };

/**
 * One key of an app.
 */
export type KeyView = { 
/**
 * Its number within the app: 1, 2, 3, ...
 */
key_id: number, 
/**
 * Whether tickets signed with it are good now.
 */
valid: boolean, 
/**
 * Since when.
 */
valid_from: UnixMs, 
/**
 * Until when; `null` is for ever.
 */
valid_until: UnixMs | null, };

/**
 * `GET apps`, `GET apps/{app}`, and the answer to whatever changes an app.
 */
export type AppView = { 
/**
 * Its number.
 */
sdkappid: SdkAppId, 
/**
 * What the operator calls it.
 */
name: string, 
/**
 * Whether its users may sign in.
 */
enabled: boolean, 
/**
 * Whether the demo page signs tickets for it.
 */
demo: boolean, 
/**
 * When it was made.
 */
created_at: UnixMs, 
/**
 * What its calls may do.
 */
settings: AppSettingsView, 
/**
 * Every key it has ever had, oldest first, without the keys themselves.
 */
keys: Array<KeyView>, 
/**
 * Users who are online.
 */
users_online: number, 
/**
 * Calls that ring or are connected.
 */
calls_now: number, };

/**
 * `POST apps`.
 */
export type NewAppRequest = { 
/**
 * What to call it: 1 to 64 characters.
 */
name: string, 
/**
 * The SDKAppID it had at the vendor; a random one if absent.
 */
sdkappid?: SdkAppId, 
/**
 * The SecretKey it had at the vendor; a random one if absent.
 */
secret_key?: string, };

/**
 * `POST apps/{app}/keys/{key}/reveal`, and a key that was just made.
 */
export type KeySecretView = { 
/**
 * Its number within the app.
 */
key_id: number, 
/**
 * The SecretKey. For back ends only.
 */
secret_key: string, };

/**
 * The answer to `POST apps`.
 */
export type NewAppView = { 
/**
 * The app.
 */
app: AppView, 
/**
 * Its first key.
 */
secret: KeySecretView, };

/**
 * `PATCH apps/{app}`: what is absent stays as it is.
 */
export type AppChange = { 
/**
 * The new name.
 */
name?: string, 
/**
 * `false` keeps its users out and cuts them off within a second.
 */
enabled?: boolean, 
/**
 * All settings, in place of the old ones.
 */
settings?: AppSettingsView, };

/**
 * `POST apps/{app}/keys`: one more key, and an end for those that are valid now.
 */
export type RotateKey = { 
/**
 * How long the keys that are valid now stay so. Nobody is cut off before. 0 cuts at once
 * whoever signed in with them; at most 90 days.
 */
overlap_ms: Millis, 
/**
 * The new key; random if absent.
 */
secret_key?: string, };

/**
 * The answer to `POST apps/{app}/keys`.
 */
export type RotatedKeyView = { 
/**
 * The app as it is now.
 */
app: AppView, 
/**
 * The new key.
 */
secret: KeySecretView, };

/**
 * `POST apps/{app}/tickets`.
 */
export type NewTicket = { 
/**
 * For whom.
 */
user_id: UserId, 
/**
 * For how many seconds: 1 to 31536000.
 */
expire_s: number, 
/**
 * Which key signs; the newest valid one if absent.
 */
key_id?: number, };

/**
 * The answer to `POST apps/{app}/tickets`.
 */
export type TicketView = { 
/**
 * The ticket. Whoever has it is the user.
 */
user_sig: string, 
/**
 * Which key signed it.
 */
key_id: number, 
/**
 * When it runs out.
 */
expires_at: UnixMs, };

/**
 * `POST tickets/inspect`.
 */
export type InspectTicket = { 
/**
 * The ticket.
 */
user_sig: string, 
/**
 * The app it is presented for; the one it names itself if absent.
 */
sdkappid?: SdkAppId, 
/**
 * The user it is presented for; the one it names itself if absent.
 */
user_id?: string, };

/**
 * What a ticket says.
 */
export type TicketContents = { 
/**
 * For which app.
 */
sdkappid: SdkAppId, 
/**
 * For which user.
 */
user_id: string, 
/**
 * When it was signed, by the signer's clock.
 */
issued_at: UnixMs, 
/**
 * When it runs out.
 */
expires_at: UnixMs, 
/**
 * Whether it carries room privileges (the vendor's `privateMapKey`).
 */
has_userbuf: boolean, };

/**
 * Whether a ticket lets its user in, or why not. The names are those of the error that a device
 * gets.
 */
export type TicketVerdict = "good" | "app_disabled" | "ticket_expired" | "ticket_from_future" | "ticket_malformed" | "ticket_wrong_app" | "ticket_wrong_key" | "ticket_wrong_user" | "unknown_app";

/**
 * The answer to `POST tickets/inspect`.
 */
export type TicketReport = { 
/**
 * What would come of it now.
 */
verdict: TicketVerdict, 
/**
 * More in English, such as what about it is malformed.
 */
detail: string | null, 
/**
 * What it says; `null` if it cannot be read.
 */
contents: TicketContents | null, 
/**
 * Which key of the app signed it, valid or not; `null` if none did.
 */
key_id: number | null, 
/**
 * The server's clock, which decides.
 */
now: UnixMs, };

/**
 * `GET overview`: how much there is of everything.
 */
export type OverviewView = { 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * When the server was started.
 */
started_at: UnixMs, 
/**
 * Apps in all.
 */
apps: number, 
/**
 * Users who are online.
 */
users_online: number, 
/**
 * Devices that are signed in.
 */
devices_online: number, 
/**
 * Calls that ring and nobody has accepted.
 */
calls_ringing: number, 
/**
 * Calls that are connected.
 */
calls_connected: number, 
/**
 * Most calls at once; `null` for no limit.
 */
max_calls: number | null, 
/**
 * What comes in from all devices' media, in kilobits per second.
 */
ingress_kbps: number, 
/**
 * What goes out to all devices, in kilobits per second.
 */
egress_kbps: number, 
/**
 * What may go out, in megabits per second; `null` for no limit.
 */
max_egress_mbps: number | null, 
/**
 * Whether changes can be written.
 */
store_ready: boolean, 
/**
 * Whether the server has been told to stop and takes no new calls.
 */
draining: boolean, };

/**
 * The query of `GET live/users` and `GET live/calls`.
 */
export type LiveQuery = { 
/**
 * Of this app only.
 */
app?: SdkAppId, 
/**
 * Users: whose ID contains this. Calls: whose ID begins with this, or a member's contains it.
 */
search?: string, 
/**
 * How many to leave out at the start.
 */
offset?: number, 
/**
 * How many to give: 1 to 200; 50 if absent.
 */
limit?: number, };

/**
 * A device that is signed in.
 */
export type LiveDevice = { 
/**
 * Which.
 */
device_id: DeviceId, 
/**
 * Of which kind.
 */
platform: Platform, 
/**
 * Name and version of its SDK, by its own word.
 */
sdk: string, 
/**
 * Since when.
 */
since: UnixMs, 
/**
 * When its ticket runs out.
 */
ticket_expires_at: UnixMs, 
/**
 * The address that it is connected from.
 */
address: string, };

/**
 * A user who is online.
 */
export type LiveUser = { 
/**
 * In which app.
 */
sdkappid: SdkAppId, 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Every device that is signed in.
 */
devices: Array<LiveDevice>, 
/**
 * The call that he rings in or has joined.
 */
call_id: CallId | null, 
/**
 * Where he stands in it.
 */
phase: Phase | null, };

/**
 * `GET live/users`: one page, by app and user ID.
 */
export type LiveUserPage = { 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * How many fit, on all pages together.
 */
total: number, 
/**
 * Those of this page.
 */
users: Array<LiveUser>, };

/**
 * What a device says of what it shows and plays.
 */
export type ClientQualityView = { 
/**
 * Video frames shown per second.
 */
fps: number, 
/**
 * Time that its picture stood still.
 */
frozen_ms: Millis, 
/**
 * Share of the audio that it had to make up, 0 to 1.
 */
concealed: number, };

/**
 * How one member's media fared over a short while. `up` is from the device to the server.
 */
export type QualityView = { 
/**
 * When the while was over.
 */
at: UnixMs, 
/**
 * How long it was.
 */
span_ms: Millis, 
/**
 * 1 excellent to 5 very bad, 6 down: the scale of `onUserNetworkQualityChanged`.
 */
grade: number, 
/**
 * From the device, in kilobits per second, as the server counts it.
 */
up_kbps: number, 
/**
 * To the device, in kilobits per second, as the server counts it.
 */
down_kbps: number, 
/**
 * Share lost on the way to the server, 0 to 1; `null` when nobody reported.
 */
up_loss: number | null, 
/**
 * Share lost on the way to the device, 0 to 1; `null` when nobody reported.
 */
down_loss: number | null, 
/**
 * Round trip; `null` when nobody reported.
 */
rtt_ms: number | null, 
/**
 * Jitter of what the server receives.
 */
up_jitter_ms: number, 
/**
 * Jitter of what the device receives.
 */
down_jitter_ms: number, 
/**
 * What the device itself says; `null` when it says nothing.
 */
client: ClientQualityView | null, };

/**
 * One member of a running call.
 */
export type LiveMember = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Ringing, in the call, or gone.
 */
phase: Phase, 
/**
 * How he is connected; meaningful while he is joined.
 */
connection: Connection, 
/**
 * On which device he is in it.
 */
device_id: DeviceId | null, 
/**
 * Of which kind it is.
 */
platform: Platform | null, 
/**
 * When he joined.
 */
joined_at: UnixMs | null, 
/**
 * Whether his microphone is on.
 */
microphone: boolean, 
/**
 * Whether his camera is on.
 */
camera: boolean, 
/**
 * How his media fares; `null` before it is up.
 */
quality: QualityView | null, };

/**
 * A call that rings or is connected.
 */
export type LiveCall = { 
/**
 * In which app.
 */
sdkappid: SdkAppId, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The `roomID` that its members see.
 */
room_id: RoomId, 
/**
 * Voice or video.
 */
media: MediaKind, 
/**
 * Whether it is a group call.
 */
group: boolean, 
/**
 * Who made it.
 */
caller: UserId, 
/**
 * When.
 */
started_at: UnixMs, 
/**
 * When it was first accepted.
 */
connected_at: UnixMs | null, 
/**
 * Everybody who has been in it, in the order of invitation, caller first.
 */
members: Array<LiveMember>, };

/**
 * `GET live/calls`: one page, newest call first.
 */
export type LiveCallPage = { 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * How many fit, on all pages together.
 */
total: number, 
/**
 * Those of this page.
 */
calls: Array<LiveCall>, };

/**
 * How one member's media fared in the course of a call.
 */
export type QualitySeries = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * On which device.
 */
device_id: DeviceId, 
/**
 * Oldest first; where none is, nothing was measured.
 */
samples: Array<QualityView>, };

/**
 * `GET live/calls/{app}/{call}` and its stream: one call with the last minutes of its media.
 */
export type LiveCallView = { 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * The call; `null` once it is over (its record is there then).
 */
call: LiveCall | null, 
/**
 * Each member's media of the last three minutes, oldest first.
 */
quality: Array<QualitySeries>, };

/**
 * `POST live/kick`: signs one device out. What it was in ends for it as if it had hung up.
 */
export type KickDevice = { 
/**
 * In which app.
 */
sdkappid: SdkAppId, 
/**
 * Whose.
 */
user_id: UserId, 
/**
 * Of which kind.
 */
platform: Platform, 
/**
 * Which.
 */
device_id: DeviceId, };

/**
 * What a list of records is sorted by.
 */
export type RecordSort = "started" | "duration";

/**
 * Which end of a list comes first.
 */
export type SortOrder = "asc" | "desc";

/**
 * The query of `GET records` and `GET records.csv` (which takes no `offset` and `limit`).
 */
export type RecordQuery = { 
/**
 * Of this app only.
 */
app?: SdkAppId, 
/**
 * Calls that this user made or was a member of. Exact.
 */
user?: string, 
/**
 * The call whose ID this is, or begins with this (at least four characters).
 */
call?: string, 
/**
 * Made at this time or later.
 */
from?: UnixMs, 
/**
 * Made before this time.
 */
until?: UnixMs, 
/**
 * Ended for one of these reasons: names with commas between them.
 */
reason?: string, 
/**
 * By voice, or by video.
 */
media?: MediaKind, 
/**
 * Group calls only, or calls between two only.
 */
group?: boolean, 
/**
 * In which order; `started` if absent.
 */
sort?: RecordSort, 
/**
 * Which end comes first; `desc` if absent.
 */
order?: SortOrder, 
/**
 * How many to leave out at the start.
 */
offset?: number, 
/**
 * How many to give: 1 to 200; 50 if absent.
 */
limit?: number, };

/**
 * One member's part in a call that is over.
 */
export type RecordMemberView = { 
/**
 * Who. A user who was deleted stands here under a name that says so: `deleted-` and a number.
 */
user_id: UserId, 
/**
 * When he joined, if he did.
 */
joined_at: UnixMs | null, 
/**
 * When he left, or his ring ended.
 */
left_at: UnixMs | null, 
/**
 * Why.
 */
reason: EndReason | null, };

/**
 * A call that is over.
 */
export type RecordView = { 
/**
 * In which app.
 */
sdkappid: SdkAppId, 
/**
 * Which call.
 */
call_id: CallId, 
/**
 * The `roomID` that its members saw.
 */
room_id: RoomId, 
/**
 * Voice or video, as it was in the end.
 */
media: MediaKind, 
/**
 * Whether it was a group call.
 */
group: boolean, 
/**
 * Who made it.
 */
caller: UserId, 
/**
 * When it was made.
 */
started_at: UnixMs, 
/**
 * When it was first accepted, if it was.
 */
accepted_at: UnixMs | null, 
/**
 * When it ended.
 */
ended_at: UnixMs, 
/**
 * For how long it was connected; 0 if it never was.
 */
duration_ms: Millis, 
/**
 * Why it ended.
 */
reason: EndReason, 
/**
 * Everybody who was in it or was asked, caller first.
 */
members: Array<RecordMemberView>, };

/**
 * `GET records`: one page.
 */
export type RecordsView = { 
/**
 * How many fit, on all pages together.
 */
total: number, 
/**
 * Those of this page.
 */
records: Array<RecordView>, };

/**
 * What the media of a device can meet with.
 */
export type MediaNote = "failed" | "heard" | "network_changed" | "silent" | "up";

/**
 * What the media of one device met with.
 */
export type MediaNoteView = { 
/**
 * When.
 */
at: UnixMs, 
/**
 * Whose device.
 */
user_id: UserId, 
/**
 * Which.
 */
device_id: DeviceId, 
/**
 * What.
 */
note: MediaNote, 
/**
 * More, in English: the transport that came up, why a connection failed.
 */
detail: string | null, };

/**
 * One thing that happened in a call.
 */
export type TimelineEntry = { "source": "fact" } & Fact | { "source": "media" } & MediaNoteView;

/**
 * `GET calls/{app}/{call}`: everything known of one call, running or over.
 */
export type CallLogView = { 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * When it was made; the timeline counts from there.
 */
started_at: UnixMs, 
/**
 * Its record, if it is over.
 */
record: RecordView | null, 
/**
 * The call as it stands, if it runs.
 */
live: LiveCall | null, 
/**
 * What happened, in order.
 */
timeline: Array<TimelineEntry>, 
/**
 * How each member's media fared.
 */
quality: Array<QualitySeries>, 
/**
 * Until when the quality is kept; `null` if there is none.
 */
quality_kept_until: UnixMs | null, };

/**
 * The query of `GET apps/{app}/users`.
 */
export type PeopleQuery = { 
/**
 * Whose ID or nickname contains this, in capitals or not.
 */
search?: string, 
/**
 * How many to leave out at the start.
 */
offset?: number, 
/**
 * How many to give: 1 to 200; 50 if absent.
 */
limit?: number, };

/**
 * One of them.
 */
export type PersonEntry = { 
/**
 * Who.
 */
user_id: UserId, 
/**
 * Nickname; empty if none was set.
 */
nick: string, 
/**
 * Records that name him.
 */
records: number, 
/**
 * When the newest of those calls was made.
 */
newest_record_at: UnixMs | null, 
/**
 * On how many devices he is signed in now.
 */
devices_online: number, };

/**
 * `GET apps/{app}/users`: one page of those of whom something is kept, by user ID. Somebody who
 * only signs in is among the users online, and nowhere else.
 */
export type PeopleView = { 
/**
 * How many fit, on all pages together.
 */
total: number, 
/**
 * Those of this page.
 */
people: Array<PersonEntry>, };

/**
 * What a person has set himself.
 */
export type ProfileView = { 
/**
 * Nickname; empty if none was set.
 */
nick: string, 
/**
 * Address of a picture; empty if none was set.
 */
avatar: string, 
/**
 * Whether calls are kept from ringing.
 */
do_not_disturb: boolean, 
/**
 * When any of this was last changed.
 */
updated_at: UnixMs, };

/**
 * For how long what is kept.
 */
export type RetentionView = { 
/**
 * Records and their facts, in days; `null` for ever.
 */
records_days: number | null, 
/**
 * Quality of media, in days.
 */
quality_days: number, 
/**
 * Answers to commands, in hours.
 */
commands_hours: number, 
/**
 * Ended calls that some device has not heard of, in hours.
 */
ended_calls_hours: number, };

/**
 * `GET apps/{app}/users/{user}`: everything that is kept about a person.
 */
export type PersonView = { 
/**
 * In which app.
 */
sdkappid: SdkAppId, 
/**
 * Who.
 */
user_id: UserId, 
/**
 * What he has set himself; kept until he is deleted. `null` if he never set anything.
 */
profile: ProfileView | null, 
/**
 * Whose calls he does not take; kept until he is deleted.
 */
blocks: Array<UserId>, 
/**
 * How many others do not take his calls; kept until they are deleted or he is.
 */
blocked_by: number, 
/**
 * Records that name him; kept as long as the app's retention says.
 */
records: number, 
/**
 * The oldest of them.
 */
oldest_record_at: UnixMs | null, 
/**
 * The newest of them.
 */
newest_record_at: UnixMs | null, 
/**
 * Commands whose answers are remembered, for 24 hours.
 */
commands: number, 
/**
 * Calls of which figures of his media are kept.
 */
calls_with_quality: number, 
/**
 * His devices that are signed in now; nothing of this is stored.
 */
devices: Array<LiveDevice>, 
/**
 * For how long records, their facts and their quality are kept.
 */
retention: RetentionView, };

/**
 * The answer to `DELETE apps/{app}/users/{user}`. His devices are signed out first.
 */
export type PersonDeleted = { 
/**
 * The name that stands in his place in what is kept.
 */
replaced_by: UserId, 
/**
 * Whether there was a profile.
 */
profile: boolean, 
/**
 * Blocks of his and against him.
 */
blocks: number, 
/**
 * Records in which he has no name any more.
 */
records: number, };

/**
 * The domains to enter in WeChat's console (development settings, server domains), with their
 * scheme. Empty lists: nothing to enter there.
 */
export type WeChatDomains = { 
/**
 * `request` domains.
 */
request: Array<string>, 
/**
 * `socket` domains.
 */
socket: Array<string>, 
/**
 * Domains of `uploadFile`.
 */
upload: Array<string>, 
/**
 * Domains of `downloadFile`.
 */
download: Array<string>, 
/**
 * Where live-pusher and live-player go. WeChat asks for no entry, but firewalls must let it
 * through.
 */
rtmp: string, 
/**
 * Whether a phone can use this at all: WeChat takes https and wss with a domain name only,
 * except in its developer tools and with debugging on.
 */
usable_by_phones: boolean, };

/**
 * What is stored.
 */
export type StorageView = { 
/**
 * The folder.
 */
data_dir: string, 
/**
 * Size of the database, its log included, in bytes.
 */
database_bytes: number, 
/**
 * Records of calls.
 */
records: number, 
/**
 * The oldest of them.
 */
oldest_record_at: UnixMs | null, 
/**
 * Size of the stored quality of media, in bytes.
 */
quality_bytes: number, 
/**
 * Messages to apps' own servers that wait for delivery.
 */
outbox: number, 
/**
 * Whether changes can be written.
 */
ready: boolean, };

/**
 * What holds where an app has no setting of its own.
 */
export type AppDefaults = { 
/**
 * Whether a user may be signed in on several devices of the same kind.
 */
several_devices: boolean, 
/**
 * How long it rings where the caller names no time, in seconds.
 */
ring_timeout_s: number, 
/**
 * Most video that one device may send, in kilobits per second.
 */
max_video_kbps: number, 
/**
 * Most calls at once on the whole installation; `null` for no limit.
 */
max_calls: number | null, };

/**
 * `GET installation`.
 */
export type InstallationView = { 
/**
 * Its name, random, from when the database was made.
 */
id: string, 
/**
 * The server's version.
 */
version: string, 
/**
 * The newest version of the protocol that it speaks.
 */
protocol: number, 
/**
 * The schema of its database.
 */
schema: number, 
/**
 * When the database was made.
 */
created_at: UnixMs, 
/**
 * When the server was started.
 */
started_at: UnixMs, 
/**
 * The server's clock.
 */
now: UnixMs, 
/**
 * Where the server is, as clients are to reach it.
 */
server_url: string, 
/**
 * Whether `server_url` was configured (`public_url`), or is how this request came.
 */
server_url_configured: boolean, 
/**
 * What to enter at WeChat.
 */
wechat: WeChatDomains, 
/**
 * What is stored.
 */
storage: StorageView, 
/**
 * For how long.
 */
retention: RetentionView, 
/**
 * What holds where an app has no setting of its own.
 */
defaults: AppDefaults, 
/**
 * The app of the demo page, if it has one.
 */
demo_app: SdkAppId | null, };
