//! Which test shows what a provider of protocol 6 has to do: every case names tests that exist, or says why none is needed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A case and the tests that show it; without tests, why it does not arise here.
type Case = (&'static str, &'static [&'static str], &'static str);

const CASES: &[Case] = &[
    ("no cookie", &["without_the_cookie_the_plugin_explains_itself_on_standard_error"], ""),
    ("handshake line", &["the_line_has_six_fields_and_nothing_follows_it"], ""),
    ("protocol versions", &["protocol_6_is_announced_whatever_terraform_offers"], ""),
    (
        "mutual TLS",
        &[
            "the_announced_certificate_is_let_in",
            "a_client_without_a_certificate_is_refused",
            "a_certificate_that_only_looks_the_same_is_refused",
        ],
        "",
    ),
    ("server certificate and ALPN", &["http_2_is_agreed_on"], ""),
    ("no TLS", &["several_clients_come_and_go_without_tls_until_an_interrupt"], ""),
    ("multiplexing", &["a_question_about_multiplexing_is_answered_no_in_a_seventh_field"], ""),
    (
        "socket folder and group",
        &["the_socket_is_where_the_host_wants_it", "an_unknown_group_is_reported"],
        "",
    ),
    (
        "shutdown",
        &[
            "shutdown_ends_the_process_and_removes_the_socket",
            "shutdown_does_not_wait_for_a_call_that_never_ends",
        ],
        "",
    ),
    (
        "stdio, broker, health",
        &[
            "the_output_stream_stays_open_and_silent_until_the_end",
            "the_broker_is_declined_and_the_connection_stays",
            "the_health_of_anything_else_is_unknown",
        ],
        "",
    ),
    ("large messages", &["a_request_of_100_mib_is_read"], ""),
    (
        "signals",
        &[
            "an_interrupt_is_left_to_terraform",
            "a_terminated_plugin_removes_its_socket",
            "the_plugin_of_a_killed_terraform_ends_by_itself",
            "in_debug_mode_the_parent_does_not_matter",
        ],
        "",
    ),
    ("interrupted apply", &["an_interrupted_apply_loses_nothing"], ""),
    ("panic", &["a_panic_is_a_diagnostic_and_loses_nothing"], ""),
    (
        "log lines",
        &[
            "every_line_is_an_object_with_the_keys_terraform_insists_on",
            "a_whole_run_at_trace_shows_no_secret",
        ],
        "",
    ),
    (
        "debug mode",
        &["the_value_names_protocol_process_and_socket", "serving_by_hand_takes_the_word_debug"],
        "",
    ),
    ("concurrency", &["concurrent_plans_do_not_mix"], ""),
    ("schema as Terraform shows it", &["terraform_understood_the_schemas_as_they_were_meant"], ""),
    ("schema rules", &["the_linter_finds_nothing_in_any_schema", "bad_schemas_are_found"], ""),
    (
        "metadata and functions",
        &["metadata_and_identities_list_what_the_schema_lists", "functions_are_in_schema_and_get_functions"],
        "",
    ),
    ("no schema asked for", &["a_plan_is_the_same_for_every_client"], ""),
    ("MessagePack values", &["values_survive_the_wire", "no_bytes_bring_the_decoder_down"], ""),
    ("dynamic values", &[], "No type has a dynamic attribute."),
    (
        "missing and extra keys",
        &[
            "bytes_that_are_no_value_are_an_error_and_keep_what_is_stored",
            "no_request_about_any_resource_brings_the_server_down",
        ],
        "",
    ),
    ("empty values are null", &["null_arguments_come_in_three_forms"], ""),
    ("block encodings", &[], "No type has a nested block; nested attributes are used throughout."),
    ("number fidelity", &["numbers_sent_as_text_are_checked"], ""),
    ("unknown values in validation", &["what_is_wrong_is_said_on_its_attribute_and_unknown_values_pass"], ""),
    ("read-only attributes", &["what_is_wrong_is_said_on_its_attribute_and_unknown_values_pass"], ""),
    ("write-only without capability", &["a_client_that_would_store_a_write_only_value_is_refused"], ""),
    (
        "unknown provider settings",
        &["unknown_settings_do_not_fail_a_plan", "unknown_settings_fail_an_import_and_a_data_source"],
        "",
    ),
    ("whole-object diagnostics", &["bad_plans_are_found"], ""),
    (
        "create",
        &[
            "a_creation_leaves_open_what_only_the_server_knows_and_never_plans_a_write_only_value",
            "what_was_created_plans_nothing_and_reads_as_it_is",
        ],
        "",
    ),
    ("update in place", &["an_unchanged_object_plans_itself_and_keeps_its_private_state"], ""),
    ("defaults", &["members_of_a_nested_object_are_filled_like_any_other"], ""),
    (
        "replacement",
        &[
            "a_new_region_is_a_new_object_and_a_protected_object_refuses_that",
            "a_replacement_carries_private_state",
        ],
        "",
    ),
    ("tainted objects", &["an_object_made_half_way_is_stored_with_the_error"], ""),
    ("unknown configuration", &["a_customer_known_only_after_apply_keeps_its_user"], ""),
    ("semantic equality", &["unknowns_are_filled_and_spellings_kept"], ""),
    ("sets of nested objects", &[], "No type has a set of nested objects."),
    (
        "failures of an apply",
        &[
            "a_creation_that_made_nothing_stores_nothing",
            "an_object_made_half_way_is_stored_with_the_error",
            "a_failed_update_keeps_the_object_as_it_was",
            "a_failed_delete_keeps_the_object",
        ],
        "",
    ),
    (
        "consistent results",
        &["bad_results_are_found", "a_broken_promise_is_named_and_the_truth_is_stored"],
        "",
    ),
    ("ignore_changes and -replace", &["refuses_to_replace_a_protected_object"], ""),
    ("destroy plan", &["destroying_plans_nothing_and_a_protected_object_refuses_that"], ""),
    (
        "deleted out of band",
        &["a_vanished_object_leaves_state_with_a_warning_that_says_how_it_was_found_out"],
        "",
    ),
    (
        "state upgrade",
        &[
            "recorded_state_of_every_version_is_read",
            "unknown_and_missing_keys_are_tolerated",
            "stored_state_of_any_shape_is_fitted_or_refused",
        ],
        "",
    ),
    (
        "import",
        &["an_id_and_an_identity_import_the_same", "a_wrong_id_is_answered_with_the_forms_that_work"],
        "",
    ),
    ("private state", &["private_state_of_another_making_is_no_obstacle"], ""),
    (
        "moves",
        &[
            "every_type_moves_from_restapi_and_reads_alike",
            "state_moves_between_our_names_and_from_nowhere_else",
            "a_move_from_elsewhere_is_refused",
            "a_moved_rest_object_plans_nothing",
        ],
        "",
    ),
    (
        "write-only values",
        &[
            "a_creation_fills_what_was_open_and_sends_but_never_stores_the_write_only_value",
            "an_update_sends_a_write_only_value_again_only_when_its_version_changes",
        ],
        "",
    ),
    (
        "ephemeral resources",
        &["what_opening_gave_comes_back_to_close_it", "an_answer_that_cannot_be_used_is_closed_at_once"],
        "",
    ),
    (
        "functions",
        &[
            "functions_need_no_credentials",
            "a_function_error_names_the_argument",
            "unknown_arguments_give_unknown_results",
            "errors_blame_the_argument",
        ],
        "",
    ),
    (
        "identity",
        &["lists_every_type_as_import_reads_it", "an_identity_that_was_never_stored_stays_unset"],
        "",
    ),
    (
        "lists",
        &[
            "the_limit_bounds_events_and_requests",
            "a_stop_ends_the_list_with_an_error",
            "bad_list_events_are_found",
            "a_query_generates_configuration_that_plans_imports",
        ],
        "",
    ),
    (
        "actions",
        &[
            "a_failed_write_completes_with_an_error",
            "bad_action_events_are_found",
            "actions_run_on_events_and_on_request",
        ],
        "",
    ),
    (
        "generated configuration",
        &[
            "generated_configuration_holds_arguments_only",
            "generated_configuration_plans_nothing_but_the_import",
            "conflicting_arguments_are_never_generated",
        ],
        "",
    ),
    ("deferral", &["nothing_is_ever_deferred"], ""),
    ("echoed private state", &["a_plan_is_the_same_for_every_client"], ""),
    ("OpenTofu", &["null_arguments_come_in_three_forms", "functions_are_in_schema_and_get_functions"], ""),
    (
        "several providers of one executable",
        &[
            "each_name_serves_its_product_and_aiadmin_serves_all",
            "a_clinic_is_onboarded_through_three_providers",
        ],
        "",
    ),
];

/// The names of all test functions below a folder.
fn tests(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            tests(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            let names = text.split("fn ").skip(1).filter_map(|it| it.split('(').next());
            found.extend(names.map(str::to_owned));
        }
    }
}

#[test]
fn every_case_is_shown_by_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeSet::new();
    for folder in ["tests/protocol", "tests/acceptance", "crates/plugin-framework/src"] {
        tests(&root.join(folder), &mut found);
    }
    assert_eq!(CASES.len(), 60);
    for (number, (case, shown_by, reason)) in (1..).zip(CASES) {
        assert_ne!(shown_by.is_empty(), reason.is_empty(), "{number}. {case}: tests or a reason");
        for test in *shown_by {
            assert!(found.contains(*test), "{number}. {case}: there is no test {test}");
        }
    }
}
