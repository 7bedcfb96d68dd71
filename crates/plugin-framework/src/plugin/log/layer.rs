//! Writes `tracing` events, with the fields of their spans, as log lines.

use super::line::Fields;
use std::{
    io::Write,
    sync::{Mutex, PoisonError},
};
use time::OffsetDateTime;
use tracing::{
    Event, Level, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    filter::LevelFilter,
    layer::Context,
    registry::{LookupSpan, Scope, SpanRef},
};

/// This crate, whose events are always the provider's own.
const FRAMEWORK: &str = env!("CARGO_CRATE_NAME");

/// Writes each event as one line.
pub(super) struct Lines<W> {
    level: LevelFilter,
    own_crates: &'static [&'static str],
    out: Mutex<W>,
}

impl<W> Lines<W> {
    pub(super) fn new(level: LevelFilter, own_crates: &'static [&'static str], out: W) -> Self {
        Self { level, own_crates, out: Mutex::new(out) }
    }

    fn wants(&self, metadata: &Metadata<'_>) -> bool {
        let level = *metadata.level();
        if self.is_own(metadata.target()) {
            level <= self.level
        } else {
            metadata.is_event() && level <= self.level && level <= Level::WARN
        }
    }

    fn is_own(&self, target: &str) -> bool {
        let name = target.split("::").next().unwrap_or_default();
        name == FRAMEWORK || self.own_crates.contains(&name)
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Write + Send + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.wants(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, ctx: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = ctx.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, ctx: Context<'_, S>) {
        if let Some(span) = ctx.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            record.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, ctx: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in ctx.event_scope(event).into_iter().flat_map(Scope::from_root) {
            add(&mut fields, &span);
        }
        event.record(&mut fields);
        let metadata = event.metadata();
        let line = fields.line(OffsetDateTime::now_utc(), *metadata.level(), metadata.target());
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        // An error of the log itself cannot be reported.
        out.write_all(line.as_bytes()).ok();
    }
}

fn add<'a, S: LookupSpan<'a>>(fields: &mut Fields, span: &SpanRef<'a, S>) {
    if let Some(outer) = span.extensions().get::<Fields>() {
        fields.extend(outer);
    }
}

#[cfg(test)]
mod tests;
