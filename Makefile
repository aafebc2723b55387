# Every task of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MVN = $(shell bin/build)

help: ## List every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

benchmark: package ## Measure direct, nginx and the gateway (ARGS="--help")
	bin/benchmark $(ARGS)

model: ## Serve a small real language model on :5000 (the plainest way to start the worker)
	exec bin/worker $(ARGS)

worker: ## Serve models by the Python worker: HTTP on :5000, gRPC on :5001 (ARGS="--config FILE")
	exec bin/worker $(ARGS)

test-worker: ## Lint, type-check and test the Python worker with real inference
	python/test $(ARGS)

.PHONY: model worker test-worker help benchmark
