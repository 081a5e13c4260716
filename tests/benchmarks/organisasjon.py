"""5 000 enheter lest inn fra fil, og listen over dem (mål: under 150 ms)."""

import time

from tests.benchmarks.felles import NAA, klargjor, median, ms

ENHETER = 5_000


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from arbeidsmiljo.actions import oppdater_enheter, opprett_virksomhet, tildel_rolle
    from arbeidsmiljo.domain.roller import Rolle
    from arbeidsmiljo.enhetsfil import les_enheter
    from arbeidsmiljo.models import Bruker

    call_command("collectstatic", interactive=False, verbosity=0)
    virksomhet, rot = opprett_virksomhet(navn="Måling", orgnr="310500003", naa=NAA)
    radene = [
        f"e{nummer};Enhet {nummer};{f'e{nummer // 10}' if nummer >= 10 else 'rot'}" for nummer in range(1, ENHETER)
    ]
    filen = ("kode;navn;forelder\n" + "\n".join(radene)).encode()
    start = time.perf_counter()
    oppdater_enheter(virksomhet=virksomhet, endring=les_enheter(filen, "e.csv", virksomhet), av=None, naa=NAA)
    linjer = [(f"{ENHETER} enheter lest, prøvd og skrevet fra CSV", f"{time.perf_counter() - start:.1f} s")]
    bruker = Bruker.objects.opprett(epost="hr@maaling.example", navn="Hanne Nes")
    tildel_rolle(bruker=bruker, rolle=Rolle.HR, enhet=rot, av=None, naa=NAA)
    klient = Client(headers={"host": "127.0.0.1"})
    klient.force_login(bruker, backend="allauth.account.auth_backends.AuthenticationBackend")
    for navn, adresse in [
        ("listen over enhetene", reverse("organisasjon")),
        ("samme, søk", reverse("organisasjon") + "?sok=499"),
        ("én enhet", reverse("enhet", args=[rot.pk])),
    ]:
        assert klient.get(adresse).status_code == 200
        linjer.append((navn, ms(median(lambda adresse=adresse: klient.get(adresse), ganger=9))))  # type: ignore[misc]
    return linjer
