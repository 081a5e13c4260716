"""2 000 tiltak i 100 enheter: listen, filteret, tavlen og filen (mål: under 200 ms)."""

from datetime import date, timedelta

from tests.benchmarks.felles import NAA, klargjor, median, ms

ENHETER = 100
TILTAK_PER_ENHET = 20


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command
    from django.test import Client

    from tests.tiltak import bygg

    call_command("collectstatic", interactive=False, verbosity=0)
    sted = bygg.sted()
    _fyll(sted)
    klient = Client(headers={"host": "127.0.0.1"})
    klient.force_login(sted.hr, backend="allauth.account.auth_backends.AuthenticationBackend")
    linjer = []
    for navn, adresse in [
        ("listen", "/app/tiltak/?vurdering=alle"),
        ("listen, filtrert på faktor og årsak", "/app/tiltak/?vurdering=alle&faktor=c&aarsak=systemer&sorter=enhet"),
        ("listen, siste side", "/app/tiltak/?vurdering=alle&side=40"),
        ("tavlen", "/app/tiltak/?vurdering=alle&vis=tavle"),
        ("katalogen", "/app/tiltak/katalog/"),
        ("filen", "/app/tiltak/tiltak.csv"),
    ]:
        assert klient.get(adresse).status_code == 200
        tid = median(lambda adresse=adresse: klient.get(adresse), ganger=9)  # type: ignore[misc]
        linjer.append((f"{ENHETER * TILTAK_PER_ENHET} tiltak, {navn}", ms(tid)))
    return linjer


def _fyll(sted: object) -> None:
    from arbeidsmiljo.models import Enhet
    from tests.tiltak import bygg
    from tiltak.domain.tilstand import Tiltakstilstand
    from tiltak.models import Tiltak

    tilstandene = list(Tiltakstilstand)
    for _nummer in range(ENHETER):
        enhet: Enhet = bygg.ny_enhet(sted)  # type: ignore[arg-type]
        vurdering = bygg.vurdering(sted, enhet=enhet)  # type: ignore[arg-type]
        forhold = bygg.vurder(vurdering, "c")
        aarsakene = list(forhold.aarsakene.all())
        tiltakene = Tiltak.objects.bulk_create(
            Tiltak(
                vurdering=vurdering,
                nummer=nummer,
                tittel=f"Tiltak {nummer} i {enhet.navn}",
                nivaa=("primaer", "sekundaer", "tertiaer")[nummer % 3],
                ansvarlig=vurdering.leder,
                frist=date(NAA.year, 1, 1) + timedelta(days=37 * nummer),
                indikator="Andel utsatte i neste kartlegging.",
                tilstand=tilstandene[nummer % 5],
            )
            for nummer in range(1, TILTAK_PER_ENHET + 1)
        )
        for nummer, tiltak in enumerate(tiltakene):
            tiltak.forholdene.add(forhold)
            if nummer % 4:
                tiltak.aarsakene.set(aarsakene)
