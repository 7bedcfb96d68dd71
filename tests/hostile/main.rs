//! Hostile input, the short and repeatable part: the bodies of the fuzz targets over their seeds and over changed seeds,
//! the same ones in every run. `make fuzz` goes on from here with libFuzzer.

mod bodies;

use std::fs;
use std::path::Path;

use fastrand::Rng;

use bodies::{api_answer, codec_json, codec_msgpack, import_id, planner};

#[test]
fn msgpack_round_trips_or_is_rejected() {
    tried("codec_msgpack", 20_000, codec_msgpack::run);
}

#[test]
fn json_is_read_or_refused_and_written_as_it_was_read() {
    tried("codec_json", 20_000, codec_json::run);
}

#[test]
fn terraform_accepts_every_plan_and_state() {
    tried("planner", 15_000, planner::run);
}

#[test]
fn an_import_id_names_one_object_or_is_refused() {
    tried("import_id", 20_000, import_id::run);
}

#[test]
fn any_response_yields_a_value_or_an_error() {
    tried("api_answer", 300, api_answer::run);
}

/// Every target cargo-fuzz knows is tried here too.
#[test]
fn every_fuzz_target_has_seeds_and_a_body() {
    let names = |folder: &str| -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(fuzz().join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let expected = ["api_answer", "codec_json", "codec_msgpack", "import_id", "planner"];
    assert_eq!(names("fuzz_targets"), expected);
    assert_eq!(names("seeds"), expected);
}

fn fuzz() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// Runs the body over each seed of the target and over so many changed ones.
fn tried(target: &str, times: usize, run: fn(&[u8])) {
    let mut paths: Vec<_> = fs::read_dir(fuzz().join("seeds").join(target))
        .expect("a folder of seeds")
        .map(|entry| entry.expect("a seed").path())
        .collect();
    paths.sort();
    let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).expect("a seed")).collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    for (path, seed) in paths.iter().zip(&seeds) {
        one(&path.display().to_string(), seed, run);
    }
    let mut rng = Rng::with_seed(2026);
    for number in 0..times {
        one(&format!("{target}, input {number}"), &changed(&mut rng, &seeds), run);
    }
}

fn one(name: &str, data: &[u8], run: fn(&[u8])) {
    let holds = std::panic::catch_unwind(|| run(data)).is_ok();
    assert!(holds, "{name}: does not hold for b\"{}\"", data.escape_ascii());
}

/// A seed with a few changes, or bytes of no sense at all.
fn changed(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    if rng.usize(..4) == 0 {
        return (0..rng.usize(..200)).map(|_| rng.u8(..)).collect();
    }
    let mut data = seeds[rng.usize(..seeds.len())].clone();
    for _ in 0..=rng.usize(..4) {
        let at = rng.usize(..=data.len());
        match rng.usize(..6) {
            0 => data.truncate(at),
            1 => data.insert(at, rng.u8(..)),
            2 if at < data.len() => data[at] = rng.u8(..),
            3 if at < data.len() => data[at] ^= 1 << rng.u8(..8),
            4 if at < data.len() => {
                data.remove(at);
            }
            _ => {
                let other = &seeds[rng.usize(..seeds.len())];
                let (from, to) = (rng.usize(..=other.len()), rng.usize(..=other.len()));
                let piece = other[from.min(to)..from.max(to)].to_vec();
                data.splice(at..at, piece);
            }
        }
    }
    data
}
