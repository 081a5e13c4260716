"""Den som kan skrive i databasen, men ikke har nøklene, kan ikke få egne svar talt med.

Ellers kunne hun fylt en enhet med seks egne svar og lest det sjuende ut av snittet (privacy.md 1 punkt 11).
"""

import json
import os

import pytest
from django.utils import timezone

from arbeidsmiljo.models import Hendelse
from kartlegging import opptelling
from kartlegging.actions import avgi_besvarelse, avgi_mange, lukk
from kartlegging.domain.koder import kodehash
from kartlegging.feil import UkjentKodeError
from kartlegging.forsegling import Innhold, forsegl
from kartlegging.models import Invitasjon, Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import NoklerManglerError, mappe_for
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder

pytestmark = pytest.mark.django_db(transaction=True)
EGEN_KODE = "ABCDEFGHJKMNPQRS"


def _besvart(antall):
    kartlegging = aapnet(antall)
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, ALLE_MIDT) for kode in koder(kartlegging)])
    return kartlegging


def _forfalsket(kartlegging, enhet="bjork", bevis=""):
    svar = "5" * len(kartlegging.instrument.leddrekkefolge)
    return forsegl(
        Innhold(enhet=enhet, svar=svar.replace("5", "2"), bevis=bevis),
        offentlig=bytes(kartlegging.offentlig_nokkel),
        kortnavn=kartlegging.kortnavn,
        loftet=kartlegging.loftet_sha256,
    )


def _utfall(kartlegging):
    utgivelse = lukk(kartlegging=kartlegging, av=None, naa=NAA)
    enheter = {enhet["kode"]: enhet["antall"] for enhet in json.loads(bytes(utgivelse.dokument))["enheter"]}
    return enheter["rot"], Hendelse.objects.get(hva="kartlegging.publisert").detaljer["fremmede"]


def _legg_inn_egne(kartlegging):
    for _nummer in range(6):
        Besvarelse.objects.create(
            kartlegging=kartlegging, nullifikator=os.urandom(32), forseglet=_forfalsket(kartlegging, bevis="0" * 32)
        )


def test_svar_lagt_rett_i_databasen_telles_ikke():
    kartlegging = _besvart({"bjork": 8})
    _legg_inn_egne(kartlegging)

    assert _utfall(kartlegging) == (8, 6)


def test_uten_beviset_ville_de_blitt_talt(monkeypatch):
    # Negativ kontroll: angrepet virker når opptellingen ikke spør hvor svaret kom fra.
    kartlegging = _besvart({"bjork": 8})
    _legg_inn_egne(kartlegging)
    monkeypatch.setattr(opptelling, "_er_ekte", lambda *_: True)

    assert _utfall(kartlegging) == (14, 0)


def test_et_svar_byttet_ut_i_en_rad_som_finnes_telles_ikke():
    kartlegging = _besvart({"bjork": 9})
    rad = Besvarelse.objects.first()
    Besvarelse.objects.filter(pk=rad.pk).update(forseglet=_forfalsket(kartlegging))

    assert _utfall(kartlegging) == (8, 1)


def test_et_ekte_svar_flyttet_til_en_annen_rad_telles_ikke():
    kartlegging = _besvart({"bjork": 9})
    ene, andre = Besvarelse.objects.all()[:2]
    Besvarelse.objects.filter(pk=ene.pk).update(forseglet=andre.forseglet)

    assert _utfall(kartlegging) == (8, 1)


def _oppdiktet(kartlegging):
    Kartlegging.objects.update(lukker=timezone.now())
    enhet = kartlegging.invitasjonene.first().enhet
    Invitasjon.objects.create(
        kartlegging=kartlegging, enhet=enhet, epost="oppdiktet@prove.example", kodehash=kodehash(EGEN_KODE)
    )


def test_en_invitasjon_lagt_inn_etter_aapning_med_egen_kode_slipper_ikke_til():
    kartlegging = _besvart({"bjork": 8})
    _oppdiktet(kartlegging)

    with pytest.raises(UkjentKodeError):
        avgi_besvarelse(kode=EGEN_KODE, svar=ALLE_MIDT, gruppe=None, naa=NAA)
    assert Besvarelse.objects.count() == 8


def test_opptellingen_kjenner_bare_kodene_som_hoerer_til_invitasjonene():
    # Samme angrep gjennom en vei som ikke sjekker koden: opptellingen gjør det uansett.
    kartlegging = _besvart({"bjork": 8})
    _oppdiktet(kartlegging)
    assert avgi_mange(kartlegging=kartlegging, besvarelsene=[(EGEN_KODE, ALLE_MIDT)]) == 1

    assert _utfall(kartlegging) == (8, 1)


def test_en_byttet_nokkelfil_stanser_opptellingen_i_stedet_for_aa_forkaste_alle():
    kartlegging = _besvart({"bjork": 8})
    (mappe_for(kartlegging.kortnavn) / "nullifikator.nokkel").write_bytes(os.urandom(32))

    with pytest.raises(NoklerManglerError, match="er ikke den kartleggingen åpnet med"):
        lukk(kartlegging=kartlegging, av=None, naa=NAA)
    assert Besvarelse.objects.count() == 8
