# What there is to do. Each target makes .venv first if it is not there. Another Python: make PYTHON=python3.12 demo
ifeq ($(OS),Windows_NT)
  PYTHON ?= python
  BIN := .venv/Scripts
else
  PYTHON ?= python3
  BIN := .venv/bin
endif
READY := .venv/.ready
GENERATED := nbs gan_course tests README.md

PORT ?= 8000
MODULE ?= losses
SAMPLE ?= 30

.PHONY: demo test quick-proof notebooks docs docs-serve benchmark style fresh mutate lab clean
demo: $(READY)
	GAN_COURSE_SCALE=$${GAN_COURSE_SCALE:-quick} $(BIN)/gan-course-train --out runs/demo --overwrite

test: $(READY)
	$(BIN)/python -m pytest

# Does it learn? Three short trainings at the quick scale, with assertions that the smoke scale cannot hold.
quick-proof: $(READY)
	GAN_COURSE_PROOF=1 $(BIN)/python -m pytest tests/test_quick_learning.py

# Run every notebook and report its seconds; outputs are thrown away.
notebooks: $(READY)
	$(BIN)/python tools/run_notebooks.py

# Build the site in _docs/ and check every link (Python 3.11 or later).
docs: $(READY)
	$(BIN)/python -W ignore tools/docs.py

# Look at it: make PORT=9000 docs-serve
docs-serve: $(READY)
	$(BIN)/python -W ignore tools/docs.py --serve $(PORT)

# Measure the training step against fastai's GANLearner and two hand-written loops.
benchmark: $(READY)
	$(BIN)/python -W ignore tools/benchmark.py

# Does the code look as CONTRIBUTING.md asks? Notebooks, tools and hand-written tests.
style: $(READY)
	$(BIN)/ruff check --quiet .
	$(BIN)/python tools/style.py --check

# Export the library, clean the notebooks, write tests and README, look at the style; fail if that changes
# anything git knows.
fresh: $(READY)
	$(BIN)/python tools/fresh.py
	$(MAKE) style
	@test -z "$$(git status --porcelain -- $(GENERATED))" || { git status --short -- $(GENERATED); \
		echo 'commit these, then run make fresh again'; exit 1; }

# Do the tests of a module notice when its code is wrong? make MODULE=learner SAMPLE=50 mutate
mutate: $(READY)
	$(BIN)/python tools/mutate.py $(MODULE) --sample $(SAMPLE)

lab: $(READY)
	$(BIN)/jupyter lab nbs

clean:
	rm -rf .venv build dist *.egg-info runs _docs _proc

$(READY): settings.ini setup.py pyproject.toml
	test -d $(BIN) || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $(READY)
