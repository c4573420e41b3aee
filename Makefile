# The only list of commands.  `make check` before every commit; it takes minutes.
# Uses the environment in .venv (see README.md) unless told otherwise: make check PYTHON=python3.13

PYTHON ?= .venv/bin/python
CODE = sentiment_abm tests experiments benchmarks
QUICK = sentiment_abm tests/unit tests/theory tests/identity tests/docs

.PHONY: help check check-slow lint types layers quick test browser mesa-next ema pins mutation bench figures gallery recovery docs experiments-small accessibility dist installed licenses audit soak clean

help:            ## this list
	@grep -E '^[a-z-]+: .*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 14

check: lint types layers quick  ## everything that takes minutes: lint, types, layers, quick tests

check-slow: lint types layers   ## everything, the slow tests too
	$(PYTHON) -m pytest -m "not browser and not ema"

lint:            ## ruff: rules and format
	$(PYTHON) -m ruff check $(CODE)
	$(PYTHON) -m ruff format --check $(CODE)

types:           ## mypy, strict
	$(PYTHON) -m mypy

layers:          ## import-linter: imports go one way
	$(PYTHON) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-cache --no-logo

quick:           ## unit, theory, identity and docs tests, doctests
	$(PYTHON) -m pytest -n auto $(QUICK)

test:            ## the README's test command: all tests but the slow ones
	$(PYTHON) -m pytest

browser:         ## dashboard and report in Chromium (extra browser; chromium and chromedriver on the path)
	$(PYTHON) -m pytest -m browser tests/browser

accessibility:   ## axe on a report, light and dark, wide and narrow (as for browser)
	$(PYTHON) -m pytest -m browser tests/browser/test_accessibility.py

mesa-next:       ## Mesa's newest pre-release against the Mesa tests, in .venv-next; may fail, and says what will break
	$(PYTHON) -m venv .venv-next
	.venv-next/bin/python -m pip install --quiet -e ".[test]"
	.venv-next/bin/python -m pip install --quiet --pre --upgrade --no-deps mesa
	-.venv-next/bin/python -c "import mesa; print('Mesa', mesa.__version__)"
	-.venv-next/bin/python -m pytest -W default -q --tb=line tests/unit/test_mesa.py tests/unit/test_model.py

ema:             ## the recipe with EMA workbench against the sweep, bit for bit, in .venv-ema
	$(PYTHON) -m venv .venv-ema
	.venv-ema/bin/python -m pip install --quiet -e ".[test]" ema_workbench
	.venv-ema/bin/python -m pytest -m ema -W default tests/docs/test_recipes.py

docs:            ## the site, in docs/_build/html; warnings are errors
	$(PYTHON) -m sphinx --quiet --fail-on-warning --keep-going --builder html docs docs/_build/html

pins:            ## requirements/ci.txt anew, with hashes and without host names (needs uv)
	uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet \
	  --python-version 3.12 --extra test --output-file requirements/ci.txt pyproject.toml

licenses:        ## docs/licenses.md anew, from every extra in .venv-licenses
	$(PYTHON) -m venv --clear .venv-licenses
	.venv-licenses/bin/python -m pip install --quiet ".[viz,sensitivity,dask,hpc,pdf,test,browser,docs,bench]"
	.venv-licenses/bin/python -m tests.licenses

audit:           ## known vulnerabilities of the pins, from public databases (needs the network), in .venv-audit
	$(PYTHON) -m venv .venv-audit
	.venv-audit/bin/python -m pip install --quiet --upgrade pip-audit
	.venv-audit/bin/python -m pip_audit --strict --require-hashes --disable-pip --requirement requirements/ci.txt

dist:            ## sdist and wheel in dist/, the same bytes every time, and their SHA-256
	rm -rf dist
	env -u SOURCE_DATE_EPOCH $(PYTHON) -m hatchling build --directory dist
	cd dist && sha256sum *

PYTHONS ?= python3.12 python3.13
installed:       ## the wheel with every extra in clean environments of PYTHONS, away from here; minutes
	$(PYTHON) -m tests.installed $(PYTHONS)

soak:            ## mixed work for an hour: does anything pile up?
	$(PYTHON) -m tests.soak --minutes 60

mutation:        ## change every rule a little, see whether a test notices; result in docs/validation.md
	$(PYTHON) -m tests.mutation

bench:           ## the named cases of benchmarks/, into its one table
	$(PYTHON) -m benchmarks

figures:         ## run the shipped experiments and write results/ anew, the same bytes every time
	$(PYTHON) -m experiments.build

experiments-small: ## every shipped experiment with few people and replicates, in build/small
	$(PYTHON) -m experiments.build --small --out build/small/results --runs build/small/runs

gallery:         ## the pictures of docs/gallery.md, from the code on that page
	PYTHONPATH=. $(PYTHON) docs/gallery.py

recovery:        ## fit polls of known truths, count how often intervals are right; minutes
	$(PYTHON) experiments/synthetic_recovery/recover.py --data-sets 200 --controls 60

clean:           ## caches and builds; results stay
	rm -rf build dist docs/_build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
