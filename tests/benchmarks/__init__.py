"""Målingene «make bench» kjører. Aldri tidtatt i prøvene: en delt maskin ville gjort dem til tilfeldigheter."""
