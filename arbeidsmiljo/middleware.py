"""Små tillegg til forespørselen."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation

from arbeidsmiljo.konto import VALGT_VIRKSOMHET
from arbeidsmiljo.models import Bruker


class InnloggingskravMiddleware(LoginRequiredMiddleware):
    """Krever innlogging, men slår ikke opp brukeren for åpne visninger.

    Djangos egen leser økten først og spør etterpå. Da ville svarsidene lest en økt og båret ``Vary: Cookie``.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class NulltegnMiddleware:
    """Et nulltegn i adressen finnes ikke i noe vi har, og PostgreSQL svarer med en feil når den får det."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)


class BrukervalgMiddleware:
    """Virksomheten og språket den innloggede har valgt. Etter innloggingen, og bare under /app/.

    De åpne sidene følger nettleseren, og leser aldri en økt.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/app/") and isinstance(request.user, Bruker):
            request.user.valgt_virksomhet = request.session.get(VALGT_VIRKSOMHET)
            translation.activate(request.user.sprak)
            request.LANGUAGE_CODE = request.user.sprak
        return self.get_response(request)


class HtmxInnloggingMiddleware:
    """En utløpt økt gir hel innloggingsside, ikke en innloggingsside inne i et bruddstykke."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        er_htmx = request.headers.get("HX-Request") == "true"
        if er_htmx and response.status_code == 302 and "/app/konto/" in response.headers.get("Location", ""):
            hel = HttpResponse(status=204)
            hel["HX-Redirect"] = response["Location"]
            return hel
        return response
