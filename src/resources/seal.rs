//! Seals a secret for a recipient: an age file that only the recipient can open, so that the state never contains the
//! secret in plaintext.

use std::io::Write;
use std::iter;
use std::str::FromStr;

use age::armor::{ArmoredWriter, Format};
use age::x25519;

use crate::resources::Result;
use admin_client::Secret;
use plugin_framework::engine::Error;
use plugin_framework::schema::{Attr, text};

/// The attribute that enables sealing.
pub(crate) fn seal_to() -> Attr {
    text(
        "seal_to",
        "An age recipient (`age1…`). If set, the secret is stored only as `sealed_api_key`, encrypted for this \
         recipient, and never in plaintext.",
    )
    .optional()
    .validate_with(recipient)
}

/// The attribute that contains a sealed secret.
pub(crate) fn sealed_api_key() -> Attr {
    text(
        "sealed_api_key",
        "The secret as an armored age file, if `seal_to` is set. Decrypt it with `age --decrypt`.",
    )
    .computed()
}

fn recipient(text: &str) -> std::result::Result<(), String> {
    let start = |prefix: &str| text.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    let complaint = match x25519::Recipient::from_str(text) {
        Ok(_) => return Ok(()),
        Err(_) if start("AGE-SECRET-KEY-") => {
            "must be an age recipient (`age1…`), but this is an age identity, which is secret. If others may have seen \
             it, create a new key pair with `age-keygen`"
        }
        Err(_) if start("age1") => {
            "is not a valid age recipient. Check for wrong, missing or extra characters"
        }
        Err(_) => "must be an age recipient (`age1…`), as printed by `age-keygen`",
    };
    Err(complaint.to_owned())
}

/// The secret as an armored age file.
///
/// # Errors
/// If the recipient is invalid, which the validation of the attribute finds first.
pub(crate) fn seal(secret: &Secret, recipient: &str) -> Result<String> {
    let failed =
        |error: &dyn std::fmt::Display| Error::bug(format!("The secret could not be encrypted: {error}."));
    let recipient = x25519::Recipient::from_str(recipient).map_err(|error| failed(&error))?;
    let encryptor = age::Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|error| failed(&error))?;
    let armor = ArmoredWriter::wrap_output(Vec::new(), Format::AsciiArmor).map_err(|error| failed(&error))?;
    let mut writer = encryptor.wrap_output(armor).map_err(|error| failed(&error))?;
    writer.write_all(secret.expose().as_bytes()).map_err(|error| failed(&error))?;
    let file = writer.finish().and_then(ArmoredWriter::finish).map_err(|error| failed(&error))?;
    String::from_utf8(file).map_err(|error| failed(&error).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_secret_opens_only_with_the_identity() {
        let identity = x25519::Identity::generate();
        let sealed =
            seal(&Secret::from("s3cret-value".to_owned()), &identity.to_public().to_string()).unwrap();
        assert!(sealed.starts_with("-----BEGIN AGE ENCRYPTED FILE-----"), "{sealed}");
        assert!(!sealed.contains("s3cret-value"));
        let opened = age::decrypt(&identity, sealed.as_bytes()).unwrap();
        assert_eq!(opened, b"s3cret-value");
    }

    #[test]
    fn only_age_recipients_are_accepted() {
        assert!(recipient(&x25519::Identity::generate().to_public().to_string()).is_ok());
        for (wrong, said) in [
            ("age1nonsense", "Check for wrong, missing or extra characters"),
            ("AGE-SECRET-KEY-X", "this is an age identity, which is secret"),
            ("ssh-ed25519 AAAA", "as printed by `age-keygen`"),
            ("", "as printed by `age-keygen`"),
        ] {
            assert!(recipient(wrong).unwrap_err().contains(said), "{wrong}");
        }
    }
}
