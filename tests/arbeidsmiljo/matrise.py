"""Hvem som kommer inn hvor: hver adresse under /app/, hver metode, hver rolle.

NY ADRESSE? Legg til én ``Rad`` her. ``test_tilgang_til_sidene.py`` går gjennom tabellen for hver rolle, hos egen og fremmed
arbeidsgiver, med objektet, uten det, og uten innlogging, og feiler når en adresse mangler.

- ``lese``: rollene som får siden med GET. Tomt: siden har ingen GET.
- ``skrive``: rollene som får sende skjemaet. Tomt: siden tar ikke imot POST.
- ``objekt``: det siden viser, bygget i ``OBJEKTENE``. En fremmed får 404 for det, akkurat som for et som ikke finnes.
- ``resten``: faste deler av adressen.
- ``felt``: det minste POST må ha for at siden skal vite hvilket av skjemaene det gjelder. Ellers sendes det tomt.
- ``lesesvar``: det GET svarer når alt er i orden, om det ikke er 200.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, cast

from arbeidsmiljo.domain.roller import Rolle, Tilgang, rollene_med
from arbeidsmiljo.models import Aarsoppgave, Bruker, Innlesing, Innlesingsart, Verneomrade
from kartlegging.actions import (
    Deltaker,
    aapne,
    bekreft_deltakere,
    enhetssummer,
    inviter,
    lukk,
    opprett,
    registrer_amu_behandling,
    registrer_verneombudets_syn,
    varsle,
)
from kartlegging.domain.instrumentfil import MAPPE, last_instrument
from kartlegging.models import Instrumentfil, Kartlegging
from tests.factories import KartleggingFactory
from tests.tiltak.bygg import NAA, Sted, konkluder, ny_enhet, tiltak, vurder, vurder_alle, vurdering
from tiltak.actions import be_om_uttalelse, eskaler, registrer_dialogmote, signer
from tiltak.domain.begreper import Instans
from tiltak.domain.risiko import Risikoniva

Roller = tuple[Rolle, ...]
ALLE: Roller = tuple(Rolle)
INGEN: Roller = ()


@dataclass(frozen=True)
class Rad:
    """Én adresse, og rollene som får lese og skrive der."""

    navn: str
    lese: Roller = INGEN
    skrive: Roller = INGEN
    objekt: str = ""
    resten: Mapping[str, Any] = field(default_factory=dict)
    felt: Mapping[str, str] = field(default_factory=dict)
    lesesvar: int = 200


SER_KARTLEGGING = rollene_med(Tilgang.SE_KARTLEGGING)
STYRER_KARTLEGGING = rollene_med(Tilgang.STYRE_KARTLEGGING)
SER_DELTAKERE = rollene_med(Tilgang.SE_DELTAKERE)
SER_RESULTAT = rollene_med(Tilgang.SE_RESULTAT)
EKSPORTERER = rollene_med(Tilgang.EKSPORTERE)
SER_RISIKO = rollene_med(Tilgang.SE_RISIKO)
VURDERER = rollene_med(Tilgang.VURDERE_RISIKO)
SER_TILTAK = rollene_med(Tilgang.SE_TILTAK)
ENDRER_TILTAK = rollene_med(Tilgang.ENDRE_TILTAK)
UTTALER_SEG = rollene_med(Tilgang.UTTALE_SEG)
SIGNERER = rollene_med(Tilgang.SIGNERE)
BEKREFTER = rollene_med(Tilgang.BEKREFTE_DELTAKERE)
BEHANDLER_I_AMU = rollene_med(Tilgang.BEHANDLE_I_AMU)
STYRER_ORGANISASJON = rollene_med(Tilgang.STYRE_ORGANISASJON)
STYRER_BRUKERE = rollene_med(Tilgang.STYRE_BRUKERE)
SER_HENDELSER = rollene_med(Tilgang.SE_HENDELSESLOGG)
SER_DEKNING = rollene_med(Tilgang.SE_DEKNING)
ESKALERER = rollene_med(Tilgang.ESKALERE)
STYRER_AARSHJUL = rollene_med(Tilgang.STYRE_AARSHJUL)

MATRISEN = (
    Rad("forside", ALLE),
    # Virksomheten
    Rad("virksomheten", SER_KARTLEGGING),
    Rad("virksomhetens_innstillinger", STYRER_ORGANISASJON, STYRER_ORGANISASJON),
    Rad("organisasjon", SER_KARTLEGGING),
    Rad("enhet", SER_KARTLEGGING, objekt="enhet"),
    Rad("enhet_ny", STYRER_ORGANISASJON, STYRER_ORGANISASJON),
    Rad("enhet_endre", STYRER_ORGANISASJON, STYRER_ORGANISASJON, objekt="enhet"),
    Rad("enhet_lukk", INGEN, STYRER_ORGANISASJON, objekt="enhet"),
    Rad("enhet_forgjengere", STYRER_ORGANISASJON, STYRER_ORGANISASJON, objekt="enhet"),
    Rad("enheter_slaa_sammen", STYRER_ORGANISASJON, STYRER_ORGANISASJON),
    Rad("enheter_inn", STYRER_ORGANISASJON, STYRER_ORGANISASJON),
    Rad("enheter_innlesing", STYRER_ORGANISASJON, STYRER_ORGANISASJON, objekt="innlesing"),
    Rad("verneomrader", SER_KARTLEGGING),
    Rad("verneomrade_nytt", STYRER_ORGANISASJON, STYRER_ORGANISASJON),
    Rad("verneomrade", STYRER_ORGANISASJON, STYRER_ORGANISASJON, objekt="verneomrade"),
    Rad("verneomrade_slett", INGEN, STYRER_ORGANISASJON, objekt="verneomrade"),
    Rad("instrumenter", SER_KARTLEGGING),
    Rad("instrument", SER_KARTLEGGING, objekt="instrument"),
    Rad("instrument_toml", SER_KARTLEGGING, objekt="instrument"),
    Rad("instrument_inn", STYRER_KARTLEGGING, STYRER_KARTLEGGING),
    # Årshjulet
    Rad("aarshjul", SER_KARTLEGGING),
    Rad("aarshjul_forslag", INGEN, STYRER_AARSHJUL),
    Rad("kalender_ny", INGEN, SER_KARTLEGGING),
    Rad("aarsoppgave_ny", STYRER_AARSHJUL, STYRER_AARSHJUL),
    # Oppgaven er HRs. Den som har rollen, merker den utført.
    Rad("aarsoppgave", SER_KARTLEGGING, (Rolle.HR,), objekt="aarsoppgave"),
    Rad("aarsoppgave_endre", STYRER_AARSHJUL, STYRER_AARSHJUL, objekt="aarsoppgave"),
    # Kontoer og logg
    Rad("brukere", STYRER_BRUKERE),
    Rad("bruker_ny", STYRER_BRUKERE, STYRER_BRUKERE),
    Rad("bruker", STYRER_BRUKERE, objekt="bruker"),
    Rad("bruker_endre", STYRER_BRUKERE, STYRER_BRUKERE, objekt="bruker"),
    Rad("bruker_brev", INGEN, STYRER_BRUKERE, objekt="bruker"),
    Rad("bruker_stenging", INGEN, STYRER_BRUKERE, objekt="bruker"),
    Rad("bruker_rolle", STYRER_BRUKERE, STYRER_BRUKERE, objekt="bruker"),
    Rad("bruker_rolle_slutt", STYRER_BRUKERE, STYRER_BRUKERE, objekt="tildeling"),
    Rad("hendelser", SER_HENDELSER),
    Rad("hendelser_csv", SER_HENDELSER),
    Rad("konto_virksomhet", ALLE, ALLE),
    Rad("konto_sprak", ALLE, ALLE),
    # Kartlegging
    Rad("kartlegginger", SER_KARTLEGGING),
    Rad("kartlegging", SER_KARTLEGGING, objekt="kartlegging"),
    Rad("kartlegging_ny", STYRER_KARTLEGGING, STYRER_KARTLEGGING),
    Rad("kartlegging_endre", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging", lesesvar=302),
    Rad("kartlegging_steg", INGEN, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("kartlegging_tilbake", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("kartlegging_forleng", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("verneombudets_syn", BEKREFTER, BEKREFTER, objekt="kartlegging"),
    Rad("amu_behandling", BEHANDLER_I_AMU, BEHANDLER_I_AMU, objekt="kartlegging"),
    Rad("brev", SER_KARTLEGGING, objekt="kartlegging", resten={"slag": "infobrev"}),
    Rad("brev_pdf", SER_KARTLEGGING, objekt="kartlegging", resten={"slag": "planbrev"}),
    Rad("kartlegging_sporsmal", SER_KARTLEGGING, objekt="kartlegging"),
    # Den er alt lukket, så begge metodene sender tilbake til kartleggingen.
    Rad("kartlegging_lukk", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging", lesesvar=302),
    Rad("deltakere", SER_DELTAKERE, rollene_med(Tilgang.BEKREFTE_DELTAKERE), objekt="kartlegging"),
    Rad("deltakere_inn", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("deltakere_innlesing", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="deltakerfil"),
    Rad("deltaker_ny", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("deltaker_fjern", INGEN, STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("deltakermal", STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("kodekort", STYRER_KARTLEGGING, objekt="kartlegging"),
    Rad("kodekort_pdf", INGEN, STYRER_KARTLEGGING, objekt="kortbunke"),
    Rad("papirskjema_pdf", INGEN, STYRER_KARTLEGGING, objekt="kortbunke"),
    Rad("papirskjema_uten_kode", SER_KARTLEGGING, objekt="kartlegging"),
    Rad("anonymitet", SER_DELTAKERE, SER_DELTAKERE, objekt="kartlegging"),
    Rad("utsendinger", STYRER_KARTLEGGING, STYRER_KARTLEGGING, objekt="kartlegging"),
    # Den er lukket, så det er ingenting å sende.
    Rad(
        "utsending",
        STYRER_KARTLEGGING,
        STYRER_KARTLEGGING,
        objekt="kartlegging",
        resten={"art": "invitasjon"},
        lesesvar=302,
    ),
    # Resultater
    Rad("resultater", SER_RESULTAT),
    Rad("resultat", SER_RESULTAT, objekt="kartlegging"),
    Rad("resultat_faktor", SER_RESULTAT, objekt="kartlegging", resten={"enhet": "solbakken", "faktor": "a"}),
    Rad("resultat_csv", EKSPORTERER, objekt="kartlegging"),
    Rad("resultat_xlsx", EKSPORTERER, objekt="kartlegging"),
    Rad("resultat_json", EKSPORTERER, objekt="kartlegging"),
    # Risikovurdering
    Rad("aarsakssjekk", SER_RISIKO, VURDERER, objekt="vurdering", resten={"kode": "c"}),
    Rad("plan_i_amu", SER_RISIKO, (Rolle.AMU,), objekt="sendt"),
    Rad("raad", rollene_med(Tilgang.GI_RAAD), rollene_med(Tilgang.GI_RAAD), objekt="vurdering"),
    Rad("eskalering_ny", ESKALERER, ESKALERER, objekt="vurdering", resten={"kode": "c"}),
    Rad("eskaleringer", SER_RISIKO),
    Rad("eskalering", SER_RISIKO, (Rolle.HR,), objekt="eskalering"),
    Rad("effekter", SER_TILTAK),
    Rad("effekt", SER_TILTAK, (Rolle.HR, *VURDERER), objekt="tiltak"),
    Rad("kunnskap", ALLE),
    Rad("kunnskap_faktor", ALLE, resten={"kode": "c"}),
    Rad("kunnskap_aarsaker", ALLE),
    Rad("kunnskap_loven", ALLE),
    Rad("kunnskap_roller", ALLE),
    Rad("kunnskap_regner", ALLE),
    Rad("kunnskap_sammenheng", ALLE),
    Rad("utfall", SER_RESULTAT, rollene_med(Tilgang.FORE_UTFALL)),
    Rad("utfall_inn", rollene_med(Tilgang.FORE_UTFALL), rollene_med(Tilgang.FORE_UTFALL)),
    Rad("utfall_mal", rollene_med(Tilgang.FORE_UTFALL)),
    Rad("aksept", SER_RISIKO, rollene_med(Tilgang.SETTE_AKSEPT)),
    Rad("dekning", SER_DEKNING),
    Rad("dekning_risikoer", SER_DEKNING),
    Rad("risikovurderinger", SER_RISIKO),
    Rad("risikovurdering_ny", VURDERER, VURDERER),
    Rad("enheter_uten_resultat", SER_RISIKO),
    Rad("dialogopplegget", SER_RISIKO),
    Rad("dialogopplegg_pdf", SER_RISIKO),
    Rad("dialogmote", SER_RISIKO, VURDERER, objekt="dialogmote"),
    Rad("dialognotat", SER_RISIKO, VURDERER, objekt="dialogmote", resten={"kode": "c"}),
    Rad("risikovurdering", SER_RISIKO, SIGNERER, objekt="vurdering", felt={"handling": "be_om_uttalelse"}),
    Rad(
        "risikoforhold",
        SER_RISIKO,
        VURDERER,
        objekt="vurdering",
        resten={"kode": "c"},
        felt={"handling": "vurder"},
    ),
    Rad("samlet", SER_RISIKO, VURDERER, objekt="vurdering"),
    # Tiltak og handlingsplan
    Rad("tiltakene", SER_TILTAK),
    Rad("tiltakene_csv", EKSPORTERER),
    Rad("katalog", SER_TILTAK),
    Rad("tiltakene_endre", ENDRER_TILTAK, ENDRER_TILTAK),
    Rad("tiltak_nytt", ENDRER_TILTAK, ENDRER_TILTAK, objekt="vurdering"),
    Rad("tiltak", SER_TILTAK, ENDRER_TILTAK, objekt="tiltak", felt={"handling": "endre"}),
    Rad("tiltak_flytt", INGEN, ENDRER_TILTAK, objekt="tiltak"),
    Rad("handlingsplaner", SER_TILTAK),
    Rad("handlingsplan", SER_TILTAK, objekt="vurdering"),
    Rad("handlingsplan_utkast", SER_TILTAK, objekt="vurdering"),
    Rad("uttalelse", INGEN, UTTALER_SEG, objekt="vurdering"),
    Rad("signer", INGEN, SIGNERER, objekt="vurdering"),
    Rad("handlingsplan_pdf", SER_TILTAK, objekt="plan"),
)


def _kartlegging(hvor: Sted) -> dict[str, Any]:
    """En publisert kartlegging uten svar."""
    kartlegging = _aapnet(hvor, f"Vår {hvor.virksomhet.pk}")
    lukk(kartlegging=kartlegging, av=None, naa=NAA)
    return {"kortnavn": kartlegging.kortnavn}


def _kortbunke(hvor: Sted) -> dict[str, Any]:
    """En åpen kartlegging med ett kodekort."""
    kartlegging = _aapnet(hvor, f"Åpen {hvor.virksomhet.pk}")
    return {"kortnavn": kartlegging.kortnavn, "enhet": hvor.enhet.pk, "bunke": 1}


def _deltakerfil(hvor: Sted) -> dict[str, Any]:
    kartlegging = cast("Kartlegging", KartleggingFactory(virksomhet=hvor.virksomhet))
    innlesing = Innlesing.objects.create(
        virksomhet=hvor.virksomhet,
        art=Innlesingsart.DELTAKERE,
        gjelder_id=kartlegging.pk,
        filnavn="deltakere.csv",
        innhold=b"enhet;epost\nsolbakken;\n",
        rapport={},
        av=hvor.hr,
        opprettet=NAA,
    )
    return {"kortnavn": kartlegging.kortnavn, "pk": innlesing.pk}


def _aapnet(hvor: Sted, navn: str) -> Kartlegging:
    kartlegging = opprett(
        virksomhet=hvor.virksomhet,
        navn=navn,
        formaal="Prøve.",
        instrument=last_instrument("forsvarlig-4-3", 1),
        aapner=NAA,
        lukker=NAA + timedelta(days=14),
        av=hvor.hr,
        naa=NAA,
    )
    inviter(kartlegging=kartlegging, deltakere=[Deltaker(hvor.enhet)], av=hvor.hr, naa=NAA)
    registrer_verneombudets_syn(kartlegging=kartlegging, tekst="Enig.", av=hvor.verneombud, naa=NAA)
    registrer_amu_behandling(kartlegging=kartlegging, tekst="Støttes.", dato=NAA.date(), av=hvor.amu, naa=NAA)
    bekreft_deltakere(kartlegging=kartlegging, summene=enhetssummer(kartlegging), av=hvor.verneombud, naa=NAA)
    varsle(kartlegging=kartlegging, av=None, naa=NAA)
    aapne(kartlegging=kartlegging, av=None, naa=NAA)
    return kartlegging


def _verneomrade(hvor: Sted) -> dict[str, Any]:
    omrade = Verneomrade.objects.create(virksomhet=hvor.virksomhet, navn="Øst")
    omrade.enhetene.set([hvor.enhet])
    return {"pk": omrade.pk}


def _innlesing(hvor: Sted) -> dict[str, Any]:
    innlesing = Innlesing.objects.create(
        virksomhet=hvor.virksomhet,
        art=Innlesingsart.ENHETER,
        filnavn="enheter.csv",
        innhold=b"kode;navn;forelder\nrot;Fjordvik kommune;\n",
        rapport={},
        av=hvor.hr,
        opprettet=NAA,
    )
    return {"pk": innlesing.pk}


def _instrument(hvor: Sted) -> dict[str, Any]:
    fil = Instrumentfil.objects.create(
        virksomhet=hvor.virksomhet,
        instrument_id="eget",
        versjon=1,
        innhold=_eget_instrument(),
        sha256="0" * 64,
        lagt_inn=NAA,
        lagt_inn_av_navn=hvor.hr.navn,
    )
    return {"instrument_id": fil.instrument_id, "versjon": fil.versjon}


def _eget_instrument() -> str:
    innhold = files(MAPPE).joinpath("forsvarlig-4-3-v1.toml").read_text(encoding="utf-8")
    return innhold.replace('id = "forsvarlig-4-3"', 'id = "eget"', 1)


def _aarsoppgave(hvor: Sted) -> dict[str, Any]:
    oppgave = Aarsoppgave.objects.create(
        virksomhet=hvor.virksomhet, tittel="Vernerunde", rolle=Rolle.HR, frist=date(2027, 3, 1)
    )
    return {"pk": oppgave.pk}


def _dialogmote(hvor: Sted) -> dict[str, Any]:
    funnet = vurdering(hvor, enhet=ny_enhet(hvor))
    registrer_dialogmote(
        vurdering=funnet,
        dato=NAA.date(),
        antall_deltakere=9,
        verneombud_til_stede=True,
        uten_leder=True,
        av=hvor.leder,
        naa=NAA,
    )
    return {"pk": funnet.pk}


def _tiltak(hvor: Sted) -> dict[str, Any]:
    funnet = vurdering(hvor, enhet=ny_enhet(hvor))
    vurder(funnet, "c")
    return {"pk": tiltak(funnet).pk}


def _plan(hvor: Sted) -> dict[str, Any]:
    funnet = vurdering(hvor, enhet=ny_enhet(hvor))
    vurder_alle(funnet, hoye="")
    konkluder(funnet, Risikoniva.GRONN)
    be_om_uttalelse(vurdering=funnet, av=hvor.leder, naa=NAA)
    plan = signer(vurdering=funnet, av=hvor.leder, naa=NAA, grunn_uten_uttalelse="Ingen valgt.")
    return {"pk": funnet.pk, "versjon": plan.versjon}


def _sendt(hvor: Sted) -> dict[str, Any]:
    funnet = vurdering(hvor, enhet=ny_enhet(hvor))
    vurder_alle(funnet)
    konkluder(funnet)
    return {"pk": be_om_uttalelse(vurdering=funnet, av=hvor.leder, naa=NAA).pk}


def _eskalering(hvor: Sted) -> dict[str, Any]:
    funnet = vurdering(hvor, enhet=ny_enhet(hvor))
    lofttet = eskaler(
        forhold=funnet.forholdene.get(faktor="c"),
        til=Instans.HR,
        grunn="Haster.",
        frist=NAA.date() + timedelta(days=9),
        av=Bruker.objects.get(pk=hvor.verneombud.pk),
        naa=NAA,
    )
    return {"pk": lofttet.pk}


OBJEKTENE: Mapping[str, Callable[[Sted], dict[str, Any]]] = {
    "enhet": lambda hvor: {"pk": hvor.enhet.pk},
    "verneomrade": _verneomrade,
    "bruker": lambda hvor: {"pk": hvor.leder.pk},
    "tildeling": lambda hvor: {"pk": hvor.leder.pk, "tildeling": hvor.leder.tildelingene.get().pk},
    "innlesing": _innlesing,
    "instrument": _instrument,
    "aarsoppgave": _aarsoppgave,
    "kartlegging": _kartlegging,
    "deltakerfil": _deltakerfil,
    "kortbunke": _kortbunke,
    "vurdering": lambda hvor: {"pk": vurdering(hvor, enhet=ny_enhet(hvor)).pk},
    "sendt": _sendt,
    "eskalering": _eskalering,
    "dialogmote": _dialogmote,
    "tiltak": _tiltak,
    "plan": _plan,
}
"""Lager objektet hos virksomheten, og svarer med delene av adressen som peker på det."""
