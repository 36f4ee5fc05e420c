//! Microphone, camera, voice and video, one-to-one and group.

use callkit_protocol::{FactKind, MediaKind, UserId};

use crate::device::DeviceKey;
use crate::draft::Draft;
use crate::refusal::Refusal;

impl Draft {
    pub(crate) fn microphone(&mut self, device: &DeviceKey, on: bool) -> Result<(), Refusal> {
        let joined = self.joined_on(device)?;
        if joined.microphone != on {
            joined.microphone = on;
            self.fact(FactKind::Microphone {
                user: device.user.clone(),
                on,
            });
        }
        Ok(())
    }

    pub(crate) fn camera(&mut self, device: &DeviceKey, on: bool) -> Result<(), Refusal> {
        let by_voice = self.call.media == MediaKind::Audio;
        let joined = self.joined_on(device)?;
        if on && by_voice {
            return Err(Refusal::WrongState(
                "this is a voice call; switch it to video first",
            ));
        }
        if joined.camera != on {
            joined.camera = on;
            self.fact(FactKind::Camera {
                user: device.user.clone(),
                on,
            });
        }
        Ok(())
    }

    pub(crate) fn switch_media(&mut self, by: &DeviceKey, media: MediaKind) -> Result<(), Refusal> {
        self.joined_on(by)?;
        if self.call.group {
            return Err(Refusal::WrongState("a group call cannot be switched"));
        }
        if self.call.media != media {
            self.set_media(&by.user, media);
        }
        Ok(())
    }

    /// Makes it a voice call or a video call. To voice turns every camera off; to video turns on
    /// only that of the one who asked: nobody's camera opens that he did not ask for.
    pub(crate) fn set_media(&mut self, by: &UserId, media: MediaKind) {
        self.call.media = media;
        self.fact(FactKind::MediaSwitched {
            by: by.clone(),
            media,
        });
        let mut switched = Vec::new();
        for member in &mut self.call.members {
            let user = member.user.clone();
            let Some(joined) = member.joined_mut() else {
                continue;
            };
            let camera = media == MediaKind::Video && (joined.camera || &user == by);
            if joined.camera != camera {
                joined.camera = camera;
                switched.push((user, camera));
            }
        }
        for (user, on) in switched {
            self.fact(FactKind::Camera { user, on });
        }
    }

    /// A one-to-one call that more people are asked into: every device offers more seats.
    pub(crate) fn grow_to_group(&mut self) {
        if !self.call.group {
            self.call.group = true;
            self.raise_all_epochs(1);
            self.await_media();
        }
    }
}
