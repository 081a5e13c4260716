"""Knyttingen til innloggingsbiblioteket."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Kontoadapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Kontoer lages av HR. Ingen kan registrere seg selv."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
