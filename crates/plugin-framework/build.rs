//! Turns the repository's `proto/` into Rust, server and client sides, and keeps the descriptors for the test that checks them.
//! Maps become `BTreeMap`, so that the same answer is always the same bytes.

use std::{env, error::Error, path::PathBuf};

/// With their folder: cargo looks for these paths in the package, and rebuilds on every call if it finds nothing.
const PROTOS: [&str; 3] =
    ["../../proto/tfplugin6.proto", "../../proto/go_plugin.proto", "../../proto/health.proto"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = PathBuf::from(env::var("OUT_DIR")?);
    tonic_build::configure()
        .btree_map(["."])
        .file_descriptor_set_path(out.join("descriptors.bin"))
        .compile_protos(&PROTOS, &["../../proto"])?;
    Ok(())
}
