//! Masks and the secrets behind them.

use super::{ApiKey, SecretApiKey, SecretStatus, masked};
use crate::secret::Secret;

fn key(value: &str, shadow_value: Option<&str>) -> ApiKey {
    ApiKey {
        id: 7,
        name: Some("k".to_owned()),
        valid: true,
        created_at: String::new(),
        expires_at: None,
        value: value.to_owned(),
        shadow_value: shadow_value.map(str::to_owned),
        rotates_at: None,
        last_used: None,
    }
}

fn check(answer: ApiKey, secret: &str, value: &str, shadow_value: Option<&str>) {
    let made = SecretApiKey::revealed(answer);
    assert_eq!(made.secret.expose(), secret);
    assert!(secret.ends_with(&made.ending()));
    assert_eq!((made.key.value.as_str(), made.key.shadow_value.as_deref()), (value, shadow_value));
    assert!(made.key.shows(&made.secret));
    assert!(!made.key.shows(&Secret::new("another_000000")));
}

#[test]
fn new_secret_comes_from_shadow_value_or_value() {
    check(key("confident_us_org_abcdef", None), "confident_us_org_abcdef", "***************abcdef", None);
    let (old, new) = ("confident_us_org_abcdef", "confident_us_org_uvwxyz");
    check(key(old, Some(new)), new, "***************abcdef", Some("***************uvwxyz"));
    check(
        key("***************abcdef", Some(new)),
        new,
        "***************abcdef",
        Some("***************uvwxyz"),
    );
}

#[test]
fn secret_status_is_derived_from_the_mask() {
    for (value, shadow_value, ending, standing) in [
        ("***abcdef", None, "abcdef", SecretStatus::Current),
        ("***abcdef", None, "uvwxyz", SecretStatus::Replaced),
        ("***abcdef", Some("***uvwxyz"), "abcdef", SecretStatus::Previous),
        ("***abcdef", Some("***uvwxyz"), "uvwxyz", SecretStatus::New),
        ("***abcdef", Some("***uvwxyz"), "ghijkl", SecretStatus::Replaced),
        ("***cdef", None, "abcdef", SecretStatus::Current),
        ("***", None, "abcdef", SecretStatus::Replaced),
    ] {
        let key = key(value, shadow_value);
        assert_eq!(key.secret_status(ending), standing, "{value} {shadow_value:?} {ending}");
    }
}

#[test]
fn a_short_secret_is_masked_too() {
    assert_eq!(masked("abc"), "***************abc");
}
