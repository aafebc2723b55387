# Every task of the project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MVN = $(shell bin/build)

help: ## List every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

benchmark: package ## Measure direct, nginx and the gateway (ARGS="--help")
	bin/benchmark $(ARGS)

.PHONY: help benchmark
