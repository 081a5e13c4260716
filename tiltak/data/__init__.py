"""Referansedata i TOML: risikotabell, årsaker, utfall og tiltakskatalog."""
