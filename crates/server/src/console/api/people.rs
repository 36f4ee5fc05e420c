//! What is kept about a person, and removing it.

use callkit_protocol::{SdkAppId, UnixMs, UserId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::live::LiveDevice;

/// The query of `GET apps/{app}/users`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleQuery {
    /// Whose ID or nickname contains this, in capitals or not.
    #[ts(optional)]
    pub search: Option<String>,
    /// How many to leave out at the start.
    #[ts(optional)]
    pub offset: Option<u32>,
    /// How many to give: 1 to 200; 50 if absent.
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// `GET apps/{app}/users`: one page of those of whom something is kept, by user ID. Somebody who
/// only signs in is among the users online, and nowhere else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PeopleView {
    /// How many fit, on all pages together.
    pub total: u32,
    /// Those of this page.
    pub people: Vec<PersonEntry>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonEntry {
    /// Who.
    pub user_id: UserId,
    /// Nickname; empty if none was set.
    pub nick: String,
    /// Records that name him.
    pub records: u32,
    /// When the newest of those calls was made.
    pub newest_record_at: Option<UnixMs>,
    /// On how many devices he is signed in now.
    pub devices_online: u32,
}

/// `GET apps/{app}/users/{user}`: everything that is kept about a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// In which app.
    pub sdkappid: SdkAppId,
    /// Who.
    pub user_id: UserId,
    /// What he has set himself; kept until he is deleted. `null` if he never set anything.
    pub profile: Option<ProfileView>,
    /// Whose calls he does not take; kept until he is deleted.
    pub blocks: Vec<UserId>,
    /// How many others do not take his calls; kept until they are deleted or he is.
    pub blocked_by: u32,
    /// Records that name him; kept as long as the app's retention says.
    pub records: u32,
    /// The oldest of them.
    pub oldest_record_at: Option<UnixMs>,
    /// The newest of them.
    pub newest_record_at: Option<UnixMs>,
    /// Commands whose answers are remembered, for 24 hours.
    pub commands: u32,
    /// Calls of which figures of his media are kept.
    pub calls_with_quality: u32,
    /// His devices that are signed in now; nothing of this is stored.
    pub devices: Vec<LiveDevice>,
    /// For how long records, their facts and their quality are kept.
    pub retention: RetentionView,
}

/// What a person has set himself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ProfileView {
    /// Nickname; empty if none was set.
    pub nick: String,
    /// Address of a picture; empty if none was set.
    pub avatar: String,
    /// Whether calls are kept from ringing.
    pub do_not_disturb: bool,
    /// When any of this was last changed.
    pub updated_at: UnixMs,
}

/// For how long what is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RetentionView {
    /// Records and their facts, in days; `null` for ever.
    pub records_days: Option<u32>,
    /// Quality of media, in days.
    pub quality_days: u32,
    /// Answers to commands, in hours.
    pub commands_hours: u32,
    /// Ended calls that some device has not heard of, in hours.
    pub ended_calls_hours: u32,
}

/// The answer to `DELETE apps/{app}/users/{user}`. His devices are signed out first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PersonDeleted {
    /// The name that stands in his place in what is kept.
    pub replaced_by: UserId,
    /// Whether there was a profile.
    pub profile: bool,
    /// Blocks of his and against him.
    pub blocks: u32,
    /// Records in which he has no name any more.
    pub records: u32,
}
