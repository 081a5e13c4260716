"""Det ren kode sier, på språket til den som leser."""

import pytest
from django.utils import translation

from arbeidsmiljo.domain.sprak import Melding
from arbeidsmiljo.forms.felles import dato
from arbeidsmiljo.oversettelse import oversatt
from tiltak.domain.tilstand import UlovligStegError, Vurderingstilstand

MELDING = Melding(
    "Kan ikke gå fra «%(fra)s» til «%(til)s». Det går an å gå til: %(lovlige)s.",
    {"fra": Melding("Utkast"), "til": "Månen", "lovlige": (Melding("Planlagt"), Melding("Avlyst"))},
)


def test_meldingen_er_bokmal_uten_rammeverket():
    assert str(MELDING) == "Kan ikke gå fra «Utkast» til «Månen». Det går an å gå til: Planlagt, Avlyst."


def test_meldingen_og_det_som_flettes_inn_far_spraket():
    with translation.override("en"):
        assert oversatt(MELDING) == "Cannot go from “Draft” to “Månen”. It is possible to go to: Planned, Cancelled."
    with translation.override("nn"):
        assert oversatt(MELDING) == "Kan ikkje gå frå «Utkast» til «Månen». Det går an å gå til: Planlagd, Avlyst."


def test_en_tekst_per_sprak_velger_sitt_og_et_tall_er_seg_selv():
    with translation.override("en"):
        assert oversatt({"nb": "Støtte", "en": "Support"}) == "Support"
        assert oversatt({"nb": "Støtte"}) == "Støtte"
        assert oversatt(7) == "7"


def test_en_feil_gir_meldingen_den_baerer():
    with pytest.raises(UlovligStegError) as feil:
        Vurderingstilstand.ERSTATTET.krev(Vurderingstilstand.UTKAST)

    with translation.override("en"):
        assert (
            oversatt(feil.value) == "Cannot go from “Replaced by a newer one” to “Draft”. It can no longer be changed."
        )
    with translation.override("nb"):
        assert oversatt(feil.value) == str(feil.value)


def test_en_feil_med_ferdig_setning_eller_uten_melding_er_som_den_er():
    with translation.override("en"):
        assert oversatt(ValueError("Ferdig setning.")) == "Ferdig setning."
        assert oversatt(ValueError()) == ""


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
@pytest.mark.parametrize("skrevet", ["2027-01-03", "03.01.2027", "03/01/2027", "3.1.27"])
def test_en_dato_leses_likt_pa_alle_sprak(sprak, skrevet):
    with translation.override(sprak):
        assert dato().clean(skrevet).isoformat() == "2027-01-03"
