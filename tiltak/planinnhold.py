"""Handlingsplanens innhold: et øyeblikksbilde av vurderingen som JSON, låst når planen signeres."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from arbeidsmiljo.domain.roller import Rolle
from tiltak.aarsakssjekken import sjekkinnhold
from tiltak.aksept import gjeldende_aksept
from tiltak.dialog import med_dialog, motet_til
from tiltak.domain.aarsaker import aarsak, utfall
from tiltak.domain.begreper import Dom
from tiltak.domain.dialog import kan_kjennes_igjen
from tiltak.domain.effekt import DOMSORD
from tiltak.domain.risiko import Risikoniva
from tiltak.endringer import endringer
from tiltak.maalinger import maaltekst
from tiltak.medvirkning import medvirkningsinnhold
from tiltak.models import (
    Dialogmote,
    Handlingsplan,
    Risikoforhold,
    Risikovurdering,
    Tiltak,
    Uttalelse,
)
from tiltak.oversikt import Balanselinje, balanselinje, plan_virkninger, treff
from tiltak.regler import Advarsel, alle_advarsler, forhandshentet

SKJEMA = 1
Json = dict[str, Any]


def planinnhold(vurdering: Risikovurdering) -> Json:
    """Alt planen viser, som bare JSON-typer. Datoer er ISO 8601, nivåer og koder er de i ``tiltak.domain``.

    Ordene er på kildespråket, så den som signerer og den som leste, regner summen av det samme.
    """
    with override("nb"):
        return _innhold(forhandshentet(vurdering))


def _innhold(vurdering: Risikovurdering) -> Json:
    tiltakene = list(vurdering.tiltakene.all())
    enhet = vurdering.enhet
    linje = balanselinje(plan_virkninger(tiltakene))
    mote = motet_til(vurdering)
    innhold: Json = {
        "skjema": SKJEMA,
        "virksomhet": {
            "navn": enhet.virksomhet.navn,
            "orgnr": enhet.virksomhet.orgnr,
            "akseptkriterium": _aksept(enhet.virksomhet_id),
        },
        "enhet": {"kode": enhet.kode, "navn": enhet.navn},
        "vurdering": vurdering.pk,
        "motedato": _iso(vurdering.motedato),
        "deltakere": 0 if mote and kan_kjennes_igjen(mote.antall_deltakere) else vurdering.deltakere,
        "kilde": str(vurdering.kilde),
        "leder": vurdering.leder.navn,
        "verneombud": vurdering.verneombud.navn if vurdering.verneombud else None,
        "tabellversjon": vurdering.tabellversjon,
        "kartlegging": _kartlegging(vurdering),
        "samlet": {
            "forslag": vurdering.samlet_forslag,
            "regel": vurdering.samlet_regel,
            "niva": vurdering.samlet_niva,
            "konklusjon": vurdering.samlet_konklusjon,
            "grunnlag": vurdering.grunnlag.get("samlet"),
        },
        "forholdene": [_forhold(en, tiltakene, mote) for en in vurdering.forholdene.all()],
        "tiltakene": [_tiltak(en) for en in tiltakene],
        "balanse": balanseinnhold(linje),
        "advarsler": [
            asdict(en) for en in (*alle_advarsler(vurdering), *_uten_amu(vurdering), *_uten_uttalelse(vurdering))
        ],
        "uttalelser": [_uttalelse(en, vurdering) for en in vurdering.uttalelsene.all()],
        "uten_uttalelse_fordi": vurdering.uten_uttalelse_fordi,
    }
    innhold |= medvirkningsinnhold(vurdering) | {"versjonsgrunn": vurdering.versjonsgrunn}
    return innhold | _siden_forrige(vurdering, innhold)


def balanseinnhold(linje: Balanselinje) -> Json:
    """Balanselinjen som JSON."""
    return {"setning": linje.setning, "delene": [asdict(del_) for del_ in linje.delene]}


def _siden_forrige(vurdering: Risikovurdering, innhold: Json) -> Json:
    """Den forrige signerte planen for enheten, og hva som er endret siden den."""
    forrige = (
        Handlingsplan.objects.filter(vurdering__enhet_id=vurdering.enhet_id)
        .exclude(vurdering_id=vurdering.pk)
        .order_by("-versjon")
        .first()
    )
    if forrige is None:
        return {"forrige": None, "endringer": []}
    return {
        "forrige": {"versjon": forrige.versjon, "signert": _iso(forrige.signert), "sha256": forrige.sha256},
        "endringer": endringer(forrige.innhold, innhold),
    }


def _aksept(virksomhet_id: int) -> Json | None:
    """Toppleders siste beslutning om hva som godtas, ``None`` når ingen er tatt."""
    siste = gjeldende_aksept(virksomhet_id)
    if siste is None:
        return None
    return {
        "niva": str(siste.niva),
        "begrunnelse": siste.begrunnelse,
        "dato": _iso(siste.dato),
        "navn": siste.bruker.navn,
    }


def _iso(dato: Any) -> str | None:
    return dato.isoformat() if dato else None


def _kartlegging(vurdering: Risikovurdering) -> Json | None:
    kartlegging = vurdering.kartlegging
    if kartlegging is None:
        return None
    return {
        "navn": kartlegging.navn,
        "kortnavn": kartlegging.kortnavn,
        "instrument": kartlegging.instrument_id,
        "versjon": kartlegging.instrument_versjon,
        "minstegrense": kartlegging.minstegrense,
        "antall": vurdering.grunnlag.get("antall"),
        "svarprosent": vurdering.grunnlag.get("svarprosent"),
        "utgivelse_sha256": vurdering.utgivelse_sha256,
    }


def _forhold(forhold: Risikoforhold, tiltakene: list[Tiltak], mote: Dialogmote | None) -> Json:
    en = forhold.faktoren
    enkelt = list(forhold.enkeltvurderingene.all())
    return {
        "faktor": en.kode,
        "bokstav": en.bokstav,
        "navn": en.navn["nb"],
        "kortnavn": en.kortnavn["nb"],
        "ikke_relevant": forhold.ikke_relevant,
        "grunnlag": med_dialog(forhold.grunnlag, mote, forhold.faktor),
        "foreslatt_sannsynlighet": forhold.foreslatt_sannsynlighet,
        "foreslatt_nivaer": forhold.foreslatt_nivaer,
        "sannsynlighet": forhold.sannsynlighet,
        "konsekvens": forhold.konsekvens,
        "overstyring": forhold.overstyring,
        "niva": forhold.risikoniva,
        "begrunnelse": forhold.begrunnelse,
        "barrierer": forhold.barrierer,
        "kunnskapsstyrke": str(forhold.kunnskapsstyrke),
        "aarsaker": [
            {"kode": rad.aarsak, "navn": _(aarsak(rad.aarsak).navn), "beskrivelse": rad.beskrivelse}
            for rad in forhold.aarsakene.all()
        ],
        "utfall": [{"id": id_, "navn": _(utfall(id_).navn)} for id_ in forhold.utfallene],
        "enkeltvurderinger": [
            {"rolle": rad.rolle, "s": rad.sannsynlighet, "k": rad.konsekvens, "begrunnelse": rad.begrunnelse}
            for rad in enkelt
        ],
        "uten_hver_for_seg_fordi": forhold.uten_hver_for_seg_fordi,
        "aarsakssjekk": sjekkinnhold(forhold),
        "dissens": [{"rolle": rad.rolle, "tekst": rad.tekst} for rad in forhold.dissensene.all()],
        "verneombudets_syn": forhold.verneombudets_syn,
        "viderefort": forhold.viderefort,
        "forrige": _forrige(forhold.forrige),
        "uenige": len({(rad.sannsynlighet, rad.konsekvens) for rad in enkelt}) > 1,
        "treff": asdict(treff(forhold, tiltakene)),
    }


def _forrige(forhold: Risikoforhold | None) -> Json | None:
    """Nivået forholdet hadde i vurderingen før. Sammen med nivået nå er det restrisikoen."""
    if forhold is None or not forhold.er_vurdert:
        return None
    return {
        "s": forhold.sannsynlighet,
        "k": forhold.konsekvens,
        "niva": forhold.risikoniva,
        "dato": _iso(forhold.vurdering.motedato),
    }


def _tiltak(tiltak: Tiltak) -> Json:
    faktorene = {en.pk: en.faktor for en in tiltak.forholdene.all()}
    return {
        "merke": tiltak.merke,
        "tittel": tiltak.tittel,
        "beskrivelse": tiltak.beskrivelse,
        "nivaa": str(tiltak.nivaa),
        "faktorer": sorted(faktorene.values()),
        "aarsaker": [{"faktor": faktorene[en.forhold_id], "kode": en.aarsak} for en in tiltak.aarsakene.all()],
        "ansvarlig": tiltak.ansvarlig.navn,
        "frist": _iso(tiltak.frist),
        "indikator": tiltak.indikator,
        "utgangspunkt": tiltak.utgangspunkt,
        "maal": tiltak.maal,
        "kostnad": tiltak.kostnad,
        "maaling": _maaling(tiltak),
        "effekt": _effekt(tiltak),
        "tilstand": str(tiltak.tilstand),
        "katalog_id": tiltak.katalog_id,
    }


def _maaling(tiltak: Tiltak) -> Json | None:
    """Tallet fra kartleggingen tiltaket skal flytte, med utgivelsen det er hentet fra."""
    if not tiltak.maalekode:
        return None
    return {
        "kode": tiltak.maalekode,
        "utgangspunkt": tiltak.utgangspunkt_tall,
        "lav": tiltak.utgangspunkt_lav,
        "hoy": tiltak.utgangspunkt_hoy,
        "maal": tiltak.maal_tall,
        "tekst": maaltekst(tiltak),
        "sha256": tiltak.utgangspunkt_sha256,
    }


def _effekt(tiltak: Tiltak) -> Json | None:
    """Den siste vurderingen av om tiltaket virket."""
    siste = next(iter(tiltak.effektene.all()), None)
    if siste is None:
        return None
    return {
        "dom": str(siste.dom),
        "dom_ord": _(DOMSORD[Dom(siste.dom)]),
        "regelens_dom": str(siste.regelens_dom),
        "begrunnelse": siste.begrunnelse,
        "foer": [siste.foer_tall, siste.foer_lav, siste.foer_hoy],
        "foer_navn": siste.foer_navn,
        "etter": [siste.etter_tall, siste.etter_lav, siste.etter_hoy],
        "etter_navn": siste.etter_navn,
        "etter_sha256": siste.etter_sha256,
        "endring": [siste.endring, siste.endring_lav, siste.endring_hoy],
        "tidspunkt": siste.tidspunkt.isoformat(),
    }


def _uten_amu(vurdering: Risikovurdering) -> list[Advarsel]:
    hoye = any(
        en.risikoniva and Risikoniva(en.risikoniva).krever_tiltak_mot_aarsak for en in vurdering.forholdene.all()
    )
    if not hoye or vurdering.amubehandlingene.all():
        return []
    return [Advarsel("", _("Arbeidsmiljøutvalget, eller verneombudet i dets sted, har ikke behandlet planen."))]


def _uten_uttalelse(vurdering: Risikovurdering) -> list[Advarsel]:
    # Grunnen må stå også når andre har uttalt seg, eller verneombudet bare har uttalt seg om en tidligere ordlyd.
    if not vurdering.uten_uttalelse_fordi:
        return []
    setning = _("Planen er signert uten verneombudets uttalelse om denne ordlyden. Grunn: %(grunn)s")
    return [Advarsel("", setning % {"grunn": vurdering.uten_uttalelse_fordi})]


def _uttalelse(uttalelse: Uttalelse, vurdering: Risikovurdering) -> Json:
    om_tidligere = vurdering.sendt_til_uttalelse is None or uttalelse.tidspunkt < vurdering.sendt_til_uttalelse
    return {
        "rolle": uttalelse.rolle,
        "tittel": uttalelsestittel(uttalelse.rolle, om_tidligere=om_tidligere),
        "om_tidligere_ordlyd": om_tidligere,
        "navn": uttalelse.bruker.navn,
        "medvirket": uttalelse.medvirket,
        "tekst": uttalelse.tekst,
        "tidspunkt": uttalelse.tidspunkt.isoformat(),
    }


def uttalelsestittel(rolle: str, *, om_tidligere: bool) -> str:
    """Rollen i ord, og om uttalelsen gjelder en tidligere ordlyd."""
    tittel = _(Rolle(rolle).tittel)
    return _("%(tittel)s, om en tidligere ordlyd:") % {"tittel": tittel} if om_tidligere else tittel
