//! The numbered facts, and what a device gets of them.

use callkit_call::{Call, Input};
use callkit_protocol::{Limits, MediaKind};

use crate::scene::{Scene, web};

/// Switches Bob's microphone so many times, one fact each.
fn switch(scene: &mut Scene, times: usize) {
    for n in 0..times {
        scene.does(Input::Microphone {
            device: web("bob"),
            on: n % 2 == 1,
        });
    }
}

#[test]
fn facts_are_numbered_without_gaps_and_belong_to_rising_versions() {
    let mut scene = Scene::connected(MediaKind::Video);
    switch(&mut scene, 3);
    scene.at(9_000).hangs_up(web("alice"));
    let seqs: Vec<u64> = scene.facts.iter().map(|fact| fact.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
    assert!(scene.facts.is_sorted_by_key(|fact| fact.version));
    let last = scene.facts.last().expect("facts");
    assert_eq!(
        (last.kind.name(), last.version),
        ("ended", scene.call.version())
    );
}

#[test]
fn a_whole_call_in_facts() {
    let mut scene = Scene::connected(MediaKind::Audio);
    scene.at(9_000).hangs_up(web("alice"));
    let expected = [
        "started",
        "invited",
        "accepted",
        "connected",
        "connected",
        "left",
        "left",
        "ended",
    ];
    assert_eq!(scene.kinds(), expected);
}

#[test]
fn a_view_holds_what_happened_since_the_version_acknowledged() {
    let mut scene = Scene::connected(MediaKind::Video);
    let acknowledged = scene.call.version();
    switch(&mut scene, 2);
    let view = scene
        .view_since(&web("alice"), acknowledged)
        .expect("a view");
    assert!(view.facts_complete);
    assert_eq!(view.facts.len(), 2);
    assert!(view.facts.iter().all(|fact| fact.version > acknowledged));
    let current = scene
        .view_since(&web("alice"), view.version)
        .expect("a view");
    assert!(current.facts_complete && current.facts.is_empty());
}

#[test]
fn a_change_that_only_concerns_devices_makes_no_fact() {
    let mut scene = Scene::ringing(MediaKind::Video);
    let (version, facts) = (scene.call.version(), scene.facts.len());
    scene.media_up(&web("alice"));
    assert_eq!(scene.call.version(), version + 1);
    assert_eq!(scene.facts.len(), facts);
}

#[test]
fn sixty_four_facts_fit_and_one_more_leaves_only_the_state() {
    let mut scene = Scene::connected(MediaKind::Video);
    let acknowledged = scene.call.version();
    switch(&mut scene, Limits::FACTS_IN_VIEW);
    let view = scene
        .view_since(&web("alice"), acknowledged)
        .expect("a view");
    assert!(view.facts_complete);
    assert_eq!(view.facts.len(), Limits::FACTS_IN_VIEW);
    switch(&mut scene, 1);
    let view = scene
        .view_since(&web("alice"), acknowledged)
        .expect("a view");
    assert!(!view.facts_complete && view.facts.is_empty());
    let view = scene
        .view_since(&web("alice"), acknowledged + 1)
        .expect("a view");
    assert!(
        view.facts_complete,
        "who is one version further has them all"
    );
}

#[test]
fn a_call_comes_back_from_its_stored_form() {
    let mut scene = Scene::connected(MediaKind::Video);
    switch(&mut scene, 100);
    let stored = serde_json::to_string(&scene.call).expect("serialises");
    let newest = scene.facts.len() - (Limits::FACTS_IN_VIEW + 1);
    let read: Call = serde_json::from_str(&stored).expect("reads");
    let restored = read.restored(scene.facts[newest..].to_vec());
    assert_eq!(restored, scene.call);
}
