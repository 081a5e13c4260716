"""Uten e-posttjener sendes ingenting, og ingen kode havner i konsollen."""

import pytest
from django.test import override_settings

from arbeidsmiljo.epost import IkkeSattOppError, feilsetning, send_epost


@override_settings(EMAIL_BACKEND="arbeidsmiljo.epost.IkkeSattOppBackend")
def test_et_brev_uten_tjener_feiler_med_en_setning_og_skriver_ingenting_ut(capfd):
    with pytest.raises(IkkeSattOppError) as feil:
        send_epost(til="a@prove.example", emne="Prøve", mal="prove", kontekst={"kode": "HEMMELIG"})

    assert feilsetning(feil.value) == "E-post er ikke satt opp. Den som drifter programmet, må sette EPOST_VERT."
    assert capfd.readouterr() == ("", "")
