"""Søket på katalogsiden."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arbeidsmiljo.domain.faktorer import alle_faktorer
from arbeidsmiljo.oversettelse import oversatt
from arbeidsmiljo.templatetags.visning import kortdato
from tiltak.forms.tiltak import KatalogForm
from tiltak.models import Risikovurdering


class KatalogsideForm(KatalogForm):
    """Som søket ved et nytt tiltak, men med alle faktorene i loven, og et utkast tiltaket kan legges i."""

    vurdering = forms.ChoiceField(required=False, label=gettext_lazy("Vurdering"))

    def __init__(self, *args: Any, utkastene: Iterable[Risikovurdering], **kwargs: Any) -> None:
        super().__init__(*args, forholdene=[], **kwargs)
        felt: Any = self.fields
        felt["faktor"].choices = [
            ("", _("Alle")),
            *((en.kode, f"{en.bokstav} {oversatt(en.kortnavn)}") for en in alle_faktorer()),
        ]
        felt["vurdering"].choices = [
            ("", _("Ingen vurdering")),
            *((str(en.pk), f"{en.enhet.navn}, {kortdato(en.motedato)}") for en in utkastene),
        ]
        if len(felt["vurdering"].choices) == 1:
            del felt["vurdering"]
