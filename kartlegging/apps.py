from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KartleggingConfig(AppConfig):
    name = "kartlegging"
    verbose_name = _("Kartlegging")

    def ready(self) -> None:
        # Modellene er ikke lastet når filen leses.
        from arbeidsmiljo.endringer import registrer as registrer_endringer  # noqa: PLC0415
        from arbeidsmiljo.forstesteg import registrer as registrer_steg  # noqa: PLC0415
        from arbeidsmiljo.kalender import registrer as registrer_kalender  # noqa: PLC0415
        from arbeidsmiljo.oppgaver import registrer  # noqa: PLC0415
        from arbeidsmiljo.taktverk import registrer as registrer_jobb  # noqa: PLC0415
        from kartlegging.forside import endringer, forste_kartlegging  # noqa: PLC0415
        from kartlegging.kalender import periodene  # noqa: PLC0415
        from kartlegging.oppgaver import oppgaver  # noqa: PLC0415
        from kartlegging.utsending.forfall import forfalte_utsendinger  # noqa: PLC0415
        from kartlegging.utsending.oppgaver import brev_som_stanset  # noqa: PLC0415

        registrer(oppgaver)
        registrer(brev_som_stanset)
        registrer_kalender(periodene)
        registrer_endringer(endringer)
        registrer_steg(forste_kartlegging)
        registrer_jobb("utsendinger", forfalte_utsendinger)
