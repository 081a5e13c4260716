"""Referansedata for kartlegging, lest med ``importlib.resources``."""
