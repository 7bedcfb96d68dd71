//! Each rule about declarations is broken once here.

use super::*;
use crate::schema::{flag, list_of, object, set_of_text, text, whole};
use crate::value::DynamicValue;

const RESOURCE: Declares<'_> = Declares::Resource { id: &["project_id", "key"] };

/// The contradictions of a resource with `attr`, beside what every resource has.
#[track_caller]
fn check(attr: Attr, expected: &[&str]) {
    check_as(RESOURCE, attr, expected);
}

#[track_caller]
fn check_as(declares: Declares<'_>, attr: Attr, expected: &[&str]) {
    let mut attrs = vec![attr];
    if matches!(declares, Declares::Resource { .. }) {
        if attrs[0].write_only {
            attrs.push(whole("version", "The version of it.").triggers("it"));
        }
        attrs.push(text("id", "The project and the key.").computed().use_state_for_unknown());
        attrs.push(
            text("project_id", "The project it belongs to.")
                .optional()
                .computed()
                .use_state_for_unknown()
                .requires_replace(),
        );
    }
    assert_eq!(Schema::new("A thing.", attrs).contradictions(declares), expected);
}

fn it() -> Attr {
    text("it", "What it is about.")
}

#[test]
fn what_the_resources_use_contradicts_nothing() {
    for attr in [
        it().required().length(1, 9),
        it().optional().default("eu").one_of(&["eu", "us"]).requires_replace(),
        it().optional().computed().use_state_for_unknown().requires_replace(),
        it().computed().only_returned_on_create().sensitive(),
        it().optional().requires_replace_unless_imported(),
        it().write_only().sensitive(),
        flag("guard", "Whether it stays.").deletion_protection(),
        object("it", "What it has.", [text("mode", "How it works.").optional().computed()]).optional(),
        list_of("it", "All there are.", [text("mode", "How it works.").computed()]).computed(),
    ] {
        check(attr, &[]);
    }
}

#[test]
fn names_are_those_terraform_accepts() {
    check(text("It", "What it is about.").optional(), &["`It` is not a valid name in Terraform."]);
    check(text("2fa", "What it is about.").optional(), &["`2fa` is not a valid name in Terraform."]);
    check(text("count", "How many there are.").optional(), &["`count` is a reserved name in Terraform."]);
    check(text("project_id", "Which project.").optional(), &["`project_id` is declared twice."]);
    check(text("version", "Which one it is.").optional(), &[]);
    check_as(
        Declares::Provider,
        text("version", "Which one it is.").optional(),
        &["`version` is a reserved name in Terraform."],
    );
}

#[test]
fn descriptions_are_sentences_that_say_something() {
    let check =
        |description: &str, expected: &[&str]| check(text("it_all", description).optional(), expected);
    check("what it is.", &["The description of `it_all` does not begin with a capital letter."]);
    check("What it is", &["The description of `it_all` does not end with a full stop."]);
    check("What  it is.", &["The description of `it_all` has stray white space."]);
    check("The it all.", &["`it_all` has a description that only repeats its name."]);
    let nameless = Schema::new("a thing", []).contradictions(Declares::DataSource);
    assert_eq!(nameless, ["The description does not begin with a capital letter."]);
}

#[test]
fn somebody_sets_it_and_only_one() {
    check(it(), &["`it` is neither required, optional nor computed."]);
    check(it().required().optional(), &["`it` is both required and optional."]);
    check(it().required().default("a"), &["`it` is required, so its default never applies."]);
    check(it().required().computed(), &["`it` is both required and computed."]);
    check(it().default("a"), &["`it` has a default but cannot be configured."]);
    check(
        it().optional().only_returned_on_create(),
        &["`it` is returned only on create but is not computed."],
    );
    check(it().computed().not_returned(), &["`it` is local and computed: no response ever contains it."]);
    check(
        it().optional().use_state_for_unknown(),
        &["`it` uses the state for unknown values but is not computed."],
    );
    check(it().write_only().computed(), &["`it` is write-only and computed: it would be stored."]);
    check(
        it().write_only().not_returned(),
        &["`it` is write-only and local: it would be neither stored nor sent."],
    );
    check(it().write_only().requires_replace(), &["`it` is write-only, so Terraform never sees it change."]);
}

#[test]
fn values_can_be_what_they_are_declared_to_be() {
    check(
        it().computed().use_state_for_unknown().requires_replace(),
        &["`it` requires replacement but cannot be configured."],
    );
    check(
        it().optional().computed().requires_replace(),
        &[
            "`it` requires replacement and is computed but does not use the state for unknown values: unrelated \
             updates would replace the object.",
        ],
    );
    check(
        whole("it", "What it is about.").optional().semantic_equality(|a, b| a == b),
        &["`it` has semantic equality but is not a string."],
    );
    check(
        whole("it", "What it is about.").optional().allow_empty(),
        &["`it` allows an empty string but is not a string."],
    );
    check(
        it().deletion_protection(),
        &["`it` protects the object but is not a Boolean.", "`it` has a default of another type."],
    );
    check(
        it().optional().default("mars").one_of(&["eu"]),
        &["`it` has a default that its own checks reject."],
    );
    check(it().computed().one_of(&["eu", "us"]), &[]);
    check(it().optional().between(1, 2), &["`it` has a check that does not apply to its type."]);
    check(it().optional().length(2, 1), &["`it` has a check that no value passes."]);
    check(set_of_text("it", "What it is about.").optional().default(DynamicValue::List(Vec::new())), &[]);
}

#[test]
fn lists_and_objects_hold_what_can_be_planned() {
    let member = |attr: Attr| list_of("all", "All there are.", [attr]);
    check(
        member(it().optional()).computed(),
        &["`all.it` can be configured, but the list or object that contains it cannot."],
    );
    check(member(it().optional().computed()).optional(), &["`all.it` is computed inside a configured list."]);
    check(member(it().write_only()).optional(), &["`all.it` is write-only inside a list."]);
    check(object("all", "All there are.", []).optional(), &["`all` has no members."]);
    check_as(
        Declares::DataSource,
        member(it().computed().sensitive()).computed(),
        &["`all.it` is a secret inside a list."],
    );
}

#[test]
fn data_sources_and_providers_store_nothing() {
    let stored = "`it` has a property that only stored objects can have.";
    check_as(Declares::DataSource, it().computed().only_returned_on_create(), &[stored]);
    check_as(Declares::DataSource, it().computed().use_state_for_unknown(), &[]);
    check_as(
        Declares::EphemeralResource,
        it().write_only(),
        &["`it` is write-only, but only resources have write-only attributes."],
    );
    check_as(
        Declares::DataSource,
        it().optional().requires_replace(),
        &["`it` requires replacement, but only resources can be replaced."],
    );
    check_as(
        Declares::Provider,
        it().optional().computed(),
        &["`it` is computed, but no response contains provider settings."],
    );
    check(
        it().optional().env("IT"),
        &["`it` has an environment variable, which only provider settings read."],
    );
}

#[test]
fn names_of_other_attributes_are_those_of_attributes() {
    check(
        it().computed().unknown_if_changed(&["gone"]),
        &["`it` changes with `gone`, which is not an attribute."],
    );
    check(it().triggers("gone"), &["`it` triggers `gone`, which is not an attribute."]);
    check(it().triggers("id"), &["`it` triggers `id`, which is not write-only."]);
    let unversioned = Schema::new("A thing.", [it().write_only()]).contradictions(RESOURCE);
    let expected = "`it` is write-only, and no attribute triggers it.".to_owned();
    assert!(unversioned.contains(&expected), "{unversioned:?}");
    let related = Schema::new("A thing.", [it().optional()]).requires("it", "gone");
    assert_eq!(
        related.contradictions(Declares::DataSource),
        ["\"`it` requires `gone`.\" names an unknown attribute `gone`."]
    );
}

#[test]
fn the_parts_of_an_id_are_attributes_except_the_last() {
    let check = |id: &[&str], attrs: Vec<Attr>, expected: &[&str]| {
        let found = Schema::new("A thing.", attrs).contradictions(Declares::Resource { id });
        assert_eq!(found, expected);
    };
    let id = || text("id", "The key.").computed().use_state_for_unknown();
    check(&["key"], vec![id()], &[]);
    check(&["key"], vec![it().optional()], &["A resource needs a computed `id`."]);
    check(
        &["project_id", "key"],
        vec![id()],
        &["The id has the part `project_id`, which is not an attribute."],
    );
    check(&[], vec![id()], &["The id has no parts."]);
}
