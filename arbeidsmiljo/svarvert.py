"""Svarsidenes vern utenfor visningene: hodene, at ingen kake leses der ute, og eget vertsnavn (``SVAR_HOST``).

Ligger i mellomvaren og ikke i visningene, så også Djangos egne svar (404, 405, 400, 500, omdirigering) får det.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port

HODER = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}
MED_KAKER = "/app/"
STATISK = "/static/"
PAA_SVARVERTEN = ("/svar/", "/slik-beskytter-vi/", "/innsyn/", "/personvern/", "/kalender/", STATISK, "/helse/")

Neste = Callable[[HttpRequest], HttpResponse]


class SvarhoderMiddleware:
    """Alt utenfor /app/ svares uten kake og økt, og med hodene som gjelder svarsidene.

    Ytterst, så den også ser feilsidene. En kake som likevel skulle følge med, tas bort før noe leser den: da er
    svaret det samme for en som er innlogget i samme nettleser.
    """

    def __init__(self, get_response: Neste) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith((MED_KAKER, STATISK)):
            return self.get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        response = self.get_response(request)
        for navn, verdi in HODER.items():
            response[navn] = verdi
        # Feilsiden spør hvem som er innlogget, og får at ingen er det. Da varierer den ikke med kaken.
        varierer = [del_ for del_ in response.get("Vary", "").split(", ") if del_ not in {"", "Cookie"}]
        response["Vary"] = ", ".join(varierer)
        return response


class SvarvertMiddleware:
    """Stenger alt annet enn svarsidene på svarsidenes eget vertsnavn, før økt og innlogging kan bli lest."""

    def __init__(self, get_response: Neste) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SVAR_HOST and er_svarverten(request) and not request.path_info.startswith(PAA_SVARVERTEN):
            raise Http404
        return self.get_response(request)


def er_svarverten(request: HttpRequest) -> bool:
    """Om forespørselen kom til vertsnavnet svarene hører til. Uten ``SVAR_HOST`` er det alltid det."""
    if not settings.SVAR_HOST:
        return True
    return _vertsnavn(request.get_host()) == _vertsnavn(settings.SVAR_HOST)


def _vertsnavn(vert: str) -> str:
    # Uten port: kaker skiller ikke på port, så det gjør ikke vi heller.
    return split_domain_port(vert)[0]
