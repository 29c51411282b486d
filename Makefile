# make run    builds Kurzwahl and starts the demo on this machine
# make test   runs all tests, with the race detector; what they need is installed where that is possible
GO        ?= go
BIN       := bin/kurzwahl
TOOLS     := $(CURDIR)/.tools
LINTER    := $(TOOLS)/golangci-lint
LINT_VER  := v2.15.0
PEERS     := e2e/peers/nodesmpp e2e/peers/slacksdk
VERSION   := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS   := -X main.version=$(VERSION)

.PHONY: run build test test-deps test-go lint lint-tool fmt soak bench intents screenshots clean

run: build
	$(BIN) demo

build:
	$(GO) build -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/kurzwahl

test: test-deps test-go

test-go:
	$(GO) test -race -timeout 15m ./...

# PostgreSQL, Chromium and the foreign peers are only needed by tests, which skip loudly without them.
test-deps:
	@./e2e/install-peers

lint: lint-tool
	$(LINTER) run ./...

fmt: lint-tool
	$(LINTER) fmt ./...

lint-tool: $(LINTER)-$(LINT_VER)

$(LINTER)-$(LINT_VER):
	GOBIN=$(TOOLS) GOFLAGS= $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VER)
	@touch $@

# Longer runs of the same tests: crashes at random moments, faults, fuzzing.
soak:
	KURZWAHL_SOAK=1 $(GO) test -race -timeout 60m ./...

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

# How well texts are understood, on a labelled file: make intents FILE=labelled.tsv
intents:
	$(GO) run ./intents/eval -folds $(FILE)

# The pictures in the README, taken from the running demo.
screenshots: build
	$(GO) run ./e2e/screenshots

clean:
	rm -rf bin .tools
