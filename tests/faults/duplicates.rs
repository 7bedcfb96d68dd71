//! A creation that meets an object somebody else made names it and prints the block that imports it. People are adopted, and
//! keys whose names may repeat are created beside it.

use crate::config;
use crate::provider::Provider;
use crate::sandbox::Sandbox;
use crate::types::{Lost, Type, each_created_type};

each_created_type!(meets_one_that_is_there: super::check);

fn check(of: &Type) {
    let sandbox = Sandbox::start();
    let config = config(of, &sandbox);
    let theirs = Provider::of(&sandbox).create(of.name, &config);
    assert!(!theirs.failed(), "{theirs:?}");
    let before = sandbox.records(of.collection);
    let ours = Provider::of(&sandbox).create(of.name, &config);
    let created = sandbox.records(of.collection) - before;
    if of.accepts.is_some() {
        assert!(!ours.failed() && ours.says("was adopted"), "{ours:?}");
        assert_eq!((ours.text("id"), created), (theirs.text("id"), 0));
        assert_eq!(sandbox.journal().sent("POST", "/invitations").len(), 1, "no second email");
    } else if of.lost == Lost::Beside {
        assert!(!ours.failed() && ours.text("id") != theirs.text("id"), "{ours:?}");
        assert_eq!(created, 1);
    } else {
        assert!(ours.failed() && !ours.is_stored(), "{ours:?}");
        assert!(ours.says(&format!("Cannot create {} `", of.name)), "{ours:?}");
        let block = format!("import {{\n  to = {}.<name>\n  id = {:?}\n}}\n", of.name, theirs.text("id"));
        assert!(ours.says(&block), "not said: {block}{ours:?}");
        assert_eq!(created, 0);
    }
}
