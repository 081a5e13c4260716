"""Den oppdiktede arbeidsgiveren Fjordvik kommune, og det som skjer med den i ``manage.py demo``."""
