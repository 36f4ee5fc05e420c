//! Random schedules. `CALLKIT_SIM_SEED=7` replays one; `CALLKIT_SIM_RUNS=10000` plays more.

use callkit_protocol::{MediaKind, Millis, Phase};
use callkit_sim::{Dice, Perils, Step, World, cast, schedule, user};

/// How many schedules of each kind are played by default. Higher finds more, lower takes less time.
const RUNS: u64 = 250;
/// Steps of one schedule.
const STEPS: usize = 60;

/// Prints what happened when a run fails.
struct Story {
    seed: u64,
    perils: Perils,
    steps: Vec<Step>,
    done: usize,
}

impl Drop for Story {
    #[expect(
        clippy::print_stderr,
        reason = "this is how a failed run tells its seed"
    )]
    fn drop(&mut self) {
        if std::thread::panicking() {
            for (number, step) in self.steps[..self.done].iter().enumerate() {
                eprintln!("{number:4} {step:?}");
            }
            let (seed, perils) = (self.seed, self.perils);
            eprintln!("{perils:?}\nreplay with CALLKIT_SIM_SEED={seed}");
        }
    }
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number: {text}")),
    )
}

fn seeds() -> std::ops::Range<u64> {
    match number("CALLKIT_SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("CALLKIT_SIM_RUNS").unwrap_or(RUNS),
    }
}

fn play(perils: Perils) {
    let cast = cast();
    let (mut calls, mut connected) = (0, 0);
    for seed in seeds() {
        let steps = schedule(&mut Dice::new(!seed), &cast, perils, STEPS);
        let mut story = Story {
            seed,
            perils,
            steps,
            done: 0,
        };
        let mut world = World::new(seed, &cast, perils);
        for at in 0..story.steps.len() {
            story.done = at + 1;
            world.run(&story.steps[at]);
        }
        world.settle();
        world.check_rest();
        calls += world.model.calls().count();
        connected += world
            .model
            .calls()
            .filter(|(_, told)| told.accepted_at.is_some())
            .count();
    }
    assert!(
        calls > 0 && connected > 0,
        "schedules without calls find nothing"
    );
}

#[test]
fn nothing_goes_wrong_where_nothing_goes_wrong() {
    play(Perils::default());
}

#[test]
fn lost_repeated_and_reordered_views_do_no_harm() {
    play(Perils {
        lossy: true,
        ..Perils::default()
    });
}

#[test]
fn broken_connections_do_no_harm() {
    play(Perils {
        lossy: true,
        cuts: true,
        ..Perils::default()
    });
}

#[test]
fn devices_that_take_each_others_place_do_no_harm() {
    play(Perils {
        sign_outs: true,
        cuts: true,
        ..Perils::default()
    });
}

#[test]
fn a_killed_server_does_no_harm() {
    play(Perils {
        lossy: true,
        cuts: true,
        restarts: true,
        ..Perils::default()
    });
}

#[test]
fn a_failing_store_does_no_harm() {
    play(Perils {
        lossy: true,
        cuts: true,
        store_fails: true,
        ..Perils::default()
    });
}

#[test]
fn everything_at_once_does_no_harm() {
    play(Perils::ALL);
}

#[test]
fn two_who_call_each_other_at_once_are_connected_in_one_call() {
    let cast = cast();
    for seed in seeds() {
        let mut world = World::new(
            seed,
            &cast,
            Perils {
                lossy: true,
                ..Perils::default()
            },
        );
        let (alice, bob) = (cast[0].clone(), cast[3].clone());
        world.run(&Step::SignIn(alice.clone()));
        world.run(&Step::SignIn(bob.clone()));
        world.pass(Millis::from_secs(5));
        let call = |who: &callkit_call::DeviceKey, name| {
            Step::Call(who.clone(), vec![user(name)], MediaKind::Video)
        };
        world.run(&call(&alice, "bob"));
        // Anything from the same moment to when the other has just begun to ring.
        world.pass(Millis(seed % 150));
        world.run(&call(&bob, "alice"));
        world.pass(Millis::from_secs(10));
        assert_eq!(world.model.calls().count(), 1, "seed {seed}");
        let (_, told) = world.model.calls().next().expect("a call");
        for name in ["alice", "bob"] {
            assert_eq!(
                told.phase(&user(name)),
                Some(Phase::Joined),
                "seed {seed}: {name}"
            );
        }
        world.settle();
        world.check_rest();
    }
}
