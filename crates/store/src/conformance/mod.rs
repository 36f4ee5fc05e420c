//! What every implementation of [`Store`](crate::Store), [`Operator`](crate::Operator) and [`Console`] must do, as tests.
//!
//! [`conformance_tests!`](crate::conformance_tests) makes a test of each function in here. It
//! takes an async function that gives a fresh store, and whatever must live as long as that does.

pub mod apps;
pub mod calls;
pub mod claims;
pub mod commands;
pub mod console;
pub mod crossing;
pub mod people;
pub mod quality;
pub mod records;
pub mod retention;
mod sample;
pub mod search;
pub mod users;

use std::sync::Arc;

use crate::Console;

/// Makes the tests. In the module where it stands, `$fresh` names an
/// `async fn() -> (Arc<dyn Console>, impl Sized)`.
#[macro_export]
macro_rules! conformance_tests {
    ($fresh:ident) => {
        $crate::conformance_tests! { @ $fresh
            apps {
                a_created_app_is_found_with_its_key
                a_taken_sdkappid_is_refused
                a_disabled_app_says_so_until_it_is_enabled
                a_renamed_app_goes_by_its_new_name
                a_rotated_key_leaves_the_old_one_its_overlap
                a_rotation_without_overlap_ends_the_old_key_at_once
                keys_overlap_while_one_replaces_the_other
                keys_that_begin_later_begin_now
                the_only_valid_key_cannot_be_withdrawn
                settings_are_kept_as_they_are_given
                an_unknown_app_is_named
                a_secret_never_shows_in_debug_output
            }
            calls {
                a_call_is_read_as_it_was_written
                a_change_must_follow_the_stored_version
                changes_that_may_be_lost_ride_with_the_next_one
                two_changes_of_one_version_are_not_both_written
                a_call_cannot_be_made_twice
                an_end_is_for_good
                a_refused_change_leaves_nothing_behind
                a_refused_change_does_not_harm_its_neighbours
                a_repeated_fact_is_refused
                taking_over_raises_the_epoch_and_fences_the_old_owner_out
                taking_over_takes_only_what_the_node_owned
                an_ended_call_is_forgotten_by_its_owner_only
                outbox_entries_are_counted
            }
            claims {
                a_claimed_user_is_busy_until_released
                of_two_calls_that_claim_one_user_exactly_one_wins
                a_change_may_claim_again_whom_it_has
                a_call_releases_only_its_own_claims
                one_busy_user_fails_the_whole_change
                an_end_releases_everybody
            }
            commands {
                a_command_is_found_by_user_and_key
                a_key_is_used_once
            }
            console {
                the_password_is_what_was_set_last
                a_session_is_found_by_its_key_until_it_ends
                a_used_session_lasts_longer
                a_new_password_ends_every_session
                one_session_can_be_ended_or_all_others
            }
            crossing {
                one_app_never_sees_what_another_keeps
                one_app_never_changes_what_another_keeps
            }
            people {
                traces_count_what_names_a_user
                an_erased_user_is_in_nothing_that_is_kept
                an_erasure_reaches_a_call_that_ends_later
                more_records_than_a_chunk_are_erased
                everybody_of_whom_something_is_kept_is_listed
                a_list_of_people_follows_their_records
            }
            quality {
                media_is_read_as_it_was_written
                old_media_goes_and_newer_stays
                media_goes_with_its_record
            }
            records {
                a_record_is_read_as_it_was_written
                a_later_record_replaces_the_earlier_one
                records_come_newest_first_in_pages_with_the_total
                each_filter_leaves_out_what_it_should
                filters_work_together
            }
            retention {
                expired_calls_go_and_others_stay
                old_commands_go_and_newer_ones_stay
                old_records_go_with_their_facts
                more_than_one_chunk_is_removed
                a_working_store_is_ready
                the_installation_has_a_name
            }
            search {
                all_apps_are_searched_unless_one_is_named
                a_user_is_found_in_every_app
                the_beginning_of_a_call_id_finds_it
                records_are_sorted_by_duration_either_way
                what_is_stored_is_counted
            }
            users {
                an_unknown_user_has_no_settings
                a_change_leaves_other_settings_alone
                users_are_found_together
                blocks_go_one_way_and_can_be_lifted
            }
        }
    };
    (@ $fresh:ident $($group:ident { $($test:ident)+ })+) => {
        $(mod $group {
            $(#[test]
            fn $test() {
                $crate::conformance::run(super::$fresh, $crate::conformance::$group::$test);
            })+
        })+
    };
}

/// Runs one test on a fresh store.
pub fn run<G>(
    fresh: impl AsyncFnOnce() -> (Arc<dyn Console>, G),
    test: impl AsyncFnOnce(&dyn Console),
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime of one thread can be made");
    runtime.block_on(async {
        let (store, _guard) = fresh().await;
        test(&*store).await;
    });
}
