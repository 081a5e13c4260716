"""Adressene i kartlegging-rommet (contracts.md «Addresses»)."""

from django.urls import path, re_path

from kartlegging.views import (
    administrasjon,
    anonymitet,
    apent,
    brev,
    deltakere,
    deltakerinn,
    instrumenter,
    kodekort,
    papir,
    planlegging,
    resultat,
    svar,
    utsending,
)

urlpatterns = [
    path("svar/", svar.svar, name="svar"),
    path("svar/send", svar.svar_send, name="svar_send"),
    path("svar/papir/", papir.svar_papir, name="svar_papir"),
    # E-postvern kan skrive om # i lenken til %23; da er den en sti.
    re_path(r"^svar/(?:#|%23).*$", svar.svar_omskrevet, name="svar_omskrevet"),
    path("slik-beskytter-vi/", apent.slik_beskytter_vi, name="slik_beskytter_vi"),
    path("personvern/", apent.personvern, name="personvern"),
    path("innsyn/<str:nokkel>/", apent.innsyn, name="innsyn"),
    path("app/kartlegging/", administrasjon.kartlegginger, name="kartlegginger"),
    path("app/kartlegging/ny/", planlegging.kartlegging_ny, name="kartlegging_ny"),
    path("app/kartlegging/<slug:kortnavn>/", administrasjon.kartlegging, name="kartlegging"),
    path("app/kartlegging/<slug:kortnavn>/endre/", planlegging.kartlegging_endre, name="kartlegging_endre"),
    path("app/kartlegging/<slug:kortnavn>/steg/", planlegging.kartlegging_steg, name="kartlegging_steg"),
    path("app/kartlegging/<slug:kortnavn>/tilbake/", planlegging.kartlegging_tilbake, name="kartlegging_tilbake"),
    path("app/kartlegging/<slug:kortnavn>/forleng/", planlegging.kartlegging_forleng, name="kartlegging_forleng"),
    path("app/kartlegging/<slug:kortnavn>/syn/", planlegging.verneombudets_syn, name="verneombudets_syn"),
    path("app/kartlegging/<slug:kortnavn>/amu/", planlegging.amu_behandling, name="amu_behandling"),
    path("app/kartlegging/<slug:kortnavn>/brev/<slug:slag>/", brev.brev, name="brev"),
    path("app/kartlegging/<slug:kortnavn>/brev/<slug:slag>.pdf", brev.brev_pdf, name="brev_pdf"),
    path("app/kartlegging/<slug:kortnavn>/sporsmal/", administrasjon.kartlegging_sporsmal, name="kartlegging_sporsmal"),
    path("app/kartlegging/<slug:kortnavn>/deltakere/", deltakere.deltakere, name="deltakere"),
    path("app/kartlegging/<slug:kortnavn>/deltakere/fil/", deltakerinn.deltakere_inn, name="deltakere_inn"),
    path(
        "app/kartlegging/<slug:kortnavn>/deltakere/fil/<int:pk>/",
        deltakerinn.deltakere_innlesing,
        name="deltakere_innlesing",
    ),
    path("app/kartlegging/<slug:kortnavn>/deltakere/ny/", deltakerinn.deltaker_ny, name="deltaker_ny"),
    path("app/kartlegging/<slug:kortnavn>/deltakere/fjern/", deltakerinn.deltaker_fjern, name="deltaker_fjern"),
    path("app/kartlegging/<slug:kortnavn>/deltakere/mal.csv", deltakerinn.deltakermal, name="deltakermal"),
    path("app/kartlegging/<slug:kortnavn>/kodekort/", kodekort.kodekort, name="kodekort"),
    path(
        "app/kartlegging/<slug:kortnavn>/kodekort/<int:enhet>/<int:bunke>.pdf",
        kodekort.kodekort_pdf,
        name="kodekort_pdf",
    ),
    path(
        "app/kartlegging/<slug:kortnavn>/papirskjema/<int:enhet>/<int:bunke>.pdf",
        kodekort.papirskjema_pdf,
        name="papirskjema_pdf",
    ),
    path(
        "app/kartlegging/<slug:kortnavn>/papirskjema.pdf", kodekort.papirskjema_uten_kode, name="papirskjema_uten_kode"
    ),
    path("app/kartlegging/<slug:kortnavn>/lukk/", administrasjon.kartlegging_lukk, name="kartlegging_lukk"),
    path("app/kartlegging/<slug:kortnavn>/anonymitet/", anonymitet.anonymitet, name="anonymitet"),
    path("app/kartlegging/<slug:kortnavn>/utsendinger/", utsending.utsendinger, name="utsendinger"),
    path("app/kartlegging/<slug:kortnavn>/utsendinger/<slug:art>/", utsending.utsending, name="utsending"),
    path("app/virksomheten/instrumenter/", instrumenter.instrumenter, name="instrumenter"),
    path("app/virksomheten/instrumenter/nytt/", instrumenter.instrument_inn, name="instrument_inn"),
    path(
        "app/virksomheten/instrumenter/<slug:instrument_id>/<int:versjon>/", instrumenter.instrument, name="instrument"
    ),
    path(
        "app/virksomheten/instrumenter/<slug:instrument_id>/<int:versjon>.toml",
        instrumenter.instrument_toml,
        name="instrument_toml",
    ),
    path("app/resultater/", resultat.resultater, name="resultater"),
    path("app/resultater/<slug:kortnavn>/", resultat.resultat, name="resultat"),
    path("app/resultater/<slug:kortnavn>/tabell.csv", resultat.resultat_csv, name="resultat_csv"),
    path("app/resultater/<slug:kortnavn>/tabell.xlsx", resultat.resultat_xlsx, name="resultat_xlsx"),
    path("app/resultater/<slug:kortnavn>/tabell.json", resultat.resultat_json, name="resultat_json"),
    # En enhetskode er virksomhetens egen og kan ha skråstrek i seg.
    path(
        "app/resultater/<slug:kortnavn>/<path:enhet>/<slug:faktor>/", resultat.resultat_faktor, name="resultat_faktor"
    ),
]
