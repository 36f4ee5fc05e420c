//! Whole calls of random schedules, replayed to each device with any views missing: the terminal
//! event is the same and comes exactly once.

use std::collections::BTreeMap;

use callkit_call::DeviceKey;
use callkit_protocol::{CallId, CallView, ServerMessage, View};
use callkit_sim::{Device, Dice, Perils, Terminal, World, cast, schedule};

/// Sequences up to this long are tried with every subset, longer ones with as many random ones.
/// Higher tries more, and each step doubles the time.
const EXHAUSTIVE: usize = 9;

type Sequences = BTreeMap<(DeviceKey, CallId), BTreeMap<u64, CallView>>;

/// What each device was sent of each call, by version.
fn record(seed: u64) -> Sequences {
    let perils = Perils {
        lossy: true,
        cuts: true,
        ..Perils::default()
    };
    let cast = cast();
    let steps = schedule(&mut Dice::new(!seed), &cast, perils, 40);
    let mut world = World::new(seed, &cast, perils);
    for step in &steps {
        world.run(step);
    }
    world.settle();
    let mut sequences = Sequences::new();
    for (device, view) in world.sent {
        let versions = sequences.entry((device, view.call_id.clone())).or_default();
        versions.insert(view.version, view);
    }
    sequences
}

/// How the last invitation ended, as the device tells its user.
fn last_ends(device: &DeviceKey, delivered: &[&CallView]) -> Vec<Terminal> {
    let mut device = Device::new(device.clone());
    for view in delivered {
        let call = (*view).clone();
        device.hear(ServerMessage::View(Box::new(View { call })));
    }
    let last = device
        .terminals
        .iter()
        .map(|terminal| terminal.episode)
        .max();
    device
        .terminals
        .retain(|terminal| Some(terminal.episode) == last);
    device.terminals
}

fn check(seed: u64, device: &DeviceKey, views: &[CallView], dice: &mut Dice) -> bool {
    // The last one reaches the device in the end: the server repeats it until it is acknowledged.
    let Some(last) = views.last().filter(|view| view.ended.is_some()) else {
        return false;
    };
    let expected = last_ends(device, &[last]);
    assert_eq!(expected.len(), 1);
    for number in 0..1_usize << EXHAUSTIVE {
        let exhaustive = views.len() <= EXHAUSTIVE;
        let chosen = |at: usize, dice: &mut Dice| {
            if exhaustive {
                number & (1 << at) != 0
            } else {
                dice.percent(50)
            }
        };
        let mut delivered: Vec<&CallView> = Vec::new();
        for (at, view) in views.iter().enumerate() {
            if chosen(at, dice) {
                delivered.push(view);
            }
        }
        let mut shuffled = delivered.clone();
        shuffled.extend(delivered.iter().rev());
        for mut order in [delivered, shuffled] {
            order.push(last);
            let versions: Vec<u64> = order.iter().map(|view| view.version).collect();
            let ends = last_ends(device, &order);
            assert_eq!(
                ends, expected,
                "seed {seed}, {device:?}, versions {versions:?}"
            );
        }
    }
    true
}

#[test]
fn for_every_subset_of_delivered_versions_the_end_is_the_same_and_comes_once() {
    let mut checked = 0;
    for seed in 0..12 {
        let mut dice = Dice::new(seed);
        for ((device, _), versions) in record(seed) {
            let views: Vec<CallView> = versions.into_values().collect();
            checked += usize::from(check(seed, &device, &views, &mut dice));
        }
    }
    assert!(checked > 50, "only {checked} sequences end");
}
