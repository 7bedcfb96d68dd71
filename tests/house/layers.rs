//! Who may use whom: ARCHITECTURE.md's "must not know" as a table, checked against every path in the text.

use crate::files;
use crate::paths;

/// A folder, and what its files may use. The longest folder that fits a file is its layer.
struct Layer {
    folder: &'static str,
    /// Prefixes of our own modules.
    ours: &'static [&'static str],
    /// Prefixes within `ours` that are forbidden all the same.
    except: &'static [&'static str],
    /// Crates beyond those anybody may use.
    crates: &'static [&'static str],
}

/// Values, errors, time and logs: crates that say nothing about a layer.
const ANYBODY: &[&str] = &[
    "async_trait",
    "base64",
    "futures",
    "humantime",
    "regex",
    "serde",
    "serde_json",
    "time",
    "tokio",
    "tokio_util",
    "tracing",
];

const LAYERS: &[Layer] = &[
    Layer {
        folder: "src/framework/value",
        ours: &["crate::framework::value"],
        except: &[],
        crates: &["rmp_serde", "serde_bytes", "tf_provider"],
    },
    Layer {
        folder: "src/framework/schema",
        ours: &["crate::framework::schema", "crate::framework::value"],
        except: &[],
        crates: &["tf_provider"],
    },
    Layer {
        folder: "src/framework/engine",
        ours: &["crate::framework::engine", "crate::framework::schema", "crate::framework::value"],
        except: &[],
        crates: &["tf_provider"],
    },
    Layer {
        folder: "src/framework/server",
        ours: &["crate::framework"],
        except: &["crate::framework::plugin"],
        crates: &["prost", "prost_types", "tf_provider", "tokio_stream", "tonic"],
    },
    Layer {
        folder: "src/framework/plugin",
        ours: &[
            "crate::framework::engine::is_guarded",
            "crate::framework::masking",
            "crate::framework::plugin",
            "crate::framework::proto",
        ],
        except: &[],
        crates: &[
            "prost",
            "prost_types",
            "rcgen",
            "rustls",
            "tempfile",
            "tokio_rustls",
            "tokio_stream",
            "tonic",
            "tracing_subscriber",
        ],
    },
    Layer {
        folder: "src/framework/proto",
        ours: &["crate::framework::proto"],
        except: &[],
        crates: &["prost", "prost_types", "tonic"],
    },
    Layer { folder: "src/framework", ours: &["crate::framework"], except: &[], crates: &[] },
    Layer {
        folder: "src/client",
        ours: &["crate::client"],
        except: &[],
        crates: &[
            "backon",
            "governor",
            "httpdate",
            "percent_encoding",
            "reqwest",
            "rustls",
            "serde_path_to_error",
            "url",
            "zeroize",
        ],
    },
    Layer {
        folder: "src/client/corti",
        ours: &["crate::client"],
        except: &["crate::client::cortecs", "crate::client::confident"],
        crates: &["percent_encoding", "reqwest", "url"],
    },
    Layer {
        folder: "src/client/cortecs",
        ours: &["crate::client"],
        except: &["crate::client::corti", "crate::client::confident"],
        crates: &["percent_encoding", "reqwest", "url"],
    },
    Layer {
        folder: "src/client/confident",
        ours: &["crate::client"],
        except: &["crate::client::corti", "crate::client::cortecs"],
        crates: &["percent_encoding", "reqwest", "url"],
    },
    Layer {
        folder: "src/resources",
        ours: &[
            "crate::client",
            "crate::framework::engine",
            "crate::framework::schema",
            "crate::framework::value",
            "crate::resources",
        ],
        except: &[],
        crates: &["age"],
    },
    Layer {
        folder: "src/resources/corti",
        ours: &[
            "crate::client",
            "crate::framework::engine",
            "crate::framework::schema",
            "crate::framework::value",
            "crate::resources",
        ],
        except: &[
            "crate::client::cortecs",
            "crate::client::confident",
            "crate::resources::cortecs",
            "crate::resources::confident",
        ],
        crates: &[],
    },
    Layer {
        folder: "src/resources/cortecs",
        ours: &[
            "crate::client",
            "crate::framework::engine",
            "crate::framework::schema",
            "crate::framework::value",
            "crate::resources",
        ],
        except: &[
            "crate::client::corti",
            "crate::client::confident",
            "crate::resources::corti",
            "crate::resources::confident",
        ],
        crates: &["fastrand"],
    },
    Layer {
        folder: "src/resources/confident",
        ours: &[
            "crate::client",
            "crate::framework::engine",
            "crate::framework::schema",
            "crate::framework::value",
            "crate::resources",
        ],
        except: &[
            "crate::client::corti",
            "crate::client::cortecs",
            "crate::resources::corti",
            "crate::resources::cortecs",
        ],
        crates: &["strsim"],
    },
    Layer {
        folder: "src/provider",
        ours: &["crate::client", "crate::framework", "crate::provider", "crate::resources"],
        except: &["crate::framework::plugin"],
        crates: &[],
    },
    // Where everything comes together.
    Layer { folder: "src/registry", ours: &["crate"], except: &[], crates: &[] },
    Layer { folder: "src/cli", ours: &["crate", "aiadmin"], except: &[], crates: &["clap"] },
    Layer { folder: "src/lib.rs", ours: &["crate"], except: &[], crates: &[] },
    Layer { folder: "src/main.rs", ours: &["crate", "aiadmin"], except: &[], crates: &["clap", "rustls"] },
    // A fake that shares types with the client agrees with the client's mistakes: no `aiadmin` here.
    Layer {
        folder: "src/bin/aiadmin-sandbox",
        ours: &["crate"],
        except: &[],
        crates: &["axum", "clap", "httpdate", "percent_encoding", "tempfile", "url"],
    },
];

#[test]
fn every_layer_uses_only_what_it_may_know() {
    let dependencies = dependencies();
    let mut offences = Vec::new();
    for file in files::below(&["src"]).iter().filter(|file| file.is_rust() && !is_test(&file.path)) {
        let Some(layer) = layer(&file.path) else {
            offences.push(format!("{}: belongs to no layer of this table", file.path));
            continue;
        };
        for used in paths::used(&file.path, &file.text) {
            if !layer.may_use(&used.path, &dependencies) {
                let line = file.text.lines().nth(used.line - 1).unwrap_or_default().trim();
                offences.push(format!(
                    "{}:{}: {} may not use {}: {line}",
                    file.path, used.line, layer.folder, used.path
                ));
            }
        }
    }
    assert!(offences.is_empty(), "\n{}", offences.join("\n"));
}

impl Layer {
    fn may_use(&self, path: &str, dependencies: &[String]) -> bool {
        let root = path.split("::").next().unwrap_or_default();
        if root == "crate" || root == "aiadmin" {
            let ours = |prefixes: &[&str]| prefixes.iter().any(|prefix| is_within(path, prefix));
            return ours(self.ours) && !ours(self.except);
        }
        // Anything else that is no dependency is a local name, a type or the standard library.
        !dependencies.iter().any(|name| name == root)
            || ANYBODY.contains(&root)
            || self.crates.contains(&root)
    }
}

fn layer(file: &str) -> Option<&'static Layer> {
    let module = file.trim_end_matches(".rs").replace('/', "::");
    let fitting = LAYERS
        .iter()
        .filter(|layer| is_within(&module, &layer.folder.trim_end_matches(".rs").replace('/', "::")));
    fitting.max_by_key(|layer| layer.folder.len())
}

fn is_within(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// Unit tests in files of their own may reach further than what they test.
fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// The crates Cargo.toml names, as they are written in code.
fn dependencies() -> Vec<String> {
    let manifest = include_str!("../../Cargo.toml");
    let section = manifest.split("\n[dependencies]\n").nth(1).and_then(|rest| rest.split("\n[").next());
    let lines = section.expect("a [dependencies] section").lines();
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| Some(line.split_once(" = ")?.0.replace('-', "_")))
        .collect()
}

#[test]
fn the_table_tells_layers_apart() {
    let dependencies = dependencies();
    let check = |file: &str, path: &str, expected: bool| {
        let layer = layer(file).expect("a layer");
        assert_eq!(layer.may_use(path, &dependencies), expected, "{path} in {file}, layer {}", layer.folder);
    };
    check("src/client/retry.rs", "crate::framework::engine::Cx", false);
    check("src/client/retry.rs", "reqwest::Client", true);
    check("src/client/retry.rs", "tonic::Status", false);
    check("src/client/corti/users.rs", "crate::client::confident::Member", false);
    check("src/framework/engine/plan.rs", "reqwest::Client", false);
    check("src/framework/engine/plan.rs", "crate::framework::proto::tfplugin6", false);
    check("src/framework/server/mod.rs", "crate::resources::corti", false);
    check("src/resources/corti/customer.rs", "crate::client::corti::Customer", true);
    check("src/resources/corti/customer.rs", "tonic::Status", false);
    check("src/resources/confident.rs", "crate::client::corti::Customer", false);
    check("src/bin/aiadmin-sandbox/main.rs", "aiadmin::client::Error", false);
}
