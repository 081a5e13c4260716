"""Angrep 24 og 40: ingen adresse, mal, spørring eller administrasjonsside kan si hvem som har svart.

Ingenting husker det, så det finnes heller ikke noe å liste. Prøvene her finner det den dagen noen lager det.
"""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.admin.sites import AdminSite
from django.db import models
from django.test import Client
from django.urls import get_resolver, reverse

from kartlegging.actions import avgi_mange, koder_til
from kartlegging.domain.koder import vis_kode
from kartlegging.models.besvarelse import Besvarelse
from tests.angrep.angrep_scene import SENERE, aapnet, scene, svar_til
from tests.angrep.kryper import kryp

ROMMENE = ("arbeidsmiljo", "kartlegging", "tiltak")
HAR_SVART = re.compile(
    r"(brukte?|ubrukte?)_?(koder?|lenker?)|har_svart|ikke_svart|ubesvart_av|svart_(dato|tid)|besvart_av|nullifikator|"
    r"used_(codes?|tokens?)|responded|purre(liste|r)",
    re.IGNORECASE,
)
"""Navn på noe som ville husket eller listet hvem som har svart."""
KAN_NEVNE_NULLIFIKATOREN = {
    "kartlegging/actions/innsending.py", "kartlegging/models/besvarelse.py", "kartlegging/nokler.py",
    "kartlegging/opptelling.py",
}  # fmt: skip


def _rutene(monstre, foran: str = "") -> list[str]:
    ut = []
    for monster in monstre:
        rute = foran + str(monster.pattern)
        ut += _rutene(monster.url_patterns, rute) if hasattr(monster, "url_patterns") else [f"{rute} {monster.name}"]
    return ut


def test_40_det_finnes_ingen_administrasjonsside():
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert [rute for rute in _rutene(get_resolver().url_patterns) if "admin" in rute] == []
    assert [str(fil) for rom in ROMMENE for fil in Path(settings.ROT, rom).rglob("admin.py")] == []
    importerer = [
        fil.name
        for rom in ROMMENE
        for fil in Path(settings.ROT, rom).rglob("*.py")
        if "contrib.admin" in fil.read_text(encoding="utf-8") or "ModelAdmin" in fil.read_text(encoding="utf-8")
    ]
    assert importerer == []


def test_40_negativ_kontroll_en_registrert_modell_er_noe_aa_finne():
    side = AdminSite(name="svekket")
    side.register(Besvarelse)

    assert side.is_registered(Besvarelse)
    assert any("changelist" in rute for rute in _rutene(side.get_urls()))


def test_24_ingen_adresse_handler_om_hvem_som_har_svart():
    assert [rute for rute in _rutene(get_resolver().url_patterns) if HAR_SVART.search(rute)] == []
    assert HAR_SVART.search("app/kartlegging/<slug:kortnavn>/brukte-koder/ brukte_koder")


def test_24_ingen_mal_nevner_et_slikt_felt():
    malene = {fil: fil.read_text(encoding="utf-8") for fil in Path(settings.ROT, "templates").rglob("*.html")}
    uttrykkene = {fil.name: re.findall(r"\{[{%].*?[%}]\}", tekst, re.DOTALL) for fil, tekst in malene.items()}
    assert len(malene) > 80

    assert {navn for navn, alle in uttrykkene.items() for en in alle if _felt(en)} == set()
    assert _felt("{% if deltaker.har_svart %}")


def _felt(uttrykk: str) -> bool:
    """Om uttrykket slår opp et slikt felt. Teksten i en oversettelse er prosa, og kan si at ingen vet det."""
    uten_tekst = re.sub(r"\"[^\"]*\"|'[^']*'", "", uttrykk)
    return HAR_SVART.search(uten_tekst) is not None


def _navn_i(kilde: str) -> set[str]:
    """Navn, felt og nøkkelord i koden, uten tekst og kommentarer."""
    ut: set[str] = set()
    for node in ast.walk(ast.parse(kilde)):
        for felt in ("id", "attr", "arg", "name"):
            verdi = getattr(node, felt, None)
            if isinstance(verdi, str):
                ut.add(verdi)
    return ut


def _treff(kilde: str) -> set[str]:
    # En feil sier noe til den som sender, der og da, og huskes ikke.
    return {navn for navn in _navn_i(kilde) if HAR_SVART.search(navn) and not navn.endswith("Error")}


def test_24_ingen_kode_spor_etter_hvem_som_har_svart():
    funnet = {}
    for rom in ROMMENE:
        for fil in Path(settings.ROT, rom).rglob("*.py"):
            sti = fil.relative_to(settings.ROT).as_posix()
            # Selvprøven angriper databasen slik den som har den, ville gjort, og må kjenne kolonnen.
            if "/migrations/" in sti or "/verifisering/" in sti or sti in KAN_NEVNE_NULLIFIKATOREN:
                continue
            if treff := _treff(fil.read_text(encoding="utf-8")):
                funnet[sti] = treff
    assert funnet == {}


def test_24_negativ_kontroll_en_slik_sporring_oppdages():
    assert _treff("Invitasjon.objects.filter(har_svart=False)") == {"har_svart"}
    assert _treff("Besvarelse.objects.values_list(nullifikator=F('x'))") == {"nullifikator"}
    assert _treff("# har_svart\nx = 'har_svart'") == set()


def test_24_ingen_modell_kobler_en_person_til_et_svar():
    """Fra svaret pekes det bare på runden, og ingenting peker på svaret."""
    til = {felt.related_model for felt in Besvarelse._meta.get_fields() if isinstance(felt, models.ForeignKey)}
    fra = [
        (modell.__name__, felt.name)
        for modell in apps.get_models()
        for felt in modell._meta.get_fields()
        if felt.is_relation and felt.related_model is Besvarelse
    ]

    assert {modell.__name__ for modell in til} == {"Kartlegging"}
    assert fra == []


@pytest.mark.django_db
def test_24_ingen_side_viser_en_kode_eller_skiller_de_som_har_svart():
    hvor = scene(tre={"helse": ("rot", "Helse", 9)})
    kartlegging = aapnet(hvor, {"helse": ("rot", "Helse", 9)}, navn="Nå", naa=SENERE)
    kodene = [kode for _enhet, kode in koder_til(kartlegging)]
    avgi_mange(kartlegging=kartlegging, besvarelsene=[(kode, svar_til(kode, kartlegging)) for kode in kodene[:4]])
    hemmelig = {form for kode in kodene for form in (kode, vis_kode(kode))}
    liste = reverse("deltakere", args=[kartlegging.kortnavn]) + "?enhet=helse"
    lest = {}
    for navn in ("hr", "hvo"):
        klient = Client()
        klient.force_login(hvor.brukerne[navn])
        lest[navn] = {adresse: svar.kropp.decode(errors="replace") for adresse, svar in kryp(klient).items()}

    assert liste in lest["hvo"]
    assert {kode for sidene in lest.values() for side in sidene.values() for kode in hemmelig if kode in side} == set()
    radene = re.findall(r"helse\.(\w)@prove\.example(.*?)</li>", lest["hvo"][liste], re.DOTALL)
    assert len(radene) == 9
    assert len({re.sub(r"\s+", " ", resten) for _hvem, resten in radene}) == 1
