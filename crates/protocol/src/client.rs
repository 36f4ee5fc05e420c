//! What a device says.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use ts_rs::TS;

use crate::{
    CallId, ClientReport, CommandKey, DeviceId, ErrorBody, ErrorCode, LegId, Limits, MediaKind,
    RoomId, SdkAppId, Show, UserId,
};

/// Everything a device can say. Unknown fields are ignored, so that newer clients can be told from
/// older ones by what they add and not by failing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientMessage {
    /// Take the call on this device.
    Accept(Accept),
    /// A view has arrived and is held.
    Ack(Ack),
    /// Take no calls from a user from now on, or take them again.
    Block(Block),
    /// Call somebody.
    Call(Call),
    /// Camera on or off.
    Camera(Switch),
    /// Ring on this user's devices, or do not.
    DoNotDisturb(DoNotDisturb),
    /// Names, avatars.
    GetProfiles(GetProfiles),
    /// The page is about to go away; the seat is held for 10 s instead of 30.
    Going,
    /// Hang up; before anybody has accepted, the caller's hang-up cancels the call.
    Hangup(OnCall),
    /// Who this is. The first message.
    Hello(Box<Hello>),
    /// Ask more users into the call.
    Invite(Invite),
    /// Come into a running call.
    Join(OnCall),
    /// Sign out. Hangs up.
    Logout,
    /// Microphone on or off.
    Microphone(Switch),
    /// An SDP offer for the device's leg.
    Offer(Offer),
    /// Heartbeat.
    Ping(Ping),
    /// Decline the call for all devices of the user.
    Reject(OnCall),
    /// A fresh ticket for the running connection.
    Renew(Renew),
    /// What the device measures about its media. Latest wins; never stored as state.
    Report(ClientReport),
    /// Set this user's own name and avatar.
    SetProfile(SetProfile),
    /// How large the others' pictures are on this device's screen. Latest wins; never stored as
    /// state.
    Show(Show),
    /// From voice to video or back, for everybody.
    SwitchMedia(SwitchMedia),
}

/// A message that could not be read.
#[derive(Clone, Debug, PartialEq)]
pub struct ParseFailure {
    /// What to answer.
    pub error: ErrorBody,
    /// The command's key if at least that could be read, so that the answer can name it.
    pub key: Option<CommandKey>,
}

impl ClientMessage {
    /// Reads one text message.
    ///
    /// # Errors
    /// `bad_message` if it is no JSON object with a `type`, `unknown_message` if there is no such
    /// type, `invalid_argument` if a field is missing or has a value that is not allowed,
    /// `message_too_large` beyond [`Limits::MESSAGE_BYTES`].
    pub fn parse(text: &str) -> Result<Self, ParseFailure> {
        let fail = |name, message: String, key| {
            Err(ParseFailure {
                error: ErrorBody::new(name, message),
                key,
            })
        };
        if text.len() > Limits::MESSAGE_BYTES {
            let message = format!(
                "{} bytes; the limit is {}",
                text.len(),
                Limits::MESSAGE_BYTES
            );
            return fail(ErrorCode::MessageTooLarge, message, None);
        }
        let value: Value = match serde_json::from_str(text) {
            Ok(value) => value,
            Err(error) => return fail(ErrorCode::BadMessage, format!("not JSON: {error}"), None),
        };
        let Some(name) = value.get("type").and_then(Value::as_str) else {
            let message = "a message is an object with a text field `type`".to_owned();
            return fail(ErrorCode::BadMessage, message, None);
        };
        let key = value
            .get("key")
            .and_then(Value::as_str)
            .and_then(|key| key.parse().ok());
        let name = name.to_owned();
        match Self::deserialize(value) {
            Ok(message) => Ok(message),
            // A field may have an unknown variant, too; its type is known.
            Err(error) if error.to_string().starts_with(&unknown_type(&name)) => {
                let name: String = name.chars().take(40).collect();
                fail(
                    ErrorCode::UnknownMessage,
                    format!("there is no message {name:?}"),
                    key,
                )
            }
            Err(error) => fail(ErrorCode::InvalidArgument, format!("{name}: {error}"), key),
        }
    }

    /// The key of a command; messages without one get no reply.
    pub fn key(&self) -> Option<&CommandKey> {
        match self {
            Self::Accept(m) => Some(&m.key),
            Self::Block(m) => Some(&m.key),
            Self::Call(m) => Some(&m.key),
            Self::DoNotDisturb(m) => Some(&m.key),
            Self::GetProfiles(m) => Some(&m.key),
            Self::Hangup(m) | Self::Join(m) | Self::Reject(m) => Some(&m.key),
            Self::Invite(m) => Some(&m.key),
            Self::Camera(m) | Self::Microphone(m) => Some(&m.key),
            Self::Offer(m) => Some(&m.key),
            Self::Renew(m) => Some(&m.key),
            Self::SetProfile(m) => Some(&m.key),
            Self::SwitchMedia(m) => Some(&m.key),
            Self::Ack(_)
            | Self::Going
            | Self::Hello(_)
            | Self::Logout
            | Self::Ping(_)
            | Self::Report(_)
            | Self::Show(_) => None,
        }
    }
}

/// How serde begins when the type of a message is unknown: with what came, and the list of types.
fn unknown_type(name: &str) -> String {
    format!("unknown variant `{name}`, expected one of `accept`, `ack`")
}

/// The kind of client. A user has at most one device of each kind signed in, unless the app allows
/// several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// A program: Rust engine, bot, desktop.
    Native,
    /// A web page.
    Web,
    /// A WeChat mini program.
    Wx,
}

/// Who this is.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Hello {
    /// The protocol version the client speaks.
    pub protocol: u32,
    /// Name and version of the client, for logs and the console: `callkit-web/0.1.0`.
    pub sdk: String,
    /// The kind of client.
    pub platform: Platform,
    /// Which device.
    pub device_id: DeviceId,
    /// The app.
    pub sdkappid: SdkAppId,
    /// The user.
    pub user_id: UserId,
    /// The user's UserSig.
    pub ticket: String,
}

impl std::fmt::Debug for Hello {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hello")
            .field("protocol", &self.protocol)
            .field("sdk", &self.sdk)
            .field("platform", &self.platform)
            .field("device_id", &self.device_id)
            .field("sdkappid", &self.sdkappid)
            .field("user_id", &self.user_id)
            .field("ticket", &"…")
            .finish()
    }
}

/// Call somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Call {
    /// Names this command.
    pub key: CommandKey,
    /// One user, or up to eight for a group call.
    pub callees: Vec<UserId>,
    /// Voice or video.
    pub media: MediaKind,
    /// Ring time in seconds, 1 to 600; 0 is 600; 30 if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub timeout_s: Option<u64>,
    /// The `roomID` to show; random if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub room_id: Option<RoomId>,
    /// The chat group that this call belongs to; makes it a group call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub chat_group_id: Option<String>,
    /// Handed to the callees as it is; at most 4000 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub user_data: Option<String>,
}

/// Take a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Accept {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
    /// `audio` answers a video call by voice and switches it to voice for all; absent: as called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub media: Option<MediaKind>,
}

/// A command that needs nothing but the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OnCall {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
}

/// Ask more users into the call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Invite {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
    /// Whom.
    pub callees: Vec<UserId>,
    /// Ring time in seconds, as in [`Call`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub timeout_s: Option<u64>,
}

/// Switch a microphone or a camera.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Switch {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
    /// Whether it is to be on.
    pub on: bool,
}

/// From voice to video or back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SwitchMedia {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
    /// What the call is to be.
    pub media: MediaKind,
}

/// An SDP offer for the device's leg. The reply carries the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Offer {
    /// Names this command.
    pub key: CommandKey,
    /// Which call.
    pub call_id: CallId,
    /// The leg, from the view.
    pub leg: LegId,
    /// Its epoch, from the view.
    pub epoch: u32,
    /// The offer (RFC 8866, RFC 8829).
    pub sdp: String,
}

/// A view has arrived and is held. The first one for a ringing call says that this device rings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ack {
    /// Which call.
    pub call_id: CallId,
    /// Its version.
    pub version: u64,
}

/// A fresh ticket.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct Renew {
    /// Names this command.
    pub key: CommandKey,
    /// The new UserSig.
    pub ticket: String,
}

impl std::fmt::Debug for Renew {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renew")
            .field("key", &self.key)
            .field("ticket", &"…")
            .finish()
    }
}

/// Set this user's own name and avatar; an absent field stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SetProfile {
    /// Names this command.
    pub key: CommandKey,
    /// Nickname, at most 500 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub nick: Option<String>,
    /// Address of a picture, http or https, at most 1000 bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub avatar: Option<String>,
}

/// Ask for names and avatars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct GetProfiles {
    /// Names this command.
    pub key: CommandKey,
    /// Whose, at most 100.
    pub user_ids: Vec<UserId>,
}

/// Ring on this user's devices, or do not: calls then end unanswered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct DoNotDisturb {
    /// Names this command.
    pub key: CommandKey,
    /// Whether calls are to be held off.
    pub on: bool,
}

/// Take no calls from a user, or take them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Block {
    /// Names this command.
    pub key: CommandKey,
    /// Whom.
    pub user_id: UserId,
    /// Whether he is to be blocked.
    pub on: bool,
}

/// Heartbeat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Ping {
    /// Any number; comes back in the pong as it was written. The client's clock in ms serves to
    /// measure the round trip.
    #[ts(type = "number")]
    pub sent: Number,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> ParseFailure {
        ClientMessage::parse(text).expect_err("must be refused")
    }

    #[test]
    fn rubbish_is_told_apart() {
        assert_eq!(refused("{").error.name, ErrorCode::BadMessage);
        assert_eq!(refused("[]").error.name, ErrorCode::BadMessage);
        assert_eq!(refused(r#"{"type":7}"#).error.name, ErrorCode::BadMessage);
        assert_eq!(
            refused(r#"{"type":"dance"}"#).error.name,
            ErrorCode::UnknownMessage
        );
        let large = format!(r#"{{"type":"ping","sent":1,"x":"{}"}}"#, "y".repeat(70_000));
        assert_eq!(refused(&large).error.name, ErrorCode::MessageTooLarge);
    }

    #[test]
    fn a_bad_field_is_named_and_the_key_survives() {
        let failure = refused(r#"{"type":"call","key":"k7","callees":["b b"],"media":"audio"}"#);
        assert_eq!(failure.error.name, ErrorCode::InvalidArgument);
        assert!(
            failure.error.message.contains("user_id must be"),
            "{}",
            failure.error.message
        );
        assert_eq!(failure.key, Some("k7".parse().expect("key")));
    }

    #[test]
    fn an_unknown_value_of_a_field_is_no_unknown_message() {
        let failure = refused(r#"{"type":"call","key":"k","callees":["bob"],"media":"smell"}"#);
        assert_eq!(failure.error.name, ErrorCode::InvalidArgument);
    }

    #[test]
    fn a_report_with_a_figure_that_could_not_be_measured_is_taken() {
        let text = r#"{"type":"report","rtt_ms":null,"loss_up":0.5}"#;
        let Ok(ClientMessage::Report(report)) = ClientMessage::parse(text) else {
            panic!("refused")
        };
        assert_eq!((report.rtt_ms, report.loss_up), (0.0, 0.5));
    }

    #[test]
    fn unknown_fields_are_ignored() {
        let text = r#"{"type":"hangup","key":"k","call_id":"AAAAAAAAAAAAAAAAAAAAAA","new":1}"#;
        assert!(matches!(
            ClientMessage::parse(text),
            Ok(ClientMessage::Hangup(_))
        ));
    }

    #[test]
    fn tickets_do_not_show_in_debug() {
        let text = r#"{"type":"hello","protocol":1,"sdk":"x","platform":"web","device_id":"d",
            "sdkappid":1400000001,"user_id":"alice","ticket":"eJyrVgrx"}"#;
        let hello = ClientMessage::parse(text).expect("parses");
        assert!(!format!("{hello:?}").contains("eJyr"));
    }
}
