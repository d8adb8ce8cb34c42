# Everything is done in .venv; a stamp in it is remade when its lock file changes.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --quiet
LOCKED := $(PIP) --require-hashes --no-deps --only-binary :all:
# Tests that start no servers and run no campaigns.
QUICK := tests/api tests/articles tests/editing tests/feeds tests/ingest tests/keys tests/patterns tests/search tests/values \
	$(wildcard tests/test_*.py)
SEMGREP := SEMGREP_SEND_METRICS=off SEMGREP_ENABLE_VERSION_CHECK=0 PATH=$(VENV)/rules/bin:$$PATH \
	semgrep scan --quiet --oss-only --config tests/semgrep/rules.yaml
UV := $(VENV)/lock/bin/uv
UV_VERSION := 0.13.9
COMPILE := $(UV) pip compile --no-config --universal --generate-hashes --quiet \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: help run install test explore repeat coverage mutants fuzz fuzz-inputs torture-inputs schemathesis gate check release audit sbom check-code check-safety check-rules check-types check-imports check-image check-docs reference faults limits security bench bench-engine bench-ingest bench-http bench-extract torture load soak lock clean
.DELETE_ON_ERROR:

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: install ## Set up, ingest seed_data/, serve on 127.0.0.1:8000
	@$(BIN)/dateline ingest seed_data || [ $$? -eq 1 ] # 1: some records rejected, all others are in
	@exec $(BIN)/dateline serve

install: $(VENV)/run.stamp ## Make .venv and put the dateline command in it

test: $(VENV)/test.stamp $(VENV)/client.stamp ## Set up, run the tests (ARGS="-k dates" chooses)
	@scripts/find-browser
	@scripts/find-strace
	$(BIN)/python -m pytest $(ARGS)

explore: $(VENV)/test.stamp ## Run the property tests ROUNDS times (10) with other examples each time
	for round in $$(seq $(or $(ROUNDS),10)); do \
	  HYPOTHESIS_PROFILE=exploring $(BIN)/python -m pytest -q -m hypothesis $(ARGS) || exit 1; \
	done

repeat: $(VENV)/test.stamp ## Run the quick tests ROUNDS times (10), each time in another order (FIRST=7: that of round 7 first)
	first=$(or $(FIRST),1); for seed in $$(seq $$first $$((first + $(or $(ROUNDS),10) - 1))); do \
	  echo "repeat: round $$seed"; \
	  $(BIN)/python -m pytest -q -p randomly --randomly-seed=$$seed $(or $(ARGS),$(QUICK)) || exit 1; \
	done

coverage: $(VENV)/test.stamp ## Run the tests and tell which branches of app/ they do not run; fails below the floor
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -q $(ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report --show-missing --skip-covered --sort=cover

mutants: $(VENV)/test.stamp $(VENV)/lint.stamp $(VENV)/mutants.stamp ## Change the code in small ways: does a test notice? (ARGS="store auth")
	$(BIN)/python scripts/mutants $(ARGS)

fuzz: $(VENV)/test.stamp ## Read COUNT random queries (20000000): none may raise what is not declared
	$(BIN)/python scripts/fuzz-queries $(or $(COUNT),20000000)

fuzz-inputs: $(VENV)/test.stamp $(VENV)/fuzz.stamp ## Fuzz the readers by coverage, MINUTES (10) each (ARGS="--keep feed csv")
	$(BIN)/python scripts/fuzz-inputs --minutes $(or $(MINUTES),10) $(ARGS)

torture-inputs: $(VENV)/test.stamp ## Cut, change and mix inputs many thousand times; the worst documents (ARGS="--mutations 100")
	$(BIN)/python -m tests.fuzz.campaign $(ARGS)

schemathesis: $(VENV)/test.stamp ## Send the API COUNT requests made from its description (20000): nothing may be found
	$(BIN)/python -m tests.clients.campaign $(or $(COUNT),20000)

gate: $(VENV)/test.stamp ## What every change must pass beside the tests: kills, cuts, damage, random requests
	$(BIN)/python scripts/gate

check: check-code check-safety check-rules check-types check-imports check-image check-docs ## Lint, format, secrets, types, import contracts, Dockerfile, docs
	$(BIN)/python -m pip --disable-pip-version-check check

check-code: $(VENV)/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-safety: $(VENV)/lint.stamp
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive app migrations
	files=$$(git ls-files -- ':!requirements') && $(BIN)/detect-secrets-hook --no-verify --exclude-lines '@.*example' $$files

# Nothing is asked of anybody: the rules are ours, and neither versions nor figures are sent.
check-rules: $(VENV)/rules.stamp
	$(SEMGREP) --test tests/semgrep/rules.py
	$(SEMGREP) --error app migrations

check-types: $(VENV)/lint.stamp
	$(BIN)/mypy --strict

check-imports: $(VENV)/lint.stamp
	$(BIN)/lint-imports

check-image: $(VENV)/lint.stamp
	$(BIN)/hadolint Dockerfile

check-docs: $(VENV)/test.stamp
	$(BIN)/python -m pytest -q tests/docs

release: check test gate audit sbom ## All that must hold before a release; makes its wheel and its list of packages in dist/
	$(BIN)/python -m hatchling build --target wheel

audit: $(VENV)/audit.stamp ## Ask for known vulnerabilities of all locked packages; fails when it could not look
	$(VENV)/audit/bin/python scripts/audit $(VENV)/audit/bin/pip-audit requirements/run.txt requirements/build.txt

sbom: $(VENV)/audit.stamp ## Write dist/sbom.cdx.json: what the wheel needs to run, in CycloneDX
	@mkdir -p dist
	$(VENV)/audit/bin/python -W ignore -m cyclonedx_py requirements --pyproject pyproject.toml \
		--output-reproducible --of JSON -o dist/sbom.cdx.json requirements/run.txt

reference: $(VENV)/run.stamp ## Write docs/reference.md anew from the code
	$(BIN)/python scripts/make-reference > docs/reference.md

faults: $(VENV)/run.stamp ## Write docs/faults.md anew from tests/faults.toml and the tests
	$(BIN)/python scripts/make-faults > docs/faults.md

limits: $(VENV)/run.stamp ## Write docs/limits.md anew from the settings and tests/limits.toml
	$(BIN)/python scripts/make-limits > docs/limits.md

security: $(VENV)/run.stamp ## Write docs/security.md anew from tests/asvs.toml and the ledger
	$(BIN)/python scripts/make-security > docs/security.md

bench: $(VENV)/test.stamp $(VENV)/bench.stamp ## Run the benchmarks and print their tables
	$(BIN)/python -m benchmarks $(ARGS)

bench-engine: $(VENV)/test.stamp $(VENV)/bench.stamp ## Measure the engine beside its peers (ARGS="--million")
	$(BIN)/python -m benchmarks engine $(ARGS)

torture: $(VENV)/test.stamp ## Kill, starve and damage archives thousands of times (ARGS="--kills 10000")
	$(BIN)/python -m benchmarks.torture $(ARGS)

load: $(VENV)/test.stamp ## Ask a server for more than it can answer, in bad company, stop and kill it (ARGS="--stops 1000")
	$(BIN)/python -m benchmarks.load $(ARGS)

soak: $(VENV)/test.stamp ## Half an hour of everything at once: does anything grow? (MINUTES=480)
	$(BIN)/python -m benchmarks.load --soak $(or $(MINUTES),30) $(ARGS)

bench-ingest: $(VENV)/test.stamp $(VENV)/bench.stamp ## Measure ingest beside sqlite-utils (ARGS="--million")
	$(BIN)/python -m benchmarks ingest $(ARGS)

bench-http: $(VENV)/test.stamp $(VENV)/bench.stamp ## Measure search over HTTP (ARGS="--datasette COMMAND")
	$(BIN)/python -m benchmarks http $(ARGS)

bench-extract: $(VENV)/test.stamp $(VENV)/bench.stamp ## Measure what is read from web pages and their dumps
	$(BIN)/python -m benchmarks extract pages $(ARGS)

lock: $(UV) ## Write requirements/ anew from pyproject.toml (UPGRADE=1: newest versions)
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) --group build -c requirements/run.txt -o requirements/build.txt
	$(COMPILE) --group test -c requirements/run.txt -c requirements/build.txt -o requirements/test.txt
	$(COMPILE) --group lint -c requirements/run.txt -c requirements/build.txt -c requirements/test.txt \
		-o requirements/lint.txt
	$(COMPILE) --group bench -c requirements/run.txt -c requirements/build.txt -c requirements/test.txt \
		-c requirements/lint.txt -o requirements/bench.txt
	$(COMPILE) --group fuzz -c requirements/run.txt -c requirements/test.txt -o requirements/fuzz.txt
	$(COMPILE) --group mutants -c requirements/run.txt -c requirements/test.txt -c requirements/lint.txt \
		-o requirements/mutants.txt
	$(COMPILE) --group client -o requirements/client.txt
	$(COMPILE) --group audit -o requirements/audit.txt
	$(COMPILE) --group rules -o requirements/rules.txt

clean: ## Remove environments, builds and caches (data/ stays)
	rm -rf $(VENV) dist build .mutants .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A Python that went away leaves a broken environment behind: make it anew.
ifeq ($(shell $(BIN)/python -c 'print(1)' 2>/dev/null),)
$(VENV)/made.stamp: broken
.PHONY: broken
broken:
endif

$(VENV)/made.stamp:
	@scripts/make-venv
	@touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing Dateline and what it needs."
	@$(LOCKED) -r requirements/run.txt -r requirements/build.txt
	@$(PIP) --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp $(VENV)/lint.stamp $(VENV)/bench.stamp $(VENV)/fuzz.stamp $(VENV)/mutants.stamp: $(VENV)/%.stamp: requirements/%.txt $(VENV)/run.stamp
	@echo "Installing requirements/$*.txt."
	@$(LOCKED) -r $<
	@touch $@

# The maker of clients wants an older typer than we do, the auditor looks from outside, semgrep brings packages that we
# keep out: environments of their own.
$(VENV)/client.stamp $(VENV)/audit.stamp $(VENV)/rules.stamp: $(VENV)/%.stamp: requirements/%.txt $(VENV)/made.stamp
	@echo "Installing requirements/$*.txt."
	@$(BIN)/python -m venv --clear --without-pip $(VENV)/$*
	@PIP_PYTHON=$(VENV)/$*/bin/python $(LOCKED) -r $<
	@touch $@

$(UV): $(VENV)/made.stamp
	$(BIN)/python -m venv $(VENV)/lock
	$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)
