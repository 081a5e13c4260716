"""Hvem som slipper til. Alt er lukket til en visning sier noe annet."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from arbeidsmiljo.domain.roller import Tilgang
from arbeidsmiljo.models import Bruker

P = ParamSpec("P")
Visning = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def innlogget(request: HttpRequest) -> Bruker:
    """Brukeren bak forespørselen. Melder ``PermissionDenied`` når ingen er innlogget."""
    if not isinstance(request.user, Bruker):
        raise PermissionDenied
    return request.user


def krever(tilgang: Tilgang) -> Callable[[Visning[P]], Visning[P]]:
    """Visningen krever tilgangen for minst én enhet; visningen selv sjekker hvilken."""

    def dekorer(visning: Visning[P]) -> Visning[P]:
        @wraps(visning)
        def vakt(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not innlogget(request).har(tilgang):
                raise PermissionDenied
            return visning(request, *args, **kwargs)

        vakt.tilgang = tilgang  # type: ignore[attr-defined]
        return vakt

    return dekorer


def apen_for_alle(*, begrunnelse: str) -> Callable[[Visning[P]], Visning[P]]:
    """Visningen krever ingen innlogging. ``begrunnelse`` sier hvorfor, og er påkrevd."""

    def dekorer(visning: Visning[P]) -> Visning[P]:
        apen: Any = login_not_required(visning)
        apen.apen_fordi = begrunnelse
        return apen  # type: ignore[no-any-return]

    return dekorer
