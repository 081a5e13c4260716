"""Risikovurderingen: start, hver for seg, i fellesskap og samlet."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.domain.faktorer import KODENE
from arbeidsmiljo.models import Bruker, Enhet
from kartlegging.resultater import grunnlag_for, utgivelse_sha256
from tiltak import grunnlag
from tiltak.actions import krav
from tiltak.actions.versjon import ledig_enhet, signert_vurdering, ta_med_fra_forrige
from tiltak.domain.begreper import KREVER_KILDETEKST, Kilde, Kunnskapsstyrke
from tiltak.domain.risiko import Overstyring, Risikoniva, endelig_niva, gjeldende_versjon
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Enkeltvurdering, Risikoaarsak, Risikoforhold, Risikovurdering
from tiltak.regler import mangler_hver_for_seg, regeltekst, samletforslag, samletstand, stand


@transaction.atomic
def start_vurdering(
    *,
    enhet: Enhet,
    kartlegging_id: int | None,
    kilde: Kilde,
    motedato: date,
    leder: Bruker,
    verneombud: Bruker | None,
    av: Bruker,
    naa: datetime,
    deltakere: int = 0,
    kildetekst: str = "",
) -> Risikovurdering:
    """Starter en vurdering med ett forhold per faktor a–g.

    Er enheten vurdert før, følger årsakene, egne faktorer og tiltakene som ikke er ferdige, med (``versjon``).
    Med kartlegging hentes tallene og forslaget til S fra utgivelsen. Vises ikke enheten der, brukes en annen kilde
    (dialogmøte, intervju …) og da uten forslag. ``kildetekst`` sier kort hva kilden er, for eksempel hvilke møter.
    """
    if (kilde is Kilde.KARTLEGGING) != (kartlegging_id is not None):
        raise TiltaksfeilError({"kilde": _("Velg enten en kartlegging eller en annen kilde, ikke begge.")})
    if kilde in KREVER_KILDETEKST and not kildetekst.strip():
        raise TiltaksfeilError({"kildetekst": _("Skriv kort hva avviket eller omstillingen er, og når.")})
    krav.samme_virksomhet(enhet.virksomhet_id, {"leder": leder, "verneombud": verneombud})
    ledig_enhet(enhet)
    forrige = signert_vurdering(enhet)
    if verneombud is not None and verneombud.pk == leder.pk:
        raise TiltaksfeilError({"verneombud": _("Leder og verneombud kan ikke være samme person.")})
    vurdering = Risikovurdering(
        enhet=enhet,
        kartlegging_id=kartlegging_id,
        kilde=kilde,
        motedato=motedato,
        deltakere=deltakere,
        leder=leder,
        verneombud=verneombud,
        tabellversjon=gjeldende_versjon(),
        opprettet=naa,
        forrige=forrige,
    )
    grunnlagene = _grunnlagene(vurdering, kildetekst.strip())
    vurdering.save()
    Risikoforhold.objects.bulk_create(
        Risikoforhold(
            vurdering=vurdering,
            faktor=kode,
            grunnlag=funnet.tall,
            foreslatt_sannsynlighet=funnet.forslag.punkt,
            foreslatt_nivaer=list(funnet.forslag.nivaer),
        )
        for kode, funnet in grunnlagene.items()
    )
    if forrige is not None:
        ta_med_fra_forrige(forrige=forrige, ny=vurdering)
    _logg(vurdering, av, naa, "risiko.startet", {"kilde": str(kilde)})
    return vurdering


def _grunnlagene(vurdering: Risikovurdering, kildetekst: str) -> dict[str, grunnlag.Forholdsgrunnlag]:
    """Grunnlaget per faktor. Fyller også inn vurderingens eget grunnlag og utgivelsens sum."""
    if vurdering.kartlegging_id is None:
        return {kode: grunnlag.uten_kartlegging(str(vurdering.kilde), kildetekst) for kode in KODENE}
    try:
        kartlegging = vurdering.kartlegging
    except ObjectDoesNotExist:
        kartlegging = None
    if (
        kartlegging is None
        or kartlegging.virksomhet_id != vurdering.enhet.virksomhet_id
        or not kartlegging.er_publisert
    ):
        raise TiltaksfeilError({"kartlegging": _("Kartleggingen finnes ikke, eller resultatene er ikke klare ennå.")})
    resultat = grunnlag_for(kartlegging.pk, vurdering.enhet.kode)
    if resultat is None or resultat.antall is None:
        setning = _(
            "«%(enhet)s» vises ikke i denne kartleggingen, fordi enheten er for liten eller ville røpet en annen. "
            "Velg dialogmøte eller en annen kilde i stedet."
        ) % {"enhet": vurdering.enhet.navn}
        raise TiltaksfeilError({"kartlegging": setning})
    instrument = kartlegging.instrument
    vurdering.utgivelse_sha256 = utgivelse_sha256(kartlegging.pk)
    vurdering.grunnlag = grunnlag.for_vurdering(resultat, instrument)
    return {kode: grunnlag.for_faktor(kode, resultat, instrument) for kode in KODENE}


@transaction.atomic
def vurder_hver_for_seg(
    *, forhold: Risikoforhold, rolle: str, s: int, k: int, begrunnelse: str, av: Bruker, naa: datetime
) -> Enkeltvurdering:
    """Lagrer lederens eller verneombudets egen vurdering (S og K 1–5).

    Kan endres til begge har levert eller gruppen er enig; etterpå ville den ikke vært gjort hver for seg.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    krav.taler_for_seg_selv(vurdering, rolle, av)
    krav.en_til_fem(s, k)
    if forhold.er_vurdert:
        raise TiltaksfeilError(
            _("Forholdet er alt vurdert i fellesskap. Da kan det ikke lenger vurderes hver for seg.")
        )
    if forhold.enkeltvurderingene.count() == 2:
        raise TiltaksfeilError(_("Begge har levert, og vurderingene er vist for dere begge. De kan ikke endres nå."))
    enkelt, _ny = Enkeltvurdering.objects.update_or_create(
        forhold=forhold,
        rolle=rolle,
        defaults={"bruker": av, "sannsynlighet": s, "konsekvens": k, "begrunnelse": begrunnelse.strip()},
    )
    # Tallene står ikke i loggen: den andre skal ikke kunne lese dem der før begge har levert.
    _logg(vurdering, av, naa, "risiko.vurdert_for_seg", {"faktor": forhold.faktor, "rolle": rolle})
    return enkelt


@transaction.atomic
def vurder_forhold(
    *,
    forhold: Risikoforhold,
    s: int,
    k: int,
    begrunnelse: str,
    aarsaker: Mapping[str, str],
    utfall: Collection[str],
    av: Bruker,
    naa: datetime,
    barrierer: str = "",
    kunnskapsstyrke: Kunnskapsstyrke = Kunnskapsstyrke.MIDDELS,
    overstyring: Overstyring | None = None,
    uten_hver_for_seg_fordi: str = "",
    sist_sett: str | None = None,
) -> Risikoforhold:
    """Lagrer det gruppen ble enig om. Nivået slås opp i tabellen og løftes av ``overstyring``.

    Har vurderingen et verneombud, skal begge ha vurdert hver for seg først; ellers sier ``uten_hver_for_seg_fordi`` hvorfor
    ikke, og grunnen trykkes. Uten kravet kunne én av dem blitt enig alene og så lest den andres.
    ``aarsaker`` er årsakskode → beskrivelse (kan være tom tekst); minst én. ``utfall`` er minst én utfalls-id.
    ``sist_sett`` er merket fra ``regler.stand`` da skjemaet ble vist; er det et annet nå, meldes
    ``EndretAvAnnenError`` og ingenting skrives.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    _krev_uendret(forhold, sist_sett)
    krav.en_til_fem(s, k)
    begrunnelse = begrunnelse.strip()
    krav.felt_er_fylt({"begrunnelse": (begrunnelse, _("Skriv hvorfor dere valgte sannsynlighet og konsekvens."))})
    krav.kjente_aarsaker(aarsaker)
    krav.kjente_utfall(utfall)
    grunnen = _grunn_uten_begge(vurdering, forhold, uten_hver_for_seg_fordi.strip())
    if forhold.viderefort and (s, k) != (forhold.sannsynlighet, forhold.konsekvens):
        setning = _("Nivået står fra forrige versjon. Velg «Vurder på nytt» først, så dere kan vurdere hver for seg.")
        raise TiltaksfeilError({"sannsynlighet": setning})
    forhold.ikke_relevant = False
    forhold.uten_hver_for_seg_fordi = grunnen
    forhold.verneombudets_syn, forhold.verneombudets_syn_tidspunkt = "", None
    forhold.sannsynlighet, forhold.konsekvens = s, k
    forhold.overstyring = str(overstyring or "")
    forhold.risikoniva = endelig_niva(s, k, overstyring=overstyring, versjon=vurdering.tabellversjon)
    forhold.begrunnelse, forhold.barrierer = begrunnelse, barrierer.strip()
    forhold.kunnskapsstyrke = kunnskapsstyrke
    forhold.utfallene = sorted(set(utfall))
    forhold.save()
    _lagre_aarsaker(forhold, aarsaker)
    detaljer: dict[str, str | int] = {"faktor": forhold.faktor, "s": s, "k": k, "niva": str(forhold.risikoniva)}
    _logg(vurdering, av, naa, "risiko.vurdert", detaljer)
    return forhold


def _grunn_uten_begge(vurdering: Risikovurdering, forhold: Risikoforhold, grunn: str) -> str:
    """Grunnen som skal lagres; tom når begge har levert, eller det bare er én som vurderer."""
    mangler = mangler_hver_for_seg(forhold) if vurdering.verneombud_id is not None else []
    if not mangler:
        return ""
    if not grunn:
        hvem = {
            "leder": _("Lederen har ikke levert sin egen vurdering ennå."),
            "verneombud": _("Verneombudet har ikke levert sin egen vurdering ennå."),
        }.get("+".join(mangler), _("Verken lederen eller verneombudet har levert sin egen vurdering ennå."))
        raise TiltaksfeilError(
            {"uten_hver_for_seg_fordi": hvem + " " + _("Vent til begge har, eller skriv hvorfor dere ikke venter.")}
        )
    return grunn


def _krev_uendret(forhold: Risikoforhold, sist_sett: str | None) -> None:
    if sist_sett is not None and sist_sett != stand(forhold):
        raise EndretAvAnnenError(
            _(
                "En annen har lagret dette forholdet mens du skrev. Ingenting av ditt er lagret. Se begge tekstene under."
            )
        )


def _lagre_aarsaker(forhold: Risikoforhold, aarsaker: Mapping[str, str]) -> None:
    bort = forhold.aarsakene.exclude(aarsak__in=list(aarsaker))
    laast = bort.filter(tiltakene__isnull=False).prefetch_related("tiltakene").first()
    if laast is not None:
        merker = ", ".join(tiltak.merke for tiltak in laast.tiltakene.all())
        setning = _("Årsaken «%(aarsak)s» kan ikke tas bort, for %(tiltak)s virker på den. Endre tiltaket først.")
        raise TiltaksfeilError({"aarsaker": setning % {"aarsak": krav.aarsaksnavn(laast.aarsak), "tiltak": merker}})
    bort.delete()
    for kode, beskrivelse in aarsaker.items():
        Risikoaarsak.objects.update_or_create(
            forhold=forhold, aarsak=kode, defaults={"beskrivelse": beskrivelse.strip()}
        )


@transaction.atomic
def sett_ikke_relevant(
    *, forhold: Risikoforhold, begrunnelse: str, av: Bruker, naa: datetime, sist_sett: str | None = None
) -> Risikoforhold:
    """Setter forholdet som vurdert og ikke relevant her. En vurdering som var gjort, tas bort.

    ``sist_sett`` er som i ``vurder_forhold``.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    _krev_uendret(forhold, sist_sett)
    begrunnelse = begrunnelse.strip()
    krav.felt_er_fylt({"begrunnelse": (begrunnelse, _("Skriv hvorfor forholdet ikke er relevant her."))})
    if forhold.tiltakene.exists():
        merker = ", ".join(tiltak.merke for tiltak in forhold.tiltakene.all())
        raise TiltaksfeilError(
            _("Forholdet har tiltak (%(tiltak)s). Flytt eller avlys dem først.") % {"tiltak": merker}
        )
    forhold.aarsakene.all().delete()
    forhold.ikke_relevant = True
    forhold.sannsynlighet = forhold.konsekvens = None
    forhold.overstyring = forhold.risikoniva = forhold.barrierer = ""
    forhold.utfallene = []
    # Verneombudets syn gjaldt den forrige begrunnelsen.
    forhold.verneombudets_syn, forhold.verneombudets_syn_tidspunkt = "", None
    forhold.viderefort = False
    forhold.begrunnelse = begrunnelse
    forhold.save()
    _logg(vurdering, av, naa, "risiko.ikke_relevant", {"faktor": forhold.faktor})
    return forhold


@transaction.atomic
def konkluder_samlet(
    *,
    vurdering: Risikovurdering,
    niva: Risikoniva,
    konklusjon: str,
    av: Bruker,
    naa: datetime,
    sist_sett: str | None = None,
) -> Risikovurdering:
    """Lagrer gruppens samlede nivå og konklusjon ved siden av regelens forslag. Alle forhold må være vurdert.

    ``sist_sett`` er ``regler.samletstand`` da skjemaet ble vist; er det et annet nå, meldes ``EndretAvAnnenError``.
    """
    vurdering = krav.laas_utkast(vurdering.pk)
    if sist_sett is not None and sist_sett != samletstand(vurdering):
        raise EndretAvAnnenError(
            _("En annen har lagret den samlede vurderingen mens du skrev. Ingenting av ditt er lagret. Se begge under.")
        )
    forholdene = list(vurdering.forholdene.all())
    krav.alle_er_vurdert(forholdene)
    konklusjon = konklusjon.strip()
    krav.felt_er_fylt({"konklusjon": (konklusjon, _("Skriv hva dere ser når forholdene ses sammen."))})
    forslag = samletforslag(vurdering, forholdene)
    vurdering.samlet_forslag = str(forslag.niva) if forslag else ""
    vurdering.samlet_regel = regeltekst(forslag) if forslag else ""
    vurdering.samlet_niva = str(niva)
    vurdering.samlet_konklusjon = konklusjon
    vurdering.save(update_fields=["samlet_forslag", "samlet_regel", "samlet_niva", "samlet_konklusjon"])
    _logg(vurdering, av, naa, "risiko.samlet", {"niva": str(niva), "forslag": vurdering.samlet_forslag})
    return vurdering


def _logg(vurdering: Risikovurdering, av: Bruker, naa: datetime, hva: str, detaljer: Mapping[str, str | int]) -> None:
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva=hva,
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, **detaljer},
    )
