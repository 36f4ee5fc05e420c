//! Tickets (UserSig): making them and taking them apart.

use callkit_protocol::{SdkAppId, UnixMs, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// `POST apps/{app}/tickets`.
#[derive(Debug, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// For whom.
    pub user_id: UserId,
    /// For how many seconds: 1 to 31536000.
    pub expire_s: u32,
    /// Which key signs; the newest valid one if absent.
    #[serde(default)]
    #[ts(optional)]
    pub key_id: Option<u32>,
}

/// The answer to `POST apps/{app}/tickets`.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct TicketView {
    /// The ticket. Whoever has it is the user.
    pub user_sig: String,
    /// Which key signed it.
    pub key_id: u32,
    /// When it runs out.
    pub expires_at: UnixMs,
}

/// `POST tickets/inspect`.
#[derive(Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct InspectTicket {
    /// The ticket.
    pub user_sig: String,
    /// The app it is presented for; the one it names itself if absent.
    #[serde(default)]
    #[ts(optional)]
    pub sdkappid: Option<SdkAppId>,
    /// The user it is presented for; the one it names itself if absent.
    #[serde(default)]
    #[ts(optional)]
    pub user_id: Option<String>,
}

/// The answer to `POST tickets/inspect`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TicketReport {
    /// What would come of it now.
    pub verdict: TicketVerdict,
    /// More in English, such as what about it is malformed.
    pub detail: Option<String>,
    /// What it says; `null` if it cannot be read.
    pub contents: Option<TicketContents>,
    /// Which key of the app signed it, valid or not; `null` if none did.
    pub key_id: Option<u32>,
    /// The server's clock, which decides.
    pub now: UnixMs,
}

/// What a ticket says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct TicketContents {
    /// For which app.
    pub sdkappid: SdkAppId,
    /// For which user.
    pub user_id: String,
    /// When it was signed, by the signer's clock.
    pub issued_at: UnixMs,
    /// When it runs out.
    pub expires_at: UnixMs,
    /// Whether it carries room privileges (the vendor's `privateMapKey`).
    pub has_userbuf: bool,
}

/// Whether a ticket lets its user in, or why not. The names are those of the error that a device
/// gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TicketVerdict {
    /// It lets the user in.
    Good,
    /// Its app is disabled.
    AppDisabled,
    /// It was good once.
    TicketExpired,
    /// The clock of the machine that signed it is wrong.
    TicketFromFuture,
    /// It is no ticket at all.
    TicketMalformed,
    /// It is for another app than the one it is presented for.
    TicketWrongApp,
    /// None of the app's valid keys signed it. If `key_id` names one, that key is withdrawn.
    TicketWrongKey,
    /// It is for another user than the one it is presented for.
    TicketWrongUser,
    /// There is no such app here.
    UnknownApp,
}
