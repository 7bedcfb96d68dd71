//! The time, which a test may set.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

type Now = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// The source of the current time: the system clock, or one set by a test.
#[derive(Clone, Default)]
pub struct Clock(Option<Now>);

impl Clock {
    /// A clock that shows what `now` returns.
    pub fn new(now: impl Fn() -> SystemTime + Send + Sync + 'static) -> Clock {
        Clock(Some(Arc::new(now)))
    }

    /// The time.
    pub fn now(&self) -> SystemTime {
        self.0.as_ref().map_or_else(SystemTime::now, |now| now())
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}
