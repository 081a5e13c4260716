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
        from arbeidsmiljo.paaminnelser import registrer as registrer_brev  # noqa: PLC0415
        from arbeidsmiljo.taktverk import registrer as registrer_jobb  # noqa: PLC0415
        from kartlegging.innsynet import registrer as registrer_innsyn  # noqa: PLC0415
        from tiltak.forside import endringer  # noqa: PLC0415
        from tiltak.innsyn import oppfolgingen  # noqa: PLC0415
        from tiltak.kalender import fristene  # noqa: PLC0415
        from tiltak.oppgaver import oppgaver  # noqa: PLC0415
        from tiltak.paaminnelser import (  # noqa: PLC0415
            ANSVARLIG,
            ESKALERING,
            LEDER,
            ansvarliges_brev,
            eskaleringens_brev,
            forfalte_tiltak,
            lederens_brev,
        )

        registrer(oppgaver)
        registrer_innsyn(oppfolgingen)
        registrer_brev(ANSVARLIG, ansvarliges_brev)
        registrer_brev(LEDER, lederens_brev)
        registrer_brev(ESKALERING, eskaleringens_brev)
        registrer_jobb("tiltak", forfalte_tiltak)
        registrer_kalender(fristene)
        registrer_endringer(endringer)
