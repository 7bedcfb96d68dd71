//! The output of debug mode: how Terraform connects to this process.

use super::handshake::Address;
use serde_json::json;

/// One sentence, and the variable to set before running Terraform.
pub(super) fn instructions(provider: &str, address: &Address, pid: u32) -> String {
    let value = value(provider, address, pid);
    let command = if cfg!(windows) {
        format!("$env:TF_REATTACH_PROVIDERS='{}'", value.replace('\'', "''"))
    } else {
        format!("TF_REATTACH_PROVIDERS='{}'", value.replace('\'', r"'\''"))
    };
    format!(
        "The provider is running. Set this variable where you run Terraform. To stop the provider, press Ctrl-C \
         here.\n\n\t{command}\n"
    )
}

/// `Test` is part of the protocol: Terraform 1.11 crashes if it is false.
fn value(provider: &str, address: &Address, pid: u32) -> String {
    json!({
        provider: {
            "Protocol": "grpc",
            "ProtocolVersion": 6,
            "Pid": pid,
            "Test": true,
            "Addr": { "Network": address.network, "String": address.address },
        }
    })
    .to_string()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn reattach_value_is_quoted_for_the_shell() {
        let address = Address { network: "unix", address: "/tmp/o'brien/s".into() };
        let text = instructions("acme/corti", &address, 7);
        let value = text.lines().last().unwrap();
        assert_eq!(
            value,
            "\tTF_REATTACH_PROVIDERS='{\"acme/corti\":{\"Addr\":{\"Network\":\"unix\",\
             \"String\":\"/tmp/o'\\''brien/s\"},\"Pid\":7,\"Protocol\":\"grpc\",\"ProtocolVersion\":6,\"Test\":true}}'"
        );
    }
}
