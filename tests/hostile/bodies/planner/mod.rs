//! The engine's pure functions over any declaration, stored object, configuration and answer: what they say is what
//! Terraform core accepts, judged here by rules of our own, not by the engine's.

mod declaration;
mod judge;
mod values;

use arbitrary::Unstructured;
use plugin_framework::engine::{
    apply_result, from_stored, plan, plan_violations, refresh, without_unrelated_changes,
};
use plugin_framework::schema::Schema;
use plugin_framework::value::{DynamicValue, at};

/// Decisions drawn from the input; when it is used up, every further one is the first choice.
pub(crate) struct Dice<'a>(Unstructured<'a>);

impl Dice<'_> {
    fn below(&mut self, sides: usize) -> usize {
        self.0.int_in_range(0..=sides - 1).unwrap_or(0)
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 1
    }
}

/// Plans, applies and reads what `data` describes.
pub(crate) fn run(data: &[u8]) {
    let mut dice = Dice(Unstructured::new(data));
    let schema = declaration::schema(&mut dice);
    garbage(&schema, &mut dice);
    let prior = match dice.below(3) {
        0 => DynamicValue::Null,
        1 => values::stored(&mut dice, &schema.attrs),
        _ => created(&schema, &mut dice),
    };
    let config = values::config(&mut dice, &schema.attrs);
    let imported = dice.flag();
    let first = planned(&schema, &prior, &config, imported);
    let last = planned_again(&schema, &prior, &config, imported, &first, &mut dice);
    let stored = applied(&schema, &prior, &last, &mut dice);
    read(&schema, &stored, &mut dice);
}

/// Values of other shapes than declared do not occur, and bring nothing down where they do.
fn garbage(schema: &Schema, dice: &mut Dice<'_>) {
    if dice.below(4) == 1 {
        let [prior, config, answer] = [(); 3].map(|()| values::anything(dice, 3));
        let planned = plan(schema, &prior, &config, dice.flag());
        apply_result(schema, &planned.planned, &answer);
        let _ = without_unrelated_changes(schema, &prior, &planned.planned, &answer);
        let _ = refresh(schema, &prior, &answer, dice.flag());
        let _ = plugin_framework::engine::check_config(schema, &config, dice.flag());
        if let Ok(state) = from_stored(schema, &prior) {
            judge::whole(&schema.attrs, &state).unwrap_or_else(|it| panic!("upgraded: {it}"));
        }
    }
}

/// The state after a creation by a server that does as it is told.
fn created(schema: &Schema, dice: &mut Dice<'_>) -> DynamicValue {
    let config = values::config(dice, &schema.attrs);
    let config = values::known_now(dice, &schema.attrs, &config);
    let (planned, _) = planned(schema, &DynamicValue::Null, &config, false);
    let choice = values::answer(dice, &schema.attrs, false);
    apply_result(schema, &planned, &choice).0.without_unknowns()
}

/// The plan and the paths that need a new object.
fn planned(
    schema: &Schema,
    prior: &DynamicValue,
    config: &DynamicValue,
    imported: bool,
) -> (DynamicValue, Vec<String>) {
    let result = plan(schema, prior, config, imported);
    let planned = result.planned;
    if let Err(refusal) = judge::plan(&schema.attrs, prior, config, &planned) {
        panic!("{refusal}\nprior   {prior}\nconfig  {config}\nplanned {planned}");
    }
    assert_eq!(plan_violations(schema, prior, config, &planned), [""; 0], "{planned}");
    assert!(!prior.is_null() || result.replace.is_empty(), "a creation replaces nothing");
    for path in &result.replace {
        let differ = at(prior, path) != at(&planned, path);
        assert!(differ, "{path} replaces and does not change: {prior} {planned}");
    }
    (planned, result.replace.iter().map(ToString::to_string).collect())
}

/// What an apply stores, whatever the server answered.
fn applied(
    schema: &Schema,
    prior: &DynamicValue,
    planned: &DynamicValue,
    dice: &mut Dice<'_>,
) -> DynamicValue {
    let hostile = dice.flag();
    let answer = values::answer(dice, &schema.attrs, hostile);
    let answer =
        if prior.is_null() { answer } else { without_unrelated_changes(schema, prior, planned, &answer) };
    let (state, inconsistencies) = apply_result(schema, planned, &answer);
    if let Err(refusal) = judge::whole(&schema.attrs, &state) {
        panic!("applied: {refusal}\nplanned {planned}\nanswer  {answer}\nstate   {state}");
    }
    if inconsistencies.is_empty()
        && let Err(refusal) = judge::kept(&schema.attrs, planned, &state)
    {
        panic!("applied without a word: {refusal}\nplanned {planned}\nanswer  {answer}\nstate   {state}");
    }
    state
}

/// What a read stores, after an import too.
fn read(schema: &Schema, stored: &DynamicValue, dice: &mut Dice<'_>) {
    let hostile = dice.flag();
    let response = values::answer(dice, &schema.attrs, hostile);
    let state = refresh(schema, stored, &response, dice.flag());
    if let Err(refusal) = judge::whole(&schema.attrs, &state) {
        panic!("read: {refusal}\nstored {stored}\nfresh  {response}\nstate  {state}");
    }
}

/// The plan made again at apply with what has become known refines the first one.
fn planned_again(
    schema: &Schema,
    prior: &DynamicValue,
    config: &DynamicValue,
    imported: bool,
    first: &(DynamicValue, Vec<String>),
    dice: &mut Dice<'_>,
) -> DynamicValue {
    let config = values::known_now(dice, &schema.attrs, config);
    let second = planned(schema, prior, &config, imported);
    if let Err(refusal) = judge::refined(&schema.attrs, &first.0, &second.0) {
        panic!(
            "planned again: {refusal}\nprior  {prior}\nconfig {config}\nfirst  {}\nsecond {}",
            first.0, second.0
        );
    }
    assert!(!first.1.is_empty() || second.1.is_empty(), "an update became a replacement: {:?}", second.1);
    second.0
}
