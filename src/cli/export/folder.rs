//! The folder of an export: checks what may be written, and writes files atomically.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The first line of every exported file. A later export replaces only files with it.
pub(super) const MARK: &str =
    "# Written by `terraform-provider-aiadmin export`. A later export with --force replaces this file.\n";

/// A folder that may be written into.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// The files of an earlier export.
    earlier: Vec<String>,
    /// Other configuration.
    others: Vec<String>,
}

impl Folder {
    /// Checks the folder without writing to it.
    pub(super) fn open(path: &Path, force: bool) -> Result<Folder, String> {
        let cannot = |error: io::Error| format!("{} cannot be read: {error}.", path.display());
        let mut folder = Folder { path: path.to_owned(), earlier: Vec::new(), others: Vec::new() };
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(folder),
            Err(error) => return Err(cannot(error)),
        };
        for entry in entries {
            let entry = entry.map_err(cannot)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if !is_configuration(&name) {
                continue;
            }
            if !force {
                return Err(format!(
                    "{} already contains configuration ({name}). Choose another folder with --out, or use --force to \
                     replace the files of a previous export.",
                    path.display()
                ));
            }
            let text = fs::read(entry.path()).map_err(cannot)?;
            let is_ours = text.starts_with(MARK.as_bytes());
            if is_ours { &mut folder.earlier } else { &mut folder.others }.push(name);
        }
        Ok(folder)
    }

    /// Whether a file that was not exported has `required_providers`, which is allowed only once.
    pub(super) fn requires_providers(&self) -> bool {
        self.others.iter().any(|name| {
            fs::read_to_string(self.path.join(name)).is_ok_and(|text| text.contains("required_providers"))
        })
    }

    /// Writes each file atomically, and removes the files of an earlier export that are not written again, except those
    /// to keep.
    pub(super) fn write(
        &self,
        files: &BTreeMap<String, String>,
        keep: &dyn Fn(&str) -> bool,
    ) -> Result<(), String> {
        if let Some(taken) = files.keys().find(|name| self.others.contains(name)) {
            return Err(format!(
                "{} was not written by an export. Move it to another folder first.",
                self.path.join(taken).display()
            ));
        }
        fs::create_dir_all(&self.path)
            .map_err(|error| format!("{} cannot be created: {error}.", self.path.display()))?;
        for (name, text) in files {
            self.write_whole(name, text)
                .map_err(|error| format!("{} cannot be written: {error}.", self.path.join(name).display()))?;
        }
        for name in self.earlier.iter().filter(|name| !files.contains_key(*name) && !keep(name)) {
            fs::remove_file(self.path.join(name))
                .map_err(|error| format!("{} cannot be removed: {error}.", self.path.join(name).display()))?;
        }
        Ok(())
    }

    /// Writes to a temporary name first, which Terraform does not read.
    fn write_whole(&self, name: &str, text: &str) -> io::Result<()> {
        let unfinished = self.path.join(format!(".{name}.part"));
        let written = (|| {
            let mut file = fs::File::create(&unfinished)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            fs::rename(&unfinished, self.path.join(name))
        })();
        if written.is_err() {
            // The error that matters is the first one.
            fs::remove_file(&unfinished).ok();
        }
        written
    }
}

/// Whether Terraform reads a file of this name.
fn is_configuration(name: &str) -> bool {
    let ending = name.strip_suffix(".json").unwrap_or(name).rsplit_once('.');
    ending.is_some_and(|(_, ending)| ending == "tf")
}
