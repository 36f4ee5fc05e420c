//! One arm per input.

use callkit_protocol::EndReason;

use crate::draft::Draft;
use crate::input::Input;
use crate::refusal::Refusal;

impl Draft {
    pub(crate) fn apply(&mut self, input: &Input) -> Result<(), Refusal> {
        match input {
            Input::Accept { device, media } => self.accept(device, *media)?,
            Input::Camera { device, on } => self.camera(device, *on)?,
            Input::Hangup { device } => self.hang_up(device)?,
            Input::Invite { by, callees, ring } => self.invite(by, callees, *ring)?,
            Input::Join { device } => self.join(device)?,
            Input::Microphone { device, on } => self.microphone(device, *on)?,
            Input::Rang { device } => self.rang(device),
            Input::Reject { device } => self.reject(device)?,
            Input::SwitchMedia { by, media } => self.switch_media(by, *media)?,
            Input::DeviceCame(device) => self.device_came(device),
            Input::DeviceGone { device, hold } => self.device_gone(device, *hold),
            Input::SignedOut { device, reason } => self.signed_out(device, *reason),
            Input::Restarted => self.restarted(),
            Input::EndByServer => self.end(EndReason::Server, None),
            Input::Negotiated { leg, codecs } => self.negotiated(leg, codecs),
            Input::LegUp { leg } => self.leg_up(leg),
            Input::LegSilent { leg } => self.leg_silent(leg),
            Input::LegFailed { leg, epoch } => self.leg_failed(leg, *epoch),
            Input::Deadline => self.deadline(),
        }
        self.finish_if_over();
        Ok(())
    }
}
