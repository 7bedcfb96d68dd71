//! What each fuzz target does with its input: functions of bytes that panic when something does not hold.

pub(crate) mod api_answer;
pub(crate) mod codec_json;
pub(crate) mod codec_msgpack;
pub(crate) mod import_id;
pub(crate) mod planner;
