"""Kravene handlingene deler. Hvert krav melder ``TiltaksfeilError`` med hva som er galt og hvordan det rettes."""

from collections.abc import Collection, Iterable, Mapping

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from arbeidsmiljo.models import Bruker
from tiltak.domain.aarsaker import AARSAKENE, aarsak, alle_utfall
from tiltak.domain.tilstand import Vurderingstilstand
from tiltak.feil import TiltaksfeilError
from tiltak.models import Risikoforhold, Risikovurdering, Tiltak
from tiltak.regler import navn_paa

AARSAKSBESKRIVELSE_MAKS = 300


def laas(vurdering_id: int) -> Risikovurdering:
    """Vurderingen med radlås til transaksjonen er over, så to som lagrer samtidig må vente på hverandre."""
    # Bare vurderingens egen rad: PostgreSQL kan ikke låse gjennom en ytre kobling.
    return Risikovurdering.objects.select_for_update(of=("self",)).select_related("enhet").get(pk=vurdering_id)


def laas_utkast(vurdering_id: int) -> Risikovurdering:
    """Som ``laas``, og krever at vurderingen kan endres."""
    vurdering = laas(vurdering_id)
    tilstand = Vurderingstilstand(vurdering.tilstand)
    if not tilstand.kan_endres:
        raise TiltaksfeilError(
            _("Vurderingen er «%(tilstand)s» og kan ikke endres. %(vei)s")
            % {"tilstand": _(tilstand.ord), "vei": _vei_videre(tilstand)}
        )
    return vurdering


def _vei_videre(tilstand: Vurderingstilstand) -> str:
    if tilstand is Vurderingstilstand.TIL_UTTALELSE:
        return _("Ta den tilbake til utkast først.")
    return _("Start en ny vurdering for enheten.")


def felt_er_fylt(feltene: Mapping[str, tuple[str, str]]) -> None:
    """``feltene`` er feltnavn → (verdien, setningen når den er tom)."""
    feil = {felt: setning for felt, (verdi, setning) in feltene.items() if not verdi.strip()}
    if feil:
        raise TiltaksfeilError(feil)


def en_til_fem(s: int, k: int) -> None:
    feil = {}
    if s not in range(1, 6):
        feil["sannsynlighet"] = _("Velg sannsynlighet fra 1 til 5.")
    if k not in range(1, 6):
        feil["konsekvens"] = _("Velg konsekvens fra 1 til 5.")
    if feil:
        raise TiltaksfeilError(feil)


def aarsaksnavn(kode: str) -> str:
    return _(aarsak(kode).navn)


def kjente_aarsaker(aarsaker: Mapping[str, str]) -> None:
    if not aarsaker:
        raise TiltaksfeilError({"aarsaker": _("Velg minst én årsak i hvordan arbeidet er organisert.")})
    for kode, beskrivelse in aarsaker.items():
        if kode not in AARSAKENE:
            raise TiltaksfeilError({"aarsaker": _("«%(kode)s» er ikke en av årsakene.") % {"kode": kode}})
        if len(beskrivelse.strip()) > AARSAKSBESKRIVELSE_MAKS:
            setning = _("Beskrivelsen av «%(aarsak)s» har %(antall)d tegn og kan ha høyst %(maks)d. Kort den ned.")
            verdier = {"aarsak": aarsaksnavn(kode), "antall": len(beskrivelse), "maks": AARSAKSBESKRIVELSE_MAKS}
            raise TiltaksfeilError({"aarsaker": setning % verdier})


def kjente_utfall(utfall: Collection[str]) -> None:
    if not utfall:
        raise TiltaksfeilError({"utfall": _("Velg minst ett utfall risikoen er forbundet med.")})
    for ukjent in sorted(set(utfall) - {en.id for en in alle_utfall()}):
        raise TiltaksfeilError({"utfall": _("«%(kode)s» er ikke et av utfallene.") % {"kode": ukjent}})


def alle_er_vurdert(forholdene: Iterable[Risikoforhold]) -> None:
    mangler = [navn_paa(forhold) for forhold in forholdene if not forhold.er_vurdert]
    if mangler:
        setning = _(
            "Disse forholdene er ikke vurdert ennå: %(mangler)s. Vurder dem, eller sett dem som ikke relevante."
        )
        raise TiltaksfeilError(setning % {"mangler": ", ".join(mangler)})


def gjelder_fortsatt(vurdering: Risikovurdering, tiltak: Tiltak) -> None:
    """Melder ``TiltaksfeilError`` når tiltaket er ført videre til en ny versjon, eller utkastet det sto i er forkastet."""
    if vurdering.tilstand == Vurderingstilstand.FORKASTET:
        raise TiltaksfeilError(_("Utkastet tiltaket sto i, er forkastet. Tiltaket kan ikke endres."))
    if Tiltak.objects.filter(forgjenger=tiltak).exists():
        setning = _("%(merke)s er ført videre til en ny versjon av vurderingen. Oppdater det der.")
        raise TiltaksfeilError(setning % {"merke": tiltak.merke})


def samme_virksomhet(virksomhet_id: int, brukerne: Mapping[str, Bruker | None]) -> None:
    feil = {
        felt: _("%(navn)s har ingen rolle i virksomheten.") % {"navn": bruker.navn}
        for felt, bruker in brukerne.items()
        if bruker is not None and bruker.virksomhet_id != virksomhet_id
    }
    if feil:
        raise TiltaksfeilError(feil)


def taler_for_seg_selv(vurdering: Risikovurdering, rolle: str, av: Bruker) -> None:
    """Leder og verneombud leverer hver sin vurdering. Melder ``PermissionDenied`` når ``av`` er en annen."""
    personen = {"leder": vurdering.leder_id, "verneombud": vurdering.verneombud_id}.get(rolle)
    if personen is None or personen != av.pk:
        raise PermissionDenied
