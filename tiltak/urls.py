"""Adressene i tiltak-rommet."""

from django.urls import path

from tiltak.views.aarsakssjekk import aarsakssjekk
from tiltak.views.aksept import aksept
from tiltak.views.dekning import dekning, dekning_risikoer
from tiltak.views.dialog import (
    dialogmote,
    dialognotat,
    dialogopplegg_pdf,
    dialogopplegget,
    enheter_uten_resultat,
)
from tiltak.views.effekt import effekt, effekter
from tiltak.views.flere import tiltakene_endre
from tiltak.views.forhold import risikoforhold
from tiltak.views.handlingsplan import (
    handlingsplan,
    handlingsplan_pdf,
    handlingsplan_utkast,
    handlingsplaner,
    signer_plan,
    uttalelse,
)
from tiltak.views.katalog import katalog
from tiltak.views.kunnskap import (
    kunnskap,
    kunnskap_aarsaker,
    kunnskap_faktor,
    kunnskap_loven,
    kunnskap_regner,
    kunnskap_roller,
    kunnskap_sammenheng,
)
from tiltak.views.medvirkning import eskalering, eskalering_ny, eskaleringer, plan_i_amu, raad
from tiltak.views.risiko import risikovurdering, risikovurdering_ny, risikovurderinger, samlet
from tiltak.views.tavle import tiltak_flytt, tiltakene_csv
from tiltak.views.tiltak import tiltak, tiltak_nytt, tiltakene
from tiltak.views.utfall import utfall, utfall_inn, utfall_mal

urlpatterns = [
    path("app/utfall/", utfall, name="utfall"),
    path("app/utfall/inn/", utfall_inn, name="utfall_inn"),
    path("app/utfall/mal/", utfall_mal, name="utfall_mal"),
    path("app/kunnskap/", kunnskap, name="kunnskap"),
    path("app/kunnskap/faktor/<slug:kode>/", kunnskap_faktor, name="kunnskap_faktor"),
    path("app/kunnskap/aarsaker/", kunnskap_aarsaker, name="kunnskap_aarsaker"),
    path("app/kunnskap/loven/", kunnskap_loven, name="kunnskap_loven"),
    path("app/kunnskap/roller/", kunnskap_roller, name="kunnskap_roller"),
    path("app/kunnskap/slik-regner-vi/", kunnskap_regner, name="kunnskap_regner"),
    path("app/kunnskap/slik-henger-det-sammen/", kunnskap_sammenheng, name="kunnskap_sammenheng"),
    path("app/risiko/", risikovurderinger, name="risikovurderinger"),
    path("app/risiko/ny/", risikovurdering_ny, name="risikovurdering_ny"),
    path("app/risiko/aksept/", aksept, name="aksept"),
    path("app/risiko/uten-resultat/", enheter_uten_resultat, name="enheter_uten_resultat"),
    path("app/risiko/dialogmote/", dialogopplegget, name="dialogopplegget"),
    path("app/risiko/dialogmote.pdf", dialogopplegg_pdf, name="dialogopplegg_pdf"),
    path("app/risiko/<int:pk>/", risikovurdering, name="risikovurdering"),
    path("app/risiko/<int:pk>/dialogmote/", dialogmote, name="dialogmote"),
    path("app/risiko/<int:pk>/dialogmote/<slug:kode>/", dialognotat, name="dialognotat"),
    path("app/risiko/<int:pk>/forhold/<slug:kode>/", risikoforhold, name="risikoforhold"),
    path("app/risiko/<int:pk>/forhold/<slug:kode>/aarsakssjekk/", aarsakssjekk, name="aarsakssjekk"),
    path("app/risiko/<int:pk>/samlet/", samlet, name="samlet"),
    path("app/risiko/<int:pk>/tiltak/nytt/", tiltak_nytt, name="tiltak_nytt"),
    path("app/dekning/", dekning, name="dekning"),
    path("app/dekning/risikoer/", dekning_risikoer, name="dekning_risikoer"),
    path("app/risiko/<int:pk>/raad/", raad, name="raad"),
    path("app/risiko/<int:pk>/forhold/<slug:kode>/loft/", eskalering_ny, name="eskalering_ny"),
    path("app/eskaleringer/", eskaleringer, name="eskaleringer"),
    path("app/eskaleringer/<int:pk>/", eskalering, name="eskalering"),
    path("app/handlingsplan/<int:pk>/amu/", plan_i_amu, name="plan_i_amu"),
    path("app/tiltak/", tiltakene, name="tiltakene"),
    path("app/tiltak/effekt/", effekter, name="effekter"),
    path("app/tiltak/<int:pk>/effekt/", effekt, name="effekt"),
    path("app/tiltak/katalog/", katalog, name="katalog"),
    path("app/tiltak/endre/", tiltakene_endre, name="tiltakene_endre"),
    path("app/tiltak/tiltak.csv", tiltakene_csv, name="tiltakene_csv"),
    path("app/tiltak/<int:pk>/", tiltak, name="tiltak"),
    path("app/tiltak/<int:pk>/flytt/", tiltak_flytt, name="tiltak_flytt"),
    path("app/handlingsplan/", handlingsplaner, name="handlingsplaner"),
    path("app/handlingsplan/<int:pk>/", handlingsplan, name="handlingsplan"),
    path("app/handlingsplan/<int:pk>/uttalelse/", uttalelse, name="uttalelse"),
    path("app/handlingsplan/<int:pk>/signer/", signer_plan, name="signer"),
    path("app/handlingsplan/<int:pk>/utkast.pdf", handlingsplan_utkast, name="handlingsplan_utkast"),
    path("app/handlingsplan/<int:pk>/<int:versjon>.pdf", handlingsplan_pdf, name="handlingsplan_pdf"),
]
