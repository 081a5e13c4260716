"""Det databasen selv skal nekte, uansett hvilken kode som skriver."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from arbeidsmiljo.models import Enhet, Tildeling, Virksomhet
from tests.factories import (
    BrukerFactory,
    EnhetFactory,
    InvitasjonFactory,
    KartleggingFactory,
    RisikovurderingFactory,
    TildelingFactory,
    VirksomhetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "fabrikk",
    [VirksomhetFactory, EnhetFactory, BrukerFactory, TildelingFactory, KartleggingFactory, InvitasjonFactory],
)
def test_en_rad_fra_fabrikken_er_gyldig(fabrikk):
    fabrikk().full_clean()


@pytest.mark.parametrize(
    ("fabrikk", "felt", "regel"),
    [
        (VirksomhetFactory, {"minstegrense": 4}, "virksomhet_minstegrense_over_gulvet"),
        (KartleggingFactory, {"minstegrense": 4}, "kartlegging_minstegrense_over_gulvet"),
        (KartleggingFactory, {"tilstand": "gjenaapnet"}, "kartlegging_tilstand_er_kjent"),
        (TildelingFactory, {"rolle": "sjef"}, "tildeling_rolle_er_kjent"),
        (TildelingFactory, {"til": "2019-12-31"}, "tildeling_slutter_etter_start"),
        (RisikovurderingFactory, {"kilde": "rykte"}, "risikovurdering_kilde_er_kjent"),
        (RisikovurderingFactory, {"samlet_niva": "rod"}, "risikovurdering_samlet_har_konklusjon"),
        (RisikovurderingFactory, {"utgivelse_sha256": "0" * 64}, "risikovurdering_kartlegging_har_utgivelse"),
    ],
)
def test_databasen_nekter_en_umulig_tilstand(fabrikk, felt, regel):
    with pytest.raises(IntegrityError, match=regel):
        fabrikk(**felt)


@pytest.mark.parametrize(("nummer", "gyldig"), [("310000027", True), ("310000028", False), ("31000002", False)])
def test_organisasjonsnummeret_har_ni_sifre_og_rett_kontrollsiffer(nummer, gyldig):
    virksomhet = Virksomhet(navn="Prøve", orgnr=nummer)

    if gyldig:
        virksomhet.full_clean()
    else:
        with pytest.raises(ValidationError):
            virksomhet.full_clean()


def test_brukeren_ser_enheten_og_alt_under_den_men_ikke_naboen():
    rot = EnhetFactory()
    enhet, nabo = EnhetFactory(forelder=rot), EnhetFactory(forelder=rot)
    under = EnhetFactory(forelder=EnhetFactory(forelder=enhet))
    EnhetFactory()
    bruker = TildelingFactory(enhet=enhet).bruker

    synlige = set(Enhet.objects.synlig_for(bruker))
    assert synlige == {enhet, under.forelder, under}
    assert nabo not in synlige


@pytest.mark.parametrize("felt", [{"fra": "2999-01-01"}, {"til": "2020-01-02"}])
def test_en_rolle_som_ikke_er_begynt_eller_er_slutt_gir_ingenting(felt):
    bruker = TildelingFactory(**felt).bruker

    assert (bruker.rollene, list(Enhet.objects.synlig_for(bruker))) == (frozenset(), [])


def test_en_rolle_i_en_annen_virksomhet_utvider_ikke_det_brukeren_ser():
    tildeling = TildelingFactory()
    annen = TildelingFactory(bruker=tildeling.bruker)

    assert set(Enhet.objects.synlig_for(tildeling.bruker)) == {tildeling.enhet}
    assert Tildeling.objects.filter(enhet=annen.enhet).exists()


def test_en_enhet_med_tildelinger_kan_ikke_slettes():
    tildeling = TildelingFactory()

    with pytest.raises(IntegrityError):
        tildeling.enhet.delete()
