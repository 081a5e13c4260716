"""Enhetene i en fil mot enhetene i virksomheten: alt som er galt, eller hva som må endres (contracts.md «Commands»)."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.organisasjon import Enhetsrad, Treendring, Trefeil, Trefeilgrunn, endringen, sjekk_treet
from arbeidsmiljo.models import Enhet, Virksomhet
from arbeidsmiljo.tabellfil import Feil, Kolonne, Rad, TabellfilError, les_tabell

KOLONNENE = (
    Kolonne("kode"),
    Kolonne("navn"),
    Kolonne("forelder"),
    Kolonne("type", pakrevd=False),
    Kolonne("orgnr", pakrevd=False),
    Kolonne("naeringskode", pakrevd=False, andre_navn=("næringskode",)),
)
_FELTENE = ("kode", "navn", "type", "orgnr", "naeringskode")
HOYST_ENHETER = 20_000


def aapne_enheter(virksomhet: Virksomhet) -> dict[str, Enhetsrad]:
    """Enhetene som ikke er lukket, kode → rad."""
    felt = ("kode", "navn", "forelder__kode", "type", "orgnr", "naeringskode")
    return {
        kode: Enhetsrad(kode, navn, forelder or "", type_, orgnr, naering)
        for kode, navn, forelder, type_, orgnr, naering in virksomhet.enhetene.aktive().values_list(*felt)
    }


def les_enheter(innhold: bytes, filnavn: str, virksomhet: Virksomhet, *, lukk_manglende: bool = False) -> Treendring:
    """Det filen endrer i organisasjonen. Skriver ingenting. Melder ``TabellfilError`` med alle feilene."""
    rader = les_tabell(innhold, filnavn, KOLONNENE, hoyst_rader=HOYST_ENHETER)
    finnes = aapne_enheter(virksomhet)
    enhetene = _med_det_filen_ikke_har([_som_enhet(rad) for rad in rader], rader[0], finnes)
    feilene = [*_feltfeil(enhetene), *_lukkede(virksomhet, enhetene)]
    bunn = _bunnen(enhetene, finnes, lukk_manglende=lukk_manglende)
    feilene += [_som_feil(feil) for feil in sjekk_treet(enhetene, bunn)]
    if feilene:
        raise TabellfilError(sorted(feilene, key=lambda feil: feil.rad or 0))
    return endringen(enhetene, finnes, lukk_manglende=lukk_manglende)


def ny_topp(endring: Treendring, virksomhet: Virksomhet) -> Enhetsrad | None:
    """Raden som tar plassen til den øverste enheten, i en virksomhet som bare har den."""
    if virksomhet.enhetene.count() != 1:
        return None
    return next((rad for rad in endring.nye if not rad.forelder), None)


def _som_enhet(rad: Rad) -> Enhetsrad:
    felt = {navn: rad.felt.get(navn, "") for navn in (*_FELTENE, "forelder")}
    felt["orgnr"] = felt["orgnr"].replace(" ", "")
    return Enhetsrad(**felt, nummer=rad.nummer)


def _med_det_filen_ikke_har(enhetene: list[Enhetsrad], forste: Rad, finnes: dict[str, Enhetsrad]) -> list[Enhetsrad]:
    """En kolonne som ikke er i filen, endrer ingenting."""
    mangler = [navn for navn in ("type", "orgnr", "naeringskode") if navn not in forste.felt]
    return [
        replace(rad, **{navn: getattr(finnes[rad.kode], navn) for navn in mangler}) if rad.kode in finnes else rad
        for rad in enhetene
    ]


def _bunnen(enhetene: list[Enhetsrad], finnes: dict[str, Enhetsrad], *, lukk_manglende: bool) -> dict[str, Enhetsrad]:
    """Enhetene filen legges oppå: de som blir stående om filen ikke nevner dem."""
    topp = next((rad for rad in finnes.values() if not rad.forelder), None)
    if topp is None:
        return {}
    i_filen = {rad.kode for rad in enhetene}
    # En helt ny virksomhet har bare den øverste enheten, og filen kan ha en annen kode for den.
    if len(finnes) == 1 and topp.kode not in i_filen and any(not rad.forelder for rad in enhetene):
        return {}
    return {topp.kode: topp} if lukk_manglende else finnes


def _feltfeil(enhetene: Iterable[Enhetsrad]) -> list[Feil]:
    feilene = []
    for rad in enhetene:
        felt = {navn: getattr(rad, navn) for navn in _FELTENE}
        try:
            Enhet(**felt).clean_fields(
                exclude=["virksomhet", "forelder", *(n for n, verdi in felt.items() if not verdi)]
            )
        except ValidationError as feil:
            feilene += [Feil(rad.nummer, navn, felt[navn], " ".join(m)) for navn, m in feil.message_dict.items()]
    return feilene


def _lukkede(virksomhet: Virksomhet, enhetene: Iterable[Enhetsrad]) -> list[Feil]:
    lukkede = set(virksomhet.enhetene.filter(lukket__isnull=False).values_list("kode", flat=True))
    grunn = _("enheten er lukket. Bruk en ny kode, eller åpne den igjen først.")
    return [Feil(rad.nummer, "kode", rad.kode, grunn) for rad in enhetene if rad.kode in lukkede]


def _som_feil(feil: Trefeil) -> Feil:
    grunnen = {
        Trefeilgrunn.TOM_KODE: _("enheten mangler kode."),
        Trefeilgrunn.TOMT_NAVN: _("enheten mangler navn."),
        Trefeilgrunn.DOBBEL_KODE: _("koden står på flere rader. Hver enhet skal ha sin egen."),
        Trefeilgrunn.UKJENT_FORELDER: _("enheten over finnes ikke, verken i filen eller fra før."),
        Trefeilgrunn.EGEN_FORELDER: _("enheten ligger under seg selv."),
        Trefeilgrunn.RING: _("enhetene ligger under hverandre i ring."),
        Trefeilgrunn.TO_OVERSTE: _(
            "det er mer enn én øverste enhet. Skriv hvilken enhet denne ligger under, i kolonnen «forelder»."
        ),
        Trefeilgrunn.INGEN_OVERST: _("Ingen enhet er øverst. Én rad skal ha tom «forelder»."),
    }
    return Feil(feil.rad, feil.kolonne, feil.verdi, grunnen[feil.grunn])
