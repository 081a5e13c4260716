"""Instrumentene: én fil per id og versjon, ``<id>-v<n>.toml``. En utgitt fil endres aldri."""
