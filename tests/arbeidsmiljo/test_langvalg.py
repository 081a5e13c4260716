"""De lange listene skrives ut like som Djangos egne, bare raskere."""

import pytest
from django import forms
from django.test.html import parse_html

from arbeidsmiljo.forms.felles import Langflervalg, Langvalg

VALGENE = [("", "Velg"), (1, "Solbakken"), (2, '<script>alert("x")</script>')]


@pytest.mark.parametrize(
    ("lang", "vanlig", "valgt"),
    [
        (Langvalg, forms.Select, 2),
        (Langvalg, forms.Select, None),
        (Langflervalg, forms.SelectMultiple, [1, 2]),
        (Langflervalg, forms.SelectMultiple, []),
    ],
)
def test_listen_er_lik_djangos_egen(lang, vanlig, valgt):
    attrs = {"id": "id_enhet", "class": "ds-input", "required": True, "aria-invalid": "true", "disabled": False}

    faktisk, ventet = (klasse(choices=VALGENE).render("enhet", valgt, attrs) for klasse in (lang, vanlig))

    assert parse_html(faktisk) == parse_html(ventet)
    assert "<script>" not in faktisk
