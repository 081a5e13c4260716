"""Skjemaene for vurdering og tiltak. De leser bare det brukeren skrev; reglene står i ``tiltak.actions``."""

from tiltak.forms.dialog import DialogmoteForm, DialognotatForm, mote_initial, notat_initial
from tiltak.forms.tiltak import KatalogForm, OppfolgingForm, TiltakForm, tiltak_fra_katalog, tiltak_initial
from tiltak.forms.vurdering import (
    BegrunnelseForm,
    EnkeltForm,
    ForholdForm,
    SamletForm,
    StartForm,
    UttalelseForm,
    forhold_initial,
)

__all__ = [
    "BegrunnelseForm",
    "DialogmoteForm",
    "DialognotatForm",
    "EnkeltForm",
    "ForholdForm",
    "KatalogForm",
    "OppfolgingForm",
    "SamletForm",
    "StartForm",
    "TiltakForm",
    "UttalelseForm",
    "forhold_initial",
    "mote_initial",
    "notat_initial",
    "tiltak_fra_katalog",
    "tiltak_initial",
]
