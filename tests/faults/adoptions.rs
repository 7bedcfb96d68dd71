//! What exists in any case is taken over instead of created: whatever befalls the write, state claims nothing the server does
//! not have, and applying again ends as configured.

use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::types::Type;
use crate::{ensure, inject_fault, row, under_every_fault};

pub(crate) fn check(of: &Type) {
    let change = of.change.as_ref().expect("what is adopted can be changed");
    under_every_fault(of.name, |_, fault| {
        let sandbox = Sandbox::start();
        let mut config = of.create.clone();
        config[change.attribute] = change.to.clone();
        let now = || row(of, &sandbox)[change.member].clone();
        inject_fault(&sandbox, change.method, of.path, fault);
        let adopted = Provider::of(&sandbox).create(of.name, &config);
        ensure(adopted.failed() != adopted.is_stored(), || format!("state or an error: {adopted:?}"))?;
        let claimed = adopted.get(change.attribute);
        ensure(!adopted.is_stored() || claimed == now(), || format!("{claimed} is claimed: {adopted:?}"))?;
        ensure(!adopted.says("may exist"), || format!("it exists: {adopted:?}"))?;

        sandbox.clear_faults();
        let adopted = Provider::of(&sandbox).create(of.name, &config);
        ensure(!adopted.failed() && now() == change.to, || format!("again: {adopted:?}"))
    });
}
