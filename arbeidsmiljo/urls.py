"""Adressene. De andre rommene nevnes bare som tekst (romfølgen)."""

from django.urls import include, path

from arbeidsmiljo.views import aarshjul, innlesing, kalender, organisasjon, verneomrader
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
    path("kalender/<str:nokkel>.ics", kalender.kalender, name="kalender"),
    path("app/konto/", include("allauth.urls")),
]
