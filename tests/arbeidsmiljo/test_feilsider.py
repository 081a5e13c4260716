"""Feilsidene sier hva som skjedde og hva man gjør nå, også når resten er nede."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error


@pytest.mark.parametrize(
    ("visning", "status", "overskrift"),
    [
        (server_error, 500, "Noe gikk galt hos oss"),
        (lambda request: bad_request(request, Http404()), 400, "Forespørselen kan ikke brukes"),
    ],
)
def test_siden_tegnes_uten_database_og_uten_byggede_stilark(visning, status, overskrift, settings, tmp_path):
    # Prøven har ikke fått lov til å røre databasen, og oversikten over stilark er borte.
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    svar = visning(RequestFactory().get("/app/"))

    assert svar.status_code == status
    assert f"<h1>{overskrift}</h1>" in svar.content.decode()


@pytest.mark.django_db
def test_et_gammelt_skjema_gir_en_klar_side_og_403(settings):
    svar = Client(enforce_csrf_checks=True).post("/app/konto/login/", {"login": "a@b.example", "password": "x"})

    assert svar.status_code == 403
    assert "<h1>Skjemaet er for gammelt</h1>" in svar.content.decode()


@pytest.mark.django_db
def test_for_mange_forsok_gir_en_klar_side_og_429(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/ip"}

    koder = [client.post("/app/konto/password/reset/", {"email": "a@b.example"}) for _ in range(2)]

    assert [svar.status_code for svar in koder] == [302, 429]
    assert "For mange forsøk" in koder[1].content.decode()


@pytest.mark.parametrize("mal", ["400.html", "500.html", "403_csrf.html"])
def test_de_faste_feilsidene_henter_bare_stilarket_sitt(mal):
    side = render_to_string(mal)

    assert side.count("<link ") == 1
    assert 'href="/static/css/feil.css"' in side
    assert "<script" not in side
    assert "<img" not in side
