//! Stored state and private data: read or refused, and written so that they read the same, here and on the wire.

use plugin_framework::engine::from_stored;
use plugin_framework::schema::{Schema, flag, list_of, map_of_text, object, set_of_text, text, whole};
use plugin_framework::value::{DynamicValue, from_json, from_msgpack, to_json, to_msgpack};

/// Runs the decoder over `data`, and what follows over what it read.
pub(crate) fn run(data: &[u8]) {
    let Ok(value) = from_json(data) else { return };
    assert!(value.is_wholly_known(), "JSON has no unknown values");
    let written = to_json(&value).expect("what was read can be written");
    let again = from_json(&written).expect("what was written can be read");
    assert_eq!(to_json(&again).expect("written twice"), written, "writing is not stable");
    let wire = to_msgpack(&value).expect("what was stored can be sent");
    let sent = from_msgpack(&wire).expect("what was sent can be read");
    assert_eq!(to_msgpack(&sent).expect("sent twice"), wire, "sending is not stable");
    // Stored state of any shape fits today's declaration or is refused by the name of the attribute.
    match from_stored(&declaration(), &value) {
        Ok(state) => {
            assert!(matches!(&state, DynamicValue::Map(members) if members.len() == 6), "{state}");
            assert!(state.get("secret_wo").is_null(), "a write-only value is never stored");
            assert_eq!(from_stored(&declaration(), &state).expect("it fits already"), state);
        }
        Err(failure) => assert!(failure.detail.contains("has a format that"), "{}", failure.detail),
    }
}

fn declaration() -> Schema {
    Schema::new(
        "A thing.",
        [
            whole("count", "How many."),
            flag("guard", "Whether it stays."),
            set_of_text("tags", "Its tags."),
            text("secret_wo", "A secret.").write_only(),
            object("limits", "Its limits.", [map_of_text("most", "The most of each.")]),
            list_of("parts", "What it is made of.", [text("name", "What it is called.")]),
        ],
    )
}
