"""Små tillegg til forespørselen."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


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


class SprakMiddleware(LocaleMiddleware):
    """Språket etter nettleseren på de åpne sidene, bokmål på de innloggede.

    Svarsidene er oversatt i sin helhet. De innloggede er det ikke ennå, og en side på to språk er verre enn én på norsk.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith("/app/"):
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE
        else:
            super().process_request(request)


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
