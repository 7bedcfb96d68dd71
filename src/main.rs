//! The plugin executable.
fn main() {}
