# Every task of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

help: ## List every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

run: package ## Build and start the gateway on http://127.0.0.1:8080 (ARGS="--config FILE")
	@exec bin/polygate --log.format=plain $(ARGS)

package: ## Build target/polygate.jar and the cache that makes it start fast
	@bin/package

test: test-clients ## Run all tests
	@bin/build -q test

test-clients: package ## Run the vendors' own clients, from npm, against the gateway
	@src/test/sdk/matrix/test $(ARGS)

check: test-clients ## Format, lint and test as a change is checked
	@bin/build -q spotless:check test

format: ## Format the Java sources
	@bin/build -q spotless:apply

benchmark: package ## Measure direct, nginx and the gateway (ARGS="--help")
	@bin/build -q test-compile
	bin/benchmark $(ARGS)

benchmark-faults: package ## Kill, hang and break backends and change the configuration under 1,000 calls/s
	@bin/build -q test-compile
	bin/benchmark-faults $(ARGS)

benchmark-micro: ## Measure scanner, parser, codecs and routing by JMH, and translating against passing
	@bin/build -q test-compile
	bin/benchmark-micro $(ARGS)

model: ## Serve a small real language model on :5000 (the plainest way to start the worker)
	@exec bin/worker $(ARGS)

worker: ## Serve models by the Python worker: HTTP on :5000, gRPC on :5001 (ARGS="--config FILE")
	@exec bin/worker $(ARGS)

test-worker: package ## Lint, type-check and test the Python worker with real inference
	@python/test $(ARGS)

test-model: package ## Stream and cancel a call of a real model through the gateway
	@bin/test-model

clean: ## Remove what was built and fetched
	rm -rf target .cache

.PHONY: help run package test test-clients check format benchmark benchmark-faults benchmark-micro model worker test-worker test-model clean
