from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from arbeidsmiljo.models import Driftsmerke
from arbeidsmiljo.taktverk import MERKE

pytestmark = pytest.mark.django_db


def _vent(minutter):
    rad = DBTaskResult.objects.create(
        task_path="kartlegging.tasks.lukk_kartlegging",
        args_kwargs={"args": [1], "kwargs": {}},
        queue_name="default",
        backend_name="default",
        run_after=timezone.now(),
    )
    DBTaskResult.objects.filter(pk=rad.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutter))


def test_helse_er_200_nar_alle_delene_virker(client):
    svar = client.get("/helse/")

    assert svar.status_code == 200
    assert svar.json() == {"database": "ok", "migreringer": "ok", "arbeider": "ok", "takt": "ukjent"}


def test_helse_er_503_nar_en_oppgave_har_ventet_for_lenge(client):
    _vent(11)

    svar = client.get("/helse/")
    assert svar.status_code == 503
    assert svar.json()["arbeider"] == "står"


def test_en_oppgave_som_nettopp_kom_er_ikke_et_tegn_pa_stans(client):
    _vent(1)

    assert client.get("/helse/").status_code == 200


def test_helse_setter_ingen_kake_og_tar_bare_imot_lesing(client):
    assert client.get("/helse/").cookies == {}
    assert client.post("/helse/").status_code == 405


def _takten_gikk_for(minutter):
    Driftsmerke.objects.create(navn=MERKE, tidspunkt=timezone.now() - timedelta(minutes=minutter))


def test_helse_er_503_nar_takten_star(client):
    _takten_gikk_for(11)

    svar = client.get("/helse/")
    assert (svar.status_code, svar.json()["takt"]) == (503, "står")


def test_helse_er_200_nar_takten_nettopp_gikk(client):
    _takten_gikk_for(9)

    svar = client.get("/helse/")
    assert (svar.status_code, svar.json()["takt"]) == (200, "ok")
