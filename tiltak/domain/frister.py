"""Når den ansvarlige for et tiltak minnes på fristen, og når lederen får vite at den er passert."""

from datetime import date, timedelta

FOER = timedelta(days=7)
"""Så lenge før fristen den ansvarlige minnes første gang."""
IGJEN = timedelta(days=14)
"""Så lenge mellom hver påminnelse etter fristen."""
LEDER_ETTER = timedelta(days=14)
"""Så lenge etter fristen lederen får vite det."""
LEDER_IGJEN = timedelta(days=28)


def ansvarlig_minnes(frist: date, paaminnet: date | None, i_dag: date) -> bool:
    """Om den ansvarlige skal minnes i dag: en uke før fristen, dagen etter den, og så hver fjortende dag.

    ``paaminnet`` er sist det ble gjort for denne fristen, ``None`` når det aldri er gjort.
    """
    if i_dag < frist - FOER:
        return False
    if paaminnet is None:
        return True
    if i_dag <= frist:
        return False
    return paaminnet <= frist or i_dag - paaminnet >= IGJEN


def leder_varsles(frist: date, varslet: date | None, i_dag: date) -> bool:
    """Om lederen skal få vite at tiltaket er over fristen: etter to uker, og så hver fjerde uke."""
    if i_dag < frist + LEDER_ETTER:
        return False
    return varslet is None or i_dag - varslet >= LEDER_IGJEN
