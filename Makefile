# make run · make test · make eval · make lint; `make` alone says what there is.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
DEV_INSTALLED := .venv/installed-dev
PACKAGES := core catalogue prompts vectorstore evidence ingest answering eval web benchmarks
KILLS := 100
SEED := 20200608
ARTICLES := 50
PASSAGES := 1000 3000

.PHONY: help export run test torture bench eval baseline lint coverage
help:
	@echo "make run    set up if needed, ingest articles/, open the page"
	@echo "make test   set up if needed, lint, run the tests"
	@echo "make torture  kill -9 a working process a hundred times: make torture KILLS=20 SEED=7"
	@echo "make bench  how fast taking in and asking are: make bench ARTICLES=1000 PASSAGES='1000 100000'"
	@echo "make eval   how right the answers are, and whether they got worse than eval/results/baseline"
	@echo "make baseline  let the present answers be what make eval compares with"
	@echo "make lint   ruff, mypy and the import contracts"
	@echo "make coverage  name the facts that no article covers: make coverage FACTS=path"

$(INSTALLED): requirements.txt
	@echo "Setting up .venv: a few minutes and 2.2 GB"
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^torch==' requirements.txt)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(DEV_INSTALLED): $(INSTALLED) requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The export of the packaged encoder; `vectorstore.weights` does nothing where it is there already.
export: $(INSTALLED)
	@$(BIN)/python -W ignore -m vectorstore.weights "$${OTR_MODELS:-var/models}"

run: export
	$(BIN)/python app.py

test: lint export
	$(BIN)/python -m pytest

torture: $(DEV_INSTALLED)
	$(BIN)/python -m tests.vectorstore.torture --kills $(KILLS) --seed $(SEED)

bench: export
	$(BIN)/python -W ignore -m benchmarks.ingest --articles $(ARTICLES)
	$(BIN)/python -W ignore -m benchmarks.scale --passages $(PASSAGES)

eval: export
	$(BIN)/python cli.py eval --against eval/results/baseline

baseline: export
	$(BIN)/python cli.py eval --out eval/results/baseline

lint: $(DEV_INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py cli.py terminal.py bootstrap.py $(PACKAGES)
	$(BIN)/lint-imports --no-cache

coverage: $(INSTALLED)
	$(BIN)/python -m ingest.coverage $(FACTS) articles
