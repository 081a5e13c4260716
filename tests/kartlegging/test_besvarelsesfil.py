"""Svar fra fil: papirskjemaer med kode, og en runde samlet inn et annet sted."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from kartlegging.actions import avgi_besvarelse, lukk, varsle
from kartlegging.domain.koder import vis_kode
from kartlegging.models import Kartlegging
from kartlegging.models.besvarelse import Besvarelse
from kartlegging.nokler import les_nokler
from tests.kartlegging.oppsett import ALLE_MIDT, NAA, aapnet, koder, utkast

pytestmark = pytest.mark.django_db(transaction=True)
LEDD = list(ALLE_MIDT)


def _fil(tmp_path, rader: list[dict[str, str]], kolonner: list[str]) -> str:
    ut = StringIO()
    skriver = csv.DictWriter(ut, kolonner, delimiter=";", restval="")
    skriver.writeheader()
    skriver.writerows(rader)
    sti = tmp_path / "svar.csv"
    sti.write_text(ut.getvalue(), encoding="utf-8")
    return str(sti)


def _rad(**felt: str) -> dict[str, str]:
    return {"enhet": "bjork", **{ledd: str(verdi) for ledd, verdi in ALLE_MIDT.items()}, **felt}


def _kjor(runde, fil: str) -> str:
    ut = StringIO()
    call_command("importer_besvarelser", runde.kortnavn, fil, stdout=ut)
    return ut.getvalue()


def _med_kode(tmp_path, rader: list[dict[str, str]]) -> str:
    return _fil(tmp_path, rader, ["kode", "enhet", *LEDD])


def test_papirskjemaer_leses_inn_og_telles_som_andre_svar(tmp_path):
    runde = aapnet({"bjork": 8})
    kodene = koder(runde)
    avgi_besvarelse(kode=kodene[0], svar=ALLE_MIDT, gruppe=None, naa=NAA)

    ut = _kjor(runde, _med_kode(tmp_path, [_rad(kode=vis_kode(kode).lower()) for kode in kodene[1:]]))
    assert ut == "7 svar er forseglet og lagret. Slett filen nå; den kan knytte svar til folk.\n"
    assert lukk(kartlegging=runde, av=None, naa=NAA).antall == 8


def test_tomme_felt_er_ikke_besvart_og_alt_annet_er_feil_med_rad_og_kolonne(tmp_path):
    runde = aapnet({"bjork": 8})
    kodene = koder(runde)
    avgi_besvarelse(kode=kodene[7], svar=ALLE_MIDT, gruppe=None, naa=NAA)
    rader = [
        {"kode": kodene[0], "enhet": "bjork", "a1.1": "6", "f1": "3"},
        {"kode": kodene[1], "enhet": "rot", "a1.1": "4"},
        {"kode": kodene[2], "enhet": "bjork"},
        {"kode": kodene[3], "enhet": "bjork", "a1.1": "ja"},
        {"kode": "AAAA", "enhet": "finnes-ikke", "a1.1": "1"},
        {"kode": kodene[0], "enhet": "bjork", "a1.1": "1"},
    ]
    with pytest.raises(CommandError) as feil:
        _kjor(runde, _med_kode(tmp_path, rader))

    assert str(feil.value).splitlines() == [
        "Ingenting er skrevet. Rett dette:",
        "Rad 2, kolonne «a1.1», «6»: skal være fra 1 til 5, eller tomt.",
        "Rad 2, kolonne «f1», «3»: skal være fra 1 til 2, eller tomt.",
        "Rad 3, kolonne «kode»: koden hører til en annen enhet enn den som står på raden.",
        "Rad 4: raden har ingen svar.",
        "Rad 5, kolonne «a1.1», «ja»: skal være fra 1 til 5, eller tomt.",
        "Rad 6, kolonne «enhet», «finnes-ikke»: ingen enhet i kartleggingen har denne koden.",
        "Rad 6, kolonne «kode»: vi kjenner ikke koden. Sjekk at alle 16 tegnene er med.",
        "Rad 7, kolonne «kode»: koden står også på rad 2.",
    ]
    assert Besvarelse.objects.count() == 1


def test_en_brukt_kode_stanser_hele_filen_uten_at_det_sies_hvilken(tmp_path):
    runde = aapnet({"bjork": 8})
    kodene = koder(runde)
    avgi_besvarelse(kode=kodene[1], svar=ALLE_MIDT, gruppe=None, naa=NAA)

    with pytest.raises(CommandError, match=r"dette:\n1 av kodene er brukt fra før\."):
        _kjor(runde, _med_kode(tmp_path, [_rad(kode=kode) for kode in kodene[:2]]))
    assert Besvarelse.objects.count() == 1


def test_uten_koder_avvises_filen_i_en_runde_med_inviterte(tmp_path):
    runde = aapnet({"bjork": 8})

    with pytest.raises(CommandError, match="Kolonnen «kode» mangler"):
        _kjor(runde, _fil(tmp_path, [_rad()], ["enhet", *LEDD]))


def _importert() -> Kartlegging:
    runde = utkast({"bjork": 0, "lind": 0})
    Kartlegging.objects.filter(pk=runde.pk).update(er_importert=True, lukker=timezone.now() + timedelta(days=5))
    runde.refresh_from_db()
    return runde


def test_en_importert_runde_fylles_en_gang_og_tar_ikke_imot_flere(tmp_path):
    runde = _importert()
    fil = _fil(
        tmp_path, [_rad(enhet="bjork") for _ in range(9)] + [_rad(enhet="lind") for _ in range(8)], ["enhet", *LEDD]
    )
    with pytest.raises(CommandError, match="Den er utkast"):
        _kjor(runde, fil)
    varsle(kartlegging=runde, av=None, naa=NAA)

    assert _kjor(runde, fil).startswith("17 svar")
    runde.refresh_from_db()
    assert (runde.tilstand, runde.invitasjonene.count(), Besvarelse.objects.count()) == ("aapen", 17, 17)
    with pytest.raises(CommandError, match="Den er aapen"):
        _kjor(runde, fil)
    utgivelse = lukk(kartlegging=runde, av=None, naa=NAA)
    assert utgivelse.antall == 17


def test_en_importert_runde_med_feil_forblir_urort(tmp_path):
    runde = _importert()
    varsle(kartlegging=runde, av=None, naa=NAA)

    with pytest.raises(CommandError, match="ingen enhet i kartleggingen"):
        _kjor(runde, _fil(tmp_path, [_rad(), _rad(enhet="borte")], ["enhet", *LEDD]))
    runde.refresh_from_db()
    assert (runde.tilstand, runde.invitasjonene.count(), Besvarelse.objects.count()) == ("varslet", 0, 0)


def test_radene_ligger_ikke_i_filens_rekkefolge(tmp_path):
    runde = aapnet({"bjork": 40})
    kodene = koder(runde)
    _kjor(runde, _med_kode(tmp_path, [_rad(kode=kode) for kode in kodene]))
    nokler = les_nokler(runde.kortnavn)
    plass = {nokler.nullifikator_for(kode): n for n, kode in enumerate(kodene)}
    rekken = [plass[bytes(merke)] for merke in Besvarelse.objects.order_by("pk").values_list("nullifikator", flat=True)]
    assert sorted(rekken) == list(range(40))
    assert rekken != list(range(40))
