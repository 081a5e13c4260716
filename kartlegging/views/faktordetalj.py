"""Én faktor i én enhet: skalaene med intervall, andelen i ord, forrige runde og det nasjonale bildet."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from arbeidsmiljo.domain.faktorer import Faktor, faktor
from arbeidsmiljo.domain.referansetall import Referansetall, for_faktor
from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.domain.instrument import Instrument, Rolle, Skala
from kartlegging.domain.sammenligning import Uten
from kartlegging.domain.usikkerhet import Andel, Forskjell, Forskjellsord, Snitt, forskjell_andel, forskjell_snitt
from kartlegging.domain.visning import Enhetsresultat, Skalaresultat, hendelsene_i, hendelsesintervall, rute
from kartlegging.models import Kartlegging
from kartlegging.resultater import Sammenligning, spredning, utgivelse_for
from kartlegging.views import ord as si

KANT, PER_POENG = 10, 5
"""Figuren er 520 enheter bred: 10 på hver side, og fem for hvert poeng fra 0 til 100."""


@dataclass(frozen=True, slots=True)
class Strek:
    """Et tall med intervall i figurens enheter."""

    punkt: int
    fra: int
    til: int


@dataclass(frozen=True, slots=True)
class Endring:
    """Mot forrige runde: hva det var, hva ordet er, og hvor stor forskjellen er (tom når de ikke kan skilles)."""

    for_: str
    ord: str
    storrelse: str


@dataclass(frozen=True, slots=True)
class Maal:
    """Ett tall på siden: en skala eller en hendelse. ``skjult`` er grunnen når det ikke vises."""

    navn: str
    tall: str
    intervall: str
    skjult: str
    naa: Strek | None = None
    forrige: Strek | None = None
    endring: Endring | None = None

    @property
    def beskrivelse(self) -> str:
        """Figuren i ord, til skjermlesere."""
        return f"{self.navn}: {self.tall}, {self.intervall}"


@dataclass(frozen=True, slots=True)
class Detalj:
    """Alt faktorsiden viser. ``andel`` er ``None`` når faktoren måles med hendelser.

    ``sammenlignet`` sier hvem tallene er sammenlignet med når det ikke er enheten selv, eller hvorfor de ikke er det.
    """

    faktor: Faktor
    navn: str
    forklaring: str
    sammenlignet: str
    indeks: Maal | None
    indeksord: str
    kravene: tuple[Maal, ...]
    ressursene: tuple[Maal, ...]
    hendelsene: tuple[Maal, ...]
    andel: Maal | None
    nasjonalt: tuple[Referansetall, ...]


@dataclass(frozen=True, slots=True)
class _Tidligere:
    """De samme folkene i forrige runde, med det som trengs for å sammenligne.

    ``minste`` er antallet i den minste delen: den kan stå i ytterkanten selv om delene til sammen er mange.
    """

    enhet: Enhetsresultat
    instrument: Instrument
    spredning: Mapping[str, int]
    minste: int


@dataclass(frozen=True, slots=True)
class _Gammel:
    """Én skala i forrige runde. ``tall`` er snittet i ord."""

    skala: Skalaresultat
    snitt: Snitt
    tall: str


def faktordetalj(
    kartlegging: Kartlegging, enhet: Enhetsresultat, kode: str, mot: Sammenligning | None, sprak: str
) -> Detalj | None:
    """Detaljen for faktoren ``kode``, eller ``None`` når runden ikke spurte om den."""
    instrument = kartlegging.instrument
    skalaene = instrument.skalaene_i(kode)
    hendelser = hendelsene_i(kode, enhet, instrument)
    if not skalaene and not hendelser:
        return None
    for_ = _tidligere(mot)
    naa_spredning = spredning(utgivelse_for(kartlegging)) if for_ else {}
    minst = kartlegging.minstegrense
    funnet = enhet.faktorer.get(kode)
    resultatene = dict(funnet.skalaer) if funnet else {}

    def maalene(rolle: Rolle) -> tuple[Maal, ...]:
        return tuple(
            _skalamaal(skala, resultatene[skala.kode], enhet, minst, _gammel(skala, for_, kode), naa_spredning, sprak)
            for skala in skalaene
            if skala.rolle == rolle and skala.kode in resultatene
        )

    navnene = {hendelse.id: pa_sprak(hendelse.navn, sprak) for hendelse in instrument.hendelsene}
    om = faktor(kode)
    return Detalj(
        faktor=om,
        navn=pa_sprak(om.navn, sprak),
        forklaring=pa_sprak(om.forklaring, sprak),
        sammenlignet=_sammenlignet(enhet, mot),
        indeks=_indeksmaal(enhet, kode, minst),
        indeksord=_indeksord(enhet, kode, instrument),
        kravene=maalene(Rolle.KRAV),
        ressursene=maalene(Rolle.RESSURS),
        hendelsene=tuple(
            _hendelsesmaal(navnene[hendelse], hendelse, enhet, max(si.MINST_HENDELSE, minst), for_)
            for hendelse in hendelser
        ),
        andel=_andelsmaal(enhet, kode, max(si.MINST_ANDEL, minst), for_, instrument),
        nasjonalt=for_faktor(kode),
    )


def utfallsrader(kartlegging: Kartlegging, enhet: Enhetsresultat, sprak: str) -> tuple[Maal, ...]:
    """Utfallene i enheten: hvordan folk har det. Uten forrige runde."""
    skalaene = [skala for skala in kartlegging.instrument.skalaene if skala.rolle == Rolle.UTFALL]
    return tuple(
        _skalamaal(skala, enhet.utfall[skala.kode], enhet, kartlegging.minstegrense, None, {}, sprak)
        for skala in skalaene
        if skala.kode in enhet.utfall
    )


def _tidligere(mot: Sammenligning | None) -> _Tidligere | None:
    if mot is None or mot.rad is None:
        return None
    minste = min(del_.antall or 0 for del_ in mot.delene)
    return _Tidligere(mot.rad, mot.runde.instrument, mot.spredning, minste)


NAVN_I_SETNINGEN = 3


def _sammenlignet(enhet: Enhetsresultat, mot: Sammenligning | None) -> str:
    if mot is None:
        return ""
    if mot.uten is not None:
        return _ingen_sammenligning(mot.uten, mot.runde.navn)
    if [del_.kode for del_ in mot.delene] == [enhet.kode]:
        return ""
    navnene = [si.enhetsnavn(del_) for del_ in mot.delene]
    verdier: dict[str, object] = {"navn": navnene[0], "siste": navnene[-1], "runde": mot.runde.navn}
    if len(navnene) == 1:
        return _("Sammenlignet med %(navn)s, %(runde)s.") % verdier
    if len(navnene) <= NAVN_I_SETNINGEN:
        verdier["navn"] = ", ".join(navnene[:-1])
        return _("Sammenlignet med %(navn)s og %(siste)s til sammen, %(runde)s.") % verdier
    verdier |= {"navn": ", ".join(navnene[: NAVN_I_SETNINGEN - 1]), "n": len(navnene) - NAVN_I_SETNINGEN + 1}
    return _("Sammenlignet med %(navn)s og %(n)s andre til sammen, %(runde)s.") % verdier


def _ingen_sammenligning(uten: Uten, runde: str) -> str:
    ordene = {
        Uten.NY: _("Ingen sammenligning: enheten er ny siden %(runde)s."),
        Uten.DELT: _("Ingen sammenligning: en enhet er delt siden %(runde)s."),
        Uten.IKKE_VIST: _("Ingen sammenligning: enheten, eller en forgjenger, ble ikke vist i %(runde)s."),
        Uten.ENDRET: _("Ingen sammenligning: sammensetningen er endret siden %(runde)s."),
    }
    return ordene[uten] % {"runde": runde}


def _gammel(skala: Skala, for_: _Tidligere | None, kode: str) -> _Gammel | None:
    """Skalaen i forrige runde, når spørsmålene er de samme og tallet er vist."""
    if for_ is None or kode not in for_.enhet.faktorer:
        return None
    samme = any(en.kode == skala.kode and en.leddene == skala.leddene for en in for_.instrument.skalaene)
    funnet = for_.enhet.faktorer[kode].skalaer.get(skala.kode)
    if not samme or funnet is None or funnet.snitt is None or not for_.enhet.antall:
        return None
    snitt = Snitt(funnet.snitt, for_.enhet.antall, for_.spredning[skala.kode])
    return _Gammel(funnet, snitt, si.poeng(funnet.snitt, funnet.retning, for_.minste))


def _skalamaal(
    skala: Skala,
    funnet: Skalaresultat,
    enhet: Enhetsresultat,
    minst: int,
    gammel: _Gammel | None,
    spredning_naa: dict[str, int],
    sprak: str,
) -> Maal:
    navn = pa_sprak(skala.navn, sprak)
    if funnet.snitt is None or funnet.lav is None or funnet.hoy is None:
        return Maal(navn, "", "", si.grunn(funnet.skjult_fordi, minst))
    endring = forrige = None
    if gammel is not None and enhet.antall:
        for_ = gammel.skala
        forrige = _strek(for_.snitt, for_.lav, for_.hoy)
        forskjell = forskjell_snitt(gammel.snitt, Snitt(funnet.snitt, enhet.antall, spredning_naa[skala.kode]))
        endring = _endring(gammel.tall, forskjell, i_prosent=False, avkortet=funnet.avkortet or for_.avkortet)
    return Maal(
        navn=navn,
        tall=si.poeng(funnet.snitt, funnet.retning, enhet.antall),
        intervall=_mellom(funnet.lav, funnet.hoy),
        skjult="",
        naa=_strek(funnet.snitt, funnet.lav, funnet.hoy),
        forrige=forrige,
        endring=endring,
    )


def _indeksmaal(enhet: Enhetsresultat, kode: str, minst: int) -> Maal | None:
    funnet = enhet.faktorer.get(kode)
    if funnet is None:
        return None
    navn = _("Belastning samlet")
    if funnet.indeks is None or funnet.indeks_lav is None or funnet.indeks_hoy is None:
        return Maal(navn, "", "", si.grunn(funnet.skjult_fordi, minst))
    return Maal(
        navn=navn,
        tall=si.poeng(funnet.indeks, funnet.retning, enhet.antall),
        intervall=_mellom(funnet.indeks_lav, funnet.indeks_hoy),
        skjult="",
        naa=_strek(funnet.indeks, funnet.indeks_lav, funnet.indeks_hoy),
    )


def _andelsmaal(
    enhet: Enhetsresultat, kode: str, minst: int, for_: _Tidligere | None, instrument: Instrument
) -> Maal | None:
    funnet = enhet.faktorer.get(kode)
    if funnet is None:
        return None
    navn = _("Andel utsatt")
    if funnet.andel_eksponert is None or funnet.andel_lav is None or funnet.andel_hoy is None:
        return Maal(navn, "", "", si.grunn(funnet.andel_skjult_fordi, minst))
    endring = None
    gammel = for_.enhet.faktorer.get(kode) if for_ else None
    if for_ and gammel and gammel.andel_eksponert is not None and _samme_krav(kode, for_.instrument, instrument):
        endring = _andelsendring(gammel.andel_eksponert, for_.enhet.antall, funnet.andel_eksponert, enhet.antall)
    return Maal(
        navn=navn,
        tall=si.prosent(funnet.andel_eksponert),
        intervall=_prosentmellom(funnet.andel_lav, funnet.andel_hoy),
        skjult="",
        naa=_strek(funnet.andel_eksponert, funnet.andel_lav, funnet.andel_hoy),
        endring=endring,
    )


def _samme_krav(kode: str, en: Instrument, annet: Instrument) -> bool:
    """Om andelen betyr det samme i to runder: de samme spørsmålene og den samme grensen for å være utsatt."""

    def grunnlag(instrument: Instrument) -> tuple[object, ...]:
        krav = tuple(skala.leddene for skala in instrument.skalaene_i(kode, rolle=Rolle.KRAV))
        return (*krav, *(del_.kutt_tideler for del_ in instrument.faktorene if del_.kode == kode))

    return grunnlag(en) == grunnlag(annet)


def _hendelsesmaal(navn: str, kode: str, enhet: Enhetsresultat, minst: int, for_: _Tidligere | None) -> Maal:
    funnet = enhet.hendelser[kode]
    grenser = hendelsesintervall(funnet, enhet.antall)
    if funnet.andel is None or grenser is None:
        return Maal(navn, "", "", si.grunn(funnet.skjult_fordi, minst))
    endring = None
    gammel = for_.enhet.hendelser.get(kode) if for_ else None
    if for_ and gammel and gammel.andel is not None:
        endring = _andelsendring(gammel.andel, for_.enhet.antall, funnet.andel, enhet.antall)
    return Maal(
        navn=navn,
        tall=si.prosent(funnet.andel),
        intervall=_prosentmellom(*grenser),
        skjult="",
        naa=_strek(funnet.andel, *grenser),
        endring=endring,
    )


def _andelsendring(for_: int, antall_for: int | None, naa: int, antall_naa: int | None) -> Endring | None:
    if not antall_for or not antall_naa:
        return None
    forskjell = forskjell_andel(Andel(for_, antall_for), Andel(naa, antall_naa))
    return _endring(si.prosent(for_), forskjell, i_prosent=True, avkortet=False)


def _endring(for_: str, forskjell: Forskjell, *, i_prosent: bool, avkortet: bool) -> Endring:
    if avkortet:
        return Endring(for_, _("kan ikke sammenlignes, for tallet er avkortet"), "")
    if forskjell.ord == Forskjellsord.KAN_IKKE_SKILLES:
        return Endring(for_, _("kan ikke skilles"), "")
    ord_ = _("tydelig forskjell") if forskjell.ord == Forskjellsord.TYDELIG else _("mulig forskjell")
    verdier = {"n": abs(forskjell.verdi)}
    if i_prosent:
        storrelse = _("%(n)s prosentpoeng flere") if forskjell.verdi > 0 else _("%(n)s prosentpoeng færre")
    else:
        storrelse = _("%(n)s poeng mer belastning") if forskjell.verdi > 0 else _("%(n)s poeng mindre belastning")
    return Endring(for_, ord_, storrelse % verdier)


def _strek(tall: int | None, lav: int | None, hoy: int | None) -> Strek | None:
    if tall is None or lav is None or hoy is None:
        return None
    return Strek(*(KANT + PER_POENG * verdi for verdi in (tall, lav, hoy)))


def _mellom(lav: int, hoy: int) -> str:
    return _("trolig mellom %(lav)s og %(hoy)s") % {"lav": lav, "hoy": hoy}


def _prosentmellom(lav: int, hoy: int) -> str:
    return _("trolig mellom %(lav)s og %(hoy)s %%") % {"lav": lav, "hoy": hoy}


def _indeksord(enhet: Enhetsresultat, kode: str, instrument: Instrument) -> str:
    funnet = rute(kode, enhet, instrument)
    return si.indekstekst(funnet.ord) if funnet and funnet.ord else ""
