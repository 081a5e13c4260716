"""Sammenligning over en omorganisering: bare viste rader, uten overlapp, som til sammen er nøyaktig de samme folkene."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartlegging.domain.sammenligning import Grunnlag, Overgang, Uten
from kartlegging.domain.skjerming import har_restgruppe, velg
from kartlegging.domain.tre import REST_ENDELSE, Enhetstre
from tests.domain.kartlegging.angriper import atomene, isolert_gruppe, undertraer

K = 5
Forgjengere = dict[str, list[str]]


class Runde:
    """Et frosset tre der alle inviterte svarte. ``radene`` er de viste radene med cellene sine, regnet på den enkle måten."""

    def __init__(self, *enhetene: tuple[str, str | None, int]):
        self.tre = Enhetstre.av_rader([(kode, kode, forelder, antall) for kode, forelder, antall in enhetene])
        self.antall = dict(zip(self.tre.koder, self.tre.invitert.tolist(), strict=True))
        self.under = {
            kode: {self.tre.koder[v] for v in plasser}
            for kode, plasser in zip(self.tre.koder, undertraer(self.tre), strict=True)
        }
        direkte = self.tre.invitert.astype(np.int64)
        utvalg = velg(self.tre, direkte, K, np.ones(len(self.tre), dtype=np.bool_))
        viste = frozenset(np.flatnonzero(utvalg.vist).tolist())
        rester = har_restgruppe(self.tre, utvalg, direkte)
        self.radene = {self.tre.koder[v]: self.med_folk(self.under[self.tre.koder[v]]) for v in viste} | {
            self.tre.koder[v] + REST_ENDELSE: self.med_folk({self.tre.koder[x] for x in atom})
            for v, atom in atomene(undertraer(self.tre), viste).items()
            if rester[v]
        }

    def med_folk(self, kodene: set[str]) -> set[str]:
        return {kode for kode in kodene if self.antall[kode]}

    def plasser(self, kodene: set[str]) -> set[int]:
        return {self.tre.koder.index(kode) for kode in kodene}


def overgang(for_: Runde, naa: Runde, forgjengere: Forgjengere | None = None) -> Overgang:
    kjente = forgjengere or {}
    return Overgang(
        naa=naa.tre,
        forgjengere=[[kode, *kjente.get(kode, [])] for kode in naa.tre.koder],
        for_=for_.tre,
        viste=frozenset(for_.radene),
    )


def riktige_celler(for_: Runde, naa: Runde, forgjengere: Forgjengere, kode: str) -> set[str] | None:
    """Cellene enheten skal sammenlignes med, rett etter regelen, eller ``None`` når den ikke skal sammenlignes."""
    folk, under = naa.med_folk(set(naa.antall)), naa.under[kode]
    kom_fra = {en: {en, *forgjengere.get(en, [])} & set(for_.antall) for en in naa.antall}
    if any(not kom_fra[en] for en in under & folk):
        return None
    krav = {celle: {en for en in naa.antall if celle in kom_fra[en]} for celle in for_.med_folk(set(for_.antall))}
    krav = {celle: enheter & folk or enheter for celle, enheter in krav.items()}
    celler = {celle for celle, enheter in krav.items() if enheter & under}
    return None if any(not krav[celle] <= under for celle in celler) else celler


def feil_i(grunnlag: Grunnlag, for_: Runde, celler: set[str] | None) -> str:
    """Hva som er galt med grunnlaget, eller en tom streng. Dette er vokteren lovene holdes med."""
    if not for_.radene.keys() >= set(grunnlag.deler):
        return "bruker en rad som ikke er vist"
    delene = [for_.radene[del_] for del_ in grunnlag.deler]
    if any(en & annen for en, annen in combinations(delene, 2)):
        return "overlapper"
    if delene and set().union(*delene) != celler:
        return "er andre mennesker"
    return ""


HELSE = Runde(("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "helse", 20), ("c", "helse", 3))
"""Helse med to viste team. Teamet på tre er skjult, og er sammen med de fire uten team «Øvrige i Helse»."""


def test_uendret_tre_gir_hver_enhet_sin_egen_rad():
    assert {kode: overgang(HELSE, HELSE).grunnlag(kode) for kode in HELSE.tre.koder} == {
        "rot": Grunnlag(("rot",)),
        "helse": Grunnlag(("helse",)),
        "a": Grunnlag(("a",)),
        "b": Grunnlag(("b",)),
        "c": Grunnlag(uten=Uten.IKKE_VIST),
    }


@pytest.mark.parametrize(
    ("naa", "forgjengere", "kode", "ventet"),
    [
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("ab", "helse", 30), ("c", "helse", 3)],
            {"ab": ["a", "b"]},
            "ab",
            Grunnlag(("a", "b")),
            id="to viste slått sammen",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("bc", "helse", 23), ("a", "helse", 10)],
            {"bc": ["b", "c"]},
            "bc",
            Grunnlag(uten=Uten.IKKE_VIST),
            id="en vist og en skjult slått sammen",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("bc", "helse", 23), ("a", "helse", 10)],
            {"bc": ["b", "c"]},
            "helse",
            Grunnlag(("helse",)),
            id="alt under er det samme",
        ),
        pytest.param(
            [("rot", None, 6), ("felles", "rot", 7), ("a", "rot", 10), ("b", "rot", 20)],
            {"felles": ["helse", "c"]},
            "felles",
            Grunnlag(("helse-rest",)),
            id="restgruppen er blitt en enhet",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b1", "helse", 9), ("b2", "helse", 11)],
            {"b1": ["b"], "b2": ["b"]},
            "b1",
            Grunnlag(uten=Uten.DELT),
            id="delt i to",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "helse", 20), ("x", "helse", 8)],
            {},
            "x",
            Grunnlag(uten=Uten.NY),
            id="ny enhet",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "helse", 20), ("x", "helse", 8)],
            {},
            "helse",
            Grunnlag(uten=Uten.ENDRET),
            id="ny enhet under en gammel",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "rot", 20), ("c", "helse", 3)],
            {},
            "helse",
            Grunnlag(("helse-rest", "a")),
            id="et vist team flyttet ut",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "helse", 20), ("c", "rot", 3)],
            {},
            "helse",
            Grunnlag(uten=Uten.ENDRET),
            id="et skjult team flyttet ut",
        ),
        pytest.param(
            [("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 0), ("b", "helse", 30), ("c", "helse", 3)],
            {"b": ["a"]},
            "b",
            Grunnlag(("a", "b")),
            id="en tømt enhet gir seg for den som fikk folkene",
        ),
        pytest.param(
            [("topp", None, 6), ("helse", "topp", 4), ("x", "topp", 80)],
            {},
            "topp",
            Grunnlag(("rot",)),
            id="virksomheten er virksomheten",
        ),
    ],
)
def test_11_grunnlaget_er_viste_forgjengere_uten_overlapp_eller_ingen_med_grunn(naa, forgjengere, kode, ventet):
    assert overgang(HELSE, Runde(*naa), forgjengere).grunnlag(kode) == ventet


def test_en_skjult_virksomhet_har_ingenting_aa_sammenligne_med():
    liten, stor = Runde(("rot", None, 4)), Runde(("rot", None, 40))

    assert overgang(liten, stor).grunnlag("rot") == Grunnlag(uten=Uten.IKKE_VIST)


def test_i_en_kjede_med_de_samme_folkene_er_det_enhetens_egen_rad():
    kjede = Runde(("rot", None, 9), ("p", "rot", 0), ("q", "p", 8))

    assert [overgang(kjede, kjede).grunnlag(kode).deler for kode in ("p", "q")] == [("p",), ("q",)]


def test_en_runde_uten_invitasjoner_sammenlignes_enhet_for_enhet():
    # Papirskjemaer uten koder: treet har ingen inviterte, men enhetene har svar og er vist.
    tre = Enhetstre.av_rader([("rot", "rot", None, 0), ("a", "a", "rot", 0), ("b", "b", "rot", 0)])
    en = Overgang(naa=tre, forgjengere=[["rot"], ["a"], ["b"]], for_=tre, viste={"rot", "a", "b"})

    assert [en.grunnlag(kode).deler for kode in tre.koder] == [("rot",), ("a",), ("b",)]


@st.composite
def omorganiseringer(draw) -> tuple[Runde, Runde, Forgjengere]:
    """Et lite tre, og det samme treet etter at noe er flyttet, lukket, lagt til, slått sammen eller delt."""
    antall = st.sampled_from([0, 3, 5, 6, 8, 11, 20])
    gamle: list[tuple[str, str | None, int]] = [("e0", None, draw(antall))]
    for nummer in range(1, draw(st.integers(3, 7))):
        gamle.append((f"e{nummer}", draw(st.sampled_from(gamle))[0], draw(antall)))
    beholdt = [gamle[0], *(en for en in gamle[1:] if draw(st.integers(0, 2)))]
    nye: list[tuple[str, str | None, int]] = [("e0", None, draw(antall))]
    forgjengere: Forgjengere = {}
    for kode, forelder, _ in beholdt[1:]:
        plass = forelder if forelder in {k for k, *_ in nye} and draw(st.booleans()) else draw(st.sampled_from(nye))[0]
        nye.append((kode, plass, draw(antall)))
    for nummer in range(draw(st.integers(0, 2))):
        kode = f"ny{nummer}"
        nye.append((kode, draw(st.sampled_from(nye))[0], draw(antall)))
        forgjengere[kode] = draw(st.lists(st.sampled_from([k for k, *_ in gamle]), unique=True, max_size=3))
    return Runde(*gamle), Runde(*nye), forgjengere


@settings(max_examples=300)
@given(omorganiseringer())
def test_et_uendret_tre_gir_identitet_for_hver_vist_enhet(tilfelle):
    runde, _, _ = tilfelle

    en = overgang(runde, runde)

    viste_enheter = [kode for kode, celler in runde.radene.items() if kode in runde.antall and celler]
    assert [en.grunnlag(kode).deler for kode in viste_enheter] == [(kode,) for kode in viste_enheter]


@settings(max_examples=300)
@given(omorganiseringer())
def test_11_et_grunnlag_er_viste_rader_uten_overlapp_og_noyaktig_de_riktige_folkene(tilfelle):
    for_, naa, forgjengere = tilfelle

    en = overgang(for_, naa, forgjengere)

    for kode in naa.tre.koder[1:]:
        assert feil_i(en.grunnlag(kode), for_, riktige_celler(for_, naa, forgjengere, kode)) == ""


@settings(max_examples=300)
@given(omorganiseringer())
def test_et_grunnlag_finnes_naar_noen_viste_rader_dekker_noyaktig_de_riktige_folkene(tilfelle):
    for_, naa, forgjengere = tilfelle
    en = overgang(for_, naa, forgjengere)
    rader = [celler for celler in for_.radene.values() if celler]

    for kode in naa.tre.koder[1:]:
        celler = riktige_celler(for_, naa, forgjengere, kode) or set()
        mulig = any(
            sorted(celle for del_ in valg for celle in del_) == sorted(celler)
            for antall in range(1, len(rader) + 1)
            for valg in combinations(rader, antall)
        )
        assert bool(en.grunnlag(kode).deler) == mulig


@settings(max_examples=300)
@given(omorganiseringer())
def test_10_gamle_rader_og_alle_sammenligningene_av_dem_skiller_ikke_ut_noen_gruppe(tilfelle):
    for_, naa, forgjengere = tilfelle
    en = overgang(for_, naa, forgjengere)
    satt_sammen = [
        set().union(*(for_.plasser(for_.radene[del_]) for del_ in en.grunnlag(kode).deler)) for kode in naa.tre.koder
    ]

    vist = [for_.plasser(celler) for celler in for_.radene.values()] + satt_sammen

    assert isolert_gruppe(vist, for_.tre.invitert.tolist(), K) is None


FLYTTET = Runde(("rot", None, 6), ("helse", "rot", 4), ("a", "helse", 10), ("b", "helse", 20), ("c", "rot", 3))
"""Som ``HELSE``, men det skjulte teamet på tre er flyttet ut."""


def test_negativ_kontroll_et_oppslag_paa_samme_kode_sammenligner_med_andre_mennesker():
    # Slik gjør de det som bare slår opp koden: enheten heter det samme, men tre har flyttet.
    naivt = Grunnlag(("helse",))

    assert feil_i(naivt, HELSE, riktige_celler(HELSE, FLYTTET, {}, "helse")) == "er andre mennesker"
    assert feil_i(Grunnlag(("c",)), HELSE, {"c"}) == "bruker en rad som ikke er vist"
    assert feil_i(Grunnlag(("helse", "a")), HELSE, {"helse", "a", "b", "c"}) == "overlapper"


def test_negativ_kontroll_aa_regne_den_gamle_runden_paa_nytt_roper_dem_som_flyttet():
    regnet_paa_nytt = HELSE.plasser(riktige_celler(HELSE, FLYTTET, {}, "helse"))
    vist = [HELSE.plasser(celler) for celler in HELSE.radene.values()]

    assert isolert_gruppe([*vist, regnet_paa_nytt], HELSE.tre.invitert.tolist(), K) == HELSE.plasser({"c"})
    assert isolert_gruppe(vist, HELSE.tre.invitert.tolist(), K) is None


def test_negativ_kontroll_uten_aa_se_paa_hva_som_ble_vist_brukes_en_skjult_forgjenger():
    sammen = Runde(("rot", None, 6), ("helse", "rot", 4), ("bc", "helse", 23), ("a", "helse", 10))
    ekte = overgang(HELSE, sammen, {"bc": ["b", "c"]})
    svekket = Overgang(ekte.naa, ekte.forgjengere, ekte.for_, viste=frozenset(HELSE.tre.koder))

    assert feil_i(ekte.grunnlag("bc"), HELSE, {"b", "c"}) == ""
    assert feil_i(svekket.grunnlag("bc"), HELSE, {"b", "c"}) == "bruker en rad som ikke er vist"
