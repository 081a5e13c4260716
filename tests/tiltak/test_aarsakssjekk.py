"""Årsakssjekken: svarene beholdes, sier hvilke årsaker som følger, og trykkes uten navn."""

from datetime import timedelta

import pytest
from django.urls import reverse

from arbeidsmiljo.models import Hendelse
from tests.tiltak import bygg
from tiltak.aarsakssjekken import Sjekkavvik, mangler_sjekk, sjekkavvik, sjekken_til, sjekkstand
from tiltak.actions import be_om_uttalelse, lagre_aarsakssjekk
from tiltak.domain.begreper import Sjekksvar
from tiltak.feil import EndretAvAnnenError, TiltaksfeilError
from tiltak.forms import forhold_initial
from tiltak.models import Aarsakssvar
from tiltak.planinnhold import planinnhold
from tiltak.regler import alle_advarsler, forhandshentet

pytestmark = pytest.mark.django_db
SVAR = {"skjev-oppgavefordeling": (Sjekksvar.JA, "Helgene"), "systemer-1": (Sjekksvar.DELVIS, "")}


@pytest.fixture
def sted():
    return bygg.sted()


@pytest.fixture
def vurdering(sted):
    return bygg.vurdering(sted)


def sjekk(vurdering, faktor="c", **endret):
    felt = {
        "dato": bygg.MOTE,
        "deltakere": {"ledere": 1, "verneombud": 1, "ansatte": 2},
        "svarene": SVAR,
        "av": vurdering.leder,
        "naa": bygg.NAA,
    }
    return lagre_aarsakssjekk(forhold=bygg.forhold(vurdering, faktor), **(felt | endret))


def test_svarene_beholdes_og_peker_paa_aarsakene(client, sted, vurdering):
    sjekk(vurdering)
    assert {(en.sporsmal, en.svar, en.merknad) for en in Aarsakssvar.objects.all()} == {
        ("skjev-oppgavefordeling", "ja", "Helgene"),
        ("systemer-1", "delvis", ""),
    }
    assert forhold_initial(bygg.forhold(vurdering, "c"))["aarsaker"] == ["ledelse", "systemer"]
    client.force_login(sted.verneombud)
    side = client.get(reverse("risikoforhold", args=[vurdering.pk, "c"])).content.decode()
    assert "Svarene i årsakssjekken peker på:" in side
    detaljer = Hendelse.objects.get(hva="risiko.aarsakssjekk").detaljer
    assert detaljer == {"vurdering": vurdering.pk, "faktor": "c", "svar": 2}


def test_sjekken_trykkes_med_det_som_folger_uten_aa_rope_hvem_faa_som_var_med(vurdering):
    sjekk(vurdering)
    (innhold,) = [en["aarsakssjekk"] for en in planinnhold(vurdering)["forholdene"] if en["faktor"] == "c"]
    assert innhold["deltakere"] == {"ledere": 1, "verneombud": 1}
    assert [(en["kode"], en["bare_delvis"]) for en in innhold["folger"]] == [("ledelse", False), ("systemer", True)]
    assert innhold["svar"][0] == {"sporsmal": "Skjev oppgavefordeling?", "svar": "ja", "merknad": "Helgene"}


def test_bare_hoye_risikoer_mangler_sjekk_og_advarselen_forsvinner(vurdering):
    lav = bygg.vurder(vurdering, "a", 1, 1)
    hoy = bygg.vurder(vurdering, "c")
    assert [mangler_sjekk(en) for en in (lav, hoy)] == [False, True]

    def setningene():
        return [en.setning for en in alle_advarsler(forhandshentet(vurdering)) if "årsakssjekken" in en.setning]

    assert setningene() == ["Risikoen er høy eller svært høy, og årsakssjekken er ikke gjort."]
    sjekk(vurdering)
    assert setningene() == []


@pytest.mark.parametrize(
    ("endret", "felt"),
    [
        ({"dato": bygg.NAA.date() + timedelta(days=1)}, "dato"),
        ({"deltakere": {"ledere": 0}}, "ledere"),
        ({"svarene": {}}, ""),
        ({"svarene": {"finnes-ikke": (Sjekksvar.JA, "")}}, ""),
        ({"merknad": "Spør kari@fjordvik.no"}, "merknad"),
        ({"svarene": {"ledelse-1": (Sjekksvar.NEI, "x" * 301)}}, "merknad_ledelse-1"),
    ],
)
def test_det_som_ikke_holder_avvises_med_feltet(vurdering, endret, felt):
    with pytest.raises(TiltaksfeilError) as feil:
        sjekk(vurdering, **endret)
    assert (list(feil.value.feltene), Aarsakssvar.objects.count()) == ([felt], 0)


def test_to_som_svarer_samtidig_mister_ingenting(client, sted, vurdering):
    sett = sjekkstand(None)
    sjekk(vurdering, sist_sett=sett)
    with pytest.raises(EndretAvAnnenError):
        sjekk(vurdering, sist_sett=sett, svarene={"ledelse-1": (Sjekksvar.NEI, "")})
    assert set(Aarsakssvar.objects.values_list("sporsmal", flat=True)) == set(SVAR)
    client.force_login(sted.verneombud)
    adresse = reverse("aarsakssjekk", args=[vurdering.pk, "c"])
    data = {"dato": "2026-11-20", "ledere": "1", "svar_ledelse-1": "nei", "stand": sett}
    svar = client.post(adresse, data)
    assert (svar.status_code, svar.context["form"]["svar_ledelse-1"].value()) == (422, "nei")
    data["stand"] = svar.context["form"]["stand"].value()
    assert data["stand"] == sjekkstand(sjekken_til(bygg.forhold(vurdering, "c")))
    assert client.post(adresse, data).status_code == 302
    assert set(Aarsakssvar.objects.values_list("sporsmal", flat=True)) == {"ledelse-1"}


def test_sjekken_er_laast_naar_planen_er_sendt_og_bare_de_som_vurderer_svarer(client, sted, vurdering):
    adresse = reverse("aarsakssjekk", args=[vurdering.pk, "c"])
    client.force_login(sted.hr)
    assert [client.get(adresse).status_code, client.post(adresse, {}).status_code] == [200, 403]
    bygg.vurder_alle(vurdering)
    bygg.konkluder(vurdering)
    be_om_uttalelse(vurdering=vurdering, av=sted.leder, naa=bygg.NAA)
    with pytest.raises(TiltaksfeilError, match="Ta den tilbake"):
        sjekk(vurdering)


def test_valg_som_ikke_folger_av_svarene_far_en_stille_merknad(client, sted, vurdering):
    assert sjekkavvik(bygg.vurder(vurdering, "c")) == Sjekkavvik((), (), ())
    valgte = {en.aarsak for en in bygg.forhold(vurdering, "c").aarsakene.all()}
    sjekk(
        vurdering,
        svarene={
            "informasjon-1": (Sjekksvar.NEI, ""),
            "opplaering-1": (Sjekksvar.VET_IKKE, ""),
        },
    )
    funnet = sjekkavvik(bygg.forhold(vurdering, "c"))
    assert (funnet.ikke_valgt, funnet.vet_ikke) == (("Informasjon",), ("Opplæring",))
    assert len(funnet.valgt_uten_svar) == len(valgte)
    client.force_login(sted.leder)
    side = client.get(reverse("risikoforhold", args=[vurdering.pk, "c"])).content.decode()
    assert "Svarene peker også på årsaker som ikke er valgt: Informasjon." in side
    assert "Vet ikke ennå, verdt å finne ut av: Opplæring." in side


def test_den_som_bare_leser_ser_svarene(client, sted, vurdering):
    sjekk(vurdering)
    adresse = reverse("aarsakssjekk", args=[vurdering.pk, "c"])
    client.force_login(sted.hr)
    assert client.get(adresse).context["svarene"] == [
        ("Skjev oppgavefordeling?", "Ja", "Helgene"),
        ("Passer bemanningen til oppgavene?", "Delvis", ""),
    ]
    side = client.get(adresse).content.decode()
    assert "<strong>Delvis</strong>" in side
    client.force_login(sted.naboleder)
    assert client.get(adresse).status_code == 404
