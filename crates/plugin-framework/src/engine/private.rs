//! Private state: what Terraform stores for us beside the attributes of an object. It is readable in the state file.

use super::error::{Error, Result};
use super::last_write::LastWrite;
use crate::value::DynamicValue;

/// Between `import` and the first read.
const IMPORTING: &str = "importing";
/// The object was not created by this configuration.
const IMPORTED: &str = "imported";
/// What the author noted.
const NOTED: &str = "noted";
/// The account the object belongs to.
const ACCOUNT: &str = "account";
/// Our last write of the object, while the API may lag behind it.
const WRITTEN: &str = "written";
/// What tells the version of the object that the API showed last.
const VERSION: &str = "version";
/// Which write-only values were sent.
const SENT: &str = "sent";
/// In the plan of a replacement: the private state of the object to destroy.
const REPLACES: &str = "replaces";
/// In the plan of a protected object: what messages call it.
const PROTECTED: &str = "protected";

/// Another resource of the configuration manages the object that is planned to be destroyed.
const LEFT: &str = "left";

/// Of an object that is about to be read for the first time.
pub(super) fn importing() -> DynamicValue {
    DynamicValue::object([(IMPORTING, true.into())])
}

pub(super) fn is_importing(private: &DynamicValue) -> bool {
    private.get(IMPORTING).bool() == Some(true)
}

/// Refuses to plan a change of an object of which nothing but the ID is known: a `moved` block brought it here, and
/// `-refresh=false` kept it from being read.
pub(super) fn check_read(private: &DynamicValue) -> Result<()> {
    if !is_importing(private) {
        return Ok(());
    }
    let detail = "The object was moved here from another provider, and only its ID is known until it is read. Run the command \
                  once without `-refresh=false`.";
    Err(Error::new("The object has not been read yet", detail))
}

/// Of an object that was imported.
pub(super) fn imported() -> DynamicValue {
    DynamicValue::object([(IMPORTED, true.into())])
}

pub(super) fn is_imported(private: &DynamicValue) -> bool {
    private.get(IMPORTED).bool() == Some(true)
}

/// What the author noted about the object; null for nothing.
pub(super) fn noted(private: &DynamicValue) -> DynamicValue {
    private.get(NOTED).clone()
}

/// The same with what the author noted in this call, if anything.
pub(super) fn with_note(private: DynamicValue, note: Option<DynamicValue>) -> DynamicValue {
    with(private, NOTED, note)
}

/// The account the object lives in; null while that is not known.
pub(super) fn account(private: &DynamicValue) -> DynamicValue {
    private.get(ACCOUNT).clone()
}

/// The same with the account the object lives in, if that is known.
pub(super) fn with_account(private: DynamicValue, account: Option<String>) -> DynamicValue {
    with(private, ACCOUNT, account.map(DynamicValue::from))
}

/// The same with our last write of the object.
pub(super) fn with_last_write(private: DynamicValue, write: LastWrite) -> DynamicValue {
    with(private, WRITTEN, Some(write.into()))
}

/// The same without it.
pub(super) fn without_last_write(private: DynamicValue) -> DynamicValue {
    without(private, WRITTEN)
}

/// Our last write of the object; nothing if it was long ago or never.
pub(super) fn last_write(private: &DynamicValue) -> Option<LastWrite> {
    LastWrite::read(private.get(WRITTEN))
}

/// The same with what tells the version of the object, if anything does.
pub(super) fn with_version(private: DynamicValue, version: Option<Vec<String>>) -> DynamicValue {
    let version = version.map(|it| DynamicValue::List(it.into_iter().map(DynamicValue::from).collect()));
    with(private, VERSION, version)
}

/// What tells the version of the object that the API showed last.
pub(super) fn version(private: &DynamicValue) -> Vec<String> {
    private.get(VERSION).elements().iter().filter_map(DynamicValue::text).map(str::to_owned).collect()
}

/// The same with which write-only values were sent; null for none.
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

/// The private state of the object to destroy, from what its own plan or that of its replacement returned.
pub(super) fn of_replaced(private: DynamicValue) -> DynamicValue {
    match private.get(REPLACES) {
        DynamicValue::Null => private,
        replaced => replaced.clone(),
    }
}

/// The same with what messages call a protected object, or without.
pub(super) fn with_protected(private: DynamicValue, label: Option<String>) -> DynamicValue {
    with(without(private, PROTECTED), PROTECTED, label.map(DynamicValue::from))
}

/// What messages call the object that a planned create replaces, when that object is protected.
pub(super) fn protected(replaced: &DynamicValue) -> Option<String> {
    replaced.get(PROTECTED).text().map(str::to_owned)
}

/// The same of a planned destruction, with whether it leaves the object to another resource.
pub(super) fn with_left(private: DynamicValue, left: bool) -> DynamicValue {
    with(without(private, LEFT), LEFT, left.then(|| true.into()))
}

pub(super) fn is_left(private: &DynamicValue) -> bool {
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
