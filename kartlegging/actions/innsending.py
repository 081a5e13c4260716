"""Innsending av besvarelser: én forseglet rad, og ingenting annet noe sted – verken i loggen eller på invitasjonen."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kartlegging.deltakelse import finn_invitasjon
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.koder import kode_for, kodehash
from kartlegging.domain.tilstand import Tilstand
from kartlegging.feil import BruktKodeError, LukketError, MottakStengtError, UgyldigSvarError, UkjentKodeError
from kartlegging.forsegling import Innhold, forsegl
from kartlegging.laas import delt_laas
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import Nokler, NoklerManglerError, les_nokler

PORSJON = 2000


def avgi_besvarelse(*, kode: str, svar: Mapping[str, int], gruppe: str | None, naa: datetime) -> None:
    """Forsegler og lagrer én besvarelse: én rad, ett innlegg, ingenting annet.

    ``svar`` er ledd-id → 1–5 (hendelser 1 = nei, 2 = ja). Melder ``UkjentKodeError``, ``BremsetError``,
    ``IkkeAapnetError``, ``LukketError``, ``UgyldigSvarError``, ``MottakStengtError`` eller ``BruktKodeError``. Når den kommer tilbake uten
    feil, ligger besvarelsen trygt på disk.
    """
    deltakelse = finn_invitasjon(kode, naa=naa)
    kartlegging = deltakelse.kartlegging
    svarstreng = _svarstreng(kartlegging.instrument, svar)
    try:
        enhet = deltakelse.gruppe(gruppe)
    except KeyError as feil:
        setning = _("Du kan bare telles i din egen enhet eller en større enhet over den.")
        raise UgyldigSvarError({"gruppe": setning}) from feil
    nokler = _nokler_til(kartlegging)
    if kode_for(nokler.koder, deltakelse.invitasjon_id) != deltakelse.kode:
        # Invitasjonen er lagt inn i databasen med en kode noen fant på selv, etter at listen ble frosset.
        raise UkjentKodeError
    rad = _forseglet_rad(kartlegging, nokler, deltakelse.kode, enhet, svarstreng)
    with transaction.atomic():
        _krev_aapen(kartlegging)
        # ON CONFLICT DO NOTHING og ikke IntegrityError: en feil ville ført nullifikatoren inn i databasens egen logg.
        Besvarelse.objects.bulk_create([rad], ignore_conflicts=True)
        if not Besvarelse.objects.filter(pk=rad.pk, kartlegging_id=kartlegging.pk).exists():
            raise BruktKodeError


def avgi_mange(*, kartlegging: Kartlegging, besvarelsene: Iterable[tuple[str, Mapping[str, int]]]) -> int:
    """Forsegler og lagrer mange besvarelser (kode, svar) på en gang, hver telt i deltakerens egen enhet.

    Svarer med hvor mange som ble lagret; en kode som er brukt, teller ikke igjen. Melder ``UkjentKodeError`` eller
    ``UgyldigSvarError`` uten å lagre noe av det hele.
    """
    instrument, nokler = kartlegging.instrument, les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke)
    enheter = {bytes(h): enhet for h, enhet in kartlegging.invitasjonene.values_list("kodehash", "enhet__kode") if h}
    radene = []
    for kode, svar in besvarelsene:
        enhet = enheter.get(kodehash(kode))
        if enhet is None:
            raise UkjentKodeError
        radene.append(_forseglet_rad(kartlegging, nokler, kode, enhet, _svarstreng(instrument, svar)))
    with transaction.atomic():
        _krev_aapen(kartlegging)
        Besvarelse.objects.bulk_create(radene, ignore_conflicts=True, batch_size=PORSJON)
        lagret = 0
        for start in range(0, len(radene), PORSJON):
            porsjon = [rad.pk for rad in radene[start : start + PORSJON]]
            lagret += Besvarelse.objects.filter(pk__in=porsjon, kartlegging_id=kartlegging.pk).count()
    return lagret


def _nokler_til(kartlegging: Kartlegging) -> Nokler:
    """Nøklene som hører til kartleggingen. Et svar som ikke kan åpnes igjen, skal ikke tas imot."""
    try:
        return les_nokler(kartlegging.kortnavn, kartlegging.nokkelmerke)
    except NoklerManglerError as feil:
        raise MottakStengtError from feil


def _krev_aapen(kartlegging: Kartlegging) -> None:
    delt_laas(kartlegging.pk)
    if not Kartlegging.objects.filter(pk=kartlegging.pk, tilstand=Tilstand.AAPEN).exists():
        raise LukketError


def _forseglet_rad(kartlegging: Kartlegging, nokler: Nokler, kode: str, enhet: str, svarstreng: str) -> Besvarelse:
    nullifikator = nokler.nullifikator_for(kode)
    return Besvarelse(
        kartlegging_id=kartlegging.pk,
        nullifikator=nullifikator,
        forseglet=forsegl(
            Innhold(enhet=enhet, svar=svarstreng, bevis=nokler.bevis_for(nullifikator, enhet, svarstreng)),
            offentlig=bytes(kartlegging.offentlig_nokkel or b""),
            kortnavn=kartlegging.kortnavn,
            loftet=kartlegging.loftet_sha256,
        ),
    )


def _svarstreng(instrument: Instrument, svar: Mapping[str, int]) -> str:
    hendelser = {hendelse.id for hendelse in instrument.hendelsene}
    kjente = set(instrument.leddrekkefolge)
    feil = {ledd: _("Spørsmålet finnes ikke i denne kartleggingen.") for ledd in svar if ledd not in kjente}
    for ledd, verdi in svar.items():
        hoyst = 2 if ledd in hendelser else 5
        if ledd in kjente and not 1 <= verdi <= hoyst:
            setning = _("Svaret er %(verdi)d, men skal være fra 1 til %(hoyst)d.")
            feil[ledd] = setning % {"verdi": verdi, "hoyst": hoyst}
    if feil:
        raise UgyldigSvarError(feil)
    if not svar:
        raise UgyldigSvarError({"": _("Du har ikke svart på noe ennå. Svar på minst ett spørsmål før du sender.")})
    return "".join(str(svar.get(ledd, 0)) for ledd in instrument.leddrekkefolge)
