"""Adressene. De andre rommene nevnes bare som tekst (romfølgen)."""

from django.urls import include, path

from arbeidsmiljo.views.forside import forside
from arbeidsmiljo.views.helse import helse
from arbeidsmiljo.views.virksomhet import virksomheten

urlpatterns = [
    path("", include("kartlegging.urls")),
    path("", include("tiltak.urls")),
    path("helse/", helse, name="helse"),
    path("app/", forside, name="forside"),
    path("app/virksomheten/", virksomheten, name="virksomheten"),
    path("app/konto/", include("allauth.urls")),
]
