"""Planbrevet til ledere og verneombud, og informasjonsbrevet til alle ansatte.

Alt i dem er kartleggingens egne opplysninger og konstantene programmet regner etter. De lover ikke mer enn ``docs/personvern.md``.
"""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import date as datofilter
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from arbeidsmiljo.domain.sprak import pa_sprak
from kartlegging.actions import ADRESSER_SLETTES_ETTER
from kartlegging.models import Kartlegging
from kartlegging.svarskjema import minutter

PLANBREV, INFOBREV = "planbrev", "infobrev"


@dataclass(frozen=True, slots=True)
class Del:
    """En overskrift med avsnitt og punkter under."""

    overskrift: str
    avsnittene: tuple[str, ...] = ()
    punktene: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brev:
    """Et brev på ett språk. ``som_tekst`` er det samme til å kopiere."""

    sprak: str
    tittel: str
    virksomhet: str
    delene: tuple[Del, ...]

    def som_tekst(self) -> str:
        linjer = [self.tittel]
        for del_ in self.delene:
            linjer += ["", del_.overskrift, *del_.avsnittene, *(f"– {punkt}" for punkt in del_.punktene)]
        return "\n".join(linjer)


def lag_brevet(kartlegging: Kartlegging, slag: str, sprak: str) -> Brev:
    """Brevet ``slag`` (``planbrev`` eller ``infobrev``) på ``sprak``. Melder ``KeyError`` for et ukjent slag."""
    lag = {PLANBREV: _planbrev, INFOBREV: _infobrev}[slag]
    with translation.override(sprak):
        tittel, delene = lag(kartlegging, sprak)
    return Brev(sprak, tittel, kartlegging.virksomhet.navn, delene)


def _klokke(kartlegging: Kartlegging, felt: str) -> str:
    monster = _("j. F Y \\k\\l. H.i")
    return str(datofilter(timezone.localtime(getattr(kartlegging, felt)), monster))


def _planbrev(kartlegging: Kartlegging, sprak: str) -> tuple[str, tuple[Del, ...]]:
    instrument = kartlegging.instrument
    enhetene = list(kartlegging.omfatter.order_by("navn").values_list("navn", flat=True))
    return _("Plan for %(navn)s") % {"navn": kartlegging.navn}, (
        Del(_("Formål"), (kartlegging.formaal,)),
        Del(
            _("Slik gjør vi det"),
            punktene=(
                _("Periode: fra %(fra)s til %(til)s.")
                % {"fra": _klokke(kartlegging, "aapner"), "til": _klokke(kartlegging, "lukker")},
                _("Hvem som er med: %(enheter)s.") % {"enheter": ", ".join(enhetene) or _("hele virksomheten")},
                _("Spørsmålene: %(navn)s, versjon %(versjon)d, %(antall)d spørsmål, om lag %(minutter)d minutter.")
                % {
                    "navn": pa_sprak(instrument.navn, sprak),
                    "versjon": instrument.versjon,
                    "antall": len(instrument.leddrekkefolge),
                    "minutter": minutter(instrument),
                },
                _("De ansatte må få tid til å svare i arbeidstiden."),
            ),
        ),
        Del(
            _("Det dere får se"),
            punktene=(
                _(
                    "Mens kartleggingen er åpen: bare svarprosenten for hele virksomheten, i bånd. Ingen ser hvem som har svart."
                ),
                _("Etterpå: tall for grupper der minst %(grense)d har svart. Leder og verneombud ser dem samtidig.")
                % {"grense": kartlegging.minstegrense},
                _("Enheter som er for små til å vises, vurderes gjennom dialogmøter."),
            ),
        ),
        Del(
            _("Det vi trenger fra dere"),
            punktene=(
                _("Verneombudet sier hva det mener om planen, og går gjennom listen over hvem som er invitert."),
                _("Arbeidsmiljøutvalget behandler saken. Er det ikke noe utvalg, gjelder verneombudets syn."),
                _("Lederen setter av tid i arbeidstiden, og til et møte om resultatet etterpå."),
            ),
        ),
        *_kontakt(kartlegging),
    )


def _infobrev(kartlegging: Kartlegging, _sprak: str) -> tuple[str, tuple[Del, ...]]:
    instrument = kartlegging.instrument
    virksomhet = kartlegging.virksomhet.navn
    return _("%(navn)s: hva det er, og hva som skjer med svaret ditt") % {"navn": kartlegging.navn}, (
        Del(
            _("Hvorfor vi spør"),
            (
                kartlegging.formaal,
                _(
                    "Arbeidsgiveren skal sørge for at arbeidet er organisert slik at de psykososiale arbeidsmiljøfaktorene er fullt forsvarlige (arbeidsmiljøloven § 4-3)."
                ),
            ),
        ),
        Del(
            _("Slik svarer du"),
            (
                _(
                    "Du får en egen kode, på e-post eller på et kort. Den åpner spørsmålene på telefon eller maskin, og kan brukes én gang."
                ),
                _("Det tar om lag %(minutter)d minutter. Du kan svare fra %(fra)s til %(til)s.")
                % {
                    "minutter": minutter(instrument),
                    "fra": _klokke(kartlegging, "aapner"),
                    "til": _klokke(kartlegging, "lukker"),
                },
                _(
                    "Det er frivillig, og du kan hoppe over spørsmål. Påminnelsene går til alle, fordi ingen vet hvem som har svart."
                ),
            ),
        ),
        _vernet(kartlegging),
        Del(
            _("Det som skjer etterpå"),
            (
                _(
                    "Leder og verneombud ser resultatet samtidig, vurderer risikoen og velger tiltak mot årsakene i arbeidet. Du kan følge med her: %(adresse)s"
                )
                % {"adresse": f"{settings.SVARADRESSE}/innsyn/{kartlegging.innsynsnokkel}/"},
            ),
        ),
        *_kontakt(kartlegging, _("%(virksomhet)s er ansvarlig for kartleggingen.") % {"virksomhet": virksomhet}),
    )


def _vernet(kartlegging: Kartlegging) -> Del:
    return Del(
        _("Slik beskyttes svaret ditt"),
        punktene=(
            _("Svaret forsegles når det kommer fram, og lagres uten navn, e-post, enhet eller tidspunkt ved siden av."),
            _(
                "Resultater vises bare for grupper der minst %(grense)d har svart, også når noen trekker én gruppe fra en annen."
            )
            % {"grense": kartlegging.minstegrense},
            _("Når kartleggingen er lukket, telles svarene én gang. Da slettes svarene og nøklene som kunne åpne dem."),
            _("Adressene på invitasjonene slettes %(dager)d dager etter lukking.")
            % {"dager": ADRESSER_SLETTES_ETTER.days},
            _(
                "Den som har både databasen og nøklene før opptellingen, kan koble svar til person. Mer enn dette lover vi ikke."
            ),
        ),
        avsnittene=(
            _("Her står alt om hvordan svarene beskyttes: %(adresse)s")
            % {"adresse": f"{settings.SVARADRESSE}/slik-beskytter-vi/"},
        ),
    )


def _kontakt(kartlegging: Kartlegging, *foerst: str) -> tuple[Del, ...]:
    if not kartlegging.svar_til:
        return (Del(_("Spørsmål?"), (*foerst, _("Spør verneombudet eller HR."))),)
    return (Del(_("Spørsmål?"), (*foerst, _("Skriv til %(epost)s.") % {"epost": kartlegging.svar_til})),)
