"""Svarskjemaet: instrumentet som seksjoner og spørsmål på ett språk, og det som ble sendt, lest tilbake.

Ingenting her lagres. Skjemaet bygges på nytt av det som ble sendt, så et bytte av språk eller gruppe mister
ikke noe.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.translation import gettext as _

from kartlegging.domain.instrument import Instrument, Tekst

FELT_FORAN = "l-"
SEKUNDER_PER_SPORSMAAL = 8
NEI, JA = 1, 2
MEST_ETT_FELT = 40
"""Så mange tegn av et felt tas med videre. Ingen lovlige felt er i nærheten."""
MEST_FELTER = 300


def felt_for(ledd: str) -> str:
    """Feltnavnet i skjemaet for et ledd eller en hendelse (``a1.2`` → ``l-a1.2``)."""
    return FELT_FORAN + ledd


def ledd_for(felt: str) -> str | None:
    """Leddet bak et feltnavn, eller ``None`` når feltet ikke er et svar. Den inverse av ``felt_for``."""
    return felt[len(FELT_FORAN) :] or None if felt.startswith(FELT_FORAN) else None


@dataclass(frozen=True, slots=True)
class Innsendt:
    """Svarene slik de ble sendt. ``svar`` er de gyldige; ``hoppet`` er ledd sendt tomme; ``feil`` er ledd → setning."""

    svar: Mapping[str, int]
    hoppet: frozenset[str]
    feil: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Valg:
    """Ett svaralternativ. ``verdi`` er tom for «Vil ikke svare»."""

    id: str
    verdi: str
    tekst: str
    valgt: bool


@dataclass(frozen=True, slots=True)
class Sporsmaal:
    """Ett ledd eller én hendelse, med alternativene."""

    id: str
    felt: str
    tekst: str
    valgene: tuple[Valg, ...]
    feil: str


@dataclass(frozen=True, slots=True)
class Seksjon:
    """Spørsmålene om én faktor, eller om hvordan folk har det."""

    id: str
    navn: str
    innledning: str
    sporsmaalene: tuple[Sporsmaal, ...]
    har_hendelser: bool

    @property
    def har_feil(self) -> bool:
        return any(sporsmaal.feil for sporsmaal in self.sporsmaalene)


def les_innsendt(instrument: Instrument, felter: Mapping[str, str]) -> Innsendt:
    """Leser ``l-<ledd>``-feltene. Andre felt overses. Et ukjent ledd er bare en feil når det har et svar."""
    hendelser = {hendelse.id for hendelse in instrument.hendelsene}
    kjente = set(instrument.leddrekkefolge)
    svar: dict[str, int] = {}
    hoppet: set[str] = set()
    feil: dict[str, str] = {}
    for felt, raa in felter.items():
        ledd = ledd_for(felt)
        if ledd is None:
            continue
        verdi = raa.strip()
        if ledd in kjente and verdi in _lovlige(hendelse=ledd in hendelser):
            svar[ledd] = int(verdi)
        elif not verdi:
            hoppet |= {ledd} & kjente
        elif ledd in kjente:
            feil[ledd] = _("Svaret «%(svar)s» finnes ikke. Velg ett av alternativene, eller «Vil ikke svare».") % {
                "svar": verdi[:MEST_ETT_FELT]
            }
        else:
            feil[ledd[:MEST_ETT_FELT]] = _(
                "Spørsmålet «%(ledd)s» er ikke med i denne kartleggingen, og telles ikke."
            ) % {"ledd": ledd[:MEST_ETT_FELT]}
    return Innsendt(svar=svar, hoppet=frozenset(hoppet), feil=feil)


def _lovlige(*, hendelse: bool) -> tuple[str, ...]:
    return tuple(str(verdi) for verdi in range(1, (JA if hendelse else 5) + 1))


def bygg_seksjoner(instrument: Instrument, sprak: str, innsendt: Innsendt) -> tuple[Seksjon, ...]:
    """Én seksjon per faktor i instrumentets rekkefølge, og hvordan folk har det til slutt.

    ``sprak`` er ett av instrumentets; tekstene om skjemaet selv følger det aktive språket i Django.
    """
    svarord = [(str(nummer), tekst) for nummer, tekst in enumerate(instrument.svaralternativer[sprak], start=1)]
    ja_nei = [(str(NEI), _("Nei")), (str(JA), _("Ja"))]

    def sporsmaal(ledd: str, tekst: Tekst, alternativene: Sequence[tuple[str, str]]) -> Sporsmaal:
        verdi = str(innsendt.svar[ledd]) if ledd in innsendt.svar else "" if ledd in innsendt.hoppet else None
        felt = felt_for(ledd)
        valgene = tuple(
            Valg(f"{felt}-{v or 'hopp'}", v, t, valgt=v == verdi)
            for v, t in (*alternativene, ("", _("Vil ikke svare")))
        )
        return Sporsmaal(ledd, felt, tekst[sprak], valgene, innsendt.feil.get(ledd, ""))

    def leddene(faktor: str | None) -> tuple[Sporsmaal, ...]:
        return tuple(
            sporsmaal(d.id, d.tekst, svarord) for s in instrument.skalaene if s.faktor == faktor for d in s.leddene
        )

    seksjonene = []
    for faktor in instrument.faktorene:
        hendelsene = tuple(sporsmaal(h.id, h.tekst, ja_nei) for h in instrument.hendelsene if h.faktor == faktor.kode)
        seksjonene.append(
            Seksjon(
                faktor.kode,
                faktor.navn[sprak],
                faktor.innledning[sprak],
                leddene(faktor.kode) + hendelsene,
                har_hendelser=bool(hendelsene),
            )
        )
    if utfall := leddene(None):
        navn, innledning = _("Hvordan du har det"), _("Til slutt: hvordan arbeidet virker på deg.")
        seksjonene.append(Seksjon("u", navn, innledning, utfall, har_hendelser=False))
    return tuple(seksjon for seksjon in seksjonene if seksjon.sporsmaalene)


def minutter(instrument: Instrument) -> int:
    """Omtrent hvor lang tid det tar å svare på alt, i hele minutter."""
    return max(1, ceil(len(instrument.leddrekkefolge) * SEKUNDER_PER_SPORSMAAL / 60))


def svarfelter(felter: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Utfylte svarfelt som kan bæres videre i skjulte felt når vi ennå ikke vet hvilken kartlegging de hører til."""
    return tuple(
        (felt, verdi)
        for felt, verdi in felter.items()
        if ledd_for(felt) is not None and verdi.strip() and max(len(felt), len(verdi)) <= MEST_ETT_FELT
    )[:MEST_FELTER]
