//! The TypeScript of everything in this crate, as one file.

use ts_rs::{Config, TS};

use crate::*;

macro_rules! declarations {
    ($config:expr; $($type:ty),+ $(,)?) => {
        [$((<$type as TS>::docs(), <$type as TS>::decl($config))),+]
    };
}

/// The contents of `packages/engine/src/core/protocol.ts`.
pub fn file() -> String {
    let config = Config::default().with_large_int("number");
    let declarations = declarations![&config;
        UserId, DeviceId, LegId, CallId, CommandKey, SdkAppId, RoomId, UnixMs, Millis, SeatIndex, MediaKind, VideoCodec, VideoState, Connection,
        Platform, Phase, Role, Pool, EndReason, ErrorCode, ErrorBody, FactKind, Fact, SeatView,
        LivePlayerView, LiveView, LegView, LeftView, MemberView, YouView, EndedView, CallView, Hello, Call, Accept, OnCall,
        Invite, Switch, SwitchMedia, Offer, Ack, Renew, SetProfile, GetProfiles, DoNotDisturb,
        Block, Ping, ClientReport, ShownSize, ShownSeat, Show, ClientMessage, Profile, Welcome, View, Answer, ReplyBody, Reply,
        Pong, Level, Levels, UserQuality, Quality, TicketExpired, ServerMessage,
    ];
    let mut out = String::from(
        "// Generated from crates/protocol; do not edit. To renew it:\n\
         // cargo run -p callkit-protocol --example typescript\n\n",
    );
    out.push_str(&format!("export const PROTOCOL = {PROTOCOL};\n\n"));
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
    out.push_str("/** Numbers of the error codes; also the WebSocket close codes. */\n");
    out.push_str("export const ERROR_CODES: Record<ErrorCode, number> = {\n");
    for code in ErrorCode::ALL {
        out.push_str(&format!("  {}: {},\n", code.name(), code.number()));
    }
    out.push_str("};\n");
    out
}
