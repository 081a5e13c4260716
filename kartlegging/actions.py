"""Det som skjer med en kartlegging, fra utkast til utgivelse. Hver handling skriver én hendelse.

Unntaket er innsending: den skriver én forseglet rad og ingenting annet, verken i loggen eller på invitasjonen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from arbeidsmiljo.actions import logg
from arbeidsmiljo.models import Bruker, Enhet, Virksomhet
from kartlegging.deltakelse import finn_invitasjon
from kartlegging.domain.instrument import Instrument
from kartlegging.domain.koder import kode_for, kodehash
from kartlegging.domain.tilstand import Tilstand, UlovligStegError, sjekk_steg
from kartlegging.domain.tre import REST_ENDELSE, stiledd
from kartlegging.feil import BruktKodeError, KartleggingsfeilError, LukketError, UgyldigSvarError, UkjentKodeError
from kartlegging.forsegling import Innhold, forsegl
from kartlegging.laas import delt_laas, enelaas
from kartlegging.models import Invitasjon, Kartlegging, Kartleggingsenhet, Utgivelse
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import Nokler, les_nokler, sikre_nokler
from kartlegging.omorganisering import omorganiser
from kartlegging.opptelling import publiser

ADRESSER_SLETTES_ETTER = timedelta(days=14)
PORSJON = 2000


@dataclass(frozen=True, slots=True)
class Deltaker:
    """Én som skal inviteres. Tom ``epost`` betyr kodekort."""

    enhet: Enhet
    epost: str = ""
    sprak: str = "nb"
    ansatt_fra: date | None = None


def _ledig_kortnavn(navn: str) -> str:
    # slugify tar bort æ og ø i stedet for å skrive dem om.
    norsk = navn.lower().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    stamme = slugify(norsk)[:50] or "kartlegging"
    kortnavn, nummer = stamme, 2
    while Kartlegging.objects.filter(kortnavn=kortnavn).exists():
        kortnavn, nummer = f"{stamme}-{nummer}", nummer + 1
    return kortnavn


@transaction.atomic
def opprett(
    *,
    virksomhet: Virksomhet,
    navn: str,
    formaal: str,
    instrument: Instrument,
    aapner: datetime,
    lukker: datetime,
    av: Bruker | None,
    naa: datetime,
    skalaer: Sequence[str] = (),
    sprak: Sequence[str] = ("nb",),
    minstegrense: int | None = None,
) -> Kartlegging:
    """Lager et utkast. Minstegrensen kan bare heves over virksomhetens; melder ``KartleggingsfeilError`` ellers."""
    grense = virksomhet.minstegrense if minstegrense is None else minstegrense
    if grense < virksomhet.minstegrense:
        raise KartleggingsfeilError(
            f"Minstegrensen kan bare heves. Virksomheten har {virksomhet.minstegrense}, du ba om {grense}."
        )
    if lukker <= aapner:
        raise KartleggingsfeilError("Kartleggingen må lukke etter at den åpner. Sett en senere sluttdato.")
    if skalaer:
        instrument.utvalg(tuple(skalaer))
    kartlegging = Kartlegging.objects.create(
        virksomhet=virksomhet,
        kortnavn=_ledig_kortnavn(navn),
        navn=navn,
        formaal=formaal,
        instrument_id=instrument.id,
        instrument_versjon=instrument.versjon,
        skalaer=list(skalaer),
        sprak=list(sprak),
        minstegrense=grense,
        aapner=aapner,
        lukker=lukker,
    )
    logg(virksomhet_id=virksomhet.pk, av=av, naa=naa, hva="kartlegging.opprettet", om=navn)
    return kartlegging


@transaction.atomic
def inviter(*, kartlegging: Kartlegging, deltakere: Iterable[Deltaker], av: Bruker | None, naa: datetime) -> int:
    """Legger deltakere til et utkast. Svarer med hvor mange. Melder ``UlovligStegError`` etter åpning."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError("Deltakerne er låst fra kartleggingen åpner. Ingen kan legges til eller fjernes nå.")
    invitasjonene = [
        Invitasjon(
            kartlegging=kartlegging,
            enhet=deltaker.enhet,
            epost=deltaker.epost.lower(),
            sprak=deltaker.sprak,
            ansatt_fra=deltaker.ansatt_fra,
        )
        for deltaker in deltakere
    ]
    Invitasjon.objects.bulk_create(invitasjonene, batch_size=PORSJON)
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.invitert",
        om=kartlegging.navn,
        detaljer={"antall": len(invitasjonene)},
    )
    return len(invitasjonene)


@transaction.atomic
def registrer_verneombudets_syn(*, kartlegging: Kartlegging, tekst: str, av: Bruker, naa: datetime) -> None:
    """Lagrer det verneombudet sier om kartleggingen. Må til før den kan åpne (product.md, hovedjobben punkt 2)."""
    if kartlegging.tilstand not in {Tilstand.UTKAST, Tilstand.VARSLET}:
        raise UlovligStegError("Verneombudets syn registreres før kartleggingen åpner.")
    if not tekst.strip():
        raise KartleggingsfeilError("Skriv hva verneombudet mener om kartleggingen. Feltet kan ikke være tomt.")
    kartlegging.verneombud_navn = av.navn
    kartlegging.verneombud_syn = tekst
    kartlegging.verneombud_tidspunkt = naa
    kartlegging.save(update_fields=["verneombud_navn", "verneombud_syn", "verneombud_tidspunkt"])
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.verneombudets_syn",
        om=kartlegging.navn,
    )


@transaction.atomic
def varsle(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> None:
    """Går fra utkast til varslet: planen er kunngjort, og åpner av seg selv på åpningsdagen."""
    sjekk_steg(kartlegging.tilstand, Tilstand.VARSLET)
    if not kartlegging.verneombud_syn:
        raise KartleggingsfeilError("Verneombudet har ikke uttalt seg ennå. Registrer det før kartleggingen varsles.")
    kartlegging.tilstand = Tilstand.VARSLET
    kartlegging.save(update_fields=["tilstand"])
    logg(virksomhet_id=kartlegging.virksomhet_id, av=av, naa=naa, hva="kartlegging.varslet", om=kartlegging.navn)


@transaction.atomic
def aapne(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> None:
    """Fryser treet og deltakerne, lager nøkler og koder, og åpner for svar.

    Melder ``UlovligStegError``, eller ``KartleggingsfeilError`` når det ikke er noen å invitere.
    """
    sjekk_steg(kartlegging.tilstand, Tilstand.AAPEN)
    if not kartlegging.invitasjonene.exists():
        raise KartleggingsfeilError("Ingen er invitert. Legg inn deltakerne før kartleggingen åpner.")
    _frys_treet(kartlegging)
    nokler = sikre_nokler(kartlegging.kortnavn)
    invitasjonene = list(kartlegging.invitasjonene.only("pk"))
    for invitasjon in invitasjonene:
        invitasjon.kodehash = kodehash(kode_for(nokler.koder, invitasjon.pk))
    Invitasjon.objects.bulk_update(invitasjonene, ["kodehash"], batch_size=500)
    kartlegging.offentlig_nokkel = nokler.offentlig
    kartlegging.tilstand = Tilstand.AAPEN
    kartlegging.save(update_fields=["offentlig_nokkel", "tilstand"])
    logg(
        virksomhet_id=kartlegging.virksomhet_id,
        av=av,
        naa=naa,
        hva="kartlegging.aapnet",
        om=kartlegging.navn,
        detaljer={"invitert": len(invitasjonene), "minstegrense": kartlegging.minstegrense},
    )


def _frys_treet(kartlegging: Kartlegging) -> None:
    enhetene = {e.pk: e for e in Enhet.objects.aktive().filter(virksomhet_id=kartlegging.virksomhet_id)}
    invitert = dict.fromkeys(enhetene, 0)
    for enhet_id in kartlegging.invitasjonene.values_list("enhet_id", flat=True):
        if enhet_id not in invitert:
            raise KartleggingsfeilError("En deltaker er invitert i en enhet som er lukket. Flytt deltakeren først.")
        invitert[enhet_id] += 1
    barn: dict[int | None, list[Enhet]] = {}
    for enhet in sorted(enhetene.values(), key=lambda e: (e.navn, e.kode)):
        barn.setdefault(enhet.forelder_id, []).append(enhet)
    _krev_tellbart_tre(barn)
    frosne: dict[int, Kartleggingsenhet] = {}
    stabel = list(reversed(barn.get(None, [])))
    while stabel:
        enhet = stabel.pop()
        over = frosne.get(enhet.forelder_id or 0)
        frosne[enhet.pk] = Kartleggingsenhet(
            kartlegging=kartlegging,
            nummer=len(frosne),
            kode=enhet.kode,
            navn=enhet.navn,
            forelder=over,
            sti=f"{over.sti if over else '/'}{stiledd(enhet.kode)}/",
            invitert=invitert[enhet.pk],
            invitert_med_under=invitert[enhet.pk],
        )
        stabel += reversed(barn.get(enhet.pk, []))
    for pk, enhet in enhetene.items():
        if invitert[pk] and pk not in frosne:
            raise KartleggingsfeilError(
                f"Deltakere er invitert i «{enhet.navn}», som ligger under en lukket enhet. Flytt enheten først."
            )
    for frossen in reversed(frosne.values()):
        if frossen.forelder is not None:
            frossen.forelder.invitert_med_under += frossen.invitert_med_under
    for dybde in sorted({f.sti.count("/") for f in frosne.values()}):
        Kartleggingsenhet.objects.bulk_create([f for f in frosne.values() if f.sti.count("/") == dybde], batch_size=500)


def _krev_tellbart_tre(barn: Mapping[int | None, Sequence[Enhet]]) -> None:
    # Sies her, før noen har svart: ved opptellingen er det for sent å rette treet.
    if len(barn.get(None, ())) != 1:
        raise KartleggingsfeilError("Virksomheten må ha nøyaktig én øverste enhet før kartleggingen kan åpne.")
    for enhet in (enhet for nivaa in barn.values() for enhet in nivaa):
        if not enhet.kode or enhet.kode.endswith(REST_ENDELSE):
            raise KartleggingsfeilError(
                f"Enheten «{enhet.navn}» har koden «{enhet.kode}». Den kan ikke være tom eller slutte på "
                f"«{REST_ENDELSE}», som brukes om restgrupper. Gi enheten en annen kode."
            )


def avgi_besvarelse(*, kode: str, svar: Mapping[str, int], gruppe: str | None, naa: datetime) -> None:
    """Forsegler og lagrer én besvarelse: én rad, ett innlegg, ingenting annet.

    ``svar`` er ledd-id → 1–5 (hendelser 1 = nei, 2 = ja). Melder ``UkjentKodeError``, ``BremsetError``,
    ``IkkeAapnetError``, ``LukketError``, ``UgyldigSvarError`` eller ``BruktKodeError``. Når den kommer tilbake uten
    feil, ligger besvarelsen trygt på disk.
    """
    deltakelse = finn_invitasjon(kode, naa=naa)
    kartlegging = deltakelse.kartlegging
    svarstreng = _svarstreng(kartlegging.instrument, svar)
    try:
        enhet = deltakelse.gruppe(gruppe)
    except KeyError as feil:
        raise UgyldigSvarError(
            {"gruppe": "Du kan bare telles i din egen enhet eller en større enhet over den."}
        ) from feil
    rad = _forseglet_rad(kartlegging, les_nokler(kartlegging.kortnavn), deltakelse.kode, enhet, svarstreng)
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
    instrument, nokler = kartlegging.instrument, les_nokler(kartlegging.kortnavn)
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


def _krev_aapen(kartlegging: Kartlegging) -> None:
    delt_laas(kartlegging.pk)
    if not Kartlegging.objects.filter(pk=kartlegging.pk, tilstand=Tilstand.AAPEN).exists():
        raise LukketError


def _forseglet_rad(kartlegging: Kartlegging, nokler: Nokler, kode: str, enhet: str, svarstreng: str) -> Besvarelse:
    return Besvarelse(
        kartlegging_id=kartlegging.pk,
        nullifikator=nokler.nullifikator_for(kode),
        forseglet=forsegl(
            Innhold(enhet=enhet, svar=svarstreng),
            offentlig=bytes(kartlegging.offentlig_nokkel or b""),
            kortnavn=kartlegging.kortnavn,
        ),
    )


def _svarstreng(instrument: Instrument, svar: Mapping[str, int]) -> str:
    hendelser = {hendelse.id for hendelse in instrument.hendelsene}
    kjente = set(instrument.leddrekkefolge)
    feil = {ledd: "Spørsmålet finnes ikke i denne kartleggingen." for ledd in svar if ledd not in kjente}
    for ledd, verdi in svar.items():
        hoyst = 2 if ledd in hendelser else 5
        if ledd in kjente and not 1 <= verdi <= hoyst:
            feil[ledd] = f"Svaret er {verdi}, men skal være fra 1 til {hoyst}."
    if feil:
        raise UgyldigSvarError(feil)
    if not svar:
        raise UgyldigSvarError({"": "Du har ikke svart på noe ennå. Svar på minst ett spørsmål før du sender."})
    return "".join(str(svar.get(ledd, 0)) for ledd in instrument.leddrekkefolge)


def lukk(*, kartlegging: Kartlegging, av: Bruker | None, naa: datetime) -> Utgivelse:
    """Lukker for svar, teller opp og publiserer. Trygg å gjenta fra ethvert trinn.

    Melder ``UlovligStegError`` når kartleggingen ikke er åpnet, og ``NoklerManglerError`` når nøkkelfilene er borte:
    da er den lukket, og besvarelsene blir stående forseglet.
    """
    with transaction.atomic():
        enelaas(kartlegging.pk)
        kartlegging = Kartlegging.objects.select_for_update().get(pk=kartlegging.pk)
        if kartlegging.tilstand not in {Tilstand.LUKKET, Tilstand.PUBLISERT}:
            sjekk_steg(kartlegging.tilstand, Tilstand.LUKKET)
            kartlegging.tilstand = Tilstand.LUKKET
            kartlegging.lukket = naa
            kartlegging.save(update_fields=["tilstand", "lukket"])
            logg(virksomhet_id=kartlegging.virksomhet_id, av=av, naa=naa, hva="kartlegging.lukket", om=kartlegging.navn)
    var_publisert = kartlegging.er_publisert
    utgivelse, uleselige = publiser(kartlegging, naa=naa)
    # En annen prosess kan ha talt opp imens; da er det den som har skrevet linjen.
    if kartlegging.er_publisert and not var_publisert:
        logg(
            virksomhet_id=kartlegging.virksomhet_id,
            av=av,
            naa=naa,
            hva="kartlegging.publisert",
            om=kartlegging.navn,
            detaljer={"sha256": utgivelse.sha256, "nokler_slettet": True, "uleselige": uleselige},
        )
    return utgivelse


def stokk_om(*, kartlegging: Kartlegging, naa: datetime) -> None:
    """Legger de forseglede radene i tilfeldig rekkefølge. Kjøres jevnlig mens kartleggingen er åpen."""
    omorganiser(kartlegging.pk)
    Kartlegging.objects.filter(pk=kartlegging.pk).update(omorganisert=naa)


@transaction.atomic
def slett_adresser(*, kartlegging: Kartlegging, naa: datetime) -> int:
    """Sletter invitasjonene 14 dager etter lukking. Svarer med hvor mange. Logges uten personer."""
    if kartlegging.lukket is None or naa < kartlegging.lukket + ADRESSER_SLETTES_ETTER:
        return 0
    antall, _per_modell = kartlegging.invitasjonene.all().delete()
    if antall:
        logg(
            virksomhet_id=kartlegging.virksomhet_id,
            av=None,
            naa=naa,
            hva="kartlegging.adresser_slettet",
            om=kartlegging.navn,
            detaljer={"antall": antall},
        )
    return antall


def koder_til(kartlegging: Kartlegging) -> list[tuple[str, str]]:
    """(enhetskode, kode) for hver invitasjon, i den tilfeldige rekkefølgen nøklene har.

    Kodene regnes ut på nytt hver gang, til brev, kort og påminnelser, og lagres ikke.
    """
    nokkel = les_nokler(kartlegging.kortnavn).koder
    invitasjonene = kartlegging.invitasjonene.order_by("pk").values_list("pk", "enhet__kode")
    return [(enhet, kode_for(nokkel, pk)) for pk, enhet in invitasjonene]


def aapne_for(virksomhet: Virksomhet, *, naa: datetime) -> list[Kartlegging]:
    """Kartleggingene i virksomheten som tar imot svar nå."""
    return list(Kartlegging.objects.filter(virksomhet=virksomhet, tilstand=Tilstand.AAPEN, lukker__gt=naa))
