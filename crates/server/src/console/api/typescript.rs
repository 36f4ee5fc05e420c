//! The TypeScript of everything in here, as one file.

use callkit_protocol::{
    CallId, Connection, DeviceId, EndReason, Fact, FactKind, MediaKind, Millis, Phase, Platform,
    RoomId, SdkAppId, UnixMs, UserId,
};
use ts_rs::{Config, TS};

use super::*;

macro_rules! declarations {
    ($config:expr; $($type:ty),+ $(,)?) => {
        [$((<$type as TS>::docs(), <$type as TS>::decl($config))),+]
    };
}

/// The contents of `packages/console/src/api.ts`.
pub fn file() -> String {
    let config = Config::default().with_large_int("number");
    let declarations = declarations![&config;
        UserId, DeviceId, CallId, SdkAppId, RoomId, UnixMs, Millis, MediaKind, Connection, Platform,
        Phase, EndReason, FactKind, Fact,
        ApiErrorName, ApiError, ApiFailure,
        SignIn, ChangePassword, SessionView, SessionEntry,
        AppSettingsView, KeyView, AppView, NewAppRequest, KeySecretView, NewAppView, AppChange,
        RotateKey, RotatedKeyView,
        NewTicket, TicketView, InspectTicket, TicketContents, TicketVerdict, TicketReport,
        OverviewView, LiveQuery, LiveDevice, LiveUser, LiveUserPage, ClientQualityView, QualityView,
        LiveMember, LiveCall, LiveCallPage, QualitySeries, LiveCallView, KickDevice,
        RecordSort, SortOrder, RecordQuery, RecordMemberView, RecordView, RecordsView, MediaNote,
        MediaNoteView, TimelineEntry, CallLogView,
        PeopleQuery, PersonEntry, PeopleView, ProfileView, RetentionView, PersonView, PersonDeleted,
        WeChatDomains, StorageView, AppDefaults, InstallationView,
    ];
    let mut out = String::from(
        "// Generated from crates/server/src/console/api; do not edit. To renew it:\n\
         // cargo run -p callkit-server --example console_api\n\n",
    );
    for (docs, declaration) in declarations {
        if let Some(docs) = docs {
            out.push_str(&docs);
            if !docs.ends_with('\n') {
                out.push('\n');
            }
        }
        out.push_str("export ");
        out.push_str(&declaration);
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
