"""Hele prøven, for kommandoen og for siden."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection

from kartlegging.domain.rangprove import MINST_RADER
from kartlegging.domain.tilstand import Tilstand
from kartlegging.models import Kartlegging
from kartlegging.omorganisering import omorganiser
from kartlegging.verifisering import angrep, kladd
from kartlegging.verifisering.kladd import KladdFeiletError
from kartlegging.verifisering.kladdprosess import ANTALL
from kartlegging.verifisering.rapport import Del, Kontroll, Rapport, Utfall

MOTORNAVN = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}

Si = Callable[[str], None]


def verifiser(kartlegging: Kartlegging, *, naa: datetime, si: Si, til_siden: bool = False) -> Rapport:
    """Angriper installasjonen og en kladd. ``si`` viser framdrift. Skriver ingenting i databasen.

    Det som er ``til_siden``, sier ikke noe om hvor mange som har svart ut over svarbåndet som alt er vist der. Radene
    stokkes om først: ellers kunne siden fortalt at en enhet nettopp svarte samlet.
    """
    rapport = Rapport(kartlegging.kortnavn, naa, MOTORNAVN[connection.vendor])
    si("1/5 Ser på tabellen svarene ligger i …")
    rapport.kontrollene += angrep.angrip_tabellen()
    si("2/5 Prøver rekkefølgen på svarene …")
    if til_siden and not kan_dommes_paa_siden(kartlegging):
        rapport.kontrollene.append(
            Kontroll(
                Del.REKKEFOLGE,
                Utfall.KAN_IKKE,
                "Rekkefølgen på svarene prøves fra siden når svarprosenten som er vist, viser at mange nok har svart. "
                "Ellers ville prøven fortalt omtrent hvor mange det er.",
            )
        )
    else:
        if til_siden and kartlegging.er_aapen:
            omorganiser(kartlegging.pk)
        rapport.kontrollene += angrep.angrip_rekkefolgen(kartlegging, naa=naa, med_tall=not til_siden)
    si("3/5 Leter etter koder i klartekst …")
    rapport.kontrollene += angrep.angrip_kodene(kartlegging)
    si("4/5 Kontrollerer deltakerlisten og nøklene …")
    rapport.kontrollene += angrep.angrip_listen(kartlegging)
    si(f"5/5 Sender {ANTALL} oppdiktede svar i en kladd, og angriper dem …")
    try:
        tall = kladd.kjor_kladd()
    except KladdFeiletError as feil:
        rapport.kontrollene.append(Kontroll(Del.KLADD, Utfall.KAN_IKKE, f"Kladden kunne ikke prøves. {feil}"))
    else:
        rapport.kontrollene += kladd.dom_over_kladden(tall)
        rapport.tvilling = {"antall": ANTALL, "med_vern": tall["mest_treff"], "uten_vern": tall["tvilling_treff"]}
    return rapport


def kan_dommes_paa_siden(kartlegging: Kartlegging) -> bool:
    """Om rekkefølgen kan prøves fra siden uten å røpe noe: svarbåndet som alt er vist, sier at det er nok rader.

    At prøven ikke lar seg gjøre, ville ellers vært en opplysning om at færre enn 30 har svart.
    """
    if kartlegging.tilstand not in {Tilstand.AAPEN, Tilstand.LUKKET}:
        return True
    if kartlegging.svarband is None:
        return False
    return kartlegging.svarband * kartlegging.invitasjonene.count() >= 100 * MINST_RADER
