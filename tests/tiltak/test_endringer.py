"""Endringsloggen sier hva som er nytt, og tier når ingenting er det."""

from hypothesis import given
from hypothesis import strategies as st

from tiltak.endringer import endringer


def _tiltak(nr=1, tittel="Bemanning", **endret):
    return {
        "merke": f"T-{nr:02d}",
        "tittel": tittel,
        "katalog_id": "",
        "tilstand": "planlagt",
        "frist": "2027-01-06",
        "ansvarlig": "Ingrid Nes",
    } | endret


def _plan(*tiltakene, samlet="oransje", c="rod", ikke_relevant=False):
    forhold = {"faktor": "c", "bokstav": "C", "kortnavn": "Tidspress", "niva": c, "ikke_relevant": ikke_relevant}
    return {"samlet": {"niva": samlet}, "forholdene": [forhold], "tiltakene": list(tiltakene)}


def test_nivaer_som_er_endret_star_fra_og_til():
    assert endringer(_plan(), _plan(samlet="gul", c="gul")) == [
        "Samlet risiko: høy → middels.",
        "C Tidspress: svært høy → middels.",
    ]


def test_forhold_som_ikke_lenger_er_relevant_sies_i_ord():
    assert endringer(_plan(), _plan(c="", ikke_relevant=True)) == ["C Tidspress: svært høy → ikke relevant."]


def test_tiltak_er_nye_endrede_eller_ikke_viderefort():
    for_ = _plan(_tiltak(), _tiltak(2, "Kurs"))
    naa = _plan(_tiltak(1, tilstand="i_gang", frist="2027-02-01", ansvarlig="Ola Ås"), _tiltak(2, "Prioriteringsmøte"))
    assert endringer(for_, naa) == [
        "T-01 Bemanning: status planlagt → i gang, frist 06.01.2027 → 01.02.2027, ansvarlig Ingrid Nes → Ola Ås.",
        "Nytt tiltak: T-02 Prioriteringsmøte.",
        "Ikke videreført: Kurs.",
    ]


def test_to_tiltak_med_samme_tittel_forveksles_ikke_med_ett():
    assert endringer(_plan(_tiltak()), _plan(_tiltak(), _tiltak(2))) == ["Nytt tiltak: T-02 Bemanning."]


TITLENE = st.lists(st.sampled_from(["Bemanning", "Kurs", "Møte", "Øvelse"]), max_size=8)


@given(TITLENE, st.permutations(range(8)))
def test_samme_plan_i_annen_rekkefolge_er_ingen_endring(titlene, rekkefolge):
    tiltakene = [_tiltak(nr, tittel) for nr, tittel in enumerate(titlene, start=1)]
    stokket = [tiltakene[nr] for nr in rekkefolge if nr < len(tiltakene)]
    assert endringer(_plan(*tiltakene), _plan(*stokket)) == []


@given(TITLENE, TITLENE)
def test_hvert_tiltak_som_er_kommet_eller_borte_nevnes_en_gang(for_, naa):
    fra = _plan(*(_tiltak(nr, tittel) for nr, tittel in enumerate(for_, start=1)))
    til = _plan(*(_tiltak(nr, tittel) for nr, tittel in enumerate(naa, start=1)))
    setningene = endringer(fra, til)
    nye = sum(en.startswith("Nytt tiltak") for en in setningene)
    borte = sum(en.startswith("Ikke videreført") for en in setningene)
    assert (nye - borte, nye + borte) == (len(naa) - len(for_), len(setningene))
