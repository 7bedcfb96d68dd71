//! The private state of an object, which Terraform stores besides its attributes. It is readable in the state file.

use super::error::{Error, Result};
use super::last_write::LastWrite;
use crate::value::DynamicValue;

/// Between `import` and the first read.
const IMPORTING: &str = "importing";
/// The object was not created by this configuration.
const IMPORTED: &str = "imported";
/// The note of the resource.
const NOTED: &str = "noted";
/// The account the object belongs to.
const ACCOUNT: &str = "account";
/// The provider's last write of the object, while lists may lag behind it.
const WRITTEN: &str = "written";
/// The version of the object that the API returned last.
const VERSION: &str = "version";
/// Which write-only values were sent.
const SENT: &str = "sent";
/// In the plan of a replacement: the private state of the object to destroy.
const REPLACES: &str = "replaces";
/// In the plan of a protected object: its label in messages.
const PROTECTED: &str = "protected";

/// Another resource of the configuration manages the object that is planned to be destroyed.
const LEFT: &str = "left";

/// The private state of an object before its first read.
pub(super) fn importing() -> DynamicValue {
    DynamicValue::object([(IMPORTING, true.into())])
}

pub(super) fn is_importing(private: &DynamicValue) -> bool {
    private.get(IMPORTING).bool() == Some(true)
}

/// Rejects planning a change of an object of which only the ID is known: it was moved by a `moved` block and not read
/// because of `-refresh=false`.
pub(super) fn check_read(private: &DynamicValue) -> Result<()> {
    if !is_importing(private) {
        return Ok(());
    }
    let detail = "The object was moved here from another provider, and only its ID is known until it is read. Run the command \
                  once without `-refresh=false`.";
    Err(Error::new("The object has not been read yet", detail))
}

/// The private state of an imported object.
pub(super) fn imported() -> DynamicValue {
    DynamicValue::object([(IMPORTED, true.into())])
}

pub(super) fn is_imported(private: &DynamicValue) -> bool {
    private.get(IMPORTED).bool() == Some(true)
}

/// The note about the object; null if there is none.
pub(super) fn noted(private: &DynamicValue) -> DynamicValue {
    private.get(NOTED).clone()
}

/// The private state with what the resource stored in this call, if anything.
pub(super) fn with_note(private: DynamicValue, note: Option<DynamicValue>) -> DynamicValue {
    with(private, NOTED, note)
}

/// The account of the object; null if it is not known yet.
pub(super) fn account(private: &DynamicValue) -> DynamicValue {
    private.get(ACCOUNT).clone()
}

/// The private state with the account of the object, if known.
pub(super) fn with_account(private: DynamicValue, account: Option<String>) -> DynamicValue {
    with(private, ACCOUNT, account.map(DynamicValue::from))
}

/// The private state with the last write of the object.
pub(super) fn with_last_write(private: DynamicValue, write: LastWrite) -> DynamicValue {
    with(private, WRITTEN, Some(write.into()))
}

/// The private state without the last write of the object.
pub(super) fn without_last_write(private: DynamicValue) -> DynamicValue {
    without(private, WRITTEN)
}

/// The last write of the object; `None` if it was long ago or there was none.
pub(super) fn last_write(private: &DynamicValue) -> Option<LastWrite> {
    LastWrite::read(private.get(WRITTEN))
}

/// The private state with the revision of the object, if any.
pub(super) fn with_version(private: DynamicValue, version: Option<Vec<String>>) -> DynamicValue {
    let version = version.map(|it| DynamicValue::List(it.into_iter().map(DynamicValue::from).collect()));
    with(private, VERSION, version)
}

/// The version of the object that the API returned last.
pub(super) fn version(private: &DynamicValue) -> Vec<String> {
    private.get(VERSION).elements().iter().filter_map(DynamicValue::text).map(str::to_owned).collect()
}

/// The private state with marks of the write-only values that were sent; null for none.
pub(super) fn with_sent(private: DynamicValue, sent: DynamicValue) -> DynamicValue {
    let known = !private.get(SENT).is_null();
    with(private, SENT, Some(sent).filter(|it| known || !it.is_null()))
}

/// Which write-only values were sent.
pub(super) fn sent(private: &DynamicValue) -> &DynamicValue {
    private.get(SENT)
}

/// The private state of a planned create that replaces an object: Terraform passes it to the destroy of that object.
pub(super) fn replacing(replaced: &DynamicValue) -> DynamicValue {
    if replaced.is_null() { DynamicValue::Null } else { DynamicValue::object([(REPLACES, replaced.clone())]) }
}

/// The private state of the object to destroy, from the plan of its destruction or of its replacement.
pub(super) fn of_replaced(private: DynamicValue) -> DynamicValue {
    match private.get(REPLACES) {
        DynamicValue::Null => private,
        replaced => replaced.clone(),
    }
}

/// The private state with the label of a protected object, or without one.
pub(super) fn with_protected(private: DynamicValue, label: Option<String>) -> DynamicValue {
    with(without(private, PROTECTED), PROTECTED, label.map(DynamicValue::from))
}

/// The label of the object that a planned create replaces, if that object is protected.
pub(super) fn protected(replaced: &DynamicValue) -> Option<String> {
    replaced.get(PROTECTED).text().map(str::to_owned)
}

/// The private state of a planned destruction, with whether it hands the object over to another resource.
pub(super) fn with_left(private: DynamicValue, left: bool) -> DynamicValue {
    with(without(private, LEFT), LEFT, left.then(|| true.into()))
}

pub(super) fn is_handed_over(private: &DynamicValue) -> bool {
    private.get(LEFT).bool() == Some(true)
}

fn without(mut private: DynamicValue, name: &str) -> DynamicValue {
    if let DynamicValue::Map(members) = &mut private {
        members.remove(name);
    }
    private
}

fn with(private: DynamicValue, name: &str, value: Option<DynamicValue>) -> DynamicValue {
    let Some(value) = value else { return private };
    let mut private = if private.is_null() { DynamicValue::object([]) } else { private };
    private.set(name, value);
    private
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_note_is_kept_until_replaced() {
        for before in [DynamicValue::Null, imported()] {
            let noted_once = with_note(with_note(before.clone(), Some("a".into())), None);
            assert_eq!((noted(&noted_once), is_imported(&noted_once)), ("a".into(), is_imported(&before)));
            assert_eq!(noted(&with_note(noted_once, Some("b".into()))), "b".into());
        }
        assert!(is_importing(&importing()) && !is_importing(&imported()));
    }
}
