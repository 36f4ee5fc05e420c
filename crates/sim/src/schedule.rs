//! Stories that nobody would think of.

use callkit_call::DeviceKey;
use callkit_protocol::{MediaKind, Millis, UserId};

use crate::dice::Dice;
use crate::step::Step;

/// What may go wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Perils {
    /// Views are lost, repeated and reordered.
    pub lossy: bool,
    /// Connections break, pages are loaded anew, legs fail.
    pub cuts: bool,
    /// Pages of one user take each other's place, users sign out.
    pub sign_outs: bool,
    /// The server is killed.
    pub restarts: bool,
    /// The store fails.
    pub store_fails: bool,
}

impl Perils {
    /// Everything at once.
    pub const ALL: Self = Self {
        lossy: true,
        cuts: true,
        sign_outs: true,
        restarts: true,
        store_fails: true,
    };
}

/// A story of so many steps.
pub fn schedule(dice: &mut Dice, cast: &[DeviceKey], perils: Perils, steps: usize) -> Vec<Step> {
    let cast: Vec<DeviceKey> = if perils.sign_outs {
        cast.to_vec()
    } else {
        one_of_each_platform(cast)
    };
    let mut story: Vec<Step> = Vec::new();
    for device in &cast {
        // Some are offline at first: who comes online while it rings, rings.
        if dice.percent(70) {
            story.push(Step::SignIn(device.clone()));
        }
    }
    for _ in 0..steps {
        let step = match dice.below(100) {
            0..15 if perils != Perils::default() => peril(dice, &cast, perils),
            _ => deed(dice, &cast),
        };
        story.push(step);
        story.push(Step::Pass(pause(dice)));
    }
    story
}

fn deed(dice: &mut Dice, cast: &[DeviceKey]) -> Step {
    let who = dice.pick(cast).clone();
    match dice.below(100) {
        0..25 => {
            let callees = others(dice, cast, &who);
            Step::Call(who, callees, media(dice))
        }
        25..45 => {
            let voice = dice.percent(20).then_some(MediaKind::Audio);
            Step::Accept(who, voice)
        }
        45..53 => Step::Reject(who),
        53..63 => Step::Hangup(who),
        63..69 => {
            let callees = others(dice, cast, &who);
            Step::Invite(who, callees)
        }
        69..73 => Step::Join(who),
        73..79 => Step::Microphone(who, dice.percent(50)),
        79..84 => Step::Camera(who, dice.percent(50)),
        84..88 => Step::Switch(who, media(dice)),
        88..92 => Step::Repeat(who),
        _ => Step::SignIn(who),
    }
}

fn peril(dice: &mut Dice, cast: &[DeviceKey], perils: Perils) -> Step {
    let who = dice.pick(cast).clone();
    let mut possible = Vec::new();
    if perils.cuts {
        let silence = dice.span(1_000, 40_000);
        possible.extend([
            Step::Cut(who.clone()),
            Step::Cut(who.clone()),
            Step::Leave(who.clone()),
            Step::Refresh(who.clone()),
            Step::LegFails(who.clone()),
            Step::LegSilent(who.clone(), silence),
        ]);
    }
    if perils.sign_outs {
        possible.push(Step::SignOut(who.clone()));
    }
    if perils.restarts {
        possible.push(Step::Restart);
    }
    if perils.store_fails {
        possible.extend([Step::StoreFails(true), Step::StoreFails(false)]);
    }
    // Where views are lost and nothing else goes wrong, that is the peril.
    possible.push(Step::Repeat(who));
    dice.pick(&possible).clone()
}

fn pause(dice: &mut Dice) -> Millis {
    match dice.below(100) {
        0..25 => Millis(0),
        25..80 => dice.span(1, 500),
        80..95 => dice.span(500, 5_000),
        _ => dice.span(5_000, 35_000),
    }
}

fn media(dice: &mut Dice) -> MediaKind {
    if dice.percent(50) {
        MediaKind::Audio
    } else {
        MediaKind::Video
    }
}

fn others(dice: &mut Dice, cast: &[DeviceKey], but: &DeviceKey) -> Vec<UserId> {
    let mut users: Vec<UserId> = cast.iter().map(|device| device.user.clone()).collect();
    users.retain(|user| *user != but.user);
    users.dedup();
    // Mostly one, so that most calls are calls of two.
    let wanted = if dice.percent(75) { 1 } else { 2 };
    while users.len() > wanted {
        users.remove(dice.below(users.len()));
    }
    users
}

fn one_of_each_platform(cast: &[DeviceKey]) -> Vec<DeviceKey> {
    let mut kept: Vec<DeviceKey> = Vec::new();
    for device in cast {
        let same =
            |other: &DeviceKey| other.user == device.user && other.platform == device.platform;
        if !kept.iter().any(same) {
            kept.push(device.clone());
        }
    }
    kept
}
