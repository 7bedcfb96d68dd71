//! Turns the repository's `proto/` into Rust, server and client sides, and keeps the descriptors for the test that checks them.
//! Maps become `BTreeMap`, so that the same answer is always the same bytes.

use std::{env, error::Error, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    tonic_build::configure()
        .btree_map(["."])
        .file_descriptor_set_path(out.join("descriptors.bin"))
        .compile_protos(&["tfplugin6.proto", "go_plugin.proto", "health.proto"], &["../../proto"])?;
    Ok(())
}
