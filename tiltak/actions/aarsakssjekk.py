"""Årsakssjekken: svarene gruppen ga, og hvor mange som var med."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker
from tiltak.aarsakssjekken import DELTAKERSLAG, sjekken_til, sjekkstand
from tiltak.actions import krav
from tiltak.domain.aarsakssjekk import sjekksporsmal
from tiltak.domain.begreper import Sjekksvar
from tiltak.domain.dialog import har_persondata
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.models import Aarsakssjekk, Aarsakssvar, Risikoforhold

MERKNAD_MAKS = 300


@transaction.atomic
def lagre_aarsakssjekk(
    *,
    forhold: Risikoforhold,
    dato: date,
    deltakere: Mapping[str, int],
    svarene: Mapping[str, tuple[Sjekksvar, str]],
    av: Bruker,
    naa: datetime,
    merknad: str = "",
    sist_sett: str | None = None,
) -> Aarsakssjekk:
    """Lagrer sjekken av forholdet. Gjøres det igjen, rettes den samme.

    ``deltakere`` er slag (``DELTAKERSLAG``) → antall, ``svarene`` spørsmålets id → (svar, merknad). ``sist_sett`` er merket
    fra ``sjekkstand``; er det et annet nå, meldes ``EndretAvAnnenError`` og ingenting skrives.
    """
    vurdering = krav.laas_utkast(forhold.vurdering_id)
    forhold = vurdering.forholdene.select_for_update().get(pk=forhold.pk)
    if sist_sett is not None and sist_sett != sjekkstand(sjekken_til(forhold)):
        raise EndretAvAnnenError(
            _("En annen har lagret årsakssjekken mens du svarte. Ingenting av ditt er lagret. Se svarene som står nå.")
        )
    _krev_gyldig(forhold, dato, deltakere, svarene, merknad, timezone.localdate(naa))
    sjekk, _ny = Aarsakssjekk.objects.update_or_create(
        forhold=forhold,
        defaults={
            "dato": dato,
            "merknad": merknad.strip(),
            "bruker": av,
            "tidspunkt": naa,
            **{slag: deltakere.get(slag, 0) for slag in DELTAKERSLAG},
        },
    )
    sjekk.svarene.all().delete()
    Aarsakssvar.objects.bulk_create(
        Aarsakssvar(sjekk=sjekk, sporsmal=en.id, svar=svarene[en.id][0], merknad=svarene[en.id][1].strip())
        for en in sjekksporsmal(forhold.faktor)
        if en.id in svarene
    )
    logg(
        virksomhet_id=vurdering.enhet.virksomhet_id,
        av=av,
        naa=naa,
        hva="risiko.aarsakssjekk",
        om=vurdering.enhet.navn,
        detaljer={"vurdering": vurdering.pk, "faktor": forhold.faktor, "svar": len(svarene)},
    )
    return sjekk


def _krev_gyldig(
    forhold: Risikoforhold,
    dato: date,
    deltakere: Mapping[str, int],
    svarene: Mapping[str, tuple[Sjekksvar, str]],
    merknad: str,
    i_dag: date,
) -> None:
    feil: dict[str, str] = {}
    if dato > i_dag:
        feil["dato"] = _("Datoen er ikke kommet ennå. Skriv dagen dere gikk gjennom spørsmålene.")
    if not any(deltakere.values()):
        feil["ledere"] = _("Skriv hvor mange som var med, minst én.")
    if not svarene:
        feil[""] = _("Svar på minst ett spørsmål.")
    tekstene = {"merknad": merknad} | {f"merknad_{id_}": tekst for id_, (_svar, tekst) in svarene.items()}
    for felt, tekst in tekstene.items():
        if har_persondata(tekst):
            feil[felt] = _(
                "Teksten ser ut til å ha en e-postadresse eller et fødselsnummer. Skriv om arbeidet, ikke om personer."
            )
        elif felt != "merknad" and len(tekst) > MERKNAD_MAKS:
            feil[felt] = _("Teksten har %(antall)d tegn og kan ha høyst %(maks)d. Kort den ned.") % {
                "antall": len(tekst),
                "maks": MERKNAD_MAKS,
            }
    ukjente = set(svarene) - {en.id for en in sjekksporsmal(forhold.faktor)}
    if ukjente:
        feil[""] = _("Årsakssjekken har ikke spørsmålet «%(id)s».") % {"id": min(ukjente)[:60]}
    if feil:
        raise TiltaksfeilError(feil)
