//! Checks descriptions, which documentation and editors show.

/// The error of a description; `None` if it consists of sentences.
pub(super) fn complaint(description: &str) -> Option<&'static str> {
    let begins = |first: char| first.is_uppercase() || first.is_ascii_digit() || first == '`';
    if !description.chars().next().is_some_and(begins) {
        Some("does not begin with a capital letter")
    } else if !description.ends_with('.') {
        Some("does not end with a full stop")
    } else if description.contains("  ") || description.contains('\n') {
        Some("has stray white space")
    } else {
        None
    }
}

/// Whether a description only repeats the attribute's name.
pub(super) fn repeats(name: &str, description: &str) -> bool {
    let words = |text: &str| {
        text.to_lowercase()
            .split(|it: char| !it.is_alphanumeric())
            .filter(|word| !["", "a", "an", "the"].contains(word))
            .collect::<Vec<_>>()
            .join(" ")
    };
    words(name) == words(description)
}
