"""Dekningen og listen over høye risikoer med 5 000 enheter, alle vurdert (mål: under 200 ms)."""

from tests.benchmarks.felles import NAA, klargjor, median, ms

ENHETER = 5_000
TILTAK = 2_000


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from arbeidsmiljo.actions import opprett_virksomhet, tildel_rolle
    from arbeidsmiljo.domain.roller import Rolle
    from arbeidsmiljo.models import Bruker

    call_command("collectstatic", interactive=False, verbosity=0)
    virksomhet, rot = opprett_virksomhet(navn="Måling", orgnr="310500003", naa=NAA)
    bruker = Bruker.objects.opprett(epost="hr@maaling.example", navn="Hanne Nes")
    tildel_rolle(bruker=bruker, rolle=Rolle.HR, enhet=rot, av=None, naa=NAA)
    lag_register(virksomhet, rot, bruker)
    with connection.cursor() as peker:
        # I drift gjør databasen dette selv etter et minutt. Uten velger PostgreSQL som om tabellene var tomme.
        peker.execute("ANALYZE")
    klient = Client(headers={"host": "127.0.0.1"})
    klient.force_login(bruker, backend="allauth.account.auth_backends.AuthenticationBackend")
    linjer = []
    for navn, adresse in [
        ("dekningen, første side", reverse("dekning")),
        ("samme, siste side", reverse("dekning") + "?side=100"),
        ("samme, søk", reverse("dekning") + "?sok=499"),
        ("høye risikoer", reverse("dekning_risikoer")),
        ("røde uten primært tiltak", reverse("dekning_risikoer") + "?mangel=primaert&niva=rod"),
    ]:
        assert klient.get(adresse).status_code == 200
        linjer.append((navn, ms(median(lambda adresse=adresse: klient.get(adresse), ganger=9))))  # type: ignore[misc]
    return linjer


def lag_register(virksomhet, rot, leder):
    """Enhetene, én vurdering av hver med alle sju faktorene, årsakene, og tiltak mot hver tredje røde risiko."""
    from arbeidsmiljo.domain.faktorer import KODENE
    from arbeidsmiljo.models import Enhet
    from tiltak.domain.begreper import Aarsakskode, Kilde
    from tiltak.domain.tilstand import Vurderingstilstand
    from tiltak.models import Risikoaarsak, Risikoforhold, Risikovurdering, Tiltak

    seksjoner = Enhet.objects.bulk_create(
        Enhet(virksomhet=virksomhet, kode=f"s{n}", navn=f"Seksjon {n}", forelder=rot) for n in range(100)
    )
    enhetene = Enhet.objects.bulk_create(
        Enhet(virksomhet=virksomhet, kode=f"e{n}", navn=f"Enhet {n}", forelder=seksjoner[n % 100])
        for n in range(ENHETER - 101)
    )
    vurderingene = Risikovurdering.objects.bulk_create(
        Risikovurdering(
            enhet=enhet,
            kilde=Kilde.DIALOGMOTE,
            tilstand=Vurderingstilstand.SIGNERT,
            motedato=NAA.date(),
            leder=leder,
            opprettet=NAA,
        )
        for enhet in enhetene
    )
    nivaer = ["gronn", "gul", "oransje", "rod"]
    forholdene = Risikoforhold.objects.bulk_create(
        Risikoforhold(
            vurdering=vurdering,
            faktor=kode,
            sannsynlighet=3,
            konsekvens=3,
            risikoniva=nivaer[(nummer + plass) % 4],
            begrunnelse="Måling.",
        )
        for nummer, vurdering in enumerate(vurderingene)
        for plass, kode in enumerate(KODENE)
    )
    koder = list(Aarsakskode)
    aarsakene = Risikoaarsak.objects.bulk_create(
        Risikoaarsak(forhold=forhold, aarsak=koder[nummer % 5]) for nummer, forhold in enumerate(forholdene)
    )
    roede = [(f, a) for f, a in zip(forholdene, aarsakene, strict=True) if f.risikoniva == "rod"][: 3 * TILTAK : 3]
    tiltakene = Tiltak.objects.bulk_create(
        Tiltak(
            vurdering=forhold.vurdering,
            nummer=1 + KODENE.index(forhold.faktor),
            tittel="Bemanning etter behov",
            nivaa="primaer" if nummer % 2 else "sekundaer",
            ansvarlig=leder,
            frist=NAA.date(),
            indikator="Andel utsatte",
        )
        for nummer, (forhold, _aarsak) in enumerate(roede)
    )
    Tiltak.forholdene.through.objects.bulk_create(
        Tiltak.forholdene.through(tiltak=tiltak, risikoforhold=forhold)
        for tiltak, (forhold, _aarsak) in zip(tiltakene, roede, strict=True)
    )
    Tiltak.aarsakene.through.objects.bulk_create(
        Tiltak.aarsakene.through(tiltak=tiltak, risikoaarsak=aarsak)
        for tiltak, (_forhold, aarsak) in zip(tiltakene, roede, strict=True)
    )
