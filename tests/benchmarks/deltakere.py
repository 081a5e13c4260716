"""20 000 deltakere lest inn fra fil i 500 enheter (mål: under 30 s)."""

import time
from datetime import timedelta

from tests.benchmarks.felles import NAA, klargjor, median, ms

DELTAKERE, ENHETER = 20_000, 500


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
    from arbeidsmiljo.domain.roller import Rolle
    from arbeidsmiljo.models import Bruker, Enhet
    from kartlegging.actions import inviter, opprett
    from kartlegging.deltakerfil import les_deltakere
    from kartlegging.domain.instrumentfil import last_instrument

    call_command("collectstatic", interactive=False, verbosity=0)
    virksomhet, rot = opprett_virksomhet(navn="Måling", orgnr="310500003", naa=NAA)
    Enhet.objects.bulk_create(
        [Enhet(virksomhet=virksomhet, kode=f"e{n}", navn=f"Enhet {n}", forelder=rot) for n in range(ENHETER)]
    )
    hr = Bruker.objects.opprett(epost="hr@maaling.example", navn="Hanne Nes")
    tildel_rolle(bruker=hr, rolle=Rolle.HR, enhet=rot, av=None, naa=NAA)
    kartlegging = opprett(
        virksomhet=virksomhet,
        navn="Stor",
        formaal="Måling.",
        instrument=last_instrument("forsvarlig-4-3", 1),
        aapner=NAA,
        lukker=NAA + timedelta(days=36500),
        av=hr,
        naa=NAA,
    )
    radene = "\n".join(f"e{n % ENHETER};ansatt{n}@maaling.example;nb;01.02.2019" for n in range(DELTAKERE))
    filen = f"enhet;epost;sprak;ansatt_fra\n{radene}\n".encode()
    start = time.perf_counter()
    deltakere = les_deltakere(filen, "d.csv", kartlegging)
    lest = time.perf_counter() - start
    inviter(kartlegging=kartlegging, deltakere=deltakere, av=hr, naa=NAA)
    linjer = [
        (f"{DELTAKERE} deltakere lest og prøvd", f"{lest:.1f} s"),
        (f"{DELTAKERE} deltakere lest, prøvd og skrevet", f"{time.perf_counter() - start:.1f} s"),
    ]
    klient = Client(headers={"host": "127.0.0.1"})
    klient.force_login(hr, backend="allauth.account.auth_backends.AuthenticationBackend")
    for navn, adresse in [
        ("deltakerlisten", reverse("deltakere", args=[kartlegging.kortnavn])),
        ("siden til kartleggingen", reverse("kartlegging", args=[kartlegging.kortnavn])),
    ]:
        assert klient.get(adresse).status_code == 200
        linjer.append((navn, ms(median(lambda adresse=adresse: klient.get(adresse), ganger=7))))  # type: ignore[misc]
    return linjer
