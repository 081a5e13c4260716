"""Tiltakene: nye, endrede, og det som skrives om dem underveis."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from arbeidsmiljo.templatetags.visning import dato
from tiltak.actions import krav
from tiltak.domain.katalog import Tiltaksniva
from tiltak.domain.katalog import forslag as katalogforslag
from tiltak.domain.tilstand import Tiltakstilstand, Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.maalinger import valgene
from tiltak.models import Oppfolging, Risikoaarsak, Risikoforhold, Risikovurdering, Tiltak
from tiltak.regler import navn_paa

TEKSTGRENSER = {"tittel": 160, "indikator": 200, "utgangspunkt": 100, "maal": 100, "kostnad": 100}
"""Høyeste antall tegn per felt, som i modellen. SQLite håndhever dem ikke selv."""


@dataclass(frozen=True, slots=True)
class _Ord:
    """Tekstene i et tiltak, uten blanke i endene."""

    tittel: str
    beskrivelse: str
    indikator: str
    utgangspunkt: str
    maal: str
    kostnad: str


@transaction.atomic
def opprett_tiltak(
    *,
    vurdering: Risikovurdering,
    forholdene: Collection[Risikoforhold],
    aarsakene: Collection[Risikoaarsak],
    tittel: str,
    nivaa: Tiltaksniva,
    ansvarlig: Bruker,
    frist: date,
    indikator: str,
    av: Bruker,
    naa: datetime,
    beskrivelse: str = "",
    utgangspunkt: str = "",
    maal: str = "",
    kostnad: str = "",
    maalekode: str = "",
    maal_tall: int | None = None,
    katalog_id: str = "",
) -> Tiltak:
    """Lager et planlagt tiltak mot ett eller flere vurderte forhold. Uten ``aarsakene`` er det symptomrettet.

    ``maalekode`` er et tall fra kartleggingen som skal flyttes til ``maal_tall`` (0–100, lavere er bedre).
    Utgangspunktet hentes fra utgivelsen, og skrives aldri av folk.

    ``katalog_id`` er id-en i katalogen når teksten kom derfra, ellers tom.
    """
    vurdering = krav.laas_utkast(vurdering.pk)
    ordene = _ordene(tittel, beskrivelse, indikator, utgangspunkt, maal, kostnad)
    _krev_gyldig(vurdering, forholdene, aarsakene, ordene, ansvarlig)
    if frist < naa.date():
        raise TiltaksfeilError({"frist": _("Fristen er alt passert. Velg i dag eller senere.")})
    if katalog_id:
        _krev_i_katalogen(katalog_id)
    # T-05 er det samme tiltaket i alle versjoner, så et nummer brukes aldri om igjen i enheten.
    alle = Tiltak.objects.filter(vurdering__enhet_id=vurdering.enhet_id)
    siste = alle.aggregate(hoyest=Max("nummer"))["hoyest"] or 0
    tiltak = Tiltak(
        vurdering=vurdering,
        nummer=siste + 1,
        katalog_id=katalog_id,
        nivaa=nivaa,
        ansvarlig=ansvarlig,
        frist=frist,
        tilstand=Tiltakstilstand.PLANLAGT,
    )
    _sett_maal(tiltak, vurdering, forholdene, maalekode, maal_tall)
    _skriv(tiltak, ordene)
    tiltak.forholdene.set(forholdene)
    tiltak.aarsakene.set(aarsakene)
    Oppfolging.objects.create(tiltak=tiltak, bruker=av, tidspunkt=naa, til=tiltak.tilstand)
    _logg(tiltak, av, naa, "tiltak.opprettet", {"nivaa": str(nivaa)})
    return tiltak


@transaction.atomic
def endre_tiltak(
    *,
    tiltak: Tiltak,
    forholdene: Collection[Risikoforhold],
    aarsakene: Collection[Risikoaarsak],
    tittel: str,
    nivaa: Tiltaksniva,
    ansvarlig: Bruker,
    frist: date,
    indikator: str,
    av: Bruker,
    naa: datetime,
    beskrivelse: str = "",
    utgangspunkt: str = "",
    maal: str = "",
    kostnad: str = "",
    maalekode: str = "",
    maal_tall: int | None = None,
) -> Tiltak:
    """Endrer alt ved tiltaket mens vurderingen er utkast. Etterpå endres bare status og frist (``endre_tilstand``)."""
    vurdering = krav.laas_utkast(tiltak.vurdering_id)
    tiltak = vurdering.tiltakene.select_for_update().get(pk=tiltak.pk)
    ordene = _ordene(tittel, beskrivelse, indikator, utgangspunkt, maal, kostnad)
    _krev_gyldig(vurdering, forholdene, aarsakene, ordene, ansvarlig)
    if frist != tiltak.frist:
        tiltak.paaminnet = tiltak.leder_varslet = None
    tiltak.nivaa, tiltak.ansvarlig, tiltak.frist = nivaa, ansvarlig, frist
    _sett_maal(tiltak, vurdering, forholdene, maalekode, maal_tall)
    _skriv(tiltak, ordene)
    tiltak.forholdene.set(forholdene)
    tiltak.aarsakene.set(aarsakene)
    # Historien er felles for alle som leser den, og er derfor på kildespråket uansett hvem som skrev.
    Oppfolging.objects.create(tiltak=tiltak, bruker=av, tidspunkt=naa, tekst="Tiltaket ble endret.")
    _logg(tiltak, av, naa, "tiltak.endret", {"nivaa": str(nivaa)})
    return tiltak


@transaction.atomic
def endre_tilstand(
    *, tiltak: Tiltak, til: Tiltakstilstand, tekst: str, av: Bruker, naa: datetime, frist: date | None = None
) -> Oppfolging:
    """Skriver en linje i historien: ny status, ny frist, eller bare en merknad når ``til`` er den tiltaket har.

    Melder ``UlovligStegError`` når steget ikke finnes. Å avlyse og å flytte fristen krever en grunn i ``tekst``.
    Mens planen er til uttalelse, kan ingen avlyse, ta opp igjen eller flytte fristen: da ville det som signeres, vært noe
    annet enn det verneombudet uttalte seg om. At arbeidet er i gang eller ferdig, kan skrives.
    """
    vurdering = krav.laas(tiltak.vurdering_id)
    tiltak = vurdering.tiltakene.select_for_update().get(pk=tiltak.pk)
    krav.gjelder_fortsatt(vurdering, tiltak)
    fra, tekst = Tiltakstilstand(tiltak.tilstand), tekst.strip()
    ny_frist = frist is not None and frist != tiltak.frist
    avlyser = til is not fra and Tiltakstilstand.AVLYST in {fra, til}
    if vurdering.tilstand == Vurderingstilstand.TIL_UTTALELSE and (avlyser or ny_frist):
        raise TiltaksfeilError(
            _(
                "Planen er til uttalelse. Ta den tilbake til utkast før tiltak avlyses, tas opp igjen eller får ny frist."
            )
        )
    if til is not fra:
        fra.krev(til)
    elif not tekst and not ny_frist:
        raise TiltaksfeilError({"tekst": _("Velg en ny status eller skriv en merknad.")})
    if til is Tiltakstilstand.AVLYST and til is not fra:
        krav.felt_er_fylt({"tekst": (tekst, _("Skriv hvorfor tiltaket avlyses."))})
    if frist is not None and ny_frist:
        krav.felt_er_fylt({"tekst": (tekst, _("Skriv hvorfor fristen flyttes."))})
        with override("nb"):
            flytting = f"Frist flyttet fra {dato(tiltak.frist)} til {dato(frist)}."
        tekst = f"{flytting} {tekst}"
        # En ny frist er en ny historie: den ansvarlige og lederen minnes på den som på den første.
        tiltak.frist, tiltak.paaminnet, tiltak.leder_varslet = frist, None, None
    tiltak.tilstand = til
    tiltak.save(update_fields=["tilstand", "frist", "paaminnet", "leder_varslet"])
    oppfolging = Oppfolging.objects.create(
        tiltak=tiltak, bruker=av, tidspunkt=naa, fra=fra if til is not fra else "", til=til, tekst=tekst
    )
    _logg(tiltak, av, naa, "tiltak.fulgt_opp", {"fra": str(fra), "til": str(til), "ny_frist": str(ny_frist)})
    return oppfolging


@transaction.atomic
def begrunn_uten_aarsakstiltak(*, forhold: Risikoforhold, begrunnelse: str, av: Bruker, naa: datetime) -> None:
    """Lagrer hvorfor en oransje eller rød risiko ikke har et primært tiltak mot årsaken.

    Advarselen blir stående med grunnen ved siden av. Tom ``begrunnelse`` tar den bort.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    forhold.uten_aarsakstiltak_fordi = begrunnelse.strip()
    forhold.save(update_fields=["uten_aarsakstiltak_fordi"])
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="risiko.uten_aarsakstiltak",
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, "faktor": forhold.faktor},
    )


def _ordene(tittel: str, beskrivelse: str, indikator: str, utgangspunkt: str, maal: str, kostnad: str) -> _Ord:
    return _Ord(*(en.strip() for en in (tittel, beskrivelse, indikator, utgangspunkt, maal, kostnad)))


def _skriv(tiltak: Tiltak, ordene: _Ord) -> None:
    tiltak.tittel, tiltak.beskrivelse = ordene.tittel, ordene.beskrivelse
    tiltak.indikator, tiltak.utgangspunkt = ordene.indikator, ordene.utgangspunkt
    tiltak.maal, tiltak.kostnad = ordene.maal, ordene.kostnad
    tiltak.save()


def _sett_maal(
    tiltak: Tiltak,
    vurdering: Risikovurdering,
    forholdene: Collection[Risikoforhold],
    maalekode: str,
    maal_tall: int | None,
) -> None:
    """Henter utgangspunktet fra utgivelsen bak vurderingen. Et mål tiltaket alt har, beholder utgangspunktet sitt."""
    tall = {kode: maaling for kode, _navn, maaling in valgene(list(forholdene))}
    beholdes = maalekode and maalekode == tiltak.maalekode and tiltak.utgangspunkt_tall is not None
    if maalekode and not beholdes and maalekode not in tall:
        raise TiltaksfeilError(
            {
                "maalekode": _(
                    "Dette tallet vises ikke for risikoene du har valgt. Velg et annet, eller beskriv det selv."
                )
            }
        )
    if maal_tall is not None and not maalekode:
        raise TiltaksfeilError({"maal_tall": _("Velg hvilket tall målet gjelder, eller la målet stå tomt.")})
    if not beholdes:
        maaling = tall.get(maalekode)
        tiltak.maalekode = maalekode
        tiltak.utgangspunkt_tall = maaling.tall if maaling else None
        tiltak.utgangspunkt_lav = maaling.lav if maaling else None
        tiltak.utgangspunkt_hoy = maaling.hoy if maaling else None
        tiltak.utgangspunkt_avkortet = bool(maaling and maaling.avkortet)
        tiltak.utgangspunkt_kartlegging_id = vurdering.kartlegging_id if maaling else None
        tiltak.utgangspunkt_sha256 = vurdering.utgivelse_sha256 if maaling else ""
    foer = tiltak.utgangspunkt_tall
    if maal_tall is not None and foer is not None and not 0 <= maal_tall < foer:
        setning = _("Målet må være lavere enn %(tall)s, for lavere tall er mindre belastning.")
        raise TiltaksfeilError({"maal_tall": setning % {"tall": foer}})
    tiltak.maal_tall = maal_tall


def _krev_gyldig(
    vurdering: Risikovurdering,
    forholdene: Collection[Risikoforhold],
    aarsakene: Collection[Risikoaarsak],
    ordene: _Ord,
    ansvarlig: Bruker,
) -> None:
    krav.felt_er_fylt(
        {
            "tittel": (ordene.tittel, _("Gi tiltaket en tittel.")),
            "indikator": (ordene.indikator, _("Skriv hva som skal vise om tiltaket virker.")),
        }
    )
    for felt, maks in TEKSTGRENSER.items():
        verdi = getattr(ordene, felt)
        if len(verdi) > maks:
            setning = _("Teksten har %(antall)d tegn og kan ha høyst %(maks)d. Kort den ned.")
            raise TiltaksfeilError({felt: setning % {"antall": len(verdi), "maks": maks}})
    krav.samme_virksomhet(vurdering.enhet.virksomhet_id, {"ansvarlig": ansvarlig})
    if not forholdene:
        raise TiltaksfeilError({"forholdene": _("Velg minst én risiko tiltaket skal virke på.")})
    for forhold in forholdene:
        if forhold.vurdering_id != vurdering.pk:
            raise TiltaksfeilError({"forholdene": _("Risikoen hører til en annen vurdering.")})
        if not forhold.risikoniva:
            setning = _("«%(forhold)s» er ikke vurdert ennå. Vurder risikoen før du velger tiltak.")
            raise TiltaksfeilError({"forholdene": setning % {"forhold": navn_paa(forhold)}})
    valgte = {forhold.pk for forhold in forholdene}
    if any(aarsak.forhold_id not in valgte for aarsak in aarsakene):
        raise TiltaksfeilError({"aarsakene": _("En årsak hører til en risiko du ikke har valgt. Velg risikoen også.")})


def _krev_i_katalogen(katalog_id: str) -> None:
    try:
        katalogforslag(katalog_id)
    except KeyError:
        raise TiltaksfeilError(
            {"katalog_id": _("Katalogen har ikke tiltaket «%(id)s».") % {"id": katalog_id}}
        ) from None


def _logg(tiltak: Tiltak, av: Bruker, naa: datetime, hva: str, detaljer: dict[str, str]) -> None:
    logg(
        virksomhet_id=tiltak.vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=f"{tiltak.merke} {tiltak.tittel}",
        detaljer={"tiltak": tiltak.pk, **detaljer},
    )
