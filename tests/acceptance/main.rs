//! The real Terraform CLI against the built provider and the sandbox of the three APIs.
//!
//! Each test has a [`World`](world::World) of its own: folder, sandbox, CLI configuration. A machine without `terraform` fails these
//! tests; `TF_ACC_TERRAFORM_PATH` names another executable, such as `tofu`.

mod command;
mod cost;
mod debugged;
mod doctor;
mod installed;
mod journal;
mod known;
mod life;
#[allow(dead_code, reason = "the linter of the protocol tests, of which this needs a part")]
#[path = "../protocol/linter/mod.rs"]
mod linter;
mod mirror;
mod plan;
mod promised;
mod recorder;
#[allow(dead_code, reason = "tests/faults and the bench need parts of it that these tests do not")]
mod sandbox;
#[path = "../types/mod.rs"]
#[allow(dead_code, reason = "tests/faults and tests/conventions need parts of it that these tests do not")]
mod types;
mod world;

mod api_keys;
mod cli;
mod confident;
mod confident_api_key;
mod confident_data;
mod confident_ephemeral;
mod confident_key_lives;
mod confident_lists;
mod confident_member;
mod confident_members_exclusive;
mod confident_organization;
mod confident_owner;
mod confident_people;
mod confident_policy;
mod confident_project;
mod confident_role;
mod confident_rotation;
mod cortecs;
mod cortecs_ephemeral;
mod cortecs_lookups;
mod cortecs_rotation;
mod cortecs_settings;
mod corti;
mod corti_handover;
mod corti_moves;
mod corti_reading;
mod corti_renames;
mod corti_user;
mod examples;
mod executable;
mod export;
mod functions;
mod killed;
mod lifecycle;
mod logs;
mod missing;
mod moves;
mod newer;
mod pages;
mod protection;
mod saved_plan;
mod schemas;
mod secrets;
mod state;
mod stop;
mod stories;
mod swapped_credentials;
mod taken;
mod unknown_settings;
