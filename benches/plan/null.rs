//! The same number of `null_resource`, of `HashiCorp`'s provider in Go, if it is in the user's mirror. It asks no API.

use std::fs;
use std::path::{Path, PathBuf};

use crate::BLOCK;
use crate::world::World;

/// Where Terraform looks for installed providers without a CLI configuration.
const MIRRORS: [&str; 3] =
    [".terraform.d/plugins", "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins"];

/// A world of them; `None` where the provider is not installed.
pub(crate) fn resources(objects: usize) -> Option<World> {
    let home = std::env::var("HOME").unwrap_or_default();
    let folder = MIRRORS.iter().find_map(|mirror| installed(&Path::new(&home).join(mirror)))?;
    let mut world = World::new(&[]);
    let overrides = format!(
        "provider_installation {{\n  dev_overrides {{\n    \"hashicorp/null\" = \"{}\"\n  }}\n}}\n",
        folder.display()
    );
    world.write_file("null.tfrc", &overrides);
    let cli = world.path("null.tfrc");
    world.set("TF_CLI_CONFIG_FILE", &cli.to_string_lossy());
    let blocks = (0..objects.div_ceil(BLOCK))
        .map(|block| format!("resource \"null_resource\" \"b{block}\" {{\n  count = {BLOCK}\n}}\n"));
    world.write(&blocks.collect::<String>());
    world.apply();
    Some(world)
}

/// The folder of the executable in a mirror, in its unpacked layout.
fn installed(mirror: &Path) -> Option<PathBuf> {
    let versions = fs::read_dir(mirror.join("registry.terraform.io/hashicorp/null")).ok()?;
    let platforms = versions.flatten().filter_map(|version| fs::read_dir(version.path()).ok()).flatten();
    let mut folders = platforms.flatten().map(|it| it.path()).filter(|folder| folder.is_dir());
    folders.find(|folder| {
        let mut files = fs::read_dir(folder).into_iter().flatten().flatten();
        files.any(|file| file.file_name().to_string_lossy().starts_with("terraform-provider-null"))
    })
}
