"""Handlingsplanen som PDF med 200 tiltak."""

from datetime import timedelta

from tests.benchmarks.felles import NAA, klargjor, median


def kjor() -> list[tuple[str, str]]:
    klargjor()
    from django.core.management import call_command

    from tiltak.actions.tiltak import opprett_tiltak
    from tiltak.actions.vurdering import start_vurdering, vurder_forhold
    from tiltak.domain.begreper import Kilde
    from tiltak.domain.katalog import alle_forslag
    from tiltak.management.commands._demo.organisasjon import FJORDVIK, bygg
    from tiltak.models import Handlingsplan
    from tiltak.planinnhold import planinnhold
    from tiltak.rapport import plan_pdf

    call_command("collectstatic", interactive=False, verbosity=0)
    _virksomhet, enhetene, brukerne = bygg(FJORDVIK, naa=NAA)
    leder = brukerne["leder"]
    vurdering = start_vurdering(
        enhet=enhetene["bjork"],
        kartlegging_id=None,
        kilde=Kilde.DIALOGMOTE,
        motedato=NAA.date(),
        leder=leder,
        verneombud=brukerne["verneombud"],
        av=leder,
        naa=NAA,
        deltakere=5,
        kildetekst="Måling.",
    )
    forholdene = list(vurdering.forholdene.all())
    for forhold in forholdene:
        vurder_forhold(
            forhold=forhold,
            s=4,
            k=4,
            begrunnelse="Måling.",
            aarsaker={"ledelse": "Uklart", "systemer": "Bemanning"},
            utfall=["utmattelse"],
            av=leder,
            naa=NAA,
        )
    # Leses på nytt: handlingen skriver en egen kopi av raden.
    forholdene = list(vurdering.forholdene.prefetch_related("aarsakene"))
    forslagene = alle_forslag()
    for nummer in range(200):
        forhold, valgt = forholdene[nummer % len(forholdene)], forslagene[nummer % len(forslagene)]
        opprett_tiltak(
            vurdering=vurdering,
            forholdene=[forhold],
            aarsakene=list(forhold.aarsakene.all())[:1],
            tittel=valgt.tittel,
            nivaa=valgt.nivaa,
            ansvarlig=leder,
            frist=NAA.date() + timedelta(days=30),
            indikator=valgt.indikator,
            av=leder,
            naa=NAA,
            beskrivelse=valgt.beskrivelse,
            katalog_id=valgt.id,
        )
    plan = Handlingsplan(
        vurdering=vurdering, versjon=1, innhold=planinnhold(vurdering), sha256="0" * 64, signert_av=leder, signert=NAA
    )
    tid = median(lambda: plan_pdf(plan), ganger=3)
    return [
        ("handlingsplan med 200 tiltak", f"{tid[0]:.1f} s (median; {tid[1]:.1f}–{tid[2]:.1f})"),
        ("størrelse", f"{len(plan_pdf(plan)) / 1000:.0f} kB"),
    ]
