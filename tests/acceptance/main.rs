//! The real Terraform CLI against the built provider and the sandbox of the three APIs.
//!
//! Each test has a [`World`](world::World) of its own: folder, sandbox, CLI configuration. A machine without `terraform` fails these
//! tests; `TF_ACC_TERRAFORM_PATH` names another executable, such as `tofu`.

mod command;
mod journal;
mod life;
mod mirror;
mod plan;
mod sandbox;
mod world;

mod cli;
mod confident;
mod confident_project;
mod cortecs;
mod corti;
mod corti_moves;
mod corti_reading;
mod corti_user;
mod examples;
mod secrets;
mod stop;
