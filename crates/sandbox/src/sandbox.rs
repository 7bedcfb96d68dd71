//! The running sandbox: one lock around everything, and the state file.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::{File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    accounts::Accounts,
    faults::Fault,
    journal::Journal,
    store::{Product, Store},
};

#[derive(Debug)]
pub(crate) struct Sandbox {
    inner: Mutex<Inner>,
    state_file: Option<PathBuf>,
    /// Held as long as the sandbox runs, so that no second one writes the same state file.
    _lock: Option<File>,
}

/// The data behind the lock.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) accounts: Accounts,
    pub(crate) journal: Journal,
    pub(crate) faults: Vec<Fault>,
    /// The result of the page's last button.
    pub(crate) notice: Option<String>,
    /// The times of the requests of the last minute, by account and product.
    pub(crate) recent: BTreeMap<(usize, Product), VecDeque<i64>>,
}

impl Sandbox {
    /// A sandbox with the content of the state file, or a new one if the file does not exist.
    pub(crate) fn open(state_file: Option<PathBuf>) -> io::Result<Self> {
        let lock = state_file.as_deref().map(lock).transpose()?;
        let accounts = match &state_file {
            Some(path) if path.exists() => load(path)?,
            _ => Accounts::initial(),
        };
        let inner = Inner {
            accounts,
            journal: Journal::default(),
            faults: Vec::new(),
            notice: None,
            recent: BTreeMap::new(),
        };
        let sandbox = Self { inner: Mutex::new(inner), state_file, _lock: lock };
        sandbox.save(&sandbox.lock())?;
        Ok(sandbox)
    }

    /// A handler that panicked may have left an incomplete change. Continuing is better than failing all later
    /// requests.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state file, if there is one, by replacing it with a new file.
    pub(crate) fn save(&self, inner: &Inner) -> io::Result<()> {
        let Some(path) = &self.state_file else { return Ok(()) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder)
            .map_err(|error| about("cannot write a file in", folder, &error))?;
        let mut buffered = io::BufWriter::new(&mut file);
        serde_json::to_writer(&mut buffered, &inner.accounts.stores())?;
        buffered.flush()?;
        drop(buffered);
        file.persist(path)?;
        Ok(())
    }
}

/// The lock file next to a state file. It is never removed; only the lock on it matters.
fn lock(state_file: &Path) -> io::Result<File> {
    let path = state_file.with_added_extension("lock");
    let opened = File::options().create(true).truncate(false).write(true).open(&path);
    let file = opened.map_err(|error| about("cannot open the lock file", &path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            let state_file = state_file.display();
            let why =
                format!("another sandbox is using the state file {state_file}; stop it or use another file");
            Err(io::Error::other(why))
        }
        Err(TryLockError::Error(error)) => Err(about("cannot lock", &path, &error)),
    }
}

fn load(state_file: &Path) -> io::Result<Accounts> {
    let file =
        File::open(state_file).map_err(|error| about("cannot open the state file", state_file, &error))?;
    let stores: BTreeMap<String, Store> = serde_json::from_reader(io::BufReader::new(file))
        .map_err(|error| about("this is not a sandbox's state file:", state_file, &error))?;
    Accounts::restored(stores)
        .ok_or_else(|| about("this is not a sandbox's state file:", state_file, &"it has no account `main`"))
}

fn about(what: &str, path: &Path, why: &dyn std::fmt::Display) -> io::Error {
    io::Error::other(format!("{what} {}: {why}", path.display()))
}
