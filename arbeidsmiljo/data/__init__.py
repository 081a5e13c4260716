"""Referansedata i TOML: faktorer, regelverk og nasjonale tall."""
