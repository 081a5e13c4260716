"""Resultatsiden for en virksomhet med 5 000 enheter: tid og antall spørringer."""

from functools import partial

from tests.benchmarks.felles import NAA, klargjor, median, ms, stor_kartlegging


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from kartlegging.actions import lukk

    call_command("collectstatic", interactive=False, verbosity=0)
    kartlegging, _kodene, brukerne = stor_kartlegging(ansatte=60_000, enheter=5_000)
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    klient = Client(headers={"host": "127.0.0.1"})
    klient.force_login(brukerne["hr"], backend="allauth.account.auth_backends.AuthenticationBackend")
    linjer = []
    for navn, adresse in [
        ("resultatsiden, 5 000 enheter (HR)", reverse("resultat", args=[kartlegging.kortnavn])),
        ("samme, snevret inn til én enhet", reverse("resultat", args=[kartlegging.kortnavn]) + "?enhet=e13"),
        ("faktordetalj for hele virksomheten", reverse("resultat_faktor", args=[kartlegging.kortnavn, "rot", "c"])),
    ]:
        with CaptureQueriesContext(connection) as sporringer:
            svar = klient.get(adresse)
        assert svar.status_code == 200, svar.status_code
        # Telles før neste oppslag, som tømmer listen.
        antall = len(sporringer)
        linjer.append((navn, f"{ms(median(partial(klient.get, adresse), ganger=9))}, {antall} spørringer"))
    return linjer
