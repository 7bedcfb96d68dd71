//! The page of one type: front matter, description, example, schema, what it needs and does, import.

use super::{attributes, behaviour, import};
use crate::golden;
use crate::served::{PRODUCTS, Sort, Type, UNION};

/// The page.
pub(super) fn of(it: &Type<'_>) -> String {
    let (name, schema) = (it.declared.name(), it.declared.schema());
    let title = it.sort.title();
    let (_, product) = PRODUCTS
        .into_iter()
        .find(|(prefix, _)| name.starts_with(&format!("{prefix}_")))
        .unwrap_or_else(|| panic!("{name} belongs to no product"));
    let example =
        golden::text(&format!("examples/terraform/{}/{name}/{}", it.sort.folder(), it.sort.example()));
    let mut sections = vec![
        front_matter(&format!("{name} {title} - {UNION}"), Some(product), &schema.description),
        format!("# {name} ({title})"),
        schema.description.clone(),
        "## Example Usage".to_owned(),
        code("terraform", &example),
        attributes::section(schema),
    ];
    sections.extend(behaviour::sections(it));
    if it.sort == Sort::Resource {
        sections.push(import::section(it.declared));
    }
    sections.join("\n\n") + "\n"
}

/// The first lines of a page, for the registry. The description is its first sentence without marks.
pub(super) fn front_matter(title: &str, product: Option<&str>, description: &str) -> String {
    let sentence = description.split_once(". ").map_or(description, |(first, _)| first);
    let sentence = sentence.trim_end_matches('.').replace('`', "");
    let subcategory = product.map(|it| format!("subcategory: \"{it}\"\n")).unwrap_or_default();
    format!(
        "---\n# Written by \"make docs\" from the schemas and the examples; change those.\npage_title: \"{title}\"\n\
         {subcategory}description: |-\n  {sentence}.\n---"
    )
}

/// A block of code.
pub(super) fn code(language: &str, text: &str) -> String {
    format!("```{language}\n{}\n```", text.trim_end())
}
