from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TiltakConfig(AppConfig):
    name = "tiltak"
    verbose_name = _("Tiltak")

    def ready(self) -> None:
        # Modellene er ikke lastet når filen leses.
        from arbeidsmiljo.endringer import registrer as registrer_endringer  # noqa: PLC0415
        from arbeidsmiljo.kalender import registrer as registrer_kalender  # noqa: PLC0415
        from arbeidsmiljo.oppgaver import registrer  # noqa: PLC0415
        from tiltak.forside import endringer  # noqa: PLC0415
        from tiltak.kalender import fristene  # noqa: PLC0415
        from tiltak.oppgaver import oppgaver  # noqa: PLC0415

        registrer(oppgaver)
        registrer_kalender(fristene)
        registrer_endringer(endringer)
