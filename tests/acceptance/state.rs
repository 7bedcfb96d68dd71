//! A state as Terraform wrote it to its file. `terraform show -json` says the same and would start Terraform and the plugin.

use serde_json::Value;

/// What a state file holds.
#[derive(Debug)]
pub(crate) struct State(Value);

impl State {
    #[track_caller]
    pub(crate) fn parse(text: &str) -> State {
        State(serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}")))
    }

    /// The address and the attributes of each object.
    pub(crate) fn objects(&self) -> impl Iterator<Item = (String, &Value)> {
        let resources = self.0["resources"].as_array().into_iter().flatten();
        resources.flat_map(|resource| {
            let instances = resource["instances"].as_array().into_iter().flatten();
            instances.map(move |it| (address(resource, &it["index_key"]), &it["attributes"]))
        })
    }

    /// The attributes of one object; fails the test if it is not there.
    #[track_caller]
    pub(crate) fn object(&self, address: &str) -> Value {
        let found = self.objects().find(|(it, _)| it == address);
        found.unwrap_or_else(|| panic!("{address} is not in the state: {:#}", self.0)).1.clone()
    }

    /// An output, unmasked.
    #[track_caller]
    pub(crate) fn output(&self, name: &str) -> Value {
        let output = &self.0["outputs"][name];
        output.get("value").unwrap_or_else(|| panic!("no output {name} in the state: {:#}", self.0)).clone()
    }
}

/// The address of an instance, as Terraform shows it.
fn address(resource: &Value, index: &Value) -> String {
    let text = |name: &str| resource[name].as_str().unwrap_or_default();
    let module = resource["module"].as_str().map(|it| format!("{it}."));
    let data = (resource["mode"] == "data").then_some("data.");
    let index = (!index.is_null()).then(|| format!("[{index}]"));
    format!(
        "{}{}{}.{}{}",
        module.unwrap_or_default(),
        data.unwrap_or_default(),
        text("type"),
        text("name"),
        index.unwrap_or_default()
    )
}
