from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArbeidsmiljoConfig(AppConfig):
    name = "arbeidsmiljo"
    verbose_name = _("Arbeidsmiljø")
