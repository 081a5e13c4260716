import pytest

from kartlegging.views.ord import poeng


@pytest.mark.parametrize(
    ("tall", "retning", "antall", "ventet"),
    [
        (48, None, 7, "48"),
        (71, "opp", 7, "71 eller mer"),
        (29, "ned", 7, "29 eller mindre"),
        (90, "opp", 20, "90 eller mer"),
        (36, "ned", 261, "omtrent 36"),
        (60, "opp", 30, "omtrent 60"),
        (50, "begge", 7, "omtrent 50"),
    ],
)
def test_avkortet_tall_sies_med_det_ordet_det_taler(tall, retning, antall, ventet):
    assert poeng(tall, retning, antall) == ventet
