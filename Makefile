# What there is to do. Each target makes .venv first if it is not there. Another Python: make PYTHON=python3.12 demo
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

PORT ?= 8000

.PHONY: demo test notebooks docs docs-serve benchmark fresh lab clean
demo: $(READY)
	GAN_COURSE_SCALE=$${GAN_COURSE_SCALE:-quick} $(BIN)/gan-course-train --out runs/restore

test: $(READY)
	$(BIN)/python -m pytest

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

# Export the library, clean the notebooks, write tests and README; fail if that changes anything git knows.
fresh: $(READY)
	$(BIN)/python tools/fresh.py
	@test -z "$$(git status --porcelain -- nbs gan_course tests README.md)" || { git status --short -- nbs gan_course tests README.md; echo 'commit these, then run make fresh again'; exit 1; }

lab: $(READY)
	$(BIN)/jupyter lab nbs

clean:
	rm -rf .venv build dist *.egg-info runs _docs _proc

$(READY): settings.ini setup.py pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e '.[dev]'
	touch $(READY)
