//! The running sandbox: one lock around everything, and the state file.

use std::{
    collections::{BTreeMap, VecDeque},
    fs::File,
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
}

/// What the lock guards.
#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) accounts: Accounts,
    pub(crate) journal: Journal,
    pub(crate) faults: Vec<Fault>,
    /// What the page says once: the outcome of the last button.
    pub(crate) notice: Option<String>,
    /// When the requests of the last minute were let in, by account and product.
    pub(crate) recent: BTreeMap<(usize, Product), VecDeque<i64>>,
}

impl Sandbox {
    /// A sandbox with the content of the state file, or a new one when there is none yet.
    pub(crate) fn open(state_file: Option<PathBuf>) -> io::Result<Self> {
        let accounts = match &state_file {
            Some(path) if path.exists() => {
                let stores: BTreeMap<String, Store> =
                    serde_json::from_reader(io::BufReader::new(File::open(path)?))?;
                Accounts::restored(stores).ok_or_else(|| io::Error::other("no account is called main"))?
            }
            _ => Accounts::initial(),
        };
        let inner = Inner {
            accounts,
            journal: Journal::default(),
            faults: Vec::new(),
            notice: None,
            recent: BTreeMap::new(),
        };
        let sandbox = Self { inner: Mutex::new(inner), state_file };
        sandbox.save(&sandbox.lock())?;
        Ok(sandbox)
    }

    /// A handler that panicked may have left a half-made change; the next test sees it, and that is better than none.
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the state file, if there is one: a new file put in the place of the old.
    pub(crate) fn save(&self, inner: &Inner) -> io::Result<()> {
        let Some(path) = &self.state_file else { return Ok(()) };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
        let mut buffered = io::BufWriter::new(&mut file);
        serde_json::to_writer(&mut buffered, &inner.accounts.stores())?;
        buffered.flush()?;
        drop(buffered);
        file.persist(path)?;
        Ok(())
    }
}
