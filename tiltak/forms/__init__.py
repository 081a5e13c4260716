"""Skjemaene for vurdering og tiltak. De leser bare det brukeren skrev; reglene står i ``tiltak.actions``."""

from tiltak.forms.aarsakssjekk import AarsakssjekkForm, sjekk_initial
from tiltak.forms.dialog import DialogmoteForm, DialognotatForm, mote_initial, notat_initial
from tiltak.forms.effekt import EffektForm
from tiltak.forms.flere import AnsvarligForm, FlereForm
from tiltak.forms.katalog import KatalogsideForm
from tiltak.forms.medvirkning import AmuForm, EskaleringForm, RaadForm, SvarForm
from tiltak.forms.tiltak import (
    KatalogForm,
    OppfolgingForm,
    TiltakForm,
    tiltak_fra_katalog,
    tiltak_fra_tiltak,
    tiltak_initial,
)
from tiltak.forms.utvalg import UtvalgForm
from tiltak.forms.vurdering import (
    AkseptForm,
    BegrunnelseForm,
    EgenFaktorForm,
    EnkeltForm,
    ForholdForm,
    GrunnForm,
    OrdrettForm,
    SamletForm,
    StartForm,
    UttalelseForm,
    forhold_initial,
)

__all__ = [
    "AarsakssjekkForm",
    "AkseptForm",
    "AmuForm",
    "AnsvarligForm",
    "BegrunnelseForm",
    "DialogmoteForm",
    "DialognotatForm",
    "EffektForm",
    "EgenFaktorForm",
    "EnkeltForm",
    "EskaleringForm",
    "FlereForm",
    "ForholdForm",
    "GrunnForm",
    "KatalogForm",
    "KatalogsideForm",
    "OppfolgingForm",
    "OrdrettForm",
    "RaadForm",
    "SamletForm",
    "StartForm",
    "SvarForm",
    "TiltakForm",
    "UttalelseForm",
    "UtvalgForm",
    "forhold_initial",
    "mote_initial",
    "notat_initial",
    "sjekk_initial",
    "tiltak_fra_katalog",
    "tiltak_fra_tiltak",
    "tiltak_initial",
]
