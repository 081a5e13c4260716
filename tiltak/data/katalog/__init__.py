"""Tiltakskatalogen, én fil per tema."""
