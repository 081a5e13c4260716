"""Angrepene på installasjonen slik den står (privacy.md 6, punkt 28–32). Hvert svarer med det som ble funnet."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from kartlegging.deltakerliste import sjekk_liste
from kartlegging.domain.koder import kode_for
from kartlegging.domain.rangprove import MINST_RADER, Dom, Rekke, dom_over
from kartlegging.domain.tilstand import Tilstand
from kartlegging.frysing import LoftetEndretError, krev_uendret_loftet
from kartlegging.models import Kartlegging
from kartlegging.nokler import Nokler, NoklerManglerError, har_nokler, les_nokler, mappe_for
from kartlegging.verifisering import database
from kartlegging.verifisering.kodeleting import HOYST_LEST, filene_i, filer_med_koder, kolonner_med_koder
from kartlegging.verifisering.rapport import Del, Kontroll, Utfall

SVARTABELLENS_KOLONNER = {"id", "kartlegging_id", "nullifikator", "forseglet"}
OMSTOKKES_SENEST = timedelta(hours=2)
"""Takten stokker om hver time. Er det gått så lenge, går den ikke."""


def angrip_tabellen() -> list[Kontroll]:
    """28: raden har bare det den skal, og ingenting annet skrives når noen svarer."""
    kolonnene = database.kolonnene(database.SVARTABELL)
    feil = sorted(kolonnene ^ SVARTABELLENS_KOLONNER)
    kontrollene = [
        _kontroll(
            Del.TABELL,
            not feil,
            "Et svar er én rad med et tilfeldig nummer, kartleggingen, et merke som hindrer dobbelttelling, og selve "
            "svaret, forseglet. Ingen person, enhet, tid eller adresse.",
            f"Svarradene har andre kolonner enn de skal: {', '.join(feil)}.",
        )
    ]
    utloserne = [f"{navn} på {tabell}" for tabell, navn in database.utloserne()]
    kontrollene.append(
        _kontroll(
            Del.TABELL,
            not utloserne,
            "Ingenting i databasen kjøres av seg selv når noen svarer.",
            f"Noe i databasen kjøres av seg selv når en rad skrives: {', '.join(utloserne)}.",
        )
    )
    ukjent = [navn for navn in database.ukjent_i_databasen() if not navn.startswith(f"{database.SVARTABELL}.")]
    brudd = [navn for navn in ukjent if navn.startswith("kartlegging_") and "." in navn]
    kontrollene.append(
        _kontroll(
            Del.TABELL,
            not brudd,
            "Invitasjonene og de andre tabellene har ikke noe felt om hvem som har svart.",
            f"Noen har lagt til felter programmet ikke kjenner: {', '.join(brudd)}.",
        )
    )
    if fremmede := sorted(set(ukjent) - set(brudd)):
        kontrollene.append(
            Kontroll(Del.TABELL, Utfall.MERK, f"Databasen har noe programmet ikke kjenner: {', '.join(fremmede)}.")
        )
    return kontrollene + (_postgres() if database.er_postgres() else _sqlite())


def _sqlite() -> list[Kontroll]:
    return [
        _kontroll(
            Del.TABELL,
            database.sqlite_overskriver(),
            "Slettede rader overskrives i databasefilen.",
            "Slettede rader blir liggende i databasefilen (secure_delete er av).",
        )
    ]


def _postgres() -> list[Kontroll]:
    kontrollene = [
        _kontroll(
            Del.TABELL,
            database.innstilling("track_commit_timestamp") in {"", "off"},
            "Databasen fører ikke når hver rad ble skrevet.",
            "Databasen fører når hver rad ble skrevet (track_commit_timestamp er på). Slå det av.",
        ),
        _kontroll(
            Del.TABELL,
            not database.kopieres_logisk(),
            "Ingen følger databasen rad for rad (logisk replikering).",
            "Databasen kopieres rad for rad i den rekkefølgen svarene kommer (logisk replikering). Ta svartabellen ut.",
        ),
    ]
    if grunner := _loggforer_svar():
        kontrollene.append(
            Kontroll(
                Del.TABELL,
                Utfall.BRUDD if Utfall.BRUDD in grunner.values() else Utfall.MERK,
                f"Databasens egen logg kan få med forseglede svar og tidspunkt ({', '.join(grunner)}). Skru det av, og "
                "hold loggen unna den som har nøklene.",
            )
        )
    if database.innstilling("archive_mode") not in {"", "off"}:
        kontrollene.append(
            Kontroll(
                Del.TABELL,
                Utfall.MERK,
                "Databasens endringslogg (WAL) arkiveres. Den beholder rekkefølgen svarene kom i. Den er uleselig uten "
                "nøklene; hold den borte fra dem til opptellingen.",
            )
        )
    return kontrollene


def _loggforer_svar() -> dict[str, Utfall]:
    """Innstillingene som får databasen til å føre innsendinger i sin egen logg.

    Føres hver setning, står oppslaget på koden rett foran raden: da er invitasjonen og det forseglede svaret koblet.
    """
    alt = {
        "log_statement": database.innstilling("log_statement") == "all",
        "log_min_duration_statement": database.innstilling("log_min_duration_statement") == "0",
        "pgaudit": "pgaudit" in database.innstilling("shared_preload_libraries"),
    }
    noe = {
        "log_statement": database.innstilling("log_statement") == "mod",
        "log_min_duration_statement": database.innstilling("log_min_duration_statement") not in {"", "-1", "0"},
        "log_min_duration_sample": database.innstilling("log_min_duration_sample") not in {"", "-1"},
    }
    return {navn: Utfall.MERK for navn, er_paa in noe.items() if er_paa} | {
        navn: Utfall.BRUDD for navn, er_paa in alt.items() if er_paa
    }


def angrip_rekkefolgen(kartlegging: Kartlegging, *, naa: datetime, med_tall: bool) -> list[Kontroll]:
    """29 og 30: henger rekkefølgen på svarene sammen med noen rekkefølge på invitasjonene?

    Bare den som har nøklene, kan regne ut hva som hører sammen. Det gjøres i minnet, og kommer aldri ut.
    """
    if kartlegging.tilstand == Tilstand.PUBLISERT:
        return _etter_opptellingen(kartlegging)
    if kartlegging.tilstand in {Tilstand.UTKAST, Tilstand.VARSLET}:
        return [
            Kontroll(Del.REKKEFOLGE, Utfall.KAN_IKKE, "Kartleggingen er ikke åpnet, så det finnes ingen svar å prøve.")
        ]
    try:
        nokler = les_nokler(kartlegging.kortnavn)
    except NoklerManglerError:
        return [
            Kontroll(
                Del.REKKEFOLGE,
                Utfall.KAN_IKKE,
                "Nøkkelfilene mangler, så selv den som driver programmet, kan ikke regne ut hva som hører sammen.",
            )
        ]
    return [*_omstokkingen(kartlegging, naa), *_radene(kartlegging, nokler, med_tall=med_tall)]


def _etter_opptellingen(kartlegging: Kartlegging) -> list[Kontroll]:
    return [
        _kontroll(
            Del.REKKEFOLGE,
            not database.nullifikatorene(kartlegging.pk),
            "Kartleggingen er talt opp. Ingen svar finnes lenger, så det er ingenting å koble.",
            "Kartleggingen er talt opp, men svarrader ligger igjen. De skulle vært slettet.",
        ),
        _kontroll(
            Del.REKKEFOLGE,
            not har_nokler(kartlegging.kortnavn),
            "Nøklene er slettet. En gammel kopi av databasen kan ikke åpnes.",
            "Kartleggingen er talt opp, men nøkkelfiler ligger igjen. Kjør takten, som sletter dem.",
        ),
    ]


def _omstokkingen(kartlegging: Kartlegging, naa: datetime) -> list[Kontroll]:
    if kartlegging.tilstand != Tilstand.AAPEN or kartlegging.aapner > naa - OMSTOKKES_SENEST:
        return []
    sist = kartlegging.omorganisert
    klokka = "aldri" if sist is None else f"sist {timezone.localtime(sist):%d.%m.%Y %H:%M}"
    return [
        _kontroll(
            Del.REKKEFOLGE,
            sist is not None and sist > naa - OMSTOKKES_SENEST,
            "Radene legges i ny tilfeldig rekkefølge hver time. Svar som er kommet siden sist, ligger slik de kom.",
            f"Radene er ikke lagt i ny tilfeldig rekkefølge som de skal ({klokka}). Takten går ikke.",
        )
    ]


def _radene(kartlegging: Kartlegging, nokler: Nokler, *, med_tall: bool) -> list[Kontroll]:
    fasit = {nokler.nullifikator_for(kode): pk for pk, kode in _koder(kartlegging, nokler).items()}
    finnes = database.nullifikatorene(kartlegging.pk)
    fremmed = _kontroll(
        Del.REKKEFOLGE,
        finnes <= fasit.keys(),
        "Hvert svar kommer fra en invitasjon.",
        "Det ligger svar som ikke kommer fra noen invitasjon. Noen har lagt inn rader utenom svarsiden.",
    )
    svarene = {navn: Rekke(plassene) for navn, plassene in database.svarenes_rekkefolger(kartlegging.pk).items()}
    par = {nullifikator: pk for nullifikator, pk in fasit.items() if nullifikator in finnes}
    dom = dom_over(svarene, invitasjonenes_rekker(kartlegging), par)
    if dom is None:
        return [
            fremmed,
            Kontroll(Del.REKKEFOLGE, Utfall.KAN_IKKE, f"For få til å si noe: færre enn {MINST_RADER} har svart."),
        ]
    return [fremmed, _dommen(dom, med_tall=med_tall)]


def _dommen(dom: Dom, *, med_tall: bool) -> Kontroll:
    """Dommen over rekkefølgene som en setning."""
    treff = f" Den beste gjetningen traff {dom.mest_treff} på plassen." if med_tall else ""
    return _kontroll(
        Del.REKKEFOLGE,
        not dom.kobler,
        f"Ingen rekkefølge på svarene henger sammen med noen rekkefølge på invitasjonene mer enn ren slump.{treff}",
        f"Svarene, ordnet etter {dom.verst[0]}, henger sammen med invitasjonene, ordnet etter {dom.verst[1]}, mer enn "
        f"slump kan forklare.{treff} Er mange svar kommet siden radene sist ble stokket om, kan det være dem: vent til "
        "takten har stokket om, og prøv igjen.",
    )


def invitasjonenes_rekker(kartlegging: Kartlegging) -> dict[str, Rekke]:
    """Rekkefølgene en angriper kan legge invitasjonene i."""
    rekker = {navn: Rekke(plassene) for navn, plassene in database.invitasjonenes_plass(kartlegging.pk).items()}
    folk = list(kartlegging.invitasjonene.order_by().values_list("pk", "epost", "enhet__kode"))
    return rekker | {
        "e-postadresse": Rekke({pk: epost.casefold() for pk, epost, _enhet in folk}),
        "enhet": Rekke({pk: enhet for pk, _epost, enhet in folk}, er_gruppe=True),
    }


def angrip_kodene(kartlegging: Kartlegging) -> list[Kontroll]:
    """32: ingen kode står i klartekst noe sted."""
    try:
        kodene = set(_koder(kartlegging, les_nokler(kartlegging.kortnavn)).values())
    except NoklerManglerError:
        kodene = set()
    if not kodene:
        return [
            Kontroll(
                Del.KODER,
                Utfall.HOLDER,
                "Kodene kan ikke regnes ut uten nøklene, og de finnes ikke. Ingen kan lete etter dem.",
            )
        ]
    kolonner = kolonner_med_koder(kodene)
    nokkelmappe, statisk = Path(settings.NOKKELMAPPE).resolve(), Path(settings.STATIC_ROOT).resolve()
    varmappe = Path(settings.VARMAPPE).resolve()
    filene, alle_lest = filer_med_koder(filene_i(varmappe, {nokkelmappe, statisk}), kodene)
    kontrollene = [
        _kontroll(
            Del.KODER,
            not kolonner,
            "Ingen kode står i klartekst i noen tabell.",
            f"Koder står i klartekst i databasen: {', '.join(kolonner)}.",
        ),
        _kontroll(
            Del.KODER,
            not filene,
            "Ingen kode står i klartekst i noen fil i datamappen.",
            f"Koder står i klartekst i filer: {', '.join(str(fil.relative_to(varmappe)) for fil in filene)}.",
        ),
    ]
    if not alle_lest:
        mest = HOYST_LEST // 1024**2
        kontrollene.append(
            Kontroll(Del.KODER, Utfall.MERK, f"Ikke alle filene i datamappen ble lest (høyst {mest} MB).")
        )
    return kontrollene


def angrip_listen(kartlegging: Kartlegging) -> list[Kontroll]:
    """Deltakerlisten og løftet er som ved åpning, og nøklene ligger der bare programmet kommer til."""
    kontrollene = []
    if (er_som_frosset := sjekk_liste(kartlegging)) is not None:
        kontrollene.append(
            _kontroll(
                Del.LISTE,
                er_som_frosset,
                "Deltakerlisten er den verneombudet bekreftet. Ingen er lagt til eller fjernet etter åpning.",
                "Deltakerlisten er endret etter at kartleggingen åpnet.",
            )
        )
    if kartlegging.tilstand in {Tilstand.AAPEN, Tilstand.LUKKET}:
        kontrollene.append(_loftet(kartlegging))
    mappe = mappe_for(kartlegging.kortnavn)
    if har_nokler(kartlegging.kortnavn):
        aapne = [fil.name for fil in (mappe, *sorted(mappe.iterdir())) if fil.stat().st_mode & 0o077]
        kontrollene.append(
            _kontroll(
                Del.LISTE,
                not aapne,
                "Nøkkelfilene kan bare leses av programmet.",
                f"Andre brukere på maskinen kan lese nøkkelfilene ({', '.join(aapne)}). Sett rettighet 600, mappen 700.",
            )
        )
    fil = database.databasefil()
    if fil and fil.resolve().parent in Path(settings.NOKKELMAPPE).resolve().parents:
        kontrollene.append(
            Kontroll(
                Del.LISTE,
                Utfall.MERK,
                "Nøkkelmappen ligger under mappen databasen ligger i. En kopi av hele mappen har da med begge deler. "
                "Sett NOKKELMAPPE til et annet sted.",
            )
        )
    return kontrollene


def _loftet(kartlegging: Kartlegging) -> Kontroll:
    try:
        krev_uendret_loftet(kartlegging)
    except LoftetEndretError as feil:
        return Kontroll(Del.LISTE, Utfall.BRUDD, str(feil))
    return Kontroll(Del.LISTE, Utfall.HOLDER, "Grensen, enhetene og spørsmålene er de som ble lovet ved åpning.")


def _koder(kartlegging: Kartlegging, nokler: Nokler) -> Mapping[int, str]:
    pkene = kartlegging.invitasjonene.order_by().values_list("pk", flat=True)
    return {pk: kode_for(nokler.koder, pk) for pk in pkene}


def _kontroll(del_: Del, holder: bool, holder_tekst: str, brudd_tekst: str) -> Kontroll:  # noqa: FBT001 – lest som en setning
    return Kontroll(del_, Utfall.HOLDER, holder_tekst) if holder else Kontroll(del_, Utfall.BRUDD, brudd_tekst)
