# `make` alone checks everything. GOLD: the folder of the annotated pages.
GOLD ?= ../shared/eval
RUN ?= ./run

all: lint test

test:
	$(RUN) pytest

lint:
	$(RUN) ruff check . && $(RUN) ruff format --check . && $(RUN) mypy

format:
	$(RUN) ruff check --fix . && $(RUN) ruff format .

eval:
	$(RUN) python eval/gate.py --gold $(GOLD)

regold:
	$(RUN) python scripts/regold.py

docs:
	$(RUN) python scripts/make_docs.py

.PHONY: all test lint format eval regold docs
