import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiltak.domain.aarsaker import AARSAKENE
from tiltak.domain.balanse import BARE_SYMPTOM, UTEN_TILTAK, Balanse, Virkning, advarsel, balanse
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.risiko import Risikoniva

P, S, T = Tiltaksniva
VIRKNINGER = st.lists(
    st.builds(Virkning, st.sampled_from(Tiltaksniva), st.lists(st.sampled_from(AARSAKENE), unique=True).map(tuple))
)
MOT_AARSAK = Virkning(P, ("ledelse",))


def test_balansen_teller_hvert_tiltak_en_gang():
    tiltakene = [
        Virkning(P, ("ledelse", "systemer")),
        Virkning(P, ("opplaering",)),
        Virkning(P),
        Virkning(S, ("opplaering",)),
        Virkning(T, ("ledelse",)),
        Virkning(T),
    ]
    assert balanse(tiltakene) == Balanse(primaere=2, sekundaere=1, tertiaere=1, symptomrettede=2)
    assert (balanse(tiltakene).antall, balanse(tiltakene).andel_primaere) == (6, 33)


def test_tom_plan_har_ingen_andel():
    assert (balanse([]).antall, balanse([]).andel_primaere) == (0, None)


def test_halve_prosent_avrundes_opp():
    assert Balanse(primaere=1, sekundaere=7, tertiaere=0, symptomrettede=0).andel_primaere == 13


@given(VIRKNINGER)
def test_summen_er_antallet_og_andelen_er_en_prosent(tiltakene):
    fordelt = balanse(tiltakene)
    assert fordelt.antall == len(tiltakene)
    assert fordelt.primaere == sum(en.er_rettet_mot_aarsak for en in tiltakene)
    assert fordelt.symptomrettede == sum(en.er_symptomrettet for en in tiltakene)
    assert (fordelt.andel_primaere is None) is (not tiltakene)
    assert 0 <= (fordelt.andel_primaere or 0) <= 100


@pytest.mark.parametrize(
    ("niva", "tiltakene", "ventet"),
    [
        (Risikoniva.ROD, [], UTEN_TILTAK),
        (Risikoniva.ORANSJE, [Virkning(S, ("opplaering",)), Virkning(T, ("ledelse",))], BARE_SYMPTOM),
        # Å kalle et tiltak primært er ikke nok: det må navngi årsaken det virker på.
        (Risikoniva.ROD, [Virkning(P)], BARE_SYMPTOM),
        (Risikoniva.ROD, [Virkning(T), MOT_AARSAK], None),
        (Risikoniva.GUL, [], None),
        (Risikoniva.GRONN, [Virkning(T)], None),
    ],
)
def test_advarselen_kommer_bare_ved_hoy_risiko_uten_tiltak_mot_aarsak(niva, tiltakene, ventet):
    assert advarsel(niva, tiltakene) == ventet


@given(st.sampled_from(Risikoniva), VIRKNINGER)
def test_ett_primaert_tiltak_mot_aarsak_fjerner_advarselen(niva, tiltakene):
    assert advarsel(niva, [*tiltakene, MOT_AARSAK]) is None


@given(VIRKNINGER)
def test_advarselen_er_lik_for_oransje_og_rod_og_taler_en_generator(tiltakene):
    assert advarsel(Risikoniva.ORANSJE, iter(tiltakene)) == advarsel(Risikoniva.ROD, tiltakene)
