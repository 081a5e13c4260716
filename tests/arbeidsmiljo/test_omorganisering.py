"""Omorganisering: hvem som kom fra hvor, og enheter som slås sammen. Gamle enheter lukkes, de slettes aldri."""

import pytest
from django.core.exceptions import ValidationError

from arbeidsmiljo.actions import sett_forgjengere, slaa_sammen
from arbeidsmiljo.models import Enhet, Hendelse
from tests.factories import BrukerFactory, EnhetFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hr():
    return BrukerFactory(navn="Hanne Retten")


@pytest.fixture
def treet():
    """Roten → Helse (Team A, Team B, Team C) og Skole (Klasse); Team A har Natt under seg."""
    rot = EnhetFactory(kode="rot", navn="Virksomheten")
    enhetene = {"rot": rot}
    for kode, forelder in (
        ("helse", "rot"),
        ("skole", "rot"),
        ("team-a", "helse"),
        ("team-b", "helse"),
        ("team-c", "helse"),
        ("natt", "team-a"),
        ("klasse", "skole"),
    ):
        enhetene[kode] = EnhetFactory(kode=kode, navn=kode.title(), forelder=enhetene[forelder])
    return enhetene


def _slaa_sammen(treet, *koder, hr, naa, kode="ny", navn="Ny enhet"):
    return slaa_sammen(enheter=[treet[k] for k in koder], kode=kode, navn=navn, av=hr, naa=naa)


def _forgjengere(enhet) -> list[str]:
    return sorted(enhet.forgjengere.values_list("kode", flat=True))


def test_en_sammenslaatt_enhet_har_de_gamle_som_forgjengere_og_de_lukkes(treet, hr, naa):
    ny = _slaa_sammen(treet, "team-a", "team-b", hr=hr, naa=naa)

    assert (ny.kode, ny.navn, ny.forelder, ny.lukket) == ("ny", "Ny enhet", treet["helse"], None)
    assert _forgjengere(ny) == ["team-a", "team-b"]
    assert dict(Enhet.objects.filter(lukket__isnull=False).values_list("kode", "lukket")) == {
        "team-a": naa.date(),
        "team-b": naa.date(),
    }


def test_det_som_laa_under_de_gamle_flyttes_til_den_nye(treet, hr, naa):
    ny = _slaa_sammen(treet, "team-a", "team-b", hr=hr, naa=naa)

    assert list(ny.underenhetene.values_list("kode", flat=True)) == ["natt"]
    assert Enhet.objects.get(kode="team-c").forelder == treet["helse"]


@pytest.mark.parametrize(
    ("koder", "over"),
    [
        (("team-a", "team-b"), "helse"),
        (("team-a", "klasse"), "rot"),
        (("helse", "team-c"), "rot"),
        (("team-a", "natt"), "helse"),
    ],
)
def test_den_nye_ligger_under_naermeste_enhet_over_alle_de_gamle(treet, hr, naa, koder, over):
    assert _slaa_sammen(treet, *koder, hr=hr, naa=naa).forelder == treet[over]


def test_sammenslaaing_skriver_en_hendelse(treet, hr, naa):
    _slaa_sammen(treet, "team-b", "team-a", hr=hr, naa=naa)

    assert list(Hendelse.objects.values_list("hva", "om", "bruker_navn", "tidspunkt", "detaljer")) == [
        (
            "enhet.slaatt_sammen",
            "Ny enhet",
            "Hanne Retten",
            naa,
            {"enhet": "ny", "forgjengere": ["team-a", "team-b"]},
        )
    ]


@pytest.mark.parametrize(
    ("koder", "ny_kode", "melding"),
    [
        (("team-a",), "ny", "Velg minst to enheter å slå sammen."),
        (("team-a", "team-a"), "ny", "Velg minst to enheter å slå sammen."),
        (("rot", "team-a"), "ny", "«Virksomheten» er den øverste enheten og kan ikke slås sammen med noe."),
        (("team-a", "lukket"), "ny", "«Lukket» er lukket og kan ikke slås sammen med noe."),
        (("team-a", "annen"), "ny", "Alle enhetene må høre til samme virksomhet."),
        (("team-a", "team-b"), "", None),
        (("team-a", "team-b"), "klasse", None),
    ],
)
def test_en_umulig_sammenslaaing_sier_hvorfor_og_endrer_ingenting(treet, hr, naa, koder, ny_kode, melding):
    treet["lukket"] = EnhetFactory(kode="lukket", navn="Lukket", forelder=treet["helse"], lukket=naa.date())
    treet["annen"] = EnhetFactory(kode="annen", forelder=EnhetFactory())
    for_ = list(Enhet.objects.order_by("pk").values())

    with pytest.raises(ValidationError) as feil:
        _slaa_sammen(treet, *koder, hr=hr, naa=naa, kode=ny_kode)

    assert melding is None or feil.value.messages == [melding]
    assert melding is not None or set(feil.value.message_dict) & {"kode", "__all__"}
    assert list(Enhet.objects.order_by("pk").values()) == for_
    assert Hendelse.objects.count() == 0


def test_forgjengere_kan_settes_og_erstattes_og_logges(treet, hr, naa):
    ny = treet["team-c"]

    sett_forgjengere(enhet=ny, forgjengere=[treet["team-a"], treet["team-b"]], av=hr, naa=naa)
    sett_forgjengere(enhet=ny, forgjengere=[treet["klasse"]], av=hr, naa=naa)

    assert _forgjengere(ny) == ["klasse"]
    assert list(treet["klasse"].etterfolgere.values_list("kode", flat=True)) == ["team-c"]
    assert list(treet["team-a"].etterfolgere.all()) == []
    assert list(Hendelse.objects.order_by("pk").values_list("hva", "om", "detaljer")) == [
        ("enhet.forgjengere_satt", "Team-C", {"enhet": "team-c", "forgjengere": ["team-a", "team-b"]}),
        ("enhet.forgjengere_satt", "Team-C", {"enhet": "team-c", "forgjengere": ["klasse"]}),
    ]


def test_en_enhet_kan_ikke_vaere_sin_egen_forgjenger_heller_ikke_gjennom_andre(treet, hr, naa):
    a, b, c = treet["team-a"], treet["team-b"], treet["team-c"]
    sett_forgjengere(enhet=b, forgjengere=[a], av=hr, naa=naa)
    sett_forgjengere(enhet=c, forgjengere=[b], av=hr, naa=naa)

    with pytest.raises(ValidationError, match=r"«Team-A» kan ikke være sin egen forgjenger."):
        sett_forgjengere(enhet=a, forgjengere=[a], av=hr, naa=naa)
    with pytest.raises(ValidationError, match=r"«Team-A» er selv en forgjenger for en av disse enhetene."):
        sett_forgjengere(enhet=a, forgjengere=[c], av=hr, naa=naa)

    assert (_forgjengere(a), _forgjengere(b), _forgjengere(c)) == ([], ["team-a"], ["team-b"])


def test_en_forgjenger_i_en_annen_virksomhet_avvises(treet, hr, naa):
    annen = EnhetFactory(kode="annen")

    with pytest.raises(ValidationError, match=r"Alle enhetene må høre til samme virksomhet."):
        sett_forgjengere(enhet=treet["team-a"], forgjengere=[annen], av=hr, naa=naa)

    assert _forgjengere(treet["team-a"]) == []
