from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ArbeidsmiljoConfig(AppConfig):
    name = "arbeidsmiljo"
    verbose_name = _("Arbeidsmiljø")

    def ready(self) -> None:
        # Modellene er ikke lastet når filen leses.
        from arbeidsmiljo.endringer import aarshjulets_endringer  # noqa: PLC0415
        from arbeidsmiljo.endringer import registrer as registrer_endringer  # noqa: PLC0415
        from arbeidsmiljo.forstesteg import organisasjonen  # noqa: PLC0415
        from arbeidsmiljo.forstesteg import registrer as registrer_steg  # noqa: PLC0415
        from arbeidsmiljo.innlesing import slett_gamle  # noqa: PLC0415
        from arbeidsmiljo.innlogging import foer_innlogginger  # noqa: PLC0415
        from arbeidsmiljo.kalender import aarsoppgavene  # noqa: PLC0415
        from arbeidsmiljo.kalender import registrer as registrer_kalender  # noqa: PLC0415
        from arbeidsmiljo.oppgaver import aarshjulets_oppgaver  # noqa: PLC0415
        from arbeidsmiljo.oppgaver import registrer as registrer_oppgaver  # noqa: PLC0415
        from arbeidsmiljo.paaminnelser import AARSHJUL, aarshjulets_brev, forfalte_paaminnelser  # noqa: PLC0415
        from arbeidsmiljo.paaminnelser import registrer as registrer_brev  # noqa: PLC0415
        from arbeidsmiljo.taktverk import registrer  # noqa: PLC0415

        foer_innlogginger()
        registrer("innlesinger", slett_gamle)
        registrer("paaminnelser", forfalte_paaminnelser)
        registrer_brev(AARSHJUL, aarshjulets_brev)
        registrer_kalender(aarsoppgavene)
        registrer_oppgaver(aarshjulets_oppgaver)
        registrer_endringer(aarshjulets_endringer)
        registrer_steg(organisasjonen)
