# `make help` lists what there is. Each step of `make test` also runs alone.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

# A Node that bootstrap.sh put there, if it did, comes before the machine's; a Rust comes after it.
export PATH := $(CURDIR)/.tools/bin:$(PATH):$(HOME)/.cargo/bin

# What the Rust steps look at: CRATES="-p callkit-usersig" narrows it while working on one crate.
CRATES ?= --workspace
# More options for the server: make run ARGS="--listen 127.0.0.1:9000".
ARGS ?=
# LAN=1 makes the server reachable from other machines of the local network.
LAN ?=

step = @printf '\n== %s\n' '$@'

.PHONY: run test e2e bench soak
run: ## Build and start the server (LAN=1: reachable from a phone; ARGS=...: more options)
	@scripts/bootstrap.sh run
	@scripts/packages.sh build
	cargo run --locked -p callkit-cli -- serve $(if $(filter-out 0,$(LAN)),--lan) $(ARGS)

test: bootstrap lint purity test-rust test-ts e2e ## Install what is missing and run every test
	@printf '\n== all steps of make test are done\n'

e2e: build ## End to end: the real server, real browsers
	$(step)
	npm run --silent e2e

bench: packages ## Benchmarks of a release build, with the machine and the commit they ran on
	$(step)
	cargo build --locked --release -p callkit-cli -p callkit-bench
	bench/run

soak: build ## Ten minutes of calls in a row, watching that nothing grows (MINUTES=60: longer)
	$(step)
	node tests/soak/run.mjs

.PHONY: bootstrap build fmt fmt-check lint lint-rust lint-ts purity deny test-rust test-ts
bootstrap: ## Install what the tests need
	$(step)
	@scripts/bootstrap.sh test

build: packages ## Build the packages and the server
	$(step)
	@# As the tests are built, so that nothing is compiled a second time with other features.
	cargo test --locked --workspace --no-run --quiet

fmt: packages-installed ## Format everything
	cargo fmt --all
	npm run --silent format

lint: fmt-check lint-rust lint-ts ## Check formatting and lints, warnings count

fmt-check:
	$(step)
	cargo fmt --all --check

lint-rust: packages
	$(step)
	cargo clippy --locked $(CRATES) --all-targets -- -D warnings
	@if command -v cargo-deny >/dev/null; then \
		cargo deny --locked --log-level error check bans licenses sources; \
	else \
		echo 'cargo-deny is not installed, so licences and bans were not checked: see make deny'; \
	fi

lint-ts: packages-installed
	$(step)
	npm run --silent lint

purity: ## Check that the pure crates reach no socket and no clock
	$(step)
	@scripts/purity.sh

deny: ## Check licences, bans and advisories (installs cargo-deny, which takes minutes)
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	cargo deny --locked --log-level error check

test-rust: packages ## Test the crates
	$(step)
	cargo test --locked $(CRATES)

test-ts: packages ## Type-check and test the packages
	$(step)
	npm run --silent typecheck
	npm run --silent test

.PHONY: packages packages-installed
packages: # The server embeds the built packages.
	@scripts/packages.sh build

packages-installed:
	@scripts/packages.sh install

.PHONY: clean help
clean: ## Remove everything that was built or fetched (not ./data)
	rm -rf target .tools node_modules packages/*/node_modules packages/*/dist tests/*/node_modules

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
