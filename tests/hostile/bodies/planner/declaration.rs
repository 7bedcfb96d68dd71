//! Declarations: any words in any order, as long as they do not contradict each other.

use plugin_framework::schema::{
    Attr, Declares, Kind, Schema, flag, list_of, map_of_text, number, object, set_of_text, text, whole,
};

use super::Dice;

const NAMES: [&str; 6] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"];
const PROSE: &str = "What it is for.";

/// A declaration a resource could have.
pub(super) fn schema(dice: &mut Dice<'_>) -> Schema {
    let mut schema = with(Vec::new());
    let count = 1 + dice.below(NAMES.len());
    for name in &NAMES[..count] {
        let attr = attribute(dice, name, true);
        schema.attrs.push(if is_sound(&attr) { attr } else { text(name, PROSE).optional() });
    }
    schema
}

fn with(attrs: Vec<Attr>) -> Schema {
    let id = text("id", "The number it was given.").computed().use_state_for_unknown();
    Schema::new("A thing.", [id].into_iter().chain(attrs).collect::<Vec<_>>())
}

fn is_sound(attr: &Attr) -> bool {
    let mut alone = attr.clone();
    // Other attributes than this one are not declared yet.
    alone.unknown_if_changed = alone.unknown_if_changed.map(|_| &[][..]);
    with(vec![alone]).contradictions(Declares::Resource { id: &["id"] }).is_empty()
}

fn attribute(dice: &mut Dice<'_>, name: &'static str, top: bool) -> Attr {
    let attr = match dice.below(if top { 11 } else { 7 }) {
        0 | 1 => text(name, PROSE),
        2 => whole(name, PROSE),
        3 => number(name, PROSE),
        4 => flag(name, PROSE),
        5 => set_of_text(name, PROSE),
        6 => map_of_text(name, PROSE),
        7 => return list_of(name, PROSE, [text("alpha", PROSE).computed()]).computed(),
        8 => return text(name, PROSE).write_only().sensitive(),
        9 => return flag(name, PROSE).deletion_protection(),
        _ => {
            let count = 1 + dice.below(3);
            let members: Vec<_> = NAMES[..count].iter().map(|name| attribute(dice, name, false)).collect();
            object(name, PROSE, members)
        }
    };
    worded(dice, attr)
}

fn worded(dice: &mut Dice<'_>, attr: Attr) -> Attr {
    let mut attr = match dice.below(5) {
        0 => attr.optional(),
        1 => attr.required(),
        2 => attr.optional().computed(),
        3 => attr.computed(),
        _ => match attr.kind {
            Kind::Text => attr.optional().default("default"),
            Kind::Whole => attr.optional().default(7),
            Kind::Bool => attr.optional().default(true),
            _ => attr.optional(),
        },
    };
    for _ in 0..dice.below(3) {
        attr = match dice.below(9) {
            0 => attr.use_state_for_unknown(),
            1 => attr.unknown_if_changed(&["alpha"]),
            2 => attr.requires_replace(),
            3 => attr.only_returned_on_create(),
            4 => attr.semantic_equality(str::eq_ignore_ascii_case),
            5 => attr.allow_empty(),
            6 => attr.empty_is_null(),
            7 => attr.requires_replace_unless_imported(),
            _ => attr.sensitive(),
        };
    }
    if !attr.computed {
        attr
    } else if dice.below(6) == 1 {
        attr.observed()
    } else {
        attr
    }
}
