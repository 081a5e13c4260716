# To kommandoer holder: «make demo» og «make test». Resten er for den som utvikler; «make hjelp» viser alt.
# Hvert oppsettstrinn har en stempelfil, så andre gang gjøres bare det som er endret.

SHELL := /bin/bash
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := hjelp
.DELETE_ON_ERROR:

PY := .venv/bin/python
OPPSETT := .ci/oppsett
PAKKER := .venv/.ferdig
NPM_PAKKER := node_modules/.ferdig
TEMA := var/tema/.ferdig
OVERSETTELSER := $(patsubst %.po,%.mo,$(wildcard arbeidsmiljo/locale/*/LC_MESSAGES/*.po))
OPPSATT := $(PAKKER) $(NPM_PAKKER) $(TEMA) $(OVERSETTELSER)
ARGS ?=

# Demoen har alt sitt i var/demo, uansett hva miljøet ellers sier.
DEMO := $(CURDIR)/var/demo
DEMO_MILJO := DEBUG=0 VARMAPPE="$(DEMO)" NOKKELMAPPE="$(DEMO)/nokler" SECRET_KEY_FILE="$(DEMO)/hemmelig-nokkel" \
	DATABASE_URL="sqlite:///$(DEMO)/forsvarlig.sqlite3" NETTADRESSE="http://127.0.0.1:8000" BAK_PROXY= EPOST_VERT= EPOST_MAPPE="$(DEMO)/epost"
STATISKE := $(DEMO)/static/.ferdig

.PHONY: hjelp demo test bench format lint sjekk laas hemmeligheter rydd oppsett

hjelp: ## Viser denne listen
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

oppsett: $(OPPSATT) ## Installerer det som mangler i .venv og node_modules

demo: $(OPPSATT) $(STATISKE) $(DEMO)/hemmelig-nokkel ## Kjører hele hovedoppgaven på en oppdiktet kommune og viser den på 127.0.0.1:8000
	@echo "5/5 Gjør klar databasen og kjører hovedoppgaven …"
	@$(DEMO_MILJO) $(PY) manage.py migrate --noinput --verbosity 0
	@$(DEMO_MILJO) $(PY) manage.py demo $(ARGS)

test: $(OPPSATT) ## Kjører alle prøvene på SQLite, og på PostgreSQL der en tjener svarer
	@$(OPPSETT) chromium
	@.ci/prov $(ARGS)

bench: $(OPPSATT) ## Måler tid, minne og spørringer (tests/benchmarks)
	@$(PY) -m tests.benchmarks $(ARGS)

format: $(PAKKER) ## Formaterer kode og maler
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 -r .venv/bin/djade --target-version 5.2 || true
	@.venv/bin/djangofmt templates || true

lint: $(PAKKER) ## Sjekker kode og importkontrakter, uten typer
	@.venv/bin/ruff check .
	@.venv/bin/lint-imports --no-logo

sjekk: $(PAKKER) $(OVERSETTELSER) ## Alt .ci/run sjekker utenom prøvene
	@.ci/sjekk

laas: $(PAKKER) ## Låser pakkene på nytt etter en endring i requirements/*.in
	@.ci/laas

hemmeligheter: ## Lager nøkler og passord for docker-compose.yml, uten å røre dem som finnes
	@.ci/hemmeligheter

rydd: ## Sletter alt som kan lages på nytt, også demoen
	rm -rf .venv node_modules var/demo var/tema .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(PAKKER): requirements/utvikling.txt
	@echo "1/5 Installerer Python-pakker (et par minutter første gang) …"
	@$(OPPSETT) python
	@touch $@

$(NPM_PAKKER): package-lock.json | $(PAKKER)
	@echo "2/5 Henter designsystem og skrift …"
	@$(OPPSETT) npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(TEMA): designsystemet.config.json package.json $(NPM_PAKKER) | $(PAKKER)
	@echo "3/5 Bygger temaet …"
	@mkdir -p $(@D)
	@$(OPPSETT) npm run --silent tema >/dev/null
	@touch $@

%.mo: %.po | $(PAKKER)
	@.venv/bin/pybabel --quiet compile --input-file=$< --output-file=$@

$(DEMO)/hemmelig-nokkel: | $(PAKKER)
	@mkdir -p -m 700 $(@D)
	@umask 077 && $(PY) -c "import secrets; print(secrets.token_urlsafe(50))" > $@

$(STATISKE): $(TEMA) $(PAKKER) $(wildcard static/*/* static/*/*/*) arbeidsmiljo/settings.py | $(DEMO)/hemmelig-nokkel
	@echo "4/5 Samler stilark, skript og bilder …"
	@$(DEMO_MILJO) $(PY) manage.py collectstatic --noinput --verbosity 0
	@touch $@
