from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArbeidsmiljoConfig(AppConfig):
    name = "arbeidsmiljo"
    verbose_name = _("Arbeidsmiljø")

    def ready(self) -> None:
        # Modellene er ikke lastet når filen leses.
        from arbeidsmiljo.innlesing import slett_gamle  # noqa: PLC0415
        from arbeidsmiljo.taktverk import registrer  # noqa: PLC0415

        registrer("innlesinger", slett_gamle)
