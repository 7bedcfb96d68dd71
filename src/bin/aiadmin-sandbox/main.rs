//! The three APIs on localhost.
fn main() {}
