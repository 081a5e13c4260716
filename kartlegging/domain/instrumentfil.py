"""Leser og prøver instrumentfiler: ``kartlegging/data/instrumenter/<id>-v<n>.toml``.

Filen er skrevet for fagfolk. Alt som er galt, meldes med fil, nøkkel og grunn (``DatafilError``), og en
fil med én feil brukes ikke i det hele tatt. Kilde for reglene: ``method.md`` del 1.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

from arbeidsmiljo.domain.datafil import Datafil, DatafilError, les_toml, sjekksum
from kartlegging.domain.instrument import Faktordel, Hendelse, Instrument, Ledd, Rolle, Samvirke, Skala, Tekst, Vilkar

MAPPE = "kartlegging.data.instrumenter"
SKJEMA = 1
FAKTORER_MED_SKALAER = ("a", "b", "c", "d", "e")
FAKTORER_MED_HENDELSER = ("f", "g")
FAKTORER = (*FAKTORER_MED_SKALAER, *FAKTORER_MED_HENDELSER)
VIRKNINGER = ("overadditiv", "additiv")
ANTALL_SVARALTERNATIVER = 5
MINST_LEDD_I_SKALA = 2
HOYST_LEDD = 200
HOYST_TEGN = 300
STANDARD_KUTT_TIDELER = 525
"""52,5 av 100 poeng, som er 3,1 på en skala fra 1 til 5 (NOA; ``method.md`` 1)."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPRAK = re.compile(r"[a-z]{2,3}")
_NUMMERERT = re.compile(r"([a-z])([1-9][0-9]?)")


@lru_cache
def last_instrument(id: str, versjon: int) -> Instrument:  # noqa: A002 – ordet er instrumentets eget
    """Instrumentet ``id`` i versjonen ``versjon``, lest én gang per prosess.

    Melder ``DatafilError`` når filen ikke finnes, ikke holder, eller har en annen id eller versjon enn
    filnavnet sier.
    """
    fil = f"{id}-v{versjon}.toml"
    ressurs = files(MAPPE).joinpath(fil)
    # Id-en kan komme fra en kommando: uten denne prøven kunne den pekt ut av mappen.
    if not _ID.fullmatch(id) or not ressurs.is_file():
        raise DatafilError(fil, "", f"finnes ikke. Instrumenter her: {', '.join(_filnavn())}")
    instrument = les_instrument(ressurs.read_bytes(), fil)
    if (instrument.id, instrument.versjon) != (id, versjon):
        raise DatafilError(fil, "id", f"filen sier {instrument.id} v{instrument.versjon}, men heter {fil}")
    return instrument


def alle_instrumenter() -> tuple[Instrument, ...]:
    """Alle instrumentene som følger med, ordnet etter id og versjon."""
    funnet = []
    for fil in _filnavn():
        id_, _, versjon = fil.removesuffix(".toml").rpartition("-v")
        if not id_ or not versjon.isdecimal():
            raise DatafilError(fil, "", "skal hete <id>-v<versjon>.toml")
        funnet.append(last_instrument(id_, int(versjon)))
    return tuple(sorted(funnet, key=lambda ett: (ett.id, ett.versjon)))


def _filnavn() -> list[str]:
    return sorted(ressurs.name for ressurs in files(MAPPE).iterdir() if ressurs.name.endswith(".toml"))


def les_instrument(innhold: bytes, fil: str) -> Instrument:
    """Tolker og prøver ``innhold`` (TOML i UTF-8). ``fil`` er navnet feilmeldingene bruker.

    Melder ``DatafilError`` ved første feil. Det som kommer tilbake, er klart til bruk: alle språk er hele,
    alle koder er unike, og alle henvisninger peker på noe.
    """
    if not innhold.strip():
        raise DatafilError(fil, "", "er tom")
    rot = les_toml(innhold, fil)
    rot.bare(
        "skjema", "id", "versjon", "sprak", "lisens", "kilde", "navn", "innledning",
        "svaralternativer", "faktorer", "skalaer", "hendelser", "samvirker",
    )  # fmt: skip
    rot.heltall("skjema", minst=SKJEMA, hoyst=SKJEMA)
    sprak = _sprak(rot)
    faktorene = tuple(_faktordel(en, sprak) for en in _tabeller(rot, "faktorer"))
    skalaene = tuple(_skala(en, sprak) for en in _tabeller(rot, "skalaer"))
    hendelsene = tuple(_hendelse(en, sprak) for en in rot.tabeller("hendelser", pakrevd=False))
    instrument = Instrument(
        id=_id(rot),
        versjon=rot.heltall("versjon", minst=1, hoyst=999),
        navn=_tekster(rot, "navn", sprak),
        sprak=sprak,
        svaralternativer=_svaralternativer(rot, sprak),
        faktorene=faktorene,
        skalaene=skalaene,
        hendelsene=hendelsene,
        samvirkene=tuple(_samvirke(ett, sprak) for ett in rot.tabeller("samvirker", pakrevd=False)),
        lisens=_tekst(rot, "lisens"),
        kilde=_tekst(rot, "kilde"),
        sjekksum=sjekksum(innhold),
        innledning=_tekster(rot, "innledning", sprak),
    )
    _prov_koder(rot, instrument)
    _prov_faktorer(rot, instrument)
    _prov_samvirker(rot, instrument)
    return instrument


# --- ett felt om gangen -------------------------------------------------------------------------------


def _tabeller(d: Datafil, nokkel: str) -> list[Datafil]:
    tabellene = d.tabeller(nokkel)
    if not tabellene:
        raise d.feil(nokkel, "er tom")
    return tabellene


def _prov_tekst(d: Datafil, nokkel: str, verdi: str) -> str:
    """Tekstene vises på svarsiden og i PDF; merking har ingenting der å gjøre."""
    if len(verdi) > HOYST_TEGN:
        raise d.feil(nokkel, f"har {len(verdi)} tegn, men skal ha høyst {HOYST_TEGN}")
    if "<" in verdi:
        raise d.feil(nokkel, "har tegnet «<». Skriv ren tekst uten HTML")
    return verdi


def _tekst(d: Datafil, nokkel: str) -> str:
    return _prov_tekst(d, nokkel, d.tekst(nokkel))


def _tekster(d: Datafil, nokkel: str, sprak: tuple[str, ...]) -> Tekst:
    tekster = d.sprakliste(nokkel, sprak)
    return {ett: _prov_tekst(d, f"{nokkel}.{ett}", tekst) for ett, tekst in tekster.items()}


def _id(d: Datafil) -> str:
    verdi = d.tekst("id")
    if not _ID.fullmatch(verdi):
        raise d.feil("id", f"er «{verdi}», men skal være små bokstaver a–z, tall og bindestrek")
    return verdi


def _sprak(rot: Datafil) -> tuple[str, ...]:
    sprak = rot.tekstliste("sprak")
    if "nb" not in sprak:
        raise rot.feil("sprak", "mangler «nb». Bokmål er kilden de andre språkene er oversatt fra")
    for ett in sprak:
        if not _SPRAK.fullmatch(ett):
            raise rot.feil("sprak", f"«{ett}» er ikke en språkkode på to eller tre små bokstaver")
    _ingen_dobbel(rot, "sprak", sprak)
    return sprak


def _ingen_dobbel(d: Datafil, nokkel: str, verdier: Iterable[str]) -> None:
    for verdi, antall in Counter(verdier).items():
        if antall > 1:
            raise d.feil(nokkel, f"«{verdi}» står {antall} ganger")


def _svaralternativer(rot: Datafil, sprak: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    tabell = rot.tabell("svaralternativer")
    tabell.bare(*sprak)
    ordene = {}
    for ett in sprak:
        svar = tabell.tekstliste(ett)
        if len(svar) != ANTALL_SVARALTERNATIVER:
            raise tabell.feil(ett, f"har {len(svar)} svaralternativer, men skal ha {ANTALL_SVARALTERNATIVER}")
        for nummer, ordet in enumerate(svar, start=1):
            if not ordet.strip():
                raise tabell.feil(ett, f"svaralternativ nummer {nummer} er tomt")
            _prov_tekst(tabell, ett, ordet)
        _ingen_dobbel(tabell, ett, svar)
        ordene[ett] = svar
    return ordene


# --- en tabell om gangen ------------------------------------------------------------------------------


def _faktordel(d: Datafil, sprak: tuple[str, ...]) -> Faktordel:
    d.bare("kode", "navn", "innledning", "kutt_tideler", "band")
    return Faktordel(
        kode=d.en_av("kode", FAKTORER),
        navn=_tekster(d, "navn", sprak),
        innledning=_tekster(d, "innledning", sprak),
        kutt_tideler=d.heltall("kutt_tideler", minst=1, hoyst=1000, standard=STANDARD_KUTT_TIDELER),
        band=_band(d.tabell("band")),
    )


def _band(d: Datafil) -> tuple[int, int, int, int]:
    d.bare("s1", "s2", "s3", "s4")
    en, to, tre, fire = (d.heltall(nokkel, minst=1, hoyst=99) for nokkel in ("s1", "s2", "s3", "s4"))
    for nokkel, lavere, hoyere in (("s2", en, to), ("s3", to, tre), ("s4", tre, fire)):
        if hoyere <= lavere:
            raise d.feil(nokkel, f"er {hoyere}, men skal være større enn grensen før ({lavere})")
    return en, to, tre, fire


def _skala(d: Datafil, sprak: tuple[str, ...]) -> Skala:
    d.bare("kode", "faktor", "rolle", "navn", "spredning", "ledd")
    rolle = Rolle(d.en_av("rolle", tuple(Rolle)))
    if rolle is Rolle.UTFALL:
        if d.har("faktor"):
            raise d.feil("faktor", "skal ikke stå når rolle er «utfall»")
        faktor = None
    else:
        faktor = d.en_av("faktor", FAKTORER_MED_SKALAER)
    kode = _nummerert_kode(d, "kode", "u" if faktor is None else faktor)
    return Skala(
        kode=kode,
        faktor=faktor,
        rolle=rolle,
        navn=_tekster(d, "navn", sprak),
        leddene=_leddene(d, kode, sprak),
        spredning=d.heltall("spredning", minst=1, hoyst=50),
    )


def _nummerert_kode(d: Datafil, nokkel: str, bokstav: str) -> str:
    verdi = d.tekst(nokkel)
    treff = _NUMMERERT.fullmatch(verdi)
    if treff is None or treff[1] != bokstav:
        raise d.feil(nokkel, f"er «{verdi}», men skal være «{bokstav}» og et nummer fra 1 til 99, som {bokstav}1")
    return verdi


def _leddene(d: Datafil, kode: str, sprak: tuple[str, ...]) -> tuple[Ledd, ...]:
    tabellene = d.tabeller("ledd")
    if len(tabellene) < MINST_LEDD_I_SKALA:
        raise d.feil("ledd", f"har {len(tabellene)} ledd, men en skala skal ha minst {MINST_LEDD_I_SKALA}")
    leddene = []
    for nummer, ett in enumerate(tabellene, start=1):
        ett.bare("id", "tekst", "snudd")
        id_ = ett.tekst("id")
        if id_ != f"{kode}.{nummer}":
            raise ett.feil("id", f"er «{id_}», men ledd nummer {nummer} i skalaen {kode} skal hete {kode}.{nummer}")
        leddene.append(Ledd(id=id_, tekst=_tekster(ett, "tekst", sprak), snudd=ett.sann("snudd")))
    return tuple(leddene)


def _hendelse(d: Datafil, sprak: tuple[str, ...]) -> Hendelse:
    d.bare("id", "faktor", "navn", "tekst")
    faktor = d.en_av("faktor", FAKTORER_MED_HENDELSER)
    return Hendelse(
        id=_nummerert_kode(d, "id", faktor),
        faktor=faktor,
        navn=_tekster(d, "navn", sprak),
        tekst=_tekster(d, "tekst", sprak),
    )


def _samvirke(d: Datafil, sprak: tuple[str, ...]) -> Samvirke:
    d.bare("id", "navn", "vilkar", "virkning", "kilde", "bare_virksomhet")
    tabellene = d.tabeller("vilkar")
    if len(tabellene) < 2:
        raise d.feil("vilkar", f"har {len(tabellene)} vilkår, men et samvirke skal ha minst 2")
    return Samvirke(
        id=_id(d),
        navn=_tekster(d, "navn", sprak),
        vilkarene=tuple(_vilkar(ett) for ett in tabellene),
        virkning=d.en_av("virkning", VIRKNINGER),
        kilde=_tekst(d, "kilde"),
        bare_virksomhet=d.sann("bare_virksomhet"),
    )


def _vilkar(d: Datafil) -> Vilkar:
    d.bare("faktor", "skala", "hendelser", "kutt_tideler")
    satt = [nokkel for nokkel in ("faktor", "skala", "hendelser") if d.har(nokkel)]
    if len(satt) != 1:
        raise d.feil(satt[1] if satt else "faktor", "et vilkår skal ha nøyaktig én av: faktor, skala, hendelser")
    if d.har("kutt_tideler") and satt != ["skala"]:
        raise d.feil("kutt_tideler", "hører bare til et vilkår med skala; en faktor bruker sin egen grense")
    return Vilkar(
        faktor=d.tekst("faktor") if satt == ["faktor"] else None,
        skala=d.tekst("skala") if satt == ["skala"] else None,
        hendelser=d.tekstliste("hendelser", standard=()),
        kutt_tideler=d.heltall("kutt_tideler", minst=1, hoyst=1000, standard=STANDARD_KUTT_TIDELER),
    )


# --- hele filen ---------------------------------------------------------------------------------------


def _prov_koder(rot: Datafil, instrument: Instrument) -> None:
    """Kodene blir feltnavn, kolonner og nøkler i utgivelsen; to like ville blandet to tall."""
    _ingen_dobbel(rot, "faktorer", (f.kode for f in instrument.faktorene))
    _ingen_dobbel(rot, "skalaer", (s.kode for s in instrument.skalaene))
    _ingen_dobbel(rot, "hendelser", (h.id for h in instrument.hendelsene))
    _ingen_dobbel(rot, "samvirker", (s.id for s in instrument.samvirkene))
    antall = len(instrument.leddrekkefolge)
    if antall > HOYST_LEDD:
        raise rot.feil("skalaer", f"filen har {antall} ledd med hendelsene, men skal ha høyst {HOYST_LEDD}")


def _prov_faktorer(rot: Datafil, instrument: Instrument) -> None:
    meldt = {f.kode for f in instrument.faktorene}
    for nummer, skala in enumerate(instrument.skalaene, start=1):
        if skala.faktor is not None and skala.faktor not in meldt:
            raise rot.feil(f"skalaer[{nummer}].faktor", f"«{skala.faktor}» står ikke under faktorer")
    for nummer, hendelse in enumerate(instrument.hendelsene, start=1):
        if hendelse.faktor not in meldt:
            raise rot.feil(f"hendelser[{nummer}].faktor", f"«{hendelse.faktor}» står ikke under faktorer")
    med_hendelser = {h.faktor for h in instrument.hendelsene}
    for nummer, faktor in enumerate(instrument.faktorene, start=1):
        if faktor.kode not in med_hendelser and not instrument.skalaene_i(faktor.kode, rolle=Rolle.KRAV):
            raise rot.feil(
                f"faktorer[{nummer}].kode", f"«{faktor.kode}» har verken en skala med rolle «krav» eller en hendelse"
            )


def _prov_samvirker(rot: Datafil, instrument: Instrument) -> None:
    faktorene = {s.faktor for s in instrument.skalaene if s.rolle is Rolle.KRAV}
    skalaene = {s.kode for s in instrument.skalaene}
    hendelsene = {h.id for h in instrument.hendelsene}
    for nummer, samvirke in enumerate(instrument.samvirkene, start=1):
        for plass, vilkar in enumerate(samvirke.vilkarene, start=1):
            nokkel = f"samvirker[{nummer}].vilkar[{plass}]"
            if vilkar.faktor is not None and vilkar.faktor not in faktorene:
                raise rot.feil(f"{nokkel}.faktor", f"«{vilkar.faktor}» er ikke en faktor med krav-skalaer i filen")
            if vilkar.skala is not None and vilkar.skala not in skalaene:
                raise rot.feil(f"{nokkel}.skala", f"«{vilkar.skala}» er ikke en skala i filen")
            if vilkar.faktor is None and vilkar.skala is None and not vilkar.hendelser:
                raise rot.feil(f"{nokkel}.hendelser", "er tom")
            for hendelse in vilkar.hendelser:
                if hendelse not in hendelsene:
                    raise rot.feil(f"{nokkel}.hendelser", f"«{hendelse}» er ikke en hendelse i filen")
            # Små celler om vold og trakassering kan avsløre enkeltpersoner (method.md 2).
            if vilkar.hendelser and not samvirke.bare_virksomhet:
                raise rot.feil(f"samvirker[{nummer}].bare_virksomhet", "skal være true når et vilkår har hendelser")
