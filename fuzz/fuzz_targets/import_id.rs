//! The body is in `tests/hostile/bodies`, where every test run tries it too.

#![no_main]

#[path = "../../tests/hostile/bodies/import_id.rs"]
mod body;

libfuzzer_sys::fuzz_target!(|data: &[u8]| body::run(data));
