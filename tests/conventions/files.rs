//! The repository's own text files, found by walking its folders, so that a checkout without git is examined too.

use std::fs;
use std::path::Path;

/// A text file: its path from the repository's root, with `/`, and its content.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    pub(crate) fn is_rust(&self) -> bool {
        self.path.to_ascii_lowercase().ends_with(".rs")
    }
}

/// Every text file below these folders of the repository; `""` is the whole.
pub(crate) fn below(folders: &[&str]) -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in folders {
        collect(root, &root.join(folder), &mut files);
    }
    assert!(!files.is_empty(), "no file found below {folders:?}");
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<File>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        // What is built and what git keeps for itself is not ours to examine; `.work` is ignored by git.
        if name == "target" || name == ".git" || name == ".work" || name == ".terraform" {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
}
