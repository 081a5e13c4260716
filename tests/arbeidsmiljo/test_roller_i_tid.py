"""Roller gjelder fra og til en dato, for en enhet med alt under den eller for et verneområde, hos én virksomhet om gangen."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from arbeidsmiljo.domain.roller import Rolle, Tilgang
from arbeidsmiljo.models import Bruker, Hendelse, Tildeling, Verneomrade
from tests.factories import EnhetFactory, TildelingFactory, VirksomhetFactory

pytestmark = pytest.mark.django_db

I_DAG = date(2026, 11, 24)


def _fersk(bruker: Bruker) -> Bruker:
    return Bruker.objects.get(pk=bruker.pk)


@pytest.mark.parametrize(
    ("dag", "ser"), [(I_DAG - timedelta(days=1), 0), (I_DAG, 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)]
)
def test_rollen_gjelder_fra_og_med_til_og_med(dag, ser):
    bruker = TildelingFactory(fra=I_DAG, til=date(2026, 12, 31)).bruker

    with travel(f"{dag.isoformat()} 12:00", tick=False):
        assert len(_fersk(bruker).synlige_enheter) == ser


@pytest.mark.parametrize("tid", [{"til": date(2026, 11, 23)}, {"fra": date(2026, 11, 25)}], ids=["over", "ikke begynt"])
def test_utenfor_tiden_er_sidene_stengt(tid):
    bruker = TildelingFactory(rolle=Rolle.HR, **tid).bruker
    klient = Client()

    with travel("2026-11-24 12:00", tick=False):
        klient.force_login(bruker)
        stiene = ("/app/kartlegging/", "/app/resultater/", "/app/virksomheten/", "/app/virksomheten/brukere/")
        assert [klient.get(sti).status_code for sti in stiene] == [403, 403, 403, 403]
        assert klient.get("/app/").status_code == 200


def test_midnatt_er_norsk_midnatt():
    bruker = TildelingFactory(fra=I_DAG).bruker

    with travel("2026-11-23 22:59:59+00:00", tick=False):
        assert _fersk(bruker).rollene == frozenset()
    with travel("2026-11-23 23:00:00+00:00", tick=False):
        assert _fersk(bruker).rollene == {Rolle.LEDER}


def test_et_verneomrade_dekker_enheter_i_hver_sin_gren_og_alt_under_dem():
    rot = EnhetFactory()
    helse, skole = EnhetFactory(forelder=rot), EnhetFactory(forelder=rot)
    sykehjem, post, barneskole, ungdomsskole = (
        EnhetFactory(forelder=helse),
        EnhetFactory(forelder=helse),
        EnhetFactory(forelder=skole),
        EnhetFactory(forelder=skole),
    )
    avdeling = EnhetFactory(forelder=sykehjem)
    omrade = Verneomrade.objects.create(virksomhet=rot.virksomhet, navn="Øst")
    omrade.enhetene.set([sykehjem, barneskole])
    bruker = TildelingFactory().bruker
    bruker.tildelingene.all().delete()
    Tildeling.objects.create(bruker=bruker, rolle=Rolle.VERNEOMBUD, verneomrade=omrade, fra=date(2020, 1, 1))

    bruker = _fersk(bruker)
    assert bruker.synlige_enheter == {sykehjem.pk, avdeling.pk, barneskole.pk}
    assert bruker.rollene_i(avdeling.pk) == {Rolle.VERNEOMBUD}
    assert [bruker.har(Tilgang.UTTALE_SEG, en.pk) for en in (rot, helse, post, ungdomsskole)] == [False] * 4
    assert (bruker.virksomhet_id, bruker.virksomhetsnavn) == (rot.virksomhet_id, rot.virksomhet.navn)


def test_et_verneomrade_uten_enheter_gir_ingenting():
    omrade = Verneomrade.objects.create(virksomhet=VirksomhetFactory(), navn="Tomt")
    bruker = Bruker.objects.opprett(epost="v@v.example", navn="Vera Ombud")
    Tildeling.objects.create(bruker=bruker, rolle=Rolle.VERNEOMBUD, verneomrade=omrade)

    assert (bruker.synlige_enheter, bruker.rollene, bruker.virksomhet_id) == (frozenset(), frozenset(), None)


@pytest.fixture
def bht():
    """En BHT med roller i to virksomheter. Den første rollen er hos Fjordvik."""
    fjordvik = EnhetFactory(virksomhet=VirksomhetFactory(navn="Fjordvik kommune"), navn="Fjordvik-roten")
    helse = EnhetFactory(virksomhet=VirksomhetFactory(navn="Nordhelse AS"), navn="Nordhelse-roten")
    bruker = TildelingFactory(enhet=fjordvik, rolle=Rolle.BHT).bruker
    TildelingFactory(bruker=bruker, enhet=helse, rolle=Rolle.HR)
    return bruker


def _klient(bruker: Bruker) -> Client:
    klient = Client()
    klient.force_login(bruker)
    return klient


STIER = ("/app/", "/app/virksomheten/", "/app/virksomheten/organisasjon/", "/app/kartlegging/", "/app/risiko/")


def _nevner(klient: Client, tekst: str) -> set[str]:
    return {sti for sti in STIER if tekst in klient.get(sti).content.decode()}


def test_den_som_bytter_virksomhet_ser_bare_den_og_har_bare_rollen_der(bht):
    klient = _klient(bht)
    fjordvik, helse = bht.virksomhetene
    assert (_nevner(klient, "Nordhelse"), _nevner(klient, "Fjordvik")) == (set(), set(STIER))
    assert klient.get("/app/virksomheten/brukere/").status_code == 403

    klient.post("/app/konto/virksomhet/", {"virksomhet": helse})

    assert (_nevner(klient, "Fjordvik"), _nevner(klient, "Nordhelse")) == (set(), set(STIER))
    assert klient.get("/app/virksomheten/brukere/").status_code == 200
    assert list(Hendelse.objects.values_list("virksomhet_id", "hva")) == [(helse, "konto.byttet_virksomhet")]
    klient.post("/app/konto/virksomhet/", {"virksomhet": fjordvik})
    assert _nevner(klient, "Nordhelse") == set()


def test_en_virksomhet_brukeren_ikke_har_rolle_i_kan_ikke_velges(bht):
    klient, fremmed = _klient(bht), VirksomhetFactory(navn="Fremmed AS")

    svar = klient.post("/app/konto/virksomhet/", {"virksomhet": fremmed.pk})

    assert (svar.status_code, "Fremmed AS" in svar.content.decode()) == (400, False)
    assert "Du har ingen rolle i den virksomheten nå." in svar.content.decode()
    assert (klient.session.get("virksomhet"), Hendelse.objects.count()) == (None, 0)


def test_valget_gjelder_ikke_lenger_enn_rollen(bht):
    klient = _klient(bht)
    _fjordvik, helse = bht.virksomhetene
    klient.post("/app/konto/virksomhet/", {"virksomhet": helse}, follow=True)
    Tildeling.objects.filter(enhet__virksomhet=helse).update(til=timezone.localdate() - timedelta(days=1))

    assert _nevner(klient, "Nordhelse") == set()
    assert klient.get("/app/virksomheten/brukere/").status_code == 403


def test_lenken_til_bytte_vises_bare_for_den_som_har_flere(bht):
    assert "Bytt virksomhet" in _klient(bht).get("/app/").content.decode()

    en = TildelingFactory(rolle=Rolle.HR).bruker
    assert "Bytt virksomhet" not in _klient(en).get("/app/").content.decode()


@pytest.mark.parametrize("sti", ["/svar/", "/slik-beskytter-vi/", "/personvern/", "/helse/"])
def test_de_apne_sidene_leser_ingen_okt_selv_om_brukeren_er_innlogget(bht, sti, django_assert_num_queries):
    klient = _klient(bht)
    klient.post("/app/konto/virksomhet/", {"virksomhet": list(bht.virksomhetene)[1]})

    svar = klient.get(sti)

    assert "Cookie" not in svar.headers.get("Vary", "")
    assert "Nordhelse" not in svar.content.decode()
