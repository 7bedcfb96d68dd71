# The verbs of this repository. `make help` lists them.

CARGO ?= cargo
# How long each of the five fuzz targets runs.
SECONDS ?= 60
CORES := $(shell getconf _NPROCESSORS_ONLN)
# How many tests run side by side. They wait for Terraform. Those of faults wait most of the time, for answers that are late on purpose.
TEST_THREADS ?= $(shell echo $$((4 * $(CORES))))
FAULT_THREADS ?= $(shell echo $$((10 * $(CORES))))
PROTOC := $(shell scripts/protoc --find)
export PROTOC

.DEFAULT_GOAL := help
.PHONY: help demo build test fuzz vendor-sdk lint docs install bench release try-release reproducible live sweep clean protoc

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

demo: protoc ## build the providers and run a demo with terraform; needs no account
	$(CARGO) build --locked --bins
	examples/terraform/demo/run

build: protoc ## build the provider and the sandbox
	$(CARGO) build --locked --bins

test: protoc ## run all tests; needs terraform and chromium on the PATH
	$(CARGO) test --locked --workspace --no-run
	RUST_TEST_THREADS=$(TEST_THREADS) $(CARGO) test --locked --workspace --lib --bins --test '[!f]*'
	RUST_TEST_THREADS=$(FAULT_THREADS) $(CARGO) test --locked --workspace --test 'f*'
	$(CARGO) test --locked --workspace --doc

vendor-sdk: protoc ## run Confident AI's Python SDK against the sandbox; needs python3 and PyPI
	$(CARGO) build --locked --bin aiadmin-sandbox
	scripts/vendor-sdk

fuzz: protoc ## run each of 5 fuzz targets for SECONDS=60, after a first build of 10 minutes; needs cargo-fuzz and a C++ compiler
	scripts/fuzz $(SECONDS)

lint: protoc ## check formatting, clippy, licenses and duplicate crates
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets -- -D warnings
	scripts/deny

docs: protoc ## update docs/ and the schema snapshots
	UPDATE=1 $(CARGO) test --locked --test conventions

install: protoc ## install the four providers for the current user
	$(CARGO) build --locked --release --bin terraform-provider-aiadmin
	scripts/install target/release/terraform-provider-aiadmin

bench: protoc ## plan 1,000 objects of each type, with and without latency; print time ratios, requests and memory
	$(CARGO) bench --locked --bench plan

release: protoc ## write zip files, SBOM, manifest and checksums for this platform to target/release-files
	scripts/package

try-release: release build ## run the release files in an empty root file system with only terraform; needs Linux
	scripts/try-release

reproducible: release ## build the last commit again in another folder and compare the bytes
	scripts/reproducible "$$(scripts/build-release | tail -1)"

live: protoc ## create, change, import and destroy every resource live; asks before the first write
	scripts/live

sweep: protoc ## delete what an interrupted make live left in these accounts; asks first
	scripts/sweep

clean: ## remove everything that was built
	$(CARGO) clean

# Compiling the protocol needs protoc. It is installed when that is possible, otherwise the message says how.
protoc:
	@scripts/protoc --install
