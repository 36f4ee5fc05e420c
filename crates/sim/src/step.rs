//! What somebody does, as data.

use callkit_call::DeviceKey;
use callkit_protocol::{MediaKind, Millis, UserId};

/// One thing that happens. `Debug` reads as a line of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A device takes the call that it rings for.
    Accept(DeviceKey, Option<MediaKind>),
    /// A device calls these users.
    Call(DeviceKey, Vec<UserId>, MediaKind),
    /// A device switches its camera.
    Camera(DeviceKey, bool),
    /// A device's connection breaks. It comes back by itself.
    Cut(DeviceKey),
    /// A device hangs up whatever it is in.
    Hangup(DeviceKey),
    /// A device asks these users into its call.
    Invite(DeviceKey, Vec<UserId>),
    /// A device joins some call that it has heard of.
    Join(DeviceKey),
    /// A device's connection breaks and it stays away.
    Leave(DeviceKey),
    /// A device's leg breaks on the server's side.
    LegFails(DeviceKey),
    /// Nothing is heard from a device's leg for this long.
    LegSilent(DeviceKey, Millis),
    /// A device switches its microphone.
    Microphone(DeviceKey, bool),
    /// Time passes.
    Pass(Millis),
    /// A page is loaded anew: the same device without its memory, before the old connection is
    /// known to be gone.
    Refresh(DeviceKey),
    /// A device declines the call that it rings for.
    Reject(DeviceKey),
    /// A device says its last command once more, with the same key.
    Repeat(DeviceKey),
    /// The server is killed and started again.
    Restart,
    /// A device signs in.
    SignIn(DeviceKey),
    /// A device signs out.
    SignOut(DeviceKey),
    /// The store begins to fail, or to work again.
    StoreFails(bool),
    /// A device switches the call to voice or video.
    Switch(DeviceKey, MediaKind),
}
