"""Adressene. De andre rommene nevnes bare som tekst (romfølgen)."""

from django.urls import include, path, re_path

from arbeidsmiljo.views import (
    aarshjul,
    brukere,
    hendelser,
    innlesing,
    kalender,
    konto,
    organisasjon,
    verneomrader,
)
from arbeidsmiljo.views.forside import forside
from arbeidsmiljo.views.helse import helse
from arbeidsmiljo.views.virksomhet import virksomheten

urlpatterns = [
    path("", include("kartlegging.urls")),
    path("", include("tiltak.urls")),
    path("helse/", helse, name="helse"),
    path("app/", forside, name="forside"),
    path("app/virksomheten/", virksomheten, name="virksomheten"),
    path(
        "app/virksomheten/innstillinger/", verneomrader.virksomhetens_innstillinger, name="virksomhetens_innstillinger"
    ),
    path("app/virksomheten/organisasjon/", organisasjon.organisasjon, name="organisasjon"),
    path("app/virksomheten/organisasjon/ny/", organisasjon.enhet_ny, name="enhet_ny"),
    path("app/virksomheten/organisasjon/sammen/", organisasjon.enheter_slaa_sammen, name="enheter_slaa_sammen"),
    path("app/virksomheten/organisasjon/fil/", innlesing.enheter_inn, name="enheter_inn"),
    path("app/virksomheten/organisasjon/fil/<int:pk>/", innlesing.enheter_innlesing, name="enheter_innlesing"),
    path("app/virksomheten/organisasjon/<int:pk>/", organisasjon.enhet, name="enhet"),
    path("app/virksomheten/organisasjon/<int:pk>/endre/", organisasjon.enhet_endre, name="enhet_endre"),
    path("app/virksomheten/organisasjon/<int:pk>/lukk/", organisasjon.enhet_lukk, name="enhet_lukk"),
    path(
        "app/virksomheten/organisasjon/<int:pk>/forgjengere/", organisasjon.enhet_forgjengere, name="enhet_forgjengere"
    ),
    path("app/virksomheten/verneomrader/", verneomrader.verneomrader, name="verneomrader"),
    path("app/virksomheten/verneomrader/nytt/", verneomrader.verneomrade, name="verneomrade_nytt"),
    path("app/virksomheten/verneomrader/<int:pk>/", verneomrader.verneomrade, name="verneomrade"),
    path("app/virksomheten/verneomrader/<int:pk>/slett/", verneomrader.verneomrade_slett, name="verneomrade_slett"),
    path("app/virksomheten/aarshjul/", aarshjul.aarshjul, name="aarshjul"),
    path("app/virksomheten/aarshjul/forslag/", aarshjul.aarshjul_forslag, name="aarshjul_forslag"),
    path("app/virksomheten/aarshjul/kalender/", kalender.kalender_ny, name="kalender_ny"),
    path("app/virksomheten/aarshjul/ny/", aarshjul.aarsoppgave_ny, name="aarsoppgave_ny"),
    path("app/virksomheten/aarshjul/<int:pk>/", aarshjul.aarsoppgave, name="aarsoppgave"),
    path("app/virksomheten/aarshjul/<int:pk>/endre/", aarshjul.aarsoppgave_endre, name="aarsoppgave_endre"),
    re_path(r"^kalender/(?P<nokkel>[A-Za-z0-9_-]{1,40})\.ics$", kalender.kalender, name="kalender"),
    path("app/virksomheten/brukere/", brukere.brukere, name="brukere"),
    path("app/virksomheten/brukere/ny/", brukere.bruker_ny, name="bruker_ny"),
    path("app/virksomheten/brukere/<int:pk>/", brukere.bruker, name="bruker"),
    path("app/virksomheten/brukere/<int:pk>/navn/", brukere.bruker_endre, name="bruker_endre"),
    path("app/virksomheten/brukere/<int:pk>/brev/", brukere.bruker_brev, name="bruker_brev"),
    path("app/virksomheten/brukere/<int:pk>/stenging/", brukere.bruker_stenging, name="bruker_stenging"),
    path("app/virksomheten/brukere/<int:pk>/rolle/", brukere.bruker_rolle, name="bruker_rolle"),
    path(
        "app/virksomheten/brukere/<int:pk>/rolle/<int:tildeling>/slutt/",
        brukere.bruker_rolle_slutt,
        name="bruker_rolle_slutt",
    ),
    path("app/virksomheten/hendelser/", hendelser.hendelser, name="hendelser"),
    path("app/virksomheten/hendelser/fil.csv", hendelser.hendelser_csv, name="hendelser_csv"),
    path("app/konto/virksomhet/", konto.konto_virksomhet, name="konto_virksomhet"),
    path("app/konto/sprak/", konto.konto_sprak, name="konto_sprak"),
    path("app/konto/", include("allauth.urls")),
]
